package io.github.qccroutes.push;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.tuple;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import net.lingala.zip4j.io.outputstream.ZipOutputStream;
import net.lingala.zip4j.model.ZipParameters;
import net.lingala.zip4j.model.enums.AesKeyStrength;
import net.lingala.zip4j.model.enums.EncryptionMethod;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PushArchiveTest {

  static final String PASSWORD = "9TkwzCSilJpsLZyXImLK";
  static final long AMPLE = 1 << 24;

  @TempDir Path dir;

  static ZipParameters aes256(String name) {
    ZipParameters parameters = new ZipParameters();
    parameters.setFileNameInZip(name);
    parameters.setEncryptFiles(true);
    parameters.setEncryptionMethod(EncryptionMethod.AES);
    parameters.setAesKeyStrength(AesKeyStrength.KEY_STRENGTH_256);
    return parameters;
  }

  static byte[] zip(byte[] content, ZipParameters... entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes, PASSWORD.toCharArray())) {
      for (ZipParameters entry : entries) {
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
      }
    }
    return bytes.toByteArray();
  }

  /** The archive's records in the order of their ids, each id once. */
  static List<Map<String, @Nullable Object>> rows(PushArchive archive) throws Exception {
    List<Map<String, @Nullable Object>> rows = new ArrayList<>();
    archive.blocks(1000).forEachRemaining(block -> block.forEach(risk -> rows.add(row(risk))));
    return rows;
  }

  private static Map<String, @Nullable Object> row(Risk risk) {
    Map<String, @Nullable Object> row = new HashMap<>();
    row.put("id", risk.id());
    row.put("corpKeyNo", risk.corpKeyNo());
    row.put("corpName", risk.corpName());
    row.put("monitorContent", risk.monitorContent());
    row.put("monitorLevel", risk.monitorLevel());
    row.put("monitorType", risk.monitorType());
    row.put("score", risk.score());
    row.put("changeDate", risk.changeDate());
    return row;
  }

  private PushArchive archive(byte[] json) throws IOException, PushArchiveException {
    Path file = dir.resolve("push.zip");
    Files.write(file, zip(json, aes256("dd_risk_corp.json")));
    return PushArchive.verified(file, PASSWORD.toCharArray(), AMPLE, dir);
  }

  private PushArchive archive(String json) throws IOException, PushArchiveException {
    return archive(json.getBytes(UTF_8));
  }

  private PushArchive archiveOf(String records) throws IOException, PushArchiveException {
    return archive("{\"result\": [" + records + "]}");
  }

  private String fault(byte[] json) {
    PushArchiveException fault =
        catchThrowableOfType(PushArchiveException.class, () -> archive(json));
    assertThat(fault).isNotNull().hasNoCause();
    assertThat(fault.toString()).doesNotContain(PASSWORD, dir.toString(), "秘密");
    return fault.getMessage();
  }

  private String fault(String json) {
    return fault(json.getBytes(UTF_8));
  }

  private String faultOf(String records) {
    return fault("{\"result\": [" + records + "]}");
  }

  @Test
  void readsTheExampleOfTheDocument() throws Exception {
    PushArchive archive =
        archive(
            """
            {
              "pushDate": "2022-06-07 10:13:42",
              "totalSize": 4,
              "result": [
                {
                  "id": "ffedc4cfc1754968ae6afadb695a9d49",
                  "corpKeyNo": "00a0e21af7e492dbe88a54682fd4a2b2",
                  "corpName": "四川中津建设集团有限公司",
                  "monitorContent": "该企业由原“较高风险”上升至“高风险”",
                  "monitorLevel": "高风险信息",
                  "monitorType": "高风险",
                  "score": 82,
                  "changeDate": "2022-06-01"
                }
              ]
            }
            """);

    assertThat(archive.pushDate()).isEqualTo("2022-06-07 10:13:42");
    assertThat(archive.totalSize()).isEqualTo(4);
    assertThat(archive.recordCount()).isEqualTo(1);
    assertThat(rows(archive))
        .singleElement()
        .satisfies(
            row ->
                assertThat(row)
                    .containsOnly(
                        entry("id", "ffedc4cfc1754968ae6afadb695a9d49"),
                        entry("corpKeyNo", "00a0e21af7e492dbe88a54682fd4a2b2"),
                        entry("corpName", "四川中津建设集团有限公司"),
                        entry("monitorContent", "该企业由原“较高风险”上升至“高风险”"),
                        entry("monitorLevel", "高风险信息"),
                        entry("monitorType", "高风险"),
                        entry("score", 82),
                        entry("changeDate", "2022-06-01")));
  }

  @Test
  void knowsThePushDateThatStandsBehindTheRecords() throws Exception {
    PushArchive archive =
        archive("{\"result\":[{\"id\":\"a\"}],\"totalSize\":1,\"pushDate\":\"Tag 1\"}");

    assertThat(archive.pushDate()).isEqualTo("Tag 1");
    assertThat(archive.totalSize()).isEqualTo(1);
  }

  @Test
  void missingFieldsAreNull() throws Exception {
    PushArchive archive = archiveOf("{\"id\":\"a\",\"corpName\":null}");

    assertThat(archive.pushDate()).isNull();
    assertThat(archive.totalSize()).isNull();
    assertThat(rows(archive))
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row).containsEntry("id", "a");
              assertThat(row.values()).containsOnly("a", null);
            });
  }

  @Test
  void anEmptyListIsAPushWithoutRecords() throws Exception {
    PushArchive archive = archiveOf("");

    assertThat(archive.recordCount()).isZero();
    assertThat(rows(archive)).isEmpty();
  }

  @Test
  void ignoresUnknownFieldsOfAnyShape() throws Exception {
    PushArchive archive =
        archive(
            "{\"version\":{\"a\":[{}]},\"result\":[{\"x\":[[1],{\"id\":7}],\"id\":\"a\","
                + "\"pushDate\":\"mine\",\"orderNo\":{},\"z\":1e999}],\"more\":[1,2,{}],"
                + "\"id\":\"root\"}");

    assertThat(rows(archive))
        .singleElement()
        .satisfies(row -> assertThat(row).containsEntry("id", "a"));
    assertThat(archive.pushDate()).isNull();
  }

  @Test
  void takesAnyScalarAsText() throws Exception {
    PushArchive archive =
        archive(
            "{\"pushDate\":20220607,\"result\":[{\"id\":12345678901234567890,\"corpName\":true,"
                + "\"monitorContent\":1.50,\"monitorLevel\":\"\",\"changeDate\":\"0000-00-00\"}]}");

    assertThat(archive.pushDate()).isEqualTo("20220607");
    assertThat(rows(archive))
        .singleElement()
        .satisfies(
            row ->
                assertThat(row)
                    .containsEntry("id", "12345678901234567890")
                    .containsEntry("corpName", "true")
                    .containsEntry("monitorContent", "1.50")
                    .containsEntry("monitorLevel", "")
                    .containsEntry("changeDate", "0000-00-00"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "corpKeyNo",
        "corpName",
        "monitorContent",
        "monitorLevel",
        "monitorType",
        "score",
        "changeDate"
      })
  void readsAnObjectOrAListInAKnownFieldAsNullAndCountsIt(String field) throws Exception {
    PushArchive archive =
        archiveOf(
            "{\"id\":\"a\",\"FIELD\":{\"id\":\"x\"}},{\"id\":\"b\",\"FIELD\":[\"秘密\"]},{\"id\":\"c\"}"
                .replace("FIELD", field));

    assertThat(rows(archive)).hasSize(3).allMatch(row -> row.get(field) == null);
    assertThat(rows(archive)).extracting(row -> row.get("id")).containsExactly("a", "b", "c");
    assertThat(archive.oddValues()).isEqualTo(Map.of(field, 2));
  }

  @Test
  void readsAnObjectAsPushDateOrTotalSizeAsNone() throws Exception {
    PushArchive archive = archive("{\"pushDate\":{},\"totalSize\":[4],\"result\":[]}");

    assertThat(archive.pushDate()).isNull();
    assertThat(archive.totalSize()).isNull();
    assertThat(archive.oddValues()).isEqualTo(Map.of("pushDate", 1, "totalSize", 1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{}", "{\"id\":null}", "{\"id\":\"\"}", "{\"id\":\" \\t\\u3000\"}", "{\"id\":{}}"})
  void namesTheRecordWithoutAnId(String record) {
    assertThat(faultOf("{\"id\":\"a\"},{\"id\":\"b\"}," + record)).contains("record 3 ", "\"id\"");
  }

  @Test
  void refusesAnIdThatNoIndexHolds() {
    assertThat(faultOf("{\"id\":\"" + "秘".repeat(513) + "\"}")).contains("record 1 ", "\"id\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "7", "\"a\"", "[]", "true"})
  void refusesARecordThatIsNoObject(String record) {
    assertThat(faultOf("{\"id\":\"a\"}," + record)).contains("record 2 ");
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "NULL",
      value = {
        "82, 82",
        "-1, -1",
        "0, 0",
        "82.0, 82",
        "2147483647, 2147483647",
        "null, NULL",
        "'\"82\"', 82",
        "'\" 82 \"', 82",
        "'\"\"', NULL",
        "'\" \"', NULL"
      })
  void readsAScore(String json, @Nullable Integer score) throws Exception {
    assertThat(rows(archiveOf("{\"id\":\"a\",\"score\":" + json + "}")))
        .singleElement()
        .satisfies(row -> assertThat(row).containsEntry("score", score));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "82.5",
        "2147483648",
        "-2147483649",
        "1e30",
        "1e999999999",
        "1e-999999999",
        "\"high\"",
        "\"-\"",
        "true",
        "\"82 points\"",
        "\"1e99999999999\"",
        "\"NaN\"",
        "\"0x10\""
      })
  void readsAScoreThatIsNoInt32AsNullAndCountsIt(String json) throws Exception {
    PushArchive archive =
        archiveOf("{\"id\":\"a\",\"score\":1},{\"id\":\"b\",\"score\":" + json + "}");

    assertThat(rows(archive)).extracting(row -> row.get("score")).containsExactly(1, null);
    assertThat(archive.oddValues()).isEqualTo(Map.of("score", 1));
  }

  @Test
  @Timeout(5)
  void leavesOutAScoreOfAMillionDigitsWithoutComputingIt() throws Exception {
    assertThat(archiveOf("{\"id\":\"a\",\"score\":\"" + "9".repeat(1_000_000) + "\"}").oddValues())
        .isEqualTo(Map.of("score", 1));
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "NULL",
      value = {
        "4, 4",
        "'\"4\"', 4",
        "0, 0",
        "null, NULL",
        "'\"\"', NULL",
        "'\"many\"', NULL",
        "4.5, NULL",
        "99999999999, NULL",
        "true, NULL"
      })
  void totalSizeIsANumberOrUnknown(String json, @Nullable Integer totalSize) throws Exception {
    assertThat(archive("{\"totalSize\":" + json + ",\"result\":[]}").totalSize())
        .isEqualTo(totalSize);
  }

  @Test
  void replacesWhatADatabaseCannotStore() throws Exception {
    PushArchive archive =
        archive(
            "{\"pushDate\":\"2022\\u0000\",\"result\":[{\"id\":\"a\\u0000b\",\"corpName\":"
                + "\"\\ud842\\udfb7\\ud842x\\udfb7𠮷\"}]}");

    assertThat(archive.pushDate()).isEqualTo("2022\uFFFD");
    assertThat(rows(archive))
        .singleElement()
        .satisfies(
            row ->
                assertThat(row)
                    .containsEntry("id", "a\uFFFDb")
                    .containsEntry("corpName", "𠮷\uFFFDx\uFFFD𠮷"));
  }

  @Test
  void toleratesAByteOrderMark() throws Exception {
    assertThat(archive("\uFEFF{\"result\":[{\"id\":\"a\"}]}").recordCount()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<html><body>秘密</body></html>",
        "秘密",
        "{\"result\":[{\"id\":\"a\"}",
        "{\"result\":[{\"id\":\"a\"}]",
        "{\"result\":[{\"id\":\"a\"},]}",
        "{\"result\":[{\"id\":\"秘密}]}",
        "{\"result\":[{\"id\":\"a\",}]}",
        "{\"result\":[{\"id\":NaN}]}",
        "{'result':[]}",
        "{",
        "\uFEFF\uFEFF{\"result\":[]}",
        "{\"result\":[{\"id\":\"a\",\"corpName\":\"\u0000\"}]}"
      })
  void refusesWhatIsNotJson(String text) {
    assertThat(fault(text)).contains("not valid JSON");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  \n", "\uFEFF"})
  void refusesAnEmptyFile(String text) {
    assertThat(fault(text)).contains("is empty");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "[{\"id\":\"a\"}]", "null", "7", "\"秘密\""})
  void refusesARootThatIsNoObject(String text) {
    assertThat(fault(text)).contains("not a JSON object");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"result\":null}",
        "{\"totalSize\":1,\"result\":null}",
        "{\"totalSize\":0,\"result\":{}}",
        "{\"result\":{}}",
        "{\"result\":\"[]\"}",
        "{\"Result\":[]}"
      })
  void refusesAPushWithoutAResultList(String text) {
    assertThat(fault(text)).contains("no \"result\" list");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"totalSize\":0,\"result\":null}",
        "{\"result\":null,\"totalSize\":\"0\"}",
        "{\"totalSize\":0}"
      })
  void readsAPushThatAnnouncesNothingAsEmpty(String text) throws Exception {
    assertThat(archive(text).recordCount()).isZero();
    assertThat(rows(archive(text))).isEmpty();
  }

  @Test
  void refusesASecondResult() {
    assertThat(fault("{\"result\":[{\"id\":\"a\"}],\"result\":[{\"id\":\"b\"}]}"))
        .contains("more than one \"result\"");
    assertThat(fault("{\"result\":[],\"result\":null}")).contains("more than one \"result\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "[", "7", "}", "x", "{\"result\":[]}"})
  void refusesAnythingBehindTheRoot(String more) {
    assertThat(fault("{\"result\":[{\"id\":\"a\"}]} \n" + more)).isNotEmpty();
  }

  @Test
  void refusesMalformedUtf8WhereverItStands() {
    for (String bad : List.of("\u00ff", "\u00c0\u0080", "\u00ed\u00a0\u0080", "\u00e4\u00b8")) {
      String known = "{\"result\":[{\"id\":\"a\",\"corpName\":\"" + bad + "\"}]}";
      String unknown = "{\"more\":\"" + bad + "\",\"result\":[]}";
      assertThat(fault(known.getBytes(StandardCharsets.ISO_8859_1))).contains("not valid UTF-8");
      assertThat(fault(unknown.getBytes(StandardCharsets.ISO_8859_1))).contains("not valid UTF-8");
    }
    assertThat(fault("{\"result\":[]}".getBytes(StandardCharsets.UTF_16LE))).contains("not valid");
    assertThat(fault("{\"result\":[{\"id\":\"四川\"}]}".getBytes(Charset.forName("GB18030"))))
        .contains("not valid UTF-8");
  }

  @Test
  void refusesNestingAndTextsBeyondReason() {
    assertThat(fault("{\"more\":" + "[".repeat(40) + "]".repeat(40) + ",\"result\":[]}"))
        .contains("nested too deeply");
    assertThat(faultOf("{\"id\":\"a\",\"corpName\":\"" + "x".repeat(1_000_001) + "\"}"))
        .contains("too long");
    assertThat(faultOf("{\"id\":\"a\",\"score\":" + "9".repeat(101) + "}")).contains("too long");
    assertThat(faultOf("{\"id\":\"a\",\"" + "x".repeat(300) + "\":1}")).contains("too long");
  }

  @Test
  void handsOverBlocksInTheOrderOfTheIds() throws Exception {
    PushArchive archive =
        archiveOf("{\"id\":\"5\"},{\"id\":\"1\"},{\"id\":\"40\"},{\"id\":\"秘\"},{\"id\":\"4\"}");
    RecordBlocks blocks = archive.blocks(2);

    assertThat(blocks.next()).extracting(Risk::id).containsExactly("1", "4");
    assertThat(blocks.next()).extracting(Risk::id).containsExactly("40", "5");
    assertThat(blocks.hasNext()).isTrue();
    assertThat(blocks.hasNext()).isTrue();
    assertThat(blocks.next()).extracting(Risk::id).containsExactly("秘");
    assertThat(blocks.hasNext()).isFalse();
    assertThatThrownBy(blocks::next).isInstanceOf(NoSuchElementException.class);
    assertThat(blocks.count()).isEqualTo(5);
  }

  @Test
  void keepsTheLastOfARepeatedId() throws Exception {
    PushArchive archive =
        archiveOf(
            "{\"id\":\"a\",\"score\":1},{\"id\":\"b\"},{\"id\":\"a\",\"score\":2},"
                + "{\"id\":\"a\",\"score\":3}");

    assertThat(archive.blocks(3).next())
        .extracting(Risk::id, Risk::score)
        .containsExactly(tuple("a", 3), tuple("b", null));
    assertThat(archive.recordCount()).isEqualTo(4);
  }

  @Test
  void aBlockOfVeryLongTextsIsShorter() throws Exception {
    String text = "\",\"corpName\":\"" + "x".repeat(999_000) + "\"}";
    StringBuilder records = new StringBuilder("{\"id\":\"0" + text);
    for (int i = 1; i < 12; i++) {
      records.append(",{\"id\":\"").append(i).append(text);
    }
    RecordBlocks blocks = archiveOf(records.toString()).blocks(1000);

    assertThat(blocks.next()).hasSize(5);
    assertThat(blocks.next()).hasSize(5);
    assertThat(blocks.next()).hasSize(2);
  }
}
