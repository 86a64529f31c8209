package io.github.qccroutes.assignments;

import io.github.qccroutes.jobs.FileIntake;
import io.github.qccroutes.tables.DropFileException;
import io.github.qccroutes.tables.DropRow;
import io.github.qccroutes.tables.Folding;
import io.github.qccroutes.tables.Layout;
import io.github.qccroutes.tables.Message;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a file in {@code inbox/assign} or {@code inbox/cancel}: pairs of login and keyword,
 * or, in a folder named after a login, keywords.
 */
public final class AssignmentLines implements FileIntake.Lines {
  private final Pattern loginPattern;

  /**
   * @param loginPattern what a whole login must match
   */
  public AssignmentLines(Pattern loginPattern) {
    this.loginPattern = loginPattern;
  }

  @Override
  public Layout layout(Path file, String folder) {
    int depth = Path.of(folder).getNameCount();
    if (depth == 1) {
      return new Layout.Pairs(loginPattern);
    }
    Path parent = file.getParent();
    if (depth > 2 || parent == null) {
      throw new DropFileException(
          file, new Message("文件夹层次太深，不予处理", "too deep in folders, so it is not read"));
    }
    return Layout.Keywords.of(parent, loginPattern);
  }

  @Override
  public FileIntake.Items items(Path file) {
    return AssignmentLines::item;
  }

  private static Map<String, @Nullable Object> item(DropRow row) {
    Message invalid = row.invalid();
    Map<String, @Nullable Object> item = new HashMap<>();
    item.put("loginName", row.loginName());
    item.put("keyWord", row.keyWord());
    item.put("loginFolded", invalid == null ? Folding.of(row.loginName()) : null);
    item.put("keyWordFolded", invalid == null ? Folding.of(row.keyWord()) : null);
    item.put("invalid", invalid == null ? null : invalid.oneLine());
    return item;
  }
}
