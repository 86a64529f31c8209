package io.github.qccroutes.tables;

import java.nio.file.Path;
import java.util.Locale;

/** What a dropped file is by the ending of its name. */
enum FileFormat {
  CSV,
  TXT,
  XLSX;

  /**
   * @throws DropFileException when the ending is another one
   */
  static FileFormat of(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    for (FileFormat format : values()) {
      if (name.endsWith("." + format.name().toLowerCase(Locale.ROOT))) {
        return format;
      }
    }
    throw new DropFileException(
        file,
        new Message(
            "只接受 .csv、.txt、.xlsx 文件，请另存为其中一种",
            "only .csv, .txt and .xlsx files are taken; save it as one of them"));
  }
}
