package io.github.qccroutes.partnerships;

import io.github.qccroutes.dropfile.DropFileException;
import io.github.qccroutes.dropfile.DropRow;
import io.github.qccroutes.dropfile.FileIntake;
import io.github.qccroutes.dropfile.Folding;
import io.github.qccroutes.dropfile.Layout;
import io.github.qccroutes.dropfile.Message;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
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
  public Function<DropRow, Map<String, @Nullable Object>> items(Path file) {
    Function<DropRow, Judged> judge = judge(file);
    return row -> {
      Judged judged = judge.apply(row);
      Map<String, @Nullable Object> item = new HashMap<>();
      item.put("name", row.keyWord());
      item.put("state", judged.state.name());
      item.put("msg", judged.reason == null ? null : judged.reason.oneLine());
      return item;
    };
  }

  /**
   * Judges the lines of one file in their order.
   *
   * @throws DropFileException (the function) when there are more names than can be planned for
   */
  static Function<DropRow, Judged> judge(Path file) {
    Map<String, Long> firstLines = new HashMap<>();
    return row -> {
      if (!row.isValid()) {
        return new Judged(State.INVALID, row.invalid());
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
    };
  }
}
