import java.io.*;
import java.nio.file.*;
import java.time.LocalDate;
import org.apache.poi.ss.usermodel.*;
import org.apache.poi.ss.util.CellRangeAddress;
import org.apache.poi.xssf.streaming.SXSSFWorkbook;
import org.apache.poi.xssf.usermodel.*;

/** java -cp … Write FOLDER */
public final class Write {
  static final LocalDate DAY = LocalDate.of(2024, 3, 1);

  public static void main(String[] a) throws Exception {
    Path out = Path.of(a[0]);
    poi(new XSSFWorkbook(), out.resolve("poi-xssf.xlsx"));
    poi(new SXSSFWorkbook(), out.resolve("poi-sxssf.xlsx"));
    poi(new SXSSFWorkbook(null, 100, false, true), out.resolve("poi-sxssf-shared.xlsx"));
    fastexcel(out.resolve("fastexcel.xlsx"), false);
    fastexcel(out.resolve("fastexcel-inline.xlsx"), true);
  }

  static void poi(Workbook book, Path file) throws IOException {
    Sheet sheet = book.createSheet("名单");
    CreationHelper help = book.getCreationHelper();
    CellStyle date = book.createCellStyle();
    date.setDataFormat(help.createDataFormat().getFormat("yyyy-mm-dd"));
    CellStyle whole = book.createCellStyle();
    whole.setDataFormat((short) 1);
    Font bold = book.createFont();
    bold.setBold(true);
    String[] head = {"登录名", "关键字", "跟进日期", "备注"};
    Row row = sheet.createRow(0);
    for (int i = 0; i < 4; i++) row.createCell(i).setCellValue(head[i]);
    row = sheet.createRow(1);
    row.createCell(0).setCellValue(13800138001d);
    row.createCell(1).setCellValue("青禾样品甲（集团）有限公司");
    day(row, 2, date);
    row.createCell(3).setCellValue("甲");
    row = sheet.createRow(2);
    row.createCell(0).setCellValue("13800138002");
    RichTextString rich = help.createRichTextString("青禾样品乙（集团）有限公司");
    rich.applyFont(2, 4, bold);
    row.createCell(1).setCellValue(rich);
    day(row, 2, date);
    row = sheet.createRow(4);
    row.createCell(0).setCellValue("13800138003");
    row.createCell(1).setCellValue("青禾样品丙有限公司");
    row = sheet.createRow(5);
    row.createCell(1).setCellValue("青禾样品丁有限公司");
    sheet.addMergedRegion(new CellRangeAddress(4, 5, 0, 0));
    row = sheet.createRow(6);
    Cell cell = row.createCell(0);
    cell.setCellValue(13800138004d);
    cell.setCellStyle(whole);
    cell = row.createCell(1);
    cell.setCellFormula("\"青禾样品戊\"&\"有限公司\"");
    if (book instanceof XSSFWorkbook) help.createFormulaEvaluator().evaluateFormulaCell(cell);
    else cell.setCellValue("青禾样品戊有限公司");
    day(row, 2, date);
    row = sheet.createRow(7);
    row.setZeroHeight(true);
    row.createCell(0).setCellValue("13800138005");
    row.createCell(1).setCellValue("青禾样品己有限公司");
    row = sheet.createRow(8);
    row.createCell(0).setCellValue(13800138006d);
    cell = row.createCell(1);
    cell.setCellValue(330100000000061d);
    cell.setCellStyle(whole);
    row = sheet.createRow(9);
    row.createCell(0).setCellValue("13800138007");
    row.createCell(1).setCellValue("青禾“庚”<R&D>\"𠮷\"有限公司");
    row = sheet.createRow(10);
    row.createCell(0).setCellValue("13800138008");
    day(row, 1, date);
    try (OutputStream o = Files.newOutputStream(file); book) {
      book.write(o);
    }
  }

  static void day(Row row, int column, CellStyle style) {
    Cell cell = row.createCell(column);
    cell.setCellValue(DAY);
    cell.setCellStyle(style);
  }

  static void fastexcel(Path file, boolean inline) throws IOException {
    try (OutputStream o = Files.newOutputStream(file);
        org.dhatim.fastexcel.Workbook book = new org.dhatim.fastexcel.Workbook(o, "lists", "1.0")) {
      org.dhatim.fastexcel.Worksheet s = book.newWorksheet("名单");
      String[] head = {"登录名", "关键字", "跟进日期", "备注"};
      for (int i = 0; i < 4; i++) text(s, 0, i, head[i], inline);
      s.value(1, 0, 13800138001L);
      text(s, 1, 1, "青禾样品甲（集团）有限公司", inline);
      day(s, 1, 2);
      text(s, 1, 3, "甲", inline);
      text(s, 2, 0, "13800138002", inline);
      text(s, 2, 1, "青禾样品乙（集团）有限公司", inline);
      day(s, 2, 2);
      text(s, 4, 0, "13800138003", inline);
      text(s, 4, 1, "青禾样品丙有限公司", inline);
      text(s, 5, 1, "青禾样品丁有限公司", inline);
      s.range(4, 0, 5, 0).merge();
      s.value(6, 0, 13800138004L);
      s.style(6, 0).format("0").set();
      // It writes no results of formulas.
      text(s, 6, 1, "青禾样品戊有限公司", inline);
      day(s, 6, 2);
      s.hideRow(7);
      text(s, 7, 0, "13800138005", inline);
      text(s, 7, 1, "青禾样品己有限公司", inline);
      s.value(8, 0, 13800138006L);
      s.value(8, 1, 330100000000061L);
      s.style(8, 1).format("0").set();
      text(s, 9, 0, "13800138007", inline);
      text(s, 9, 1, "青禾“庚”<R&D>\"𠮷\"有限公司", inline);
      text(s, 10, 0, "13800138008", inline);
      day(s, 10, 1);
    }
  }

  static void text(org.dhatim.fastexcel.Worksheet s, int r, int c, String t, boolean inline) {
    if (inline) s.inlineString(r, c, t);
    else s.value(r, c, t);
  }

  static void day(org.dhatim.fastexcel.Worksheet s, int r, int c) {
    s.value(r, c, DAY);
    s.style(r, c).format("yyyy-MM-dd").set();
  }
}
