package io.github.qccroutes.tables;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The name under which a file may be dropped: one that is read, and that its answers can have. */
public final class DroppedName {
  /** So that {@code <name>-<job id>.result.csv} stays within the 255 bytes of a file name. */
  private static final int MAX_BYTES = 200;

  private DroppedName() {}

  /**
   * Makes sure of the name of a file.
   *
   * @throws DropFileException when a file of that name would be refused
   */
  public static void require(Path file) {
    FileFormat.of(file);
    if (TemporaryName.isOf(file)) {
      throw new DropFileException(file, hidden());
    }
    requireFit(file);
  }

  /**
   * @throws DropFileException when the name is too long or has characters that no name should have
   */
  static void requireFit(Path file) {
    String name = String.valueOf(file.getFileName());
    if (hasForeignCharacters(name) || name.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      throw new DropFileException(file, unfit());
    }
  }

  static Message hidden() {
    return new Message("这是隐藏文件或临时文件，不予处理", "a hidden or temporary file, so it is not read");
  }

  private static Message unfit() {
    return new Message(
        "文件名太长（超过 " + MAX_BYTES + " 字节，约 66 个汉字）或含控制字符，请改名",
        "the file's name is too long (more than "
            + MAX_BYTES
            + " bytes) or has control characters; rename it");
  }

  private static boolean hasForeignCharacters(String name) {
    return name.codePoints()
        .anyMatch(c -> Character.isISOControl(c) || c == DecodedText.UNDECODABLE);
  }

  /** Whether a text can be the name of one file or folder, which is in no other and not hidden. */
  public static boolean isSegment(String name) {
    return !name.isEmpty()
        && name.indexOf('/') < 0
        && name.indexOf('\\') < 0
        && !name.startsWith(".")
        && !hasForeignCharacters(name);
  }
}
