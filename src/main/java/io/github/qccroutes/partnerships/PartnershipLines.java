package io.github.qccroutes.partnerships;

import io.github.qccroutes.jobs.FileIntake;
import io.github.qccroutes.tables.DropFileException;
import io.github.qccroutes.tables.DropRow;
import io.github.qccroutes.tables.Folding;
import io.github.qccroutes.tables.Layout;
import io.github.qccroutes.tables.Message;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a file in {@code inbox/partnerships}: a company name each. Of names that are the
 * same but for widths and spaces the first is taken, as it was written.
 */
public final class PartnershipLines implements FileIntake.Lines {

  /** What becomes of a line. */
  enum State {
    TAKEN,
    INVALID,
    DUPLICATE
  }

  /**
   * @param reason null for a line that is taken
   */
  record Judged(State state, @Nullable Message reason) {}

  @Override
  public Layout layout(Path file, String folder) {
    if (Path.of(folder).getNameCount() > 1) {
      throw new DropFileException(
          file,
          new Message(
              "请直接放入 inbox/partnerships，其下文件夹里的文件不予处理",
              "drop it in inbox/partnerships itself; files in folders below are not read"));
    }
    return new Layout.Names();
  }

  @Override
  public FileIntake.Items items(Path file) {
    Judge judge = new Judge(file);
    return new FileIntake.Items() {
      @Override
      public Map<String, @Nullable Object> of(DropRow row) {
        Judged judged = judge.of(row);
        Map<String, @Nullable Object> item = new HashMap<>();
        item.put("name", row.keyWord());
        item.put("state", judged.state.name());
        item.put("msg", judged.reason == null ? null : judged.reason.oneLine());
        return item;
      }

      @Override
      public void end() {
        judge.end();
      }
    };
  }

  /** Judges the lines of one file in their order. Not safe for use by several threads. */
  static final class Judge {
    private final Path file;
    private final Map<String, Long> firstLines = new HashMap<>();
    private long lines;
    private @Nullable DropRow firstInvalid;

    Judge(Path file) {
      this.file = file;
    }

    /**
     * What becomes of the next line.
     *
     * @throws DropFileException when there are more names than can be planned for
     */
    Judged of(DropRow row) {
      lines++;
      Message invalid = row.invalid();
      if (invalid != null) {
        firstInvalid = firstInvalid == null ? row : firstInvalid;
        return new Judged(State.INVALID, invalid);
      }
      Long first = firstLines.putIfAbsent(Folding.of(row.keyWord()), row.line());
      if (first != null) {
        return new Judged(
            State.DUPLICATE, new Message("与第 " + first + " 行重复", "the same as line " + first));
      }
      if (firstLines.size() > CoveringPlanner.MOST_NAMES) {
        throw new DropFileException(
            file,
            row.line(),
            null,
            new Message(
                "公司名超过 " + CoveringPlanner.MOST_NAMES + " 个，请拆成几个文件；不同文件的公司之间不会比对",
                "more than "
                    + CoveringPlanner.MOST_NAMES
                    + " company names; split the file, but companies of different files are not"
                    + " compared with each other"));
      }
      return new Judged(State.TAKEN, null);
    }

    /**
     * There are no more lines.
     *
     * @throws DropFileException when they don't name two companies that could be compared
     */
    void end() {
      if (firstLines.size() > 1) {
        return;
      }
      String chinese = "";
      String english = "";
      if (firstInvalid != null && firstInvalid.invalid() != null) {
        long line = firstInvalid.line();
        chinese = "；无效的如第 " + line + " 行：" + firstInvalid.invalid().chinese();
        english = "; an invalid one is line " + line + ": " + firstInvalid.invalid().english();
      }
      throw new DropFileException(
          file,
          new Message(
              "合作关系是两家公司之间的，至少要有两个不同的公司名；文件共 %d 行，可用的只有 %d 个%s"
                  .formatted(lines, firstLines.size(), chinese),
              "a list of partnerships needs at least two different companies; of its %d line(s) %d can be used%s"
                  .formatted(lines, firstLines.size(), english)));
    }
  }
}
