package io.github.qccroutes.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.qccroutes.app.EachDatabase;
import io.github.qccroutes.app.TestNode;
import io.github.qccroutes.store.Dialect;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;

/** Risk records, companies and their partnerships, as lists, figures and files. */
@ParameterizedClass
@EachDatabase
@Tag("full")
class ConsoleRisksRouteTest {
  private static final String HIGH = "高风险信息";
  private static final String WARNING = "警示信息";

  @Parameter Dialect dialect;
  @TempDir Path folder;

  private TestNode node;
  private ConsoleClient viewer;

  @BeforeEach
  void start() {
    node = ConsoleClient.sharedNode(dialect);
    viewer = ConsoleClient.of(node, Role.VIEWER);
  }

  @AfterEach
  void giveBack() {
    node.giveBack();
  }

  @Test
  void listsNewestFirstWhateverTheDatesAre() throws Exception {
    risk("b1", "k", "甲公司", HIGH, "诉讼", "2026-03-01");
    risk("b2", "k", "甲公司", HIGH, "诉讼", "2026-03-01");
    risk("b3", "k", "甲公司", HIGH, "诉讼", "2026-03-01");
    risk("a", "k", "甲公司", HIGH, "诉讼", "2026-03-02 10:00:00");
    risk("n1", "k", "甲公司", null, null, null);
    risk("n2", null, null, HIGH, "诉讼", null);
    risk("e", "k", "甲公司", HIGH, "诉讼", "");
    risk("t", "k", "甲公司", HIGH, "诉讼", "尽快");

    for (String company : List.of("", "&company=k", "&company=甲")) {
      List<String> walked = new ArrayList<>();
      String cursor = "";
      do {
        JsonNode page = get("/risks?limit=2" + company + cursor);
        walked.addAll(values(page, "id"));
        cursor = page.has("next") ? "&cursor=" + page.path("next").asText() : "";
      } while (!cursor.isEmpty());
      List<String> expected = new ArrayList<>(List.of("t", "a", "b3", "b2", "b1", "n2", "n1", "e"));
      if (!company.isEmpty()) {
        expected.remove("n2");
      }
      assertThat(walked).as(company).isEqualTo(expected);
    }
  }

  @Test
  void findsByWhatIsAskedFor() throws Exception {
    risk("1", "k1", "北京甲有限公司", HIGH, "诉讼", "2026-03-01");
    risk("2", "k1", "北京甲有限公司", WARNING, "变更", "2026-03-02 23:59:59");
    risk("3", "k2", "北京乙有限公司", HIGH, "变更", "2026-03-03");
    risk("4", "k3", "上海丙有限公司", HIGH, "变更", null);
    risk("5", null, "广州丁有限公司", WARNING, "公告", "2026-02-01");

    assertThat(ids("company=广州")).containsExactly("5");
    assertThat(ids("company=k1")).containsExactly("2", "1");
    assertThat(ids("company=北京")).containsExactly("3", "2", "1");
    assertThat(ids("company=北京甲有限公司&level=" + HIGH)).containsExactly("1");
    assertThat(ids("company=京")).isEmpty();
    assertThat(ids("company=北京%25")).isEmpty();
    assertThat(ids("level=" + WARNING)).containsExactly("2", "5");
    assertThat(ids("type=变更")).containsExactly("3", "2", "4");
    assertThat(ids("from=2026-03-02&to=2026-03-02")).containsExactly("2");
    assertThat(ids("to=2026-03-02")).contains("1", "2").doesNotContain("3");
    assertThat(answer("/risks?state=other").status()).isEqualTo(400);
  }

  @Test
  void aHandledRecordIsOpenAgainOnceItChanges() throws Exception {
    risk("1", "k1", "甲", HIGH, "诉讼", "2026-03-01");
    risk("2", "k1", "甲", HIGH, "诉讼", "2026-03-01");
    ConsoleClient operator = ConsoleClient.of(node, Role.OPERATOR);
    assertThat(viewer.put("/risks/1/handled", "{\"note\": \"已联系\"}").status()).isEqualTo(403);
    assertThat(operator.put("/risks/9/handled", "{\"note\": \"已联系\"}").status()).isEqualTo(404);

    assertThat(operator.put("/risks/1/handled", "{\"note\": \"已联系\"}").status()).isEqualTo(204);

    assertThat(ids("state=handled")).containsExactly("1");
    assertThat(ids("state=open")).containsExactly("2");
    assertThat(ids("company=k1&state=open")).containsExactly("2");
    JsonNode risk = get("/risks/1");
    assertThat(risk.path("note").asText()).isEqualTo("已联系");
    assertThat(risk.path("handledBy").asText()).isEqualTo("token operator");
    assertThat(get("/risk-counts?state=open").path("total").asInt()).isEqualTo(1);
    assertThat(get("/companies/k1").path("openRisks").asInt()).isEqualTo(1);

    node.sql().sql("update customer_risk set change_no = change_no + 1 where id = '1'").update();
    assertThat(ids("state=handled")).isEmpty();
    assertThat(ids("state=open")).containsExactly("2", "1");
    assertThat(get("/risks/1").path("note").isNull()).isTrue();

    operator.put("/risks/2/handled", "{\"note\": \"误报\"}");
    assertThat(operator.delete("/risks/2/handled").status()).isEqualTo(204);
    assertThat(ids("state=handled")).isEmpty();
    assertThat(operator.delete("/risks/2/handled").status()).isEqualTo(404);
  }

