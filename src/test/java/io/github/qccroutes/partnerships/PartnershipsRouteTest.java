package io.github.qccroutes.partnerships;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qccroutes.app.EachDatabase;
import io.github.qccroutes.app.TestNode;
import io.github.qccroutes.jobs.DroppedFiles;
import io.github.qccroutes.sandbox.Fault;
import io.github.qccroutes.sandbox.Faults;
import io.github.qccroutes.sandbox.Ledger;
import io.github.qccroutes.sandbox.Partnership;
import io.github.qccroutes.sandbox.PartnershipCalls;
import io.github.qccroutes.store.Dialect;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/** Dropped lists of companies on the shipped routes, from the inbox to the result file. */
class PartnershipsRouteTest extends DroppedFiles {
  private static final String FIND = PartnershipCalls.FIND;

  PartnershipsRouteTest() {
    super("partnership", List.of("api", "partnerships"), "qcc.partnerships.poll-ms", "50");
  }

  @Override
  protected void furnish() {}

  /** The operator's word, once the job is held. */
  private void release() {
    eventually(
        () -> assertThat(new PartnershipJobs(node.application().database()).release(1)).isTrue());
  }

  private Faults faults() {
    return plan.provider().faults();
  }

  @ParameterizedTest
  @EachDatabase
  void writesEachRelationOnceAndInOrder(Dialect dialect) {
    start(dialect);
    Partnership first = new Partnership(name(3), name(1), "34.8", "2021-11", "招投标");
    plan.provider()
        .partnerships()
        .relate(
            new Partnership(name(1), name(3), "1,234.5", "2021", "企业公告"),
            first,
            first,
            new Partnership(name(1), name(2), "约100", "2021-11-03", "企业年报"),
            new Partnership(name(2), name(1), null, "2021", "司法数据"),
            new Partnership(name(2), name(1), "", "2021", "司法数据"),
            new Partnership(name(4), name(2), "=1+1", null, null));
    drop(
        "partnerships/客户.csv",
        "公司名称,备注\n"
            + IntStream.range(1, 44).mapToObj(n -> name(n) + ",x\n").collect(Collectors.joining()));

    assertThat(result("partnerships", "客户", "result.csv"))
        .containsExactly(
            "\uFEFFcompanyName,relatedCompanyName,amount,publicDate,source",
            name(1) + "," + name(2) + ",约100,2021-11-03,企业年报",
            name(1) + "," + name(3) + ",\"1,234.5\",2021,企业公告",
            name(2) + "," + name(1) + ",,2021,司法数据",
            name(3) + "," + name(1) + ",34.8,2021-11,招投标",
            name(4) + "," + name(2) + ",'=1+1,,");
    assertThat(job(1)).containsEntry("state", "DONE").containsEntry("reason", "");
    assertThatAllPairsOf(IntStream.range(1, 44).mapToObj(DroppedFiles::name).toList());
    assertThat(calls()).hasSize(new CoveringPlanner().plan(names(1, 44)).size());
    assertThat(files("inbox/partnerships")).isEmpty();
    assertThat(files("done/partnerships"))
        .singleElement()
        .satisfies(file -> assertThat(file.toString()).endsWith("/客户-1.csv"));
    assertThat(files("results/partnerships")).hasSize(1);
    assertThat(relations("1 = 1").toString()).doesNotContain(plan.provider().account().key());
    assertThat(relations("amount is null")).hasSize(3);
    assertThat(relations("amount = 1234.5"))
        .singleElement()
        .satisfies(row -> assertThat(row).containsEntry("amount_text", "1,234.5"));
    assertThat(relations("amount = 34.8")).hasSize(1);
    assertThat(node.metrics())
        .contains("qcc_partnerships_calls_left", "qcc_partnerships_jobs_held");
    assertThat(node.health().body()).contains("\"partnerships\"");
  }

