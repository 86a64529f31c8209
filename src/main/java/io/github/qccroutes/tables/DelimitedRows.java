package io.github.qccroutes.tables;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a delimited text (RFC 4180; lines end with CR LF, LF or CR), or its bare lines. A row
 * longer than the limit is read to its end, remembered as far as the limit and marked.
 *
 * <p>CSV libraries hold a row in memory whatever its length or stop at the first bad one, and don't
 * tell where a quote was left open; here one bad row must cost no other row.
 */
final class DelimitedRows implements RowSource {
  private static final int END = -1;
  private static final int NONE = -2;

  /** The byte order mark. */
  private static final int MARK = 0xFEFF;

  /** As many as a spreadsheet has. */
  private static final int MAX_COLUMNS = 16_384;

  private static final Message MISPLACED_QUOTE =
      new Message(
          "引号（\"）位置不对：应包住整个单元格，单元格内的引号要写两个",
          "a quote (\") is misplaced: it must enclose the whole field, and be doubled inside it");

  private enum At {
    FIELD_START,
    IN_PLAIN,
    IN_QUOTES,
    AFTER_QUOTE
  }

  private final Path file;
  private final Reader in;
  private final int delimiter;
  private final int quote;
  private final int limit;
  private final char[] buffer = new char[1 << 14];
  private int position;
  private int filled;
  private boolean afterReturn;
  private long line = 1;

  private final StringBuilder field = new StringBuilder();
  private List<Cell> cells = new ArrayList<>();
  private int length;
  private boolean overlong;
  private @Nullable Message fault;

  private DelimitedRows(Path file, Reader in, int delimiter, int quote, int limit) {
    this.file = file;
    this.in = in;
    this.delimiter = delimiter;
    this.quote = quote;
    this.limit = limit;
  }

  /** Rows of columns. */
  static DelimitedRows csv(Path file, Reader in, char delimiter, Limits limits) {
    return new DelimitedRows(file, in, delimiter, '"', limits.lineChars());
  }

  /** Rows of one column, the whole line, in which no character is special. */
  static DelimitedRows lines(Path file, Reader in, Limits limits) {
    return new DelimitedRows(file, in, NONE, NONE, limits.lineChars());
  }

  @Override
  public @Nullable RawRow next() throws IOException {
    cells = new ArrayList<>(cells.size());
    length = 0;
    fault = null;
    overlong = false;
    field.setLength(0);
    long first = line;
    long quoteLine = 0;
    At at = At.FIELD_START;
    while (true) {
      int c = read();
      if (c == END && at == At.IN_QUOTES) {
        throw neverClosed(quoteLine);
      }
      if (c == END && at == At.FIELD_START && cells.isEmpty()) {
        return null;
      }
      if (c == END || (c == '\n' && at != At.IN_QUOTES)) {
        endField(at);
        return new RawRow(first, c == END ? line : line - 1, cells, overlong ? tooLong() : fault);
      }
      if (at == At.FIELD_START && c == MARK) {
        // Files put one behind another have marks in the midst, which must not hide a quote.
        continue;
      }
      if (at == At.FIELD_START && c == quote) {
        quoteLine = line;
        at = At.IN_QUOTES;
      } else if (at == At.IN_QUOTES && c == quote) {
        at = At.AFTER_QUOTE;
      } else if (at == At.AFTER_QUOTE && c == quote) {
        append(c);
        at = At.IN_QUOTES;
      } else if (at != At.IN_QUOTES && c == delimiter) {
        endField(at);
        at = At.FIELD_START;
      } else {
        if (at == At.AFTER_QUOTE) {
          // What looks like the end of a quoted text is more likely the start of the next one, and
          // the lines between were never meant as one row.
          if (quoteLine != line) {
            throw neverClosed(quoteLine);
          }
          fault = MISPLACED_QUOTE;
        }
        append(c);
        at = at == At.IN_QUOTES ? At.IN_QUOTES : At.IN_PLAIN;
      }
    }
  }

  private void append(int c) {
    if (length < limit) {
      length++;
      field.append((char) c);
    } else {
      overlong = true;
    }
  }

  private void endField(At at) {
    if (at == At.IN_PLAIN && quote != NONE && Blank.strip(field.toString()).startsWith("\"")) {
      fault = MISPLACED_QUOTE;
    }
    if (cells.size() < MAX_COLUMNS) {
      cells.add(Cell.of(quote == NONE ? unquoted(field.toString()) : field.toString()));
    } else {
      overlong = true;
    }
    field.setLength(0);
  }

  /** A line that is quoted as a whole, as programs write it, without its quotes. */
  private static String unquoted(String line) {
    String bare = Invisible.strip(line);
    boolean whole = bare.length() > 2 && bare.startsWith("\"") && bare.endsWith("\"");
    String inside = whole ? bare.substring(1, bare.length() - 1).replace("\"\"", "") : "\"";
    return inside.contains("\"")
        ? line
        : bare.substring(1, bare.length() - 1).replace("\"\"", "\"");
  }

  /** The next character, with every line end as LF. */
  private int read() throws IOException {
    int c = readRaw();
    if (c == '\n' && afterReturn) {
      c = readRaw();
    }
    afterReturn = c == '\r';
    if (c == '\r' || c == '\n') {
      line++;
      return '\n';
    }
    return c;
  }

  private int readRaw() throws IOException {
    if (position == filled) {
      filled = in.read(buffer, 0, buffer.length);
      position = 0;
      if (filled <= 0) {
        filled = 0;
        return END;
      }
    }
    return buffer[position++];
  }

  private DropFileException neverClosed(long quoteLine) {
    return new DropFileException(
        file,
        quoteLine,
        DropFileException.letters(cells.size()),
        new Message(
            "这里的引号（\"）没有结束，请补上另一半或删去它",
            "the quote (\") opened here is never closed; close it or delete it"));
  }

  private Message tooLong() {
    return new Message(
        "整行太长（超过 %,d 个字符或 %,d 列）".formatted(limit, MAX_COLUMNS),
        "the line is too long (more than %,d characters or %,d columns)"
            .formatted(limit, MAX_COLUMNS));
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
