package io.github.qccroutes.tables;

import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a text is cut into rows.
 *
 * @param columns whether a row has columns, else it is a whole line
 */
record Separation(boolean columns, char delimiter) {
  private static final Pattern SEP =
      Pattern.compile("[\"“]?sep=(.?)[\"”]?[,;\t]*", Pattern.CASE_INSENSITIVE);

  private static final char[] DELIMITERS = {',', ';', '\t', '|'};

  /**
   * The delimiter that the file announces, or under which one of its first rows is a header; of a
   * file without one that under which all its first rows have several columns, else a comma. A
   * {@code .txt} of single items has whole lines, unless it is a table with tabs and a header.
   */
  static Separation of(PlainFile file, TextEncoding encoding, Layout layout, Limits limits)
      throws IOException {
    boolean single = !(layout instanceof Layout.Pairs);
    if (single && file.format() == FileFormat.TXT) {
      List<RawRow> rows = firstRows(file, encoding, '\t', limits);
      Header header = Header.find(rows, layout);
      return new Separation(header != null && header.row().width() > 1, '\t');
    }
    List<RawRow> lines =
        Header.firstRows(DelimitedRows.lines(file.path(), file.text(encoding), limits));
    Character announced = lines.isEmpty() ? null : announced(lines.get(0));
    if (announced != null) {
      return new Separation(true, announced);
    }
    char splitting = ',';
    for (char delimiter : DELIMITERS) {
      List<RawRow> rows = firstRows(file, encoding, delimiter, limits);
      if (Header.find(rows, layout) != null) {
        return new Separation(true, delimiter);
      }
      if (splitting == ',' && rows.stream().allMatch(row -> row.width() > 1)) {
        splitting = delimiter;
      }
    }
    return new Separation(true, single ? splitting : ',');
  }

  /** The first rows under a delimiter; none where they can't be told apart under it. */
  private static List<RawRow> firstRows(
      PlainFile file, TextEncoding encoding, char delimiter, Limits limits) throws IOException {
    try {
      return Header.firstRows(
          DelimitedRows.csv(file.path(), file.text(encoding), delimiter, limits));
    } catch (DropFileException e) {
      return List.of();
    }
  }

  /** Whether a row is no data but the line that names the delimiter. */
  static boolean isAnnouncement(RawRow row) {
    return announcement(row).matches();
  }

  /** What the line {@code sep=;} says, which Excel reads and removes, or null. */
  private static @Nullable Character announced(RawRow row) {
    Matcher sep = announcement(row);
    if (!sep.matches()) {
      return null;
    }
    String delimiter = sep.group(1);
    return delimiter.isEmpty() ? '\t' : Character.valueOf(delimiter.charAt(0));
  }

  private static Matcher announcement(RawRow row) {
    return SEP.matcher(Invisible.strip(row.cell(0).text()));
  }

  RowSource rows(PlainFile file, DecodedText text, Limits limits) {
    return columns
        ? DelimitedRows.csv(file.path(), text, delimiter, limits)
        : DelimitedRows.lines(file.path(), text, limits);
  }
}
