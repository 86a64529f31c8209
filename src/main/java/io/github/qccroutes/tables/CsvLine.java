package io.github.qccroutes.tables;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A line of a CSV file for people: ended by CR LF, safe in Excel. A value that Excel could run (it
 * starts with {@code = + - @}, tab, CR or LF) gets a {@code '}, which {@link DropFileReader} takes
 * off again.
 */
public final class CsvLine {
  /** What such a file begins with, so that Excel takes it for UTF-8. */
  public static final char START = '\uFEFF';

  private CsvLine() {}

  /** Writes the values; null is written as an empty one. */
  public static void write(Appendable out, List<? extends @Nullable String> values)
      throws IOException {
    for (int i = 0; i < values.size(); i++) {
      if (i > 0) {
        out.append(',');
      }
      String value = values.get(i);
      out.append(quoted(FormulaGuard.on(value == null ? "" : value)));
    }
    out.append("\r\n");
  }

  private static String quoted(String value) {
    boolean plain =
        value
            .chars()
            .noneMatch(
                c -> c == ',' || c == ';' || c == '"' || c == '\t' || c == '\r' || c == '\n');
    boolean padded = !value.isEmpty() && !Blank.strip(value).equals(value);
    return plain && !padded ? value : '"' + value.replace("\"", "\"\"") + '"';
  }
}