  @Test
  void countsByLevelAndDay() throws Exception {
    risk("1", "k1", "甲", HIGH, "诉讼", "2026-03-01");
    risk("2", "k1", "甲", HIGH, "诉讼", "2026-03-02 08:00:00");
    risk("3", "k2", "乙", WARNING, "变更", "2026-03-02");
    risk("4", "k2", "乙", null, "变更", null);

    assertThat(get("/risk-counts").toString())
        .isEqualTo(
            "{\"levels\":[{\"monitorLevel\":null,\"risks\":1},{\"monitorLevel\":\"%s\",\"risks\":1},"
                    .formatted(WARNING)
                + "{\"monitorLevel\":\"%s\",\"risks\":2}],\"total\":4,\"capped\":false}"
                    .formatted(HIGH));
    assertThat(get("/risk-counts?from=2026-03-02").path("total").asInt()).isEqualTo(2);
    assertThat(get("/risk-counts?company=乙").path("total").asInt()).isEqualTo(2);
    assertThat(get("/risk-counts?company=乙&level=" + HIGH).toString())
        .isEqualTo("{\"levels\":[],\"total\":0,\"capped\":false}");
    assertThat(get("/risk-days?from=2026-03-01&to=2026-03-02").path("items").toString())
        .isEqualTo(
            ("[{\"day\":\"2026-03-01\",\"monitorLevel\":\"%s\",\"risks\":1},"
                    + "{\"day\":\"2026-03-02\",\"monitorLevel\":\"%s\",\"risks\":1},"
                    + "{\"day\":\"2026-03-02\",\"monitorLevel\":\"%s\",\"risks\":1}]")
                .formatted(HIGH, WARNING, HIGH));
    assertThat(answer("/risk-days?from=2026-03-02&to=2026-03-01").status()).isEqualTo(400);
    assertThat(answer("/risk-days?from=2024-01-01&to=2026-03-01").status()).isEqualTo(400);
  }

  @Test
  void exportsWhatTheListHasAsHarmlessText() throws Exception {
    risk("1", "k1", "=HYPERLINK(\"http://x\")", HIGH, "诉讼", "2026-03-01");
    risk("2", "k1", "<script>alert('x')</script>", HIGH, "a,\"b\"\nc", "2026-03-02");
    risk("3", "k2", "@SUM(1)\u0001", WARNING, "\tx", null);

    var csv = answer("/risks.csv");
    assertThat(csv.header("Content-Disposition")).isEqualTo("attachment; filename=\"risks.csv\"");
    assertThat(csv.header("Content-Type")).isEqualTo("text/csv; charset=utf-8");
    assertThat(csv.text())
        .startsWith("\uFEFF企业名称,企业编号,级别,类型,内容,评分,变更日期,")
        .contains("\"'=HYPERLINK(\"\"http://x\"\")\",k1,")
        .contains("<script>alert('x')</script>,k1," + HIGH + ",\"a,\"\"b\"\"\nc\",")
        .contains("'@SUM(1)\u0001,k2," + WARNING + ",\"'\tx\",");
    assertThat(csv.text().split("\r\n", -1)).hasSize(5);
    assertThat(csv.text().indexOf("<script>")).isLessThan(csv.text().indexOf("HYPERLINK"));

    var xlsx = answer("/risks.xlsx?level=" + HIGH);
    String sheet = sheet(xlsx.http().body());
    assertThat(Pattern.compile("<row ").matcher(sheet).results()).hasSize(3);
    assertThat(sheet)
        .contains(">&apos;=HYPERLINK(&quot;http://x&quot;)<", "&lt;script&gt;")
        .doesNotContain("<f>");
    assertThat(answer("/risks.csv?company=nobody").text().split("\r\n", -1)).hasSize(2);
  }

  @Test
  void tellsWhatIsKnownOfACompany() throws Exception {
    risk("1", "k1", "北京甲有限公司", HIGH, "诉讼", "2026-03-01");
    relation("1", "北京甲有限公司", "乙", 20);
    node.sql()
        .sql(
            "insert into watch_pair (keyword_folded, login_folded, login_name, keyword, key_no,"
                + " company, state, since) values ('f', 'li', '李', '甲', 'k1', 'k1', 'WATCHED',"
                + " (select max(first_seen_at) from partnership_relation))")
        .update();

    for (String asked : List.of("k1", "北京甲有限公司")) {
      assertThat(get("/companies/" + encoded(asked)).toString())
          .isEqualTo(
              "{\"company\":\"k1\",\"corpName\":\"北京甲有限公司\",\"risks\":1,\"openRisks\":1,"
                  + "\"watchers\":[\"李\"],\"partners\":1}");
    }
    assertThat(answer("/companies/nobody").status()).isEqualTo(404);
  }

