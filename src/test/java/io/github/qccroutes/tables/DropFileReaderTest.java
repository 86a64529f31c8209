package io.github.qccroutes.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DropFileReaderTest {
  private static final Charset GB18030 = Charset.forName("GB18030");
  private static final Layout PAIRS = new Layout.Pairs(Pattern.compile("^1\\d{10}$"));
  private static final Layout KEYWORDS =
      new Layout.Keywords("13800138000", Pattern.compile("^1\\d{10}$"));
  private static final Layout NAMES = new Layout.Names();
  private static final String LOGIN = "13800138000";

  @TempDir Path folder;

  private DropFileReader reader() {
    return new DropFileReader(folder.resolve("scratch"));
  }

  private List<DropRow> rows(Path file, Layout layout) throws IOException {
    return rows(reader(), file, layout);
  }

  private static List<DropRow> rows(DropFileReader reader, Path file, Layout layout)
      throws IOException {
    try (DropFile opened = reader.open(file, layout)) {
      List<DropRow> rows = new ArrayList<>();
      opened.forEachRemaining(rows::add);
      return rows;
    }
  }

  private Path file(String name, String text) throws IOException {
    return file(name, text, StandardCharsets.UTF_8);
  }

  private Path file(String name, String text, Charset charset) throws IOException {
    return Files.write(folder.resolve(name), text.getBytes(charset));
  }

  private DropFileException refusal(Path file, Layout layout) {
    return catchThrowableOfType(DropFileException.class, () -> rows(file, layout));
  }

  private static DropRow good(long line, String login, String keyword) {
    return new DropRow(line, login, keyword, null);
  }

  @Test
  void readsPairsInAnyColumnOrderAndIgnoresOtherColumns() throws IOException {
    Path file = file("名单.csv", "备注,关键字,登录名\r\n甲,小米科技,13800138000\r\n乙,\"北京（华为）\",13900139000\r\n");

    assertThat(rows(file, PAIRS))
        .containsExactly(good(2, LOGIN, "小米科技"), good(3, "13900139000", "北京（华为）"));
  }

  @ParameterizedTest
  @CsvSource({
    "loginName, keyWord",
    "LOGINNAME, keyword",
    "' ｌｏｇｉｎＮａｍｅ', 'keyWord　'",
    "登录名, 关键字",
    "手机号, 公司名",
    "手机号, 企业名称",
    "手机号, 统一社会信用代码",
    "手机号, 注册号"
  })
  void knowsTheHeaderWords(String login, String keyword) throws IOException {
    assertThat(rows(file("a.csv", login + "," + keyword + "\n13800138000,小米科技"), PAIRS))
        .containsExactly(good(2, LOGIN, "小米科技"));
  }

  @ParameterizedTest
  @ValueSource(strings = {",", ";", "\t"})
  void findsTheDelimiterInTheHeader(String delimiter) throws IOException {
    String text = String.join(delimiter, "loginName", "keyWord") + "\n";
    text += String.join(delimiter, LOGIN, "小米科技") + "\n";

    assertThat(rows(file("a.csv", text), PAIRS)).containsExactly(good(2, LOGIN, "小米科技"));
    assertThat(rows(file("a.txt", text), PAIRS)).containsExactly(good(2, LOGIN, "小米科技"));
  }

  @Test
  void readsAKeywordALineOfText() throws IOException {
    Path file = file("a.txt", "小米科技\n\n  \n\"华为\"技术;有限\n");

    assertThat(rows(file, KEYWORDS))
        .containsExactly(good(1, LOGIN, "小米科技"), good(4, LOGIN, "\"华为\"技术;有限"));
  }

  @Test
  void readsTheOneColumnOfKeywordsAndNames() throws IOException {
    Path file = file("a.csv", "小米科技,\n,\n华为技术, \n");

    assertThat(rows(file, KEYWORDS))
        .containsExactly(good(1, LOGIN, "小米科技"), good(3, LOGIN, "华为技术"));
    assertThat(rows(file, NAMES)).containsExactly(good(1, "", "小米科技"), good(3, "", "华为技术"));
  }

  @Test
  void leavesAnOptionalHeaderOut() throws IOException {
    assertThat(rows(file("a.txt", "关键字\n小米科技"), KEYWORDS)).containsExactly(good(2, LOGIN, "小米科技"));
    assertThat(rows(file("a.csv", "企业名称;备注\n小米科技;x"), KEYWORDS))
        .containsExactly(good(2, LOGIN, "小米科技"));
    assertThat(rows(file("b.csv", "companyName,amount\n小米科技,1"), NAMES))
        .containsExactly(good(2, "", "小米科技"));
  }

  @Test
  void keepsTextAsWrittenButForWhatIsInvisibleAroundIt() throws IOException {
    Path file = file("a.csv", "loginName,keyWord\n13800138000, 小米（北京） 科技\u00A0\u200B\t\n");

    assertThat(rows(file, PAIRS)).containsExactly(good(2, LOGIN, "小米（北京） 科技"));
  }

  @Test
  void takesTheFormulaGuardOffAgain() throws IOException {
    assertThat(rows(file("a.txt", "'=小米\n'@小米\n'小米\n''-小米"), KEYWORDS))
        .extracting(DropRow::keyWord)
        .containsExactly("=小米", "@小米", "'小米", "'-小米");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\r"})
  void countsLinesAsAnEditorDoes(String end) throws IOException {
    String text =
        String.join(
            end,
            "loginName,keyWord,备注",
            "",
            "13800138000,小米科技,\"a",
            "b",
            "c\"",
            "13800138000,华为技术,");

    assertThat(rows(file("a.csv", text), PAIRS))
        .containsExactly(good(3, LOGIN, "小米科技"), good(6, LOGIN, "华为技术"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "GB18030", "UTF-16", "UTF-16LE", "UTF-8-BOM"})
  void readsEachEncoding(String encoding) throws IOException {
    String mark = encoding.equals("UTF-16LE") || encoding.endsWith("BOM") ? "\uFEFF" : "";
    String text = mark + "登录名,关键字\n13800138000,小米科技\n13800138000,\uD842\uDFB7野家㐀\n";

    assertThat(rows(file("a.csv", text, Charset.forName(encoding.replace("-BOM", ""))), PAIRS))
        .containsExactly(good(2, LOGIN, "小米科技"), good(3, LOGIN, "\uD842\uDFB7野家㐀"));
  }

  @Test
  void decidesTheEncodingOnTheWholeFile() throws IOException {
    String text = "loginName,keyWord\n" + "13800138000,ACME\n".repeat(20_000) + "13800138000,小米科技";

    assertThat(rows(file("a.csv", text, GB18030), PAIRS).get(20_000).keyWord()).isEqualTo("小米科技");
  }

  @Test
  void marksTheLineThatDoesNotDecode() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes("登录名,关键字\n13800138000,小米科技\n13800138000,".getBytes(StandardCharsets.UTF_8));
    bytes.writeBytes("华为技术\n".getBytes(GB18030));
    bytes.writeBytes("13800138000,腾讯科技\n".getBytes(StandardCharsets.UTF_8));
    Path file = Files.write(folder.resolve("a.csv"), bytes.toByteArray());

    List<DropRow> rows = rows(file, PAIRS);

    assertThat(rows).extracting(DropRow::isValid).containsExactly(true, false, true);
    assertThat(rows.get(1).invalid().oneLine()).contains("编码").contains("undecodable");
    assertThat(rows.get(2).keyWord()).isEqualTo("腾讯科技");
  }

  @Test
  void doesNotSendUtf8LinesOfAGb18030FileAsGarbage() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes("登录名,关键字\n13800138000,小米科技\n13800138000,华为技术\n".getBytes(GB18030));
    bytes.writeBytes("13800138000,腾讯科技\n".getBytes(StandardCharsets.UTF_8));
    Path file = Files.write(folder.resolve("a.csv"), bytes.toByteArray());

    List<DropRow> rows = rows(file, PAIRS);

    assertThat(rows).extracting(DropRow::isValid).containsExactly(true, true, false);
    assertThat(rows.get(2).invalid().english()).contains("UTF-8");
  }

  @Test
  void keepsUtf8WhenAnotherLineOfItIsBroken() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    // Each of these is an even number of bytes, which GB18030 would take for other Chinese.
    bytes.writeBytes("loginName,keyWord\n".getBytes(StandardCharsets.UTF_8));
    bytes.writeBytes("13800138000,小米科技\n".repeat(2).getBytes(StandardCharsets.UTF_8));
    bytes.writeBytes(new byte[] {'1', ',', (byte) 0xB0, (byte) 0xA1, '\n'});
    Path file = Files.write(folder.resolve("a.csv"), bytes.toByteArray());

    assertThat(rows(file, PAIRS).get(0)).isEqualTo(good(2, LOGIN, "小米科技"));
  }

  @Test
  void halfACharacterSwallowsNeitherDelimiterNorLineEnd() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes("备注;登录名;关键字\n".getBytes(GB18030));
    bytes.writeBytes(new byte[] {(byte) 0x81});
    bytes.writeBytes(";13800138000;小米科技\nx;13800138000;华为".getBytes(GB18030));
    bytes.writeBytes(new byte[] {(byte) 0x81, '0', (byte) 0x81, '\n'});
    bytes.writeBytes("x;13800138000;腾讯科技\n".getBytes(GB18030));
    Path file = Files.write(folder.resolve("a.csv"), bytes.toByteArray());

    List<DropRow> rows = rows(file, PAIRS);

    assertThat(rows).extracting(DropRow::line).containsExactly(2L, 3L, 4L);
    assertThat(rows).extracting(DropRow::isValid).containsExactly(true, false, true);
  }

  @Test
  void marksHalfPairsOfUtf16() throws IOException {
    byte[] text = "\uFEFF小米科技\nX华为\n腾讯科技".getBytes(StandardCharsets.UTF_16LE);
    text[12] = 0;
    text[13] = (byte) 0xD8;
    Path file = Files.write(folder.resolve("a.txt"), text);

    assertThat(rows(file, KEYWORDS))
        .extracting(DropRow::isValid)
        .containsExactly(true, false, true);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "小米,华为",
        "小米，华为",
        "小\u0000米",
        "小米\t科技",
        "小\uFEFF米",
        "小米\u202E科技",
        "小\u200B米",
        "小米\uFFFD",
        "小\u2028米",
        "小\u0085米",
        "小\u00A0米",
        "小\u3000米",
        "小\u3164米",
        "小",
        " 小 ",
        "1.38001E+14",
        "小\uFFFE米",
        "10",
        "１２３４５",
        "9.11E+17",
        "9.11e17",
        "9E17",
        "330100000000123.0",
        "12.5",
        "#N/A",
        "#div/0!",
        "########",
        "NaN",
        "NULL",
        "undefined",
        "N/A",
        "--",
        "……",
        "2024/1/5",
        "2024年1月5日"
      })
  void marksWhatMustNotBeSent(String keyword) throws IOException {
    DropRow row = rows(file("a.txt", "小米科技\n" + keyword + "\n华为技术"), KEYWORDS).get(1);

    assertThat(row.line()).isEqualTo(2);
    assertThat(row.isValid()).isFalse();
    assertThat(row.invalid().chinese()).startsWith("关键字");
    assertThat(row.invalid().english()).startsWith("the keyword");
    assertThat(row.keyWord()).doesNotContain("\u0000");
  }

  @Test
  void shortestAndLongestItemsPass() throws IOException {
    String longest = "\uD842\uDFB7".repeat(200);
    List<DropRow> rows = rows(file("a.txt", "小米\n" + longest + "\n" + longest + "多"), KEYWORDS);

    assertThat(rows).extracting(DropRow::isValid).containsExactly(true, true, false);
    assertThat(rows.get(2).keyWord()).isEqualTo(longest + "…");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1380013800",
        "138001380000",
        "138\u200B00138000",
        "1.38E+10",
        "8.6138E+12",
        "abc"
      })
  void marksMalformedLogins(String login) throws IOException {
    DropRow row = rows(file("a.csv", "loginName,keyWord\n" + login + ",小米科技"), PAIRS).get(0);

    assertThat(row.isValid()).isFalse();
    assertThat(row.invalid().chinese()).startsWith("登录名");
  }

  @Test
  void marksAnEmptyKeywordAndNeverBorrowsAnotherColumn() throws IOException {
    List<DropRow> rows =
        rows(file("a.csv", "loginName,keyWord,x\n13800138000,,小米\n13800138000\n,,\n"), PAIRS);

    assertThat(rows).extracting(DropRow::line).containsExactly(2L, 3L);
    assertThat(rows).noneMatch(DropRow::isValid);
  }

  @Test
  void marksARowOfMoreColumnsThanTheFirst() throws IOException {
    List<DropRow> pairs =
        rows(
            file("a.csv", "loginName,keyWord,\n13800138000,北京某某,有限公司\n13800138000,小米科技,\n"), PAIRS);
    List<DropRow> keywords = rows(file("b.csv", "关键字\n上海某某,有限公司\n\"小米科技\",,\n"), KEYWORDS);

    assertThat(pairs).extracting(DropRow::isValid).containsExactly(false, true);
    assertThat(keywords).extracting(DropRow::isValid).containsExactly(false, true);
    assertThat(pairs.get(0).invalid().english()).startsWith("the row has 3 columns");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "小米科技,备注\n华为技术,备注\n",
        "小米科技;备注\n华为技术;备注\n",
        "小米科技\t备注\n",
        "1|小米科技\n2|华为技术\n",
        "深圳好行公司\n广州某某,有限公司\n",
        "小米科技\n,华为技术\n"
      })
  void refusesSeveralColumnsWithoutAHeader(String text) throws IOException {
    assertThat(refusal(file("a.csv", text), KEYWORDS).reason().english())
        .contains("no header", "more than one column");
    assertThat(refusal(file("b.csv", text), NAMES).reason().chinese()).contains("没有表头", "不止一列");
  }

  @Test
  void marksTheLinesAQuotedLineBreakJoins() throws IOException {
    DropRow row = rows(file("a.csv", "loginName,keyWord\n13800138000,\"小米\n科技\"\n"), PAIRS).get(0);

    assertThat(row.invalid().english()).contains("line 2 to line 3");
  }

  @Test
  void marksMisplacedQuotesAndKeepsTheLinesAround() throws IOException {
    String text =
        "loginName,keyWord\n13800138000,\"小米\"科技\n13800138000, \"华为\"\n13800138000,北京\"百度\"网讯\n";
    List<DropRow> rows = rows(file("a.csv", text), PAIRS);

    assertThat(rows).extracting(DropRow::isValid).containsExactly(false, false, true);
    assertThat(rows.get(2).keyWord()).isEqualTo("北京\"百度\"网讯");
  }

  @Test
  void marksALineBeyondTheLimitAndGoesOn() throws IOException {
    DropFileReader reader = new DropFileReader(folder, new Limits(1_000, 200, 100, 1 << 20, 100));
    String text =
        "loginName,keyWord\n13800138000,\"" + "x".repeat(5_000) + ",\"\"y\n\"\n13800138000,小米科技";

    List<DropRow> rows = rows(reader, file("a.csv", text), PAIRS);

    assertThat(rows).extracting(DropRow::line).containsExactly(2L, 4L);
    assertThat(rows.get(0).invalid().english()).startsWith("the line is too long");
    assertThat(rows.get(0).keyWord()).hasSize(201);
    assertThat(rows.get(1)).isEqualTo(good(4, LOGIN, "小米科技"));
  }

  @Test
  void marksALineOfTooManyColumns() throws IOException {
    DropRow row = rows(file("a.csv", "小米科技" + ",".repeat(20_000)), KEYWORDS).get(0);

    assertThat(row.invalid().english()).contains("columns");
  }

  @Test
  void refusesAQuoteNeverClosed() throws IOException {
    Path file =
        file("客户.csv", "loginName,keyWord\n13800138000,小米\n13800138000,\"华为\n13800138000,a");

    DropFileException refusal = refusal(file, PAIRS);

    assertThat(refusal.line()).isEqualTo(3);
    assertThat(refusal.column()).isEqualTo("B");
    assertThat(refusal)
        .hasMessageContaining("客户.csv，第 3 行，B 列")
        .hasMessageContaining("客户.csv, line 3, column B");
    assertThat(refusal.why()).startsWith("文件：客户.csv").contains("\nFile: 客户.csv");
  }

  @Test
  void refusesAQuoteClosedLinesLaterByTheNextOne() throws IOException {
    String text = "loginName,keyWord\n13800138000,\"华为\n13800138000,小米\n13800138000,\"百度\"\n";

    assertThat(refusal(file("a.csv", text), PAIRS).line()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\uFEFF", "\n\n", "loginName,keyWord\n", "loginName,keyWord\n , \n"})
  void refusesAFileWithoutRows(String text) throws IOException {
    assertThat(refusal(file("a.csv", text), PAIRS).reason().english()).contains("no rows");
  }

  @Test
  void refusesAHeaderThatNamesNotBoth() throws IOException {
    assertThat(refusal(file("a.csv", "13800138000,小米\n"), PAIRS).reason().chinese())
        .contains("loginName")
        .contains("keyWord");
    assertThat(refusal(file("a.csv", "登录名,备注\n13800138000,小米\n"), PAIRS).reason().english())
        .contains("Row 1 reads \"登录名 | 备注\", which names no column of companies");
  }

  @Test
  void refusesAHeaderWithAColumnTwice() throws IOException {
    Path file = file("a.csv", "登录名,关键字,登录名\n13800138000,小米,13800138000\n");

    assertThat(refusal(file, PAIRS).reason().english()).contains("(A 登录名, C 登录名)");
  }

  @Test
  void refusesAnAmbiguousHeader() throws IOException {
    Path file = file("a.csv", "登录名,企业名称,客户名称\n13800138000,小米,小米\n");

    assertThat(refusal(file, PAIRS).reason().english()).contains("(B 企业名称, C 客户名称)");
  }

  @Test
  void readsTheColumnThatTheHeaderNames() throws IOException {
    assertThat(rows(file("a.csv", "序号,企业名称\n1,小米科技\n"), NAMES))
        .containsExactly(good(2, "", "小米科技"));
    assertThat(rows(file("b.txt", "序号\t企业名称\n1\t小米科技\n"), KEYWORDS))
        .containsExactly(good(2, LOGIN, "小米科技"));
    assertThat(rows(file("c.csv", "客户\n填表说明\n序号,企业名称,信用代码\n1,小米科技,91\n"), KEYWORDS))
        .containsExactly(good(4, LOGIN, "小米科技"));
  }

  @Test
  void marksRowsForAnotherLoginThanTheFolders() throws IOException {
    String text =
        "手机号,企业名称\n13800138000,小米科技\n13900139000,华为技术\n+86 138-0013-8000,腾讯科技\n,百度网讯\n010-8888,京东\n";

    List<DropRow> rows = rows(file("a.csv", text), KEYWORDS);

    assertThat(rows).extracting(DropRow::isValid).containsExactly(true, false, true, true, true);
    assertThat(rows.get(1).invalid().chinese()).contains("A3", "13900139000", "13800138000");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "客户名单,\n填写说明,\n\n手机号,公司\n13800138000,小米科技\n",
        "sep=;\n登录名;关键字\n13800138000;小米科技\n",
        "\"sep=|\"\n登录名|关键字\n13800138000|小米科技\n",
        "登录名|关键字\n13800138000|小米科技\n",
        "\uFEFF\uFEFF\"登录名\",\"关键字\"\n13800138000,小米科技\n",
        " Login_Name* ,【必填】Company Name\n13800138000,小米科技\n",
        "登录账号(必填),客户名称（选填）\n13800138000,小米科技\n"
      })
  void findsTheHeaderHoweverItIsDressed(String text) throws IOException {
    assertThat(rows(file("a.csv", text), PAIRS))
        .extracting(DropRow::loginName, DropRow::keyWord, DropRow::isValid)
        .containsExactly(tuple(LOGIN, "小米科技", true));
  }

  @Test
  void looksForTheHeaderInTheFirstTenRows() throws IOException {
    String pair = "手机号,公司\n13800138000,小米科技\n";

    assertThat(rows(file("a.csv", "说明\n\n".repeat(9) + pair), PAIRS)).hasSize(1);
    assertThat(refusal(file("b.csv", "说明\n\n".repeat(10) + pair), PAIRS).reason().chinese())
        .contains("前 10 行中没有表头");
  }

  @Test
  void saysWhatToDoAboutAFileThatIsEmpty() throws IOException {
    assertThat(refusal(file("a.csv", ""), PAIRS).getMessage()).contains("0 字节", "0 bytes", "请重新放入");
    assertThat(refusal(file("b.csv", "登录名,关键字\n"), PAIRS).getMessage())
        .contains("没有数据行", "no rows", "below the header");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a.txt | 小米科技\\n华为技术有限公司\\n公司\\n青禾集团 | 小米科技,华为技术有限公司,青禾集团",
        "a.csv | 2026年客户名单\\n深圳（集团）有限公司\\n企业名称\\n小米科技 | 深圳（集团）有限公司,小米科技",
        "a.csv | 91440300708461136T\\n企业名称\\n小米科技 | 91440300708461136T,小米科技",
        "a.csv | 1,甲乙有限公司\\n序号,企业名称\\n2,小米科技 | 甲乙有限公司,小米科技",
        "a.csv | 示例集团有限公司,\\n企业名称,序号\\n小米科技,1 | 小米科技"
      })
  void losesNoCompanyThatStandsAboveTheHeader(String name, String text, String companies)
      throws IOException {
    assertThat(rows(file(name, text.replace("\\n", "\n") + "\n"), KEYWORDS))
        .allMatch(DropRow::isValid)
        .extracting(DropRow::keyWord)
        .containsExactly(companies.split(","));
  }

  @Test
  void losesNoPairThatStandsAboveTheHeader() throws IOException {
    String text = "客户名单,\n+86 13800138000,甲乙公司\n登录名,关键字\n13800138000,小米科技\n";

    assertThat(rows(file("a.csv", text), PAIRS))
        .containsExactly(good(2, LOGIN, "甲乙公司"), good(4, LOGIN, "小米科技"));
  }

  @Test
  void saysWhatItTookForATitle() throws IOException {
    String text = "sep=,\n客户名单\n\n填写说明：一行一个,\u0007\n企业名称\n小米科技\n";

    try (DropFile titled = reader().open(file("a.csv", text), KEYWORDS);
        DropFile plain = reader().open(file("b.csv", "企业\n小米\n"), KEYWORDS)) {
      assertThat(titled.leftOut())
          .asString()
          .contains("表头（第 5 行）以上", "第 2 行“客户名单”、第 4 行“填写说明：一行一个”")
          .contains("above the header (line 5)", "line 2 “客户名单”, line 4 “填写说明")
          .doesNotContain("sep=", "\u0007");
      assertThat(plain.leftOut()).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "+8613800138000",
        "+86 138 0013 8000",
        "86-138-0013-8000",
        "0086 13800138000",
        "（+86）138–0013–8000",
        "138\u00A00013\u30008000",
        "13800138000.0",
        "'13800138000",
        "’13800138000",
        "\"=\"\"13800138000\"\"\"",
        "=\"13800138000\"",
        "１３８００１３８０００",
        "\u202A13800138000\u202C",
        "\u200B13800138000\t"
      })
  void givesAMobileNumberItsPlainForm(String login) throws IOException {
    assertThat(rows(file("a.csv", "loginName,keyWord\n" + login + ",小米科技\n"), PAIRS))
        .containsExactly(good(2, LOGIN, "小米科技"));
  }

  @Test
  void saysThatScientificNotationLostDigits() throws IOException {
    List<DropRow> rows =
        rows(file("a.csv", "loginName,keyWord\n1.39E+10,小米科技\n1.3800138001E10,小米科技\n"), PAIRS);

    assertThat(rows.get(0).invalid().oneLine())
        .contains("登录名（A2）“1.39E+10”", "科学计数法", "scientific notation");
    assertThat(rows.get(1)).isEqualTo(good(3, "13800138001", "小米科技"));
  }

  @Test
  void keepsAPhoneThatIsNoLoginOut() throws IOException {
    Layout names = new Layout.Pairs(Pattern.compile("[a-z]+"));
    List<DropRow> rows =
        rows(file("a.csv", "loginName,keyWord\n+8613800138000,小米科技\nwang,小米科技\n"), names);

    assertThat(rows).extracting(DropRow::isValid).containsExactly(false, true);
    assertThat(rows.get(0).invalid().oneLine())
        .contains("qcc.assignments.login-pattern")
        .doesNotContain("[a-z]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "９１４４０３００７０８４６１１３６Ｔ | 91440300708461136T",
        "'91440300708461136T | 91440300708461136T",
        "=\"91440300708461136T\" | 91440300708461136T",
        "9131000012345E6789 | 9131000012345E6789",
        "３３０１００００００００１２３ | 330100000000123",
        "ＡＣＭＥ公司 | ＡＣＭＥ公司"
      })
  void givesACodeItsPlainForm(String written, String sent) throws IOException {
    assertThat(rows(file("a.csv", "关键字\n" + written + "\n"), KEYWORDS))
        .containsExactly(good(2, LOGIN, sent));
  }

  @Test
  void takesTheQuotesOffAQuotedLine() throws IOException {
    assertThat(rows(file("a.txt", "\"企业名称\"\n\"小米科技\"\n\"华为\"\"技术\"\n\"甲\"和\"乙\"\n"), KEYWORDS))
        .extracting(DropRow::keyWord)
        .containsExactly("小米科技", "华为\"技术", "\"甲\"和\"乙\"");
  }

  @Test
  void marksTheHeaderOfAFilePutBehindAnother() throws IOException {
    List<DropRow> rows = rows(file("a.csv", "企业名称\n小米科技\n\uFEFF\"企业名称\"\n华为技术\n"), KEYWORDS);

    assertThat(rows).extracting(DropRow::isValid).containsExactly(true, false, true);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "<html><body> | HTML",
        "\uFEFF  <!DOCTYPE html> | HTML",
        "<TABLE BORDER=1><tr> | HTML",
        "<?xml version='1.0'?><Workbook> | XML",
        "%PDF-1.7 | PDF",
        "{\\rtf1\\ansi | RTF",
        "MIME-Version: 1.0 | MHTML",
        "a\u0001\u0002\u0003\u0004\u0005z | binary"
      })
  void namesContentOfAnotherKind(String start, String kind) throws IOException {
    String text = start + "\n13800138000\n";

    for (Layout layout : List.of(PAIRS, KEYWORDS, NAMES)) {
      assertThat(refusal(file("a.txt", text), layout).reason().oneLine()).contains(kind);
      assertThat(refusal(file("a.csv", text), layout).reason().oneLine()).contains(kind);
    }
    assertThat(refusal(file("a.csv", "<html>", StandardCharsets.UTF_16), NAMES).reason().english())
        .contains("HTML");
    assertThat(
            refusal(file("a.csv", "登录名,关键字\n13800138000,小米", StandardCharsets.UTF_16LE), PAIRS)
                .reason()
                .english())
        .contains("UTF-16");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.xls", "a.docx", "a", "a.csv.zip", ".a.csv", "~$a.xlsx", "a.csv.part"})
  void refusesNamesItDoesNotKnow(String name) throws IOException {
    assertThatThrownBy(() -> reader().open(file(name, "小米科技"), KEYWORDS))
        .isInstanceOf(DropFileException.class);
  }

  @Test
  void tellsTemporaryNames() {
    assertThat(
            List.of(
                "a.csv.part",
                "~$名单.xlsx",
                ".名单.csv",
                "名单.csv~",
                "a.TMP",
                "Thumbs.db",
                "Desktop.ini",
                "a.csv.xltd",
                "a.csv.!qB",
                "a.csv.baiduyun.p.downloading",
                "a.csv.opdownload",
                "a.csv.download",
                "a.csv.syncing",
                "a.csv.lock"))
        .allMatch(name -> TemporaryName.isOf(Path.of("x", name)));
    assertThat(List.of("名单.csv", "download.csv", "thumbs.db.csv", "lock"))
        .noneMatch(name -> TemporaryName.isOf(Path.of("x", name)));
  }

  @Test
  void refusesNamesTooLongForItsResults() throws IOException {
    assertThat(refusal(file("名".repeat(70) + ".csv", "小米科技"), KEYWORDS).reason().english())
        .contains("rename");
  }

  @Test
  void refusesLinksAndFolders() throws IOException {
    Path target = file("a.csv", "小米科技");
    Path link = Files.createSymbolicLink(folder.resolve("b.csv"), target);
    Path directory = Files.createDirectory(folder.resolve("c.csv"));

    assertThat(refusal(link, KEYWORDS).reason().english()).contains("link");
    assertThat(refusal(directory, KEYWORDS).reason().english()).contains("ordinary file");
  }

  @Test
  void refusesWhatItMayNotRead() throws IOException {
    Path file = file("a.csv", "小米科技");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("-wx------"));
    assumeTrue(!Files.isReadable(file), "the superuser reads everything");

    assertThat(refusal(file, KEYWORDS).reason().english()).contains("permission");
  }

  @Test
  void aFileThatIsGoneIsNotRefused() {
    assertThatThrownBy(() -> reader().open(folder.resolve("gone.csv"), KEYWORDS))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void refusesAWorkbookNamedLikeText() throws IOException {
    Path file = Files.write(folder.resolve("a.csv"), new byte[] {'P', 'K', 3, 4, 0, 0, 0, 0});

    assertThat(refusal(file, KEYWORDS).reason().english()).contains(".xlsx");
  }

  @Test
  void refusesAFileThatGrowsWhileItIsRead() throws IOException {
    Path file = file("a.txt", "小米科技\n华为技术\n");
    try (DropFile opened = reader().open(file, KEYWORDS)) {
      Files.writeString(file, "腾讯科技\n", StandardOpenOption.APPEND);

      assertThatThrownBy(() -> opened.forEachRemaining(row -> {}))
          .isInstanceOf(DropFileException.class)
          .hasMessageContaining("changed");
    }
  }

  @Test
  void tellsTheHashOfTheBytes() throws IOException {
    try (DropFile opened = reader().open(file("a.txt", "小米科技"), KEYWORDS)) {
      assertThat(opened.sha256())
          .isEqualTo("e572e8f7b4d08f5fab721ffd9c1c39ac471a340e39ca6c08ab5b14f9ef94cd1b");
    }
  }

  @Test
  void takesTheLoginFromTheFolder() throws IOException {
    Pattern pattern = Pattern.compile("^1\\d{10}$");
    Path login = Files.createDirectory(folder.resolve(LOGIN));
    Path other = Files.createDirectory(folder.resolve("张三"));
    Path link = Files.createSymbolicLink(folder.resolve("13900139000"), login);

    assertThat(Layout.Keywords.of(login, pattern).loginName()).isEqualTo(LOGIN);
    assertThatThrownBy(() -> Layout.Keywords.of(other, pattern))
        .isInstanceOf(DropFileException.class);
    assertThatThrownBy(() -> Layout.Keywords.of(link, pattern))
        .isInstanceOf(DropFileException.class);
  }

  @Test
  void takesNoTimeOverAHostileCell() throws IOException {
    String quotes = "'".repeat(1_000_000);

    assertThat(rows(file("a.csv", "loginName,keyWord\n" + quotes + ",小米科技\n"), PAIRS))
        .extracting(DropRow::isValid)
        .containsExactly(false);
    assertThat(rows(file("b.csv", "keyWord\n" + quotes + "\n"), KEYWORDS))
        .extracting(DropRow::isValid)
        .containsExactly(false);
  }
}
