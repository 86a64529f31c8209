package io.github.qccroutes.tables;

import java.nio.file.Path;

/** The refusals of a workbook that can't be read to its end. */
final class WorkbookFault {
  private WorkbookFault() {}

  static DropFileException damaged(Path file) {
    return new DropFileException(
        file,
        new Message(
            "工作簿已损坏或不是 .xlsx，请在表格软件中打开并另存为 .xlsx",
            "the workbook is damaged or not an .xlsx; open it in a spreadsheet program and save it"
                + " as .xlsx"));
  }

  static DropFileException tooLarge(Path file) {
    return new DropFileException(
        file,
        new Message(
            "工作簿解压后太大或内容太多，请拆分，或另存为 .csv",
            "the workbook inflates to too much or has too many parts; split it or save it as"
                + " .csv"));
  }
}
