package io.github.qccroutes.sync;

import io.github.qccroutes.jobs.FileIntake;
import io.github.qccroutes.tables.DropFileException;
import io.github.qccroutes.tables.DropRow;
import io.github.qccroutes.tables.FileEnd;
import io.github.qccroutes.tables.Folding;
import io.github.qccroutes.tables.Layout;
import io.github.qccroutes.tables.Message;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a list in {@code inbox/sync}: pairs of login and keyword, or, in a folder named
 * after a login, keywords. The last line may say how many there are: {@code #END,<rows>}.
 *
 * <p>A list is whole or refused: one that is empty, ends within a line, or has another number of
 * rows than it says, gives nothing up.
 */
public final class SyncLines implements FileIntake.Lines {
  private static final String FOLDER = "sync";

  private final Pattern loginPattern;
  private final boolean requireTrailer;

  /**
   * @param loginPattern what a whole login must match
   * @param requireTrailer whether a list without its number of rows is refused
   */
  public SyncLines(Pattern loginPattern, boolean requireTrailer) {
    this.loginPattern = loginPattern;
    this.requireTrailer = requireTrailer;
  }

  @Override
  public Layout layout(Path file, String folder) {
    Path below = Path.of(folder);
    if (below.getNameCount() == 1) {
      return new Layout.Pairs(loginPattern);
    }
    Path parent = file.getParent();
    if (below.getNameCount() > 2 || parent == null) {
      throw new DropFileException(
          file, new Message("文件夹层次太深，不予处理", "too deep in folders, so it is not read"));
    }
    if (!Files.isDirectory(parent, LinkOption.NOFOLLOW_LINKS)) {
      throw new DropFileException(
          file, new Message("这不是普通文件夹，不予处理", "not in an ordinary folder, so it is not read"));
    }
    return ofScope(String.valueOf(parent.getFileName()));
  }

  /** How a list of a scope reads: one that is named like a login has one company a line. */
  Layout ofScope(String scope) {
    return loginPattern.matcher(scope).matches()
        ? new Layout.Keywords(scope, loginPattern)
        : new Layout.Pairs(loginPattern);
  }

  @Override
  public FileIntake.Items items(Path file) {
    return new WholeList(file, requireTrailer);
  }

  /** The folder of a scope below {@code inbox}. */
  static String folder(String scope) {
    return scope.equals(SyncRuns.DEFAULT_SCOPE) ? FOLDER : FOLDER + "/" + scope;
  }

  /** The rows of one list, counted. */
  private static final class WholeList implements FileIntake.Items {
    private static final String END = "#END";
    private static final Pattern ONE_CELL = Pattern.compile(END + "[,;\\s]*(\\d{1,9})");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");

    private final Path file;
    private final boolean requireTrailer;
    private long rows;
    private @Nullable Long announced;

    WholeList(Path file, boolean requireTrailer) {
      this.file = file;
      this.requireTrailer = requireTrailer;
    }

    @Override
    public Map<String, @Nullable Object> of(DropRow row) {
      if (announced != null) {
        throw refused(
            "第 " + row.line() + " 行在结束行 #END 之后",
            "line " + row.line() + " stands behind the last line, #END");
      }
      announced = announced(row);
      boolean ends = announced != null;
      rows += ends ? 0 : 1;
      boolean good = row.isValid() && !ends;
      Message invalid = row.invalid();
      Map<String, @Nullable Object> item = new HashMap<>();
      item.put("loginName", row.loginName());
      item.put("keyWord", row.keyWord());
      item.put("loginFolded", good ? Folding.of(row.loginName()) : null);
      item.put("keyWordFolded", good ? Folding.of(row.keyWord()) : null);
      item.put("invalid", invalid == null || ends ? null : invalid.oneLine());
      item.put("ends", ends ? 1 : 0);
      return item;
    }

    @Override
    public void end() {
      if (rows == 0) {
        throw refused(
            "名单里没有一行数据。空名单不会取消任何关注", "the list has no rows. An empty list cancels nothing");
      }
      if (announced != null && announced != rows) {
        throw refused(
            "结束行写着 %d 行，实际读到 %d 行，名单可能不完整".formatted(announced, rows),
            "its last line says %d row(s) and there are %d, so the list may be cut off"
                .formatted(announced, rows));
      }
      if (announced == null && requireTrailer) {
        throw refused(
            "缺少结束行 #END,%d（qcc.sync.require-trailer=true）".formatted(rows),
            "its last line, #END,%d, is missing (qcc.sync.require-trailer=true)".formatted(rows));
      }
      if (announced == null && !FileEnd.of(file).isWhole()) {
        throw refused(
            "最后一行没有换行，名单可能不完整；请在末尾加一个换行，或加结束行 #END,%d".formatted(rows),
            "its last line does not end, so the list may be cut off; end it with a line break or with #END,%d"
                .formatted(rows));
      }
    }

    private DropFileException refused(String chinese, String english) {
      return new DropFileException(file, new Message(chinese, english));
    }

    /** The number of rows that the last line tells; null for any other line. */
    private static @Nullable Long announced(DropRow row) {
      for (String cell : new String[] {row.loginName(), row.keyWord()}) {
        Matcher alone = ONE_CELL.matcher(cell);
        if (alone.matches()) {
          return Long.valueOf(alone.group(1));
        }
        String other = cell.equals(row.loginName()) ? row.keyWord() : row.loginName();
        if (cell.equals(END) && NUMBER.matcher(other).matches()) {
          return Long.valueOf(other);
        }
      }
      return null;
    }
  }
}