  @ParameterizedTest
  @EachDatabase
  void renewsARelationThatIsToldAgain(Dialect dialect) {
    start(dialect);
    plan.provider().partnerships().relate(Partnership.sample(0, name(1), name(2)));
    drop("partnerships/一.txt", name(1) + "\n" + name(2) + "\n");
    result("partnerships", "一", "result.csv");
    Map<String, Object> before = relations("1 = 1").get(0);

    drop("partnerships/二.txt", name(2) + "\n" + name(1) + "\n");

    assertThat(result("partnerships", "二", "result.csv")).hasSize(2);
    assertThat(relations("1 = 1"))
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.get("first_seen_at")).isEqualTo(before.get("first_seen_at"));
              assertThat(row.get("last_seen_at").toString())
                  .isGreaterThan(before.get("last_seen_at").toString());
            });
  }

  @Test
  void asksForADuplicateOnceAndAccountsForInvalidLines() {
    start(Dialect.SQLITE);
    drop(
        "partnerships/杂.txt",
        String.join(
            "\n",
            "甲（示例）公司",
            "乙公司",
            "",
            " 甲(示例)公司",
            "91330000MA00000001",
            "330000000000001",
            "短",
            "丙公司,丁公司",
            "丙公司，丁公司",
            "戊\u0007公司",
            "己".repeat(201)));

    assertThat(result("partnerships", "杂", "result.csv")).hasSize(1);

    assertThat(job(1)).containsEntry("state", "INCOMPLETE");
    assertThat(node.ledger().questions())
        .singleElement()
        .satisfies(q -> assertThat(q.companyNames()).containsExactly("甲（示例）公司", "乙公司"));
    assertThat(text("results/partnerships/杂-1.why.txt"))
        .contains("第 5 行 line 5: 91330000MA00000001: 公司名“91330000MA00000001”是统一社会信用代码或注册号")
        .contains("line 6: 330000000000001: ")
        .contains("line 7: 短: ")
        .contains("line 8: 丙公司,丁公司: ")
        .contains("line 9: 丙公司，丁公司: ")
        .contains("line 10: 戊 公司: ")
        .contains("line 11: 己")
        .doesNotContain("line 4", "Pairs");
  }

  @Test
  void rejectsAListOfFewerThanTwoNames() {
    start(Dialect.SQLITE);
    drop("partnerships/一家.txt", name(1) + "\n " + name(1) + "\n91330000MA00000001\n");

    eventually(() -> assertThat(files("rejected/partnerships")).hasSize(2));

    assertThat(text("rejected/partnerships/一家.txt.why.txt"))
        .contains("至少要有两个不同的公司名", "文件共 3 行，可用的只有 1 个", "第 3 行：公司名“91330000MA00000001”")
        .contains("at least two different companies");
    assertThat(job(1)).containsEntry("state", "REJECTED");
    assertThat(calls()).isEmpty();
    assertThat(files("results/partnerships")).isEmpty();
  }

  @Test
  void holdsADearListUntilItIsReleased() {
    start(Dialect.SQLITE, "qcc.partnerships.max-calls", "5");
    drop("partnerships/贵.txt", lines(0, 40));

    assertThat(String.join("\n", result("partnerships", "贵", "held.txt")))
        .contains("takes 6 calls, more than qcc.partnerships.max-calls=5")
        .contains("qcc-routes release p1");
    TestNode.eventually(() -> assertThat(job(1)).containsEntry("state", "HELD"));
    assertThat(job(1)).containsEntry("held_check", "PRICE");
    assertThat(calls()).isEmpty();

    release();

    result("partnerships", "贵", "result.csv");
    assertThat(calls()).hasSize(6);
    assertThat(job(1)).containsEntry("state", "DONE");
    assertThat(files("results/partnerships")).hasSize(1);
  }

  @ParameterizedTest
  @EachDatabase
  void losesNoPairInAnOutage(Dialect dialect) {
    start(dialect);
    faults().next(FIND, Fault.httpStatus(503, "down"));
    faults().next(FIND, Fault.html());
    faults().next(FIND, Fault.cut());
    faults().next(FIND, Fault.resetAfterEffect());
    faults().next(FIND, Fault.envelope("205", "【有效请求】等待处理中"));
    faults().next(FIND, Fault.envelope("500", "【无效请求】接口相关的逻辑错误"));
    faults().next(FIND, Fault.envelope("199", "【无效请求】系统未知错误"));
    drop("partnerships/停.txt", lines(0, 100));

    result("partnerships", "停", "result.csv");

    assertThat(job(1)).containsEntry("state", "DONE");
    assertThatAllPairsOf(names(0, 100));
    // The plan's 30, and one whose answer was lost on its way.
    assertThat(answered()).isEqualTo(31);
    assertThat(node.ledger().maxInFlight()).isLessThanOrEqualTo(5);
  }

  @Test
  void findsTheNameForWhichCallsAreRefused() {
    start(Dialect.SQLITE);
    plan.provider().partnerships().poison(name(7), "215");
    drop("partnerships/拒.txt", lines(0, 60));

    result("partnerships", "拒", "result.csv");

    assertThat(job(1)).containsEntry("state", "INCOMPLETE");
    assertThat(job(1).get("reason")).asString().contains("59 pair(s)");
    List<String> others = names(0, 60).stream().filter(name -> !name.equals(name(7))).toList();
    assertThatAllPairsOf(others);
    String why = text("results/partnerships/拒-1.why.txt");
    assertThat(why).contains("line 8: " + name(7) + ": 215 ");
    assertThat(others)
        .allMatch(
            other ->
                why.contains(other + " + " + name(7) + "\n")
                    || why.contains(name(7) + " + " + other + "\n"));
    assertThat(why.lines().filter(line -> line.contains(" + "))).hasSize(59);
    long refused = calls().stream().filter(call -> "215".equals(call.status())).count();
    assertThat(refused).isLessThanOrEqualTo(6);
    assertThat(calls().size()).isLessThanOrEqualTo(13 + 2 * 6);
  }

  @Test
  void findsTheRefusedNamesOfAShortList() {
    start(Dialect.SQLITE);
    plan.provider().partnerships().poison(name(3), "215");
    plan.provider().partnerships().poison(name(12), "208");
    drop("partnerships/短.txt", lines(0, 20));

    result("partnerships", "短", "result.csv");

    List<String> others =
        names(0, 20).stream().filter(name -> !List.of(name(3), name(12)).contains(name)).toList();
    assertThatAllPairsOf(others);
    assertThat(job(1).get("reason")).asString().contains("37 pair(s)");
    assertThat(calls().size()).isLessThanOrEqualTo(20);
  }

  @Test
  void saysWhichPairWasRefusedOfTwo() {
    start(Dialect.SQLITE);
    plan.provider().partnerships().poison(name(0), "215");
    drop("partnerships/二.txt", lines(0, 2));

    result("partnerships", "二", "result.csv");

    assertThat(job(1)).containsEntry("state", "INCOMPLETE");
    assertThat(text("results/partnerships/二-1.why.txt"))
        .contains(name(0) + " + " + name(1), "215 不支持的查询关键字");
    assertThat(calls()).hasSize(1);
  }

  @ParameterizedTest
  @EachDatabase
  void holdsAListOfWhichEverythingIsRefused(Dialect dialect) {
    start(dialect);
    faults().always(FIND, Fault.envelope("202", "【有效请求】查询参数错误，请检查"));
    drop("partnerships/全.txt", lines(0, 100));

    assertThat(String.join("\n", result("partnerships", "全", "held.txt")))
        .contains("were all refused", "202 查询参数错误", "release p1");
    eventually(
        () ->
            assertThat(job(1))
                .containsEntry("state", "HELD")
                .containsEntry("held_check", "REFUSED"));
    assertThat(calls().size()).isBetween(20, 25);

    faults().clear();
    release();
    result("partnerships", "全", "result.csv");
    assertThat(job(1)).containsEntry("state", "DONE");
    assertThatAllPairsOf(names(0, 100));
  }

  @Test
  void givesUpWhenNothingIsEverAnswered() {
    start(Dialect.SQLITE);
    faults().always(FIND, Fault.envelope("202", "【有效请求】查询参数错误，请检查"));
    drop("partnerships/全.txt", lines(0, 150));
    result("partnerships", "全", "held.txt");

    release();

    result("partnerships", "全", "result.csv");
    assertThat(job(1)).containsEntry("state", "INCOMPLETE");
    assertThat(job(1).get("reason")).asString().contains("11175 pair(s)");
    assertThat(calls().size()).isLessThan(300);
    // More than anybody would read are told in short.
    assertThat(text("results/partnerships/全-1.why.txt").lines())
        .filteredOn(line -> line.contains(" + "))
        .hasSize(150)
        .allMatch(line -> line.endsWith(" + 其余全部 all the others"));
    assertThat(files("results/partnerships")).noneMatch(file -> file.toString().contains("held"));
  }

  @ParameterizedTest
  @EachDatabase
  void holdsTheRestWhenTheProviderSaysStop(Dialect dialect) {
    start(dialect);
    faults().next(FIND, Fault.delay(Duration.ofMillis(1)));
    faults().next(FIND, 20, Fault.envelope("112", "【无效请求】您的账号剩余使用量已不足或已过期"));
    drop("partnerships/停.txt", lines(0, 100));

    eventually(() -> assertThat(job(1)).containsEntry("state", "HELD"));
    assertThat(job(1).get("reason")).asString().contains("112");
    // An answer still under way would place the hold anew.
    eventually(() -> assertThat(node.count("partnership_call where state = 'SENDING'")).isZero());
    assertThat(calls().size()).isLessThanOrEqualTo(6);

    faults().clear();
    node.sql().sql("delete from api_hold").update();

    result("partnerships", "停", "result.csv");
    assertThat(job(1)).containsEntry("state", "DONE");
    assertThatAllPairsOf(names(0, 100));
  }

  @Test
  void splitsARequestThatIsTooLong() {
    start(Dialect.SQLITE);
    faults().always(FIND, Fault.uriTooLong(4_500));
    List<String> names = IntStream.range(0, 20).mapToObj(n -> "很长的名字".repeat(6) + name(n)).toList();
    drop("partnerships/长.txt", String.join("\n", names));

    result("partnerships", "长", "result.csv");

    assertThat(job(1)).containsEntry("state", "DONE");
    assertThatAllPairsOf(names);
    assertThat(answered()).isEqualTo(6);
  }

  @Test
  void splitsALongRequestWhoseConnectionIsResetTwice() {
    start(Dialect.SQLITE);
    faults().always(FIND, Fault.resetBeforeEffect().above(4_500));
    List<String> names = IntStream.range(0, 20).mapToObj(n -> "很长的名字".repeat(6) + name(n)).toList();
    drop("partnerships/断.txt", String.join("\n", names));

    result("partnerships", "断", "result.csv");

    assertThat(job(1)).containsEntry("state", "DONE");
    assertThatAllPairsOf(names);
    assertThat(calls()).hasSize(2 + 6);
  }

  @Test
  void sendsNoRequestLongerThanConfiguredAndCountsThoseItSends() {
    start(Dialect.SQLITE, "qcc.api.max-uri-bytes", "1500", "qcc.partnerships.max-calls", "5");
    drop("partnerships/长.txt", lines(0, 20));
    assertThat(String.join("\n", result("partnerships", "长", "held.txt")))
        .contains("takes 6 calls");
    release();

    result("partnerships", "长", "result.csv");

    assertThatAllPairsOf(names(0, 20));
    assertThat(calls()).hasSize(6);
  }

  @ParameterizedTest
  @EachDatabase
  void writesMoreRelationsThanAreReadAtOnceInOneOrder(Dialect dialect) {
    start(dialect);
    List<String> names = List.of("甲公司", "乙公司", "Zeta公司", "alpha公司", "éa公司", "（示例）公司");
    List<Partnership> relations =
        IntStream.range(0, 1_250)
            .mapToObj(
                n ->
                    new Partnership(
                        names.get(n % 6),
                        names.get((n + 1 + n / 6 % 5) % 6),
                        "" + n,
                        "2021",
                        "企业年报"))
            .toList();
    plan.provider().partnerships().relate(relations.toArray(Partnership[]::new));
    drop("partnerships/多.txt", String.join("\n", names));

    List<String> result = result("partnerships", "多", "result.csv");

    assertThat(result).hasSize(1_251).doesNotHaveDuplicates();
    List<String> companies =
        result.stream().skip(1).map(line -> line.substring(0, line.indexOf(','))).toList();
    assertThat(companies)
        .isSortedAccordingTo(
            (one, other) ->
                Arrays.compareUnsigned(
                    one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void triesACallWithAnAnswerOfAnotherShapeSixTimes() {
    start(Dialect.SQLITE);
    faults()
        .always(
            FIND, Fault.httpStatus(200, "application/json", "{\"status\":\"200\",\"result\":{}}"));
    drop("partnerships/怪.txt", lines(0, 2));
    eventually(() -> assertThat(calls()).isNotEmpty());
    eventually(
        () -> {
          node.sql()
              .sql("update partnership_call set next_attempt_at = " + node.database().nowPlus(-1))
              .update();
          assertThat(calls()).hasSize(6);
        });

    result("partnerships", "怪", "result.csv");
    assertThat(job(1)).containsEntry("state", "INCOMPLETE");
    assertThat(text("results/partnerships/怪-1.why.txt"))
        .contains("the answer has no partnershipRelationList", name(0) + " + " + name(1));
  }

  @Test
  void rejectsARepeat() {
    start(Dialect.SQLITE);
    drop("partnerships/同.txt", lines(0, 2));
    result("partnerships", "同", "result.csv");
    drop("partnerships/同.txt", lines(0, 2));

    eventually(() -> assertThat(files("rejected/partnerships")).hasSize(2));
    assertThat(text("rejected/partnerships/同.txt.why.txt"))
        .contains("rename it to run it again", "job p1", "改名");
    assertThat(calls()).hasSize(1);
    drop("partnerships/同2.txt", lines(0, 2));
    result("partnerships", "同2", "result.csv");
    assertThat(calls()).hasSize(2);
  }

  @Test
  void rejectsAListThatIsTooLong() {
    start(Dialect.SQLITE, "qcc.partnerships.max-calls", "1");
    drop("partnerships/五千.txt", lines(0, 5_000) + name(17) + "\n");
    drop("partnerships/多.txt", lines(0, 5_001));

    eventually(() -> assertThat(files("rejected/partnerships")).hasSize(2));
    assertThat(text("rejected/partnerships/多.txt.why.txt"))
        .contains("line 5001", "more than 5000 company names", "公司名超过 5000 个");
    result("partnerships", "五千", "held.txt");
    assertThat(files("inbox/partnerships")).isEmpty();
    assertThat(calls()).isEmpty();
  }

  @ParameterizedTest
  @EachDatabase
  void goesOnWhereACrashCutItOff(Dialect dialect) {
    start(dialect);
    faults().always(FIND, Fault.delay(Duration.ofMillis(50)));
    drop("partnerships/断.txt", lines(0, 100));
    eventually(() -> assertThat(answered()).isGreaterThan(6));
    // As a crash leaves it: claims of a node that is gone, calls without an answer.
    node.close();
    node.database()
        .sql()
        .sql(
            "update partnership_call set state = 'SENDING', claim_no = claim_no + 1, lease_until = "
                + node.database().nowPlus(1_000)
                + " where id in (select id from partnership_call where state = 'PENDING'"
                + " order by id limit 3)")
        .update();
    node.database()
        .sql()
        .sql(
            "update partnership_job set claim_no = claim_no + 1, lease_until = "
                + node.database().nowPlus(1_000))
        .update();
    int before = answered();
    node = plan.start();

    eventually(() -> assertThat(job(1)).containsEntry("state", "DONE"));
    assertThatAllPairsOf(names(0, 100));
    assertThat(answered()).isEqualTo(30).isGreaterThan(before);
    assertThat(files("results/partnerships")).hasSize(1);
  }

  @ParameterizedTest
  @EachDatabase
  void plansAgainWhatACrashLeftHalfPlanned(Dialect dialect) {
    start(dialect, "qcc.partnerships.max-calls", "5");
    drop("partnerships/半.txt", lines(0, 40));
    result("partnerships", "半", "held.txt");
    node.sql()
        .sql(
            "insert into partnership_call (job_id, lines, next_attempt_at)"
                + " values (1, '1,2', "
                + node.database().nowPlus(-1)
                + ")")
        .update();

    node.sql().sql("update partnership_job set state = 'ACCEPTED' where id = 1").update();

    result("partnerships", "半", "result.csv");
    assertThat(calls()).hasSize(6);
    assertThatAllPairsOf(names(0, 40));
  }

  @Test
  void letsASmallListPassABigOne() {
    start(Dialect.SQLITE);
    faults().always(FIND, Fault.delay(Duration.ofMillis(500)));
    drop("partnerships/大.txt", lines(0, 200));
    eventually(() -> assertThat(calls()).isNotEmpty());
    drop("partnerships/小.txt", lines(0, 2));

    result("partnerships", "小", "result.csv");

    assertThat(job(1)).containsEntry("state", "RUNNING");
  }

  @Test
  void refusesAFileInASubfolder() {
    start(Dialect.SQLITE);
    drop("partnerships/sub/名单.txt", lines(0, 2));
    drop("partnerships/名单.txt", lines(0, 2));

    result("partnerships", "名单", "result.csv");

    eventually(() -> assertThat(files("rejected/partnerships")).hasSize(2));
    eventually(() -> assertThat(files("inbox/partnerships")).isEmpty());
    assertThat(node.count("partnership_job")).isEqualTo(1);
  }

  private void assertThatAllPairsOf(List<String> names) {
    for (Ledger.Call call : calls()) {
      assertThat(call.parameters().get("companyNames").split(",")).hasSizeBetween(2, 20);
    }
    Set<Ledger.Pair> missing = new HashSet<>();
    for (int i = 0; i < names.size(); i++) {
      for (int j = 0; j < i; j++) {
        missing.add(Ledger.Pair.of(names.get(i), names.get(j)));
      }
    }
    missing.removeAll(node.ledger().pairsAsked());
    assertThat(missing).as("pairs that nobody asked for").isEmpty();
  }

  private List<Ledger.Call> calls() {
    return node.ledger().calls(FIND);
  }

  /** Calls whose answer, if only that there is none, got through. */
  private int answered() {
    return (int)
        calls().stream()
            .filter(call -> "200".equals(call.status()) || "201".equals(call.status()))
            .count();
  }

  private List<Map<String, Object>> relations(String condition) {
    return node.sql()
        .sql("select * from partnership_relation where " + condition + " order by id")
        .query()
        .listOfRows();
  }
}