  @Test
  void listsRelationsFromEitherSide() throws Exception {
    relation("1", "甲", "乙", 10);
    relation("2", "甲", "丙", 30);
    relation("3", "丁", "甲", 20);
    relation("4", "丁", "戊", 5);
    relation("5", "己", "庚", 50);

    assertThat(walkRelations("company=甲")).containsExactly("甲-丙", "甲-乙", "丁-甲");
    assertThat(walkRelations("")).hasSize(5).doesNotHaveDuplicates();
    JsonNode near = get("/partnerships/neighbours?company=" + encoded("甲"));
    assertThat(pairs(near)).containsExactly("甲-丙", "丁-甲", "甲-乙", "丁-戊");
    assertThat(answer("/partnerships.csv?company=" + encoded("甲")).text())
        .startsWith("\uFEFF企业,合作企业,金额（万元）")
        .contains("\r\n甲,丙,30,", "\r\n丁,甲,20,")
        .doesNotContain("戊");
  }

  @Test
  void exportsTheAudit() throws Exception {
    ConsoleClient operator = ConsoleClient.of(node, Role.OPERATOR);
    risk("1", "k1", "甲", HIGH, "诉讼", "2026-03-01");
    operator.put("/risks/1/handled", "{\"note\": \"=1+1\"}");

    assertThat(answer("/audit.csv").text())
        .startsWith("\uFEFF时间,操作人,来源,操作,对象,原因\r\n20")
        .contains("token operator,127.0.0.1,risk-handle,1,'=1+1\r\n");
  }

  private List<String> walkRelations(String filter) throws Exception {
    List<String> walked = new ArrayList<>();
    String cursor = "";
    do {
      JsonNode page = get("/partnerships?limit=1&" + filter + cursor);
      walked.addAll(pairs(page));
      cursor = page.has("next") ? "&cursor=" + page.path("next").asText() : "";
    } while (!cursor.isEmpty());
    return walked;
  }

  private static List<String> pairs(JsonNode page) {
    return StreamSupport.stream(page.path("items").spliterator(), false)
        .map(
            each ->
                each.path("companyName").asText() + "-" + each.path("relatedCompanyName").asText())
        .toList();
  }

  private List<String> ids(String filter) throws Exception {
    return values(get("/risks?" + filter), "id");
  }

  private static List<String> values(JsonNode page, String field) {
    return page.path("items").findValuesAsText(field);
  }

  private JsonNode get(String path) throws Exception {
    ConsoleClient.Answer answer = answer(path);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.json();
  }

  private ConsoleClient.Answer answer(String path) throws Exception {
    return viewer.get(URI.create(path).toASCIIString());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private String sheet(byte[] workbook) throws Exception {
    Path file = Files.write(folder.resolve("export.xlsx"), workbook);
    try (ZipFile zip = new ZipFile(file.toFile());
        InputStream in = zip.getInputStream(zip.getEntry("xl/worksheets/sheet1.xml"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private void risk(
      String id,
      @Nullable String key,
      @Nullable String name,
      @Nullable String level,
      @Nullable String type,
      @Nullable String date) {
    node.sql()
        .sql(
            "insert into customer_risk (id, corp_key_no, corp_name, monitor_level, monitor_type,"
                + " change_date, order_no) values (?, ?, ?, ?, ?, ?, 'T1')")
        .params(Arrays.asList(id, key, name, level, type, date))
        .update();
    if (name != null) {
      node.sql()
          .sql(
              "insert into risk_company (corp_name, corp_key_no) values (substr(?, 1, 64), ?)"
                  + " on conflict do nothing")
          .params(name, key == null ? "" : key)
          .update();
    }
    node.sql()
        .sql(
            "insert into risk_day (day, monitor_level, risks) values (?, ?, 1)"
                + " on conflict (day, monitor_level) do update set risks = risk_day.risks + 1")
        .params(
            date == null ? "" : date.substring(0, Math.min(10, date.length())),
            level == null ? "" : level)
        .update();
  }

  private void relation(String id, String company, String related, int amount) {
    String now = dialect == Dialect.SQLITE ? "'2026-03-01T00:00:00.000Z'" : "now()";
    node.sql()
        .sql(
            "insert into partnership_relation (id, company_name, related_company_name, amount,"
                + " first_seen_at, last_seen_at) values (?, ?, ?, ?, "
                + now
                + ", "
                + now
                + ")")
        .params(id, company, related, amount)
        .update();
  }
}
