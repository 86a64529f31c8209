package io.github.qccroutes.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.dhatim.fastexcel.VisibilityState;
import org.dhatim.fastexcel.Worksheet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WorkbookTest {
  private static final Layout PAIRS = new Layout.Pairs(Pattern.compile("^1\\d{10}$"));
  private static final Layout KEYWORDS =
      new Layout.Keywords("13800138000", Pattern.compile("^1\\d{10}$"));
  private static final Limits LIMITS = new Limits(1 << 20, 200, 50, 32 << 20, 100);

  @TempDir Path folder;

  private List<DropRow> rows(Path file, Layout layout) throws IOException {
    try (DropFile opened =
        new DropFileReader(folder.resolve("scratch"), LIMITS).open(file, layout)) {
      List<DropRow> rows = new ArrayList<>();
      opened.forEachRemaining(rows::add);
      return rows;
    }
  }

  private List<DropRow> rows(WorkbookParts parts, Layout layout) throws IOException {
    return rows(parts.write(folder.resolve("名单.xlsx")), layout);
  }

  private DropFileException refusal(Path file) {
    return catchThrowableOfType(DropFileException.class, () -> rows(file, KEYWORDS));
  }

  private DropFileException refusal(WorkbookParts parts) throws IOException {
    return refusal(parts.write(folder.resolve("名单.xlsx")));
  }

  private DropRow only(String cell) throws IOException {
    List<DropRow> rows = rows(new WorkbookParts().sheet("<row r='5'>" + cell + "</row>"), KEYWORDS);
    assertThat(rows).hasSize(1);
    assertThat(rows.get(0).line()).isEqualTo(5);
    return rows.get(0);
  }

  @Test
  void readsAWorkbookOfAnotherProgram() throws IOException {
    Path file = folder.resolve("名单.xlsx");
    try (OutputStream out = Files.newOutputStream(file);
        org.dhatim.fastexcel.Workbook workbook =
            new org.dhatim.fastexcel.Workbook(out, "test", "1.0")) {
      Worksheet hidden = workbook.newWorksheet("旧");
      hidden.value(0, 0, "隐藏");
      hidden.setVisibilityState(VisibilityState.HIDDEN);
      Worksheet sheet = workbook.newWorksheet("名单");
      sheet.value(1, 1, "关键字");
      sheet.value(1, 3, "手机号");
      sheet.value(2, 1, "小米科技 & <有限>");
      sheet.value(2, 3, 13800138000L);
      sheet.value(4, 1, "91440300708461136T");
      sheet.value(4, 3, "13800138000");
      sheet.value(5, 1, 123456789012345678L);
      sheet.value(5, 3, "13800138000");
    }

    List<DropRow> rows = rows(file, PAIRS);

    assertThat(rows.subList(0, 2))
        .containsExactly(
            new DropRow(3, "13800138000", "小米科技 & <有限>", null),
            new DropRow(5, "13800138000", "91440300708461136T", null));
    assertThat(rows.get(2).line()).isEqualTo(6);
    assertThat(rows.get(2).invalid().chinese()).contains("15 位");
  }

  @ParameterizedTest
  @CsvSource({
    "13800138000, 13800138000",
    "1.3800138E10, 13800138000",
    "110108012660422, 110108012660422",
    "1.10108012660422E+14, 110108012660422",
    "1000000, 1000000",
    "330100000000123.0, 330100000000123"
  })
  void writesNumbersOut(String stored, String text) throws IOException {
    assertThat(only("<c r='A5'><v>" + stored + "</v></c>"))
        .isEqualTo(new DropRow(5, "13800138000", text, null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1101080126604221",
        "1000000000000000",
        "9.11101081234568E+17",
        "0.30000000000000004",
        "1E999999999",
        "1E-999999999",
        "NaN"
      })
  void marksNumbersThatLostDigits(String stored) throws IOException {
    assertThat(only("<c r='A5'><v>" + stored + "</v></c>").isValid()).isFalse();
  }

  private DropRow shown(String number, String format) throws IOException {
    String cell = "<row><c r='A1' s='1'><v>" + number + "</v></c></row>";
    return rows(new WorkbookParts().formats(format).sheet(cell), KEYWORDS).get(0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "13800138000 | General",
        "13800138000 | G/通用格式",
        "13800138000 | @",
        "13800138000 | 0",
        "13800138000 | 0_ ",
        "13800138000 | 0_);[Red]\\(0\\)",
        "13800138000 | #,##0.00_ ;[红色]\\-#,##0.00\\ ",
        "13800138000 | _ * #,##0_ ;_ * \\-#,##0_ ;_ * \"-\"_ ;_ @_ ",
        "13800138000 | 00000000000",
        "1000000 | 0.00"
      })
  void takesNumbersThatAreShownAsTheyAre(String number, String format) throws IOException {
    assertThat(shown(number, format)).extracting(DropRow::keyWord).isEqualTo(number);
    assertThat(shown(number, format).invalid()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "45292 | yyyy-mm-dd | date",
        "45292 | [$-804]yyyy\"年\"m\"月\"d\"日\";@ | date",
        "45292 | [DBNum1][$-804]yyyy年m月 | date",
        "0.5 | [h]:mm | date",
        "45292 | aaaa | date",
        "123 | 000000 | zeros",
        "12.5 | 0 | rounded",
        "12.345 | 0.00_ | rounded",
        "1200000 | 0.00E+00 | another text",
        "12 | 0% | another text",
        "7 | \"No.\"0 | another text",
        "7 | G/通用格式\"号\" | another text",
        "1234567 | 000-0000 | another text",
        "1234567 | ¥#,##0 | another text",
        "1234567 | [$¥-804]#,##0 | another text",
        "1234567 | #,##0, | another text",
        "1234567 | [<=9999999]0;\"x\"0 | another text",
        "12 | # ?/? | another text",
        "12 | ;;; | another text"
      })
  void marksNumbersThatAreShownAsAnotherText(String number, String format, String reason)
      throws IOException {
    assertThat(shown(number, format).invalid().english()).contains(reason);
  }

  @ParameterizedTest
  @CsvSource({
    "14, false",
    "22, false",
    "31, false",
    "57, false",
    "45, false",
    "10, false",
    "11, false",
    "0, true",
    "1, true",
    "3, true",
    "49, true",
    "164, true",
    "x, true"
  })
  void knowsTheBuiltInFormats(String format, boolean valid) throws IOException {
    WorkbookParts parts =
        new WorkbookParts()
            .styles("<cellXfs><xf/><xf numFmtId='" + format + "'/></cellXfs>")
            .sheet("<row><c s='1'><v>4529200</v></c></row>");

    assertThat(rows(parts, KEYWORDS).get(0).isValid()).isEqualTo(valid);
  }

  @Test
  void marksCellsThatSayTheyAreDates() throws IOException {
    assertThat(only("<c t='d'><v>2024-01-01T00:00:00</v></c>").invalid().english())
        .contains("date");
  }

  @Test
  void readsAWorkbookWithManyOrNoFormats() throws IOException {
    String rows =
        "<row><c s='70000'><v>4529200</v></c></row><row><c s='x'><v>4529200</v></c></row>";
    WorkbookParts many =
        new WorkbookParts()
            .styles("<cellXfs>" + "<xf numFmtId='14'/>".repeat(70_001) + "</cellXfs>")
            .sheet(rows);
    assertThat(rows(many, KEYWORDS)).hasSize(2).allMatch(DropRow::isValid);

    assertThat(rows(new WorkbookParts().sheet(rows), KEYWORDS))
        .hasSize(2)
        .allMatch(DropRow::isValid);
  }

  @Test
  void refusesStylesThatInflateTooFar() throws IOException {
    WorkbookParts parts =
        new WorkbookParts()
            .styles(" ".repeat(16 << 20))
            .sheet("<row><c t='str'><v>小米科技</v></c></row>");

    assertThat(refusal(parts).reason().english()).contains("inflates");
  }

  @Test
  void readsFormulasByTheirSavedText() throws IOException {
    assertThat(only("<c r='A5' t='str'><f>B5&amp;\"x\"</f><v>小米科技</v></c>").keyWord())
        .isEqualTo("小米科技");
    assertThat(only("<c r='A5'><f>B5</f></c>").invalid().english()).contains("formula");
    assertThat(only("<c r='A5'><f>B5</f><v/></c>").invalid().english()).contains("formula");
    assertThat(only("<c r='A5' t='e'><f>B5</f><v>#N/A</v></c>").invalid().english())
        .contains("#N/A");
    assertThat(only("<c r='A5' t='b'><v>1</v></c>").isValid()).isFalse();
  }

  @Test
  void joinsFormattedRunsAndLeavesPhoneticHintsOut() throws IOException {
    String runs =
        "<r><rPr><b/></rPr><t>小米</t></r><r><t xml:space='preserve'> 科技</t></r>"
            + "<rPh sb='0' eb='1'><t>xiao</t></rPh>";

    assertThat(only("<c r='A5' t='inlineStr'><is>" + runs + "</is></c>").keyWord())
        .isEqualTo("小米 科技");
    assertThat(
            rows(
                    new WorkbookParts()
                        .strings("<si><t>x</t></si><si>" + runs + "</si>")
                        .sheet("<row><c t='s'><v>1</v></c></row>"),
                    KEYWORDS)
                .get(0)
                .keyWord())
        .isEqualTo("小米 科技");
  }

  @Test
  void readsEscapedCharactersAsTheyAreMeant() throws IOException {
    assertThat(only("<c t='inlineStr'><is><t>小米_x000D_\n科技</t></is></c>").invalid().english())
        .contains("line break");
    assertThat(only("<c t='inlineStr'><is><t>a_x005F_x000D_</t></is></c>").keyWord())
        .isEqualTo("a_x000D_");
  }

  @Test
  void blankRowsGiveNoRow() throws IOException {
    String rows =
        "<row r='1'/><row r='2'><c r='A2' s='1'/></row>"
            + "<row r='3'><c r='A3' t='str'><f>x</f><v></v></c></row>"
            + "<row r='7'><c r='B7'><v>100</v></c></row>";

    assertThat(rows(new WorkbookParts().sheet(rows), KEYWORDS))
        .extracting(DropRow::line, DropRow::isValid)
        .containsExactly(tuple(7L, false));
  }

  private static String merged(String rows, String... ranges) {
    StringBuilder merges = new StringBuilder();
    for (String range : ranges) {
      merges.append("<mergeCell ref='").append(range).append("'/>");
    }
    return WorkbookParts.sheetXml(rows)
        .replace("</sheetData>", "</sheetData><mergeCells>" + merges + "</mergeCells>");
  }

  private static String row(int number, String... columnsAndTexts) {
    StringBuilder row = new StringBuilder("<row r='" + number + "'>");
    for (int i = 0; i < columnsAndTexts.length; i += 2) {
      row.append("<c r='%s%d' t='str'>".formatted(columnsAndTexts[i], number))
          .append("<v>" + columnsAndTexts[i + 1] + "</v></c>");
    }
    return row + "</row>";
  }

  @Test
  void takesAMergedCellForEveryRowOfTheMerge() throws IOException {
    String sheet =
        merged(
            row(1, "A", "名单", "C", "关键字", "D", "手机号")
                + row(3, "C", "小米科技", "D", "13800138000")
                + row(4, "C", "华为技术")
                + row(6, "C", "比亚迪", "D", "13900139000")
                + row(7, "D", "13700137000")
                + row(8, "C", "京东", "D", "13600136000"),
            "D3:D6",
            "C7:C8",
            "A1:B1",
            "D8:D9",
            "x",
            "ZZ1:ZZ9");

    assertThat(rows(new WorkbookParts().with("xl/worksheets/sheet1.xml", sheet), PAIRS))
        .extracting(DropRow::line, DropRow::loginName, DropRow::keyWord)
        .containsExactly(
            tuple(3L, "13800138000", "小米科技"),
            tuple(4L, "13800138000", "华为技术"),
            tuple(6L, "13800138000", "比亚迪"),
            tuple(7L, "13700137000", ""),
            tuple(8L, "13600136000", "京东"));
  }

  @Test
  void aRowThatHasOnlyWhatIsMergedIntoItIsBlank() throws IOException {
    String sheet =
        merged(
            row(1, "A", "手机号", "B", "关键字")
                + "<row r='2'><c r='A2' s='1'/><c r='B2'/></row>"
                + row(3, "A", "13800138000", "B", "小米科技"),
            "A1:A2",
            "B1:B2");

    assertThat(rows(new WorkbookParts().with("xl/worksheets/sheet1.xml", sheet), PAIRS))
        .containsExactly(new DropRow(3, "13800138000", "小米科技", null));
  }

  @Test
  void refusesMoreMergesThanASheetHas() throws IOException {
    String[] ranges = new String[(1 << 20) + 1];
    Arrays.fill(ranges, "A1:A2");
    WorkbookParts parts =
        new WorkbookParts().with("xl/worksheets/sheet1.xml", merged(row(1, "A", "小米科技"), ranges));
    Path file = parts.write(folder.resolve("名单.xlsx"));
    Limits limits = new Limits(1 << 20, 200, 50, 1 << 30, 10_000);

    assertThat(
            catchThrowableOfType(
                    DropFileException.class,
                    () ->
                        new DropFileReader(folder.resolve("scratch"), limits).open(file, KEYWORDS))
                .reason()
                .english())
        .contains("too many");
  }

  @Test
  void findsEveryTextOfManyBlocksInAnyOrder() throws IOException {
    int count = 20_000;
    StringBuilder strings = new StringBuilder();
    StringBuilder sheet = new StringBuilder();
    for (int i = 0; i < count; i++) {
      strings.append("<si><t>公司").append(i).append("</t></si>");
      int number = (int) (i * 7919L % count);
      sheet.append("<row><c t='s'><v>").append(number).append("</v></c></row>");
    }

    List<DropRow> rows =
        rows(new WorkbookParts().strings(strings.toString()).sheet(sheet.toString()), KEYWORDS);

    assertThat(rows).hasSize(count);
    assertThat(rows).allMatch(row -> row.keyWord().equals("公司" + (row.line() - 1) * 7919L % count));
    try (Stream<Path> left = Files.list(folder.resolve("scratch"))) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void marksTextsTooLong() throws IOException {
    String text = "长".repeat(30_000);

    assertThat(only("<c t='inlineStr'><is><t>" + text + "</t></is></c>").invalid().english())
        .contains("too long");
    WorkbookParts parts =
        new WorkbookParts()
            .strings("<si><t>" + text + "</t></si><si><t>小米科技</t></si>")
            .sheet("<row><c t='s'><v>0</v></c></row><row><c t='s'><v>1</v></c></row>");
    assertThat(rows(parts, KEYWORDS)).extracting(DropRow::isValid).containsExactly(false, true);
  }

  @Test
  void refusesAWorkbookWithoutVisibleSheet() throws IOException {
    WorkbookParts parts =
        new WorkbookParts()
            .with(
                "xl/workbook.xml",
                "<workbook %s><sheets><sheet name='a' state='veryHidden' r:id='rId1'/></sheets>"
                        .formatted(WorkbookParts.NAMESPACE)
                    + "</workbook>")
            .sheet("<row><c t='str'><v>小米科技</v></c></row>");

    assertThat(refusal(parts).reason().english()).contains("no visible sheet");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<!DOCTYPE sst [<!ENTITY x SYSTEM 'file:///etc/hostname'>]><sst><si><t>&x;</t></si></sst>",
        "<!DOCTYPE sst SYSTEM 'http://127.0.0.1:1/x.dtd'><sst/>",
        "<!DOCTYPE sst [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'>]><sst>&b;</sst>",
        "<sst><si><t>x</t></si>",
        "not xml",
      })
  void refusesDeclarationsAndBrokenXml(String strings) throws IOException {
    WorkbookParts parts =
        new WorkbookParts()
            .with("xl/sharedStrings.xml", strings)
            .sheet("<row><c t='str'><v>小米科技</v></c></row>");

    assertThat(refusal(parts).reason().english()).contains("damaged");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<row r='2'/><row r='1'/>",
        "<row r='9999999'/>",
        "<row r='x'/>",
        "<row><c r='ZZZZZZ1'/></row>",
        "<row><c t='s'><v>7</v></c></row>",
        "<row><c t='str'><v>小米",
      })
  void refusesSheetsNoProgramWrites(String rows) throws IOException {
    assertThat(refusal(new WorkbookParts().sheet(rows)).reason().english()).contains("damaged");
  }

  @ParameterizedTest
  @ValueSource(strings = {"<e%d/>", "<e a%d=''/>", "<e xmlns:p%d='u'/>", "<?e%d ?>"})
  void refusesMoreNamesThanTheFormatHas(String item) throws IOException {
    StringBuilder rows = new StringBuilder("<row><c t='str'><v>小米科技</v></c></row>");
    for (int i = 0; i < 10_001; i++) {
      rows.append(item.formatted(i));
    }

    assertThat(refusal(new WorkbookParts().sheet(rows.toString())).reason().english())
        .contains("damaged");
  }

  @Test
  void refusesMissingParts() throws IOException {
    assertThat(refusal(new WorkbookParts()).reason().english()).contains("damaged");
    assertThat(refusal(new WorkbookParts().without("_rels/.rels")).reason().english())
        .contains("damaged");
  }

  @Test
  void refusesWhatInflatesTooFar() throws IOException {
    // 16 MiB of blanks at 1,000:1, then 40 MiB that hardly pack.
    String bomb = "<row><c t='str'><v>小米科技</v></c></row>" + " ".repeat(16 << 20);
    assertThat(refusal(new WorkbookParts().sheet(bomb)).reason().english()).contains("inflates");

    StringBuilder wide = new StringBuilder();
    Random random = new Random(1);
    while (wide.length() < 33 << 20) {
      wide.append("<row><c><v>").append(random.nextInt(1 << 30)).append("</v></c></row>");
    }
    assertThat(refusal(new WorkbookParts().sheet(wide.toString())).reason().english())
        .contains("inflates");
  }

  @Test
  void refusesTooManyParts() throws IOException {
    WorkbookParts parts = new WorkbookParts();
    for (int i = 0; i < 60; i++) {
      parts.with("x" + i, "");
    }

    assertThat(refusal(parts).reason().english()).contains("too many parts");
  }

  @Test
  void refusesAFlippedBit() throws IOException {
    Path file = folder.resolve("名单.xlsx");
    String sheet = WorkbookParts.sheetXml("<row><c t='str'><v>小米科技</v></c></row>");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.setLevel(0);
      for (String name : List.of("_rels/.rels", "xl/_rels/workbook.xml.rels", "xl/workbook.xml")) {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(new WorkbookParts().part(name).getBytes(StandardCharsets.UTF_8));
      }
      zip.putNextEntry(new ZipEntry("xl/sharedStrings.xml"));
      zip.write("<sst/>".getBytes(StandardCharsets.UTF_8));
      zip.putNextEntry(new ZipEntry("xl/worksheets/sheet1.xml"));
      zip.write(sheet.getBytes(StandardCharsets.UTF_8));
    }
    assertThat(rows(file, KEYWORDS)).hasSize(1);

    String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
    String name = new String("小米".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    String other = new String("小朱".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    Files.writeString(file, bytes.replace(name, other), StandardCharsets.ISO_8859_1);

    assertThat(refusal(file).reason().english()).contains("damaged");
  }

  @Test
  void refusesWhatIsNoWorkbook() throws IOException {
    byte[] compound = {
      (byte) 0xD0, (byte) 0xCF, 0x11, (byte) 0xE0, (byte) 0xA1, (byte) 0xB1, 26, -31
    };
    Path old = Files.write(folder.resolve("a.xlsx"), compound);
    Path text = Files.writeString(folder.resolve("b.xlsx"), "loginName,keyWord");
    Path cut = new WorkbookParts().sheet("").write(folder.resolve("c.xlsx"));
    byte[] whole = Files.readAllBytes(cut);
    Files.write(cut, Arrays.copyOf(whole, whole.length / 2));

    assertThat(refusal(old).reason().english()).contains("password");
    assertThat(refusal(text).reason().english()).contains("not an .xlsx");
    assertThat(refusal(cut).reason().english()).contains("damaged");
  }

  private static String sheets(String... names) {
    StringBuilder sheets = new StringBuilder();
    for (int i = 0; i < names.length; i++) {
      sheets.append("<sheet name='%s' r:id='rId%d'/>".formatted(names[i], i + 1));
    }
    return "<workbook %s><sheets>%s</sheets></workbook>".formatted(WorkbookParts.NAMESPACE, sheets);
  }

  private WorkbookParts twoSheets(String first, String second) {
    return new WorkbookParts()
        .with("xl/workbook.xml", sheets("说明", "名单"))
        .sheet(first)
        .with("xl/worksheets/sheet2.xml", WorkbookParts.sheetXml(second));
  }

  private static String row(String... texts) {
    StringBuilder cells = new StringBuilder();
    for (String text : texts) {
      cells.append("<c t='str'><v>").append(text).append("</v></c>");
    }
    return "<row>" + cells + "</row>";
  }

  @Test
  void readsTheOneSheetWithAHeaderOrElseWithRows() throws IOException {
    assertThat(rows(twoSheets(row("请填写第二张表"), row("企业名称") + row("小米科技")), KEYWORDS))
        .extracting(DropRow::keyWord)
        .containsExactly("小米科技");
    assertThat(rows(twoSheets("<row/>", row("小米科技")), KEYWORDS))
        .extracting(DropRow::keyWord)
        .containsExactly("小米科技");
    assertThat(refusal(twoSheets(row("华为技术"), row("小米科技"))).reason().chinese())
        .contains("说明、名单", "没有表头");
    assertThat(
            refusal(twoSheets(row("客户") + row("华为技术"), row("企业") + row("小米科技"))).reason().english())
        .contains("2 visible sheets with a header: 说明、名单");
    assertThat(refusal(twoSheets("", "")).reason().english()).contains("no rows");
  }

  @Test
  void readsCellsInAnyOrder() throws IOException {
    assertThat(
            rows(
                new WorkbookParts()
                    .sheet(
                        row("登录名", "关键字")
                            + "<row><c r='B2' t='str'><v>小米科技</v></c><c r='A2'><v>13800138000</v></c></row>"),
                PAIRS))
        .containsExactly(new DropRow(2, "13800138000", "小米科技", null));
  }

  @Test
  void aMergedCellStandsForTheOthers() throws IOException {
    String rows =
        row("手机号", "公司")
            + row("13800138000", "小米科技")
            + "<row><c r='B3' t='str'><v>华为技术</v></c></row><row/>"
            + "<row r='5'><c r='B5' t='str'><v>腾讯科技</v></c></row>"
            + row("13900139000", "百度网讯")
            + "<row><c r='B7' t='str'><v>京东</v></c></row>"
            + "<row><c r='A8'><v>13700137000</v></c></row>";
    WorkbookParts parts =
        new WorkbookParts()
            .with(
                "xl/worksheets/sheet1.xml",
                "<worksheet %s><sheetData>%s</sheetData><mergeCells><mergeCell ref='A2:A5'/><mergeCell ref='B7:B8'/><mergeCell ref='x'/></mergeCells></worksheet>"
                    .formatted(WorkbookParts.NAMESPACE, rows));

    assertThat(rows(parts, PAIRS))
        .extracting(DropRow::line, DropRow::loginName, DropRow::keyWord, DropRow::isValid)
        .containsExactly(
            tuple(2L, "13800138000", "小米科技", true),
            tuple(3L, "13800138000", "华为技术", true),
            tuple(5L, "13800138000", "腾讯科技", true),
            tuple(6L, "13900139000", "百度网讯", true),
            tuple(7L, "", "京东", false),
            tuple(8L, "13700137000", "京东", true));
  }

  @Test
  void findsPartsByNamesOfAnotherCaseAndWithBackslashes() throws IOException {
    WorkbookParts parts = new WorkbookParts();
    for (String name : List.of("_rels/.rels", "xl/_rels/workbook.xml.rels", "xl/workbook.xml")) {
      String xml = parts.part(name);
      parts.without(name).with(name.replace('/', '\\').toUpperCase(Locale.ROOT), xml);
    }

    assertThat(rows(parts.sheet(row("小米科技")), KEYWORDS)).hasSize(1);
    assertThat(rows(parts.without("xl/sharedStrings.xml"), KEYWORDS)).hasSize(1);
    assertThat(
            refusal(parts.without("xl/sharedStrings.xml").sheet("<row><c t='s'><v>0</v></c></row>"))
                .reason()
                .english())
        .contains("damaged");
  }

  @Test
  void namesContentThatIsNoWorkbook() throws IOException {
    assertThat(refusal(Files.writeString(folder.resolve("d.xlsx"), "<html>")).reason().english())
        .contains("HTML");
  }

  @ParameterizedTest
  @ValueSource(strings = {"000-0000-0000", "0.00E+00", "#,##0", "yyyy-mm-dd"})
  void takesAMobileNumberHoweverItIsShown(String format) throws IOException {
    WorkbookParts parts =
        new WorkbookParts()
            .formats(format)
            .sheet(
                row("手机号", "公司")
                    + "<row><c s='1'><v>13800138000</v></c><c t='str'><v>小米科技</v></c></row>");

    assertThat(rows(parts, PAIRS)).containsExactly(new DropRow(2, "13800138000", "小米科技", null));
  }
}
