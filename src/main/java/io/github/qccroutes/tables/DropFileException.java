package io.github.qccroutes.tables;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A dropped file that can't be taken as a whole. It is the operator who must act; the message names
 * the file and, where there is one, the line (as an editor counts, from 1) and the column (A, B, …
 * as a spreadsheet shows it), in Chinese and in English.
 */
public final class DropFileException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String file;
  private final long line;
  private final @Nullable String column;
  private final transient Message reason;

  /** A refusal of the file, or the folder, as a whole. */
  public DropFileException(Path file, Message reason) {
    this(file, 0, null, reason);
  }

  /**
   * @param line from 1, or 0 when no line is to blame
   * @param column as {@link #letters(int)} gives it, or null when no column is to blame
   */
  public DropFileException(Path file, long line, @Nullable String column, Message reason) {
    super(told(name(file), line, column, reason).oneLine());
    this.file = name(file);
    this.line = line;
    this.column = column;
    this.reason = reason;
  }

  /** The file's own name, without its folders. */
  public String file() {
    return file;
  }

  /** The line from 1, or 0 when no line is to blame. */
  public long line() {
    return line;
  }

  public @Nullable String column() {
    return column;
  }

  public Message reason() {
    return reason;
  }

  /** The place and the reason, as the message has them. */
  public Message told() {
    return told(file, line, column, reason);
  }

  /** The text for the {@code .why.txt} beside a rejected file: Chinese, then English. */
  public String why() {
    return "文件："
        + place(file, line, column, "，第 %d 行", "，%s 列")
        + "\n原因："
        + reason.chinese()
        + "\n\nFile: "
        + place(file, line, column, ", line %d", ", column %s")
        + "\nReason: "
        + reason.english()
        + "\n";
  }

  /** The name of a column as a spreadsheet shows it: 0 is A, 26 is AA. */
  static String letters(int index) {
    String last = String.valueOf((char) ('A' + index % 26));
    return index < 26 ? last : letters(index / 26 - 1) + last;
  }

  private static Message told(String file, long line, @Nullable String column, Message reason) {
    return new Message(
        place(file, line, column, "，第 %d 行", "，%s 列") + "：" + reason.chinese(),
        place(file, line, column, ", line %d", ", column %s") + ": " + reason.english());
  }

  private static String place(
      String file, long line, @Nullable String column, String lineFormat, String columnFormat) {
    return file
        + (line > 0 ? lineFormat.formatted(line) : "")
        + (column == null ? "" : columnFormat.formatted(column));
  }

  private static String name(Path file) {
    Path last = file.getFileName();
    return Message.shown(last == null ? file.toString() : last.toString());
  }
}
