package io.github.qccroutes.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qccroutes.app.EachDatabase;
import io.github.qccroutes.app.TestNode;
import io.github.qccroutes.sandbox.Company;
import io.github.qccroutes.sandbox.Faults;
import io.github.qccroutes.sandbox.RowFault;
import io.github.qccroutes.store.Dialect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/** Nothing is cancelled that a list did not clearly give up, and all of the rest is. */
@Tag("full")
class SyncGuaranteeTest extends DroppedLists {

  @ParameterizedTest
  @EachDatabase
  void aCompanyThatIsCalledByItsCodeFromNowOnIsWatched(Dialect dialect) {
    start(dialect);
    Set<String> others = pairs(1, 20);
    carryOut("name", union(others, Set.of(pair(0, 0))));

    refuseCancels();
    drop("code", union(others, Set.of(login(0) + "," + Company.sample(0).creditCode())));
    TestNode.eventually(
        () ->
            assertThat(
                    node.sql()
                        .sql("select state from watch_pair where keyword_folded = :code")
                        .param("code", Company.sample(0).creditCode())
                        .query(String.class)
                        .list())
                .containsExactly("WATCHED"));
    node.provider().faults().clear();
    assertThat(state("code")).isEqualTo("DONE");

    assertThat(watched()).isEqualTo(union(others, Set.of(pair(0, 0))));
  }

  @ParameterizedTest
  @EachDatabase
  void aCompanyOfManyLoginsUnderItsNameAndItsCodeIsOne(Dialect dialect) {
    start(dialect);
    Company company = Company.sample(0);
    Set<String> byName =
        IntStream.range(0, 30).mapToObj(n -> pair(n, 0)).collect(Collectors.toSet());
    Set<String> byCode =
        IntStream.range(0, 30)
            .mapToObj(n -> login(n) + "," + company.creditCode())
            .collect(Collectors.toSet());
    carryOut("both", union(byName, byCode));

    // Three logins fewer by name, which stand there by code.
    carryOut("fewer", union(byName.stream().skip(3).toList(), byCode));

    assertThat(watched()).isEqualTo(byName);
  }

  /**
   * A list that must not take effect by itself.
   *
   * @param scope its own, so that all are dropped at once
   * @param first what its scope has
   * @param text what is dropped then
   * @param outcome the guard that holds it, or REJECTED
   */
  private record Doubtful(String scope, Set<String> first, String text, String outcome) {}

  private static Set<String> some(int block, int size) {
    return IntStream.range(0, size)
        .mapToObj(n -> pair(block * 10 + n % 2, block * 100 + n))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static List<Doubtful> doubtful() {
    String loneLogin = pair(49, 499);
    return List.of(
        new Doubtful("空", some(1, 20), "loginName,keyWord\n", "REJECTED"),
        new Doubtful("空但有结尾", some(2, 20), "loginName,keyWord\n#END,0\n", "REJECTED"),
        new Doubtful("少一成", some(3, 100), ended(some(3, 90)), "CANCEL_PERCENT"),
        new Doubtful(
            "少一人", union(some(4, 60), Set.of(loneLogin)), ended(some(4, 60)), "LOGIN_EMPTIED"),
        new Doubtful("少两成", some(5, 20), ended(some(5, 15)), "SHRANK"),
        new Doubtful("别处", some(6, 20), ended(some(16, 20)), "CANCEL_PERCENT"),
        new Doubtful(
            "错号",
            some(7, 20),
            csv(some(7, 19)) + "1380," + company(719) + "\n#END,20\n",
            "INVALID"),
        new Doubtful("无表头", some(8, 20), String.join("\n", some(8, 20)) + "\n", "REJECTED"),
        new Doubtful(
            "一列",
            some(9, 20),
            "keyWord\n"
                + some(9, 20).stream()
                    .map(each -> each.split(",", -1)[1])
                    .collect(Collectors.joining("\n"))
                + "\n",
            "REJECTED"),
        new Doubtful("网页", some(10, 20), "<html><body>502</body></html>\n", "REJECTED"),
        new Doubtful("多报", some(11, 20), csv(some(11, 19)) + "#END,20\n", "REJECTED"),
        new Doubtful("少报", some(12, 20), csv(some(12, 20)) + "#END,19\n", "REJECTED"),
        new Doubtful(
            "结尾在中间",
            some(13, 20),
            csv(some(13, 19)) + "#END,19\n" + pair(130, 1319) + "\n",
            "REJECTED"),
        new Doubtful("被截断", some(14, 60), csv(some(14, 59)), "CUT_OFF"));
  }

  @ParameterizedTest
  @EachDatabase
  void aDoubtfulListCancelsNothing(Dialect dialect) {
    start(dialect);
    Set<String> before = new LinkedHashSet<>();
    doubtful().forEach(list -> drop(list.scope() + "/" + list.scope(), list.first()));
    for (Doubtful list : doubtful()) {
      assertThat(state(list.scope() + "/" + list.scope())).isEqualTo("DONE");
      before.addAll(list.first());
    }
    assertThat(watched()).isEqualTo(before);

    doubtful()
        .forEach(
            list -> node.drop("sync/" + list.scope() + "/又" + list.scope() + ".csv", list.text()));

    for (Doubtful list : doubtful()) {
      if (list.outcome().equals("REJECTED")) {
        assertThat(refusal("又" + list.scope() + ".csv")).isNotBlank();
      } else {
        String name = list.scope() + "/又" + list.scope();
        assertThat(held(name)).as(name).contains(list.outcome());
        assertThat(answer(name, "held.txt")).contains("qcc-routes release s" + id(name));
      }
    }
    node.awaitRest();
    assertThat(watched()).containsAll(before);
    assertThat(node.count("assignment_job where action = 'CANCEL'")).isZero();
    assertThat(node.count("watch_claim where state = 'RELEASED'")).isZero();
  }

  @ParameterizedTest
  @EachDatabase
  void aListInTheFolderOfAnotherLoginCancelsNothing(Dialect dialect) {
    start(dialect);
    Set<String> first =
        IntStream.range(0, 20).mapToObj(n -> pair(1, n)).collect(Collectors.toSet());
    String companies = companies(first);
    node.drop("sync/" + login(1) + "/one.txt", companies);
    assertThat(state(login(1) + "/one")).isEqualTo("DONE");
    assertThat(watched()).isEqualTo(first);

    Set<String> other =
        IntStream.range(50, 70).mapToObj(n -> pair(2, n)).collect(Collectors.toSet());
    node.drop("sync/" + login(1) + "/别人.csv", ended(other));
    node.drop("sync/" + login(1) + "/深/层.csv", ended(first));

    assertThat(refusal("层.csv")).contains("层次");
    TestNode.eventually(
        () ->
            assertThat(
                    run(login(1) + "/别人").getOrDefault("state", "").equals("HELD")
                        || node.files("rejected/sync").stream()
                            .anyMatch(file -> file.endsWith("别人.csv.why.txt")))
                .isTrue());
    node.awaitRest();
    assertThat(watched()).containsAll(first);
    assertThat(node.count("assignment_job where action = 'CANCEL'")).isZero();
  }

  private static String companies(Set<String> pairs) {
    return pairs.stream().map(each -> each.split(",", -1)[1] + "\n").collect(Collectors.joining());
  }

  @ParameterizedTest
  @EachDatabase
  void keepsTheLimitsThatAreSet(Dialect dialect) {
    start(
        dialect,
        "qcc.sync.max-cancels",
        "3",
        "qcc.sync.max-cancel-percent",
        "100",
        "qcc.sync.require-trailer",
        "true",
        "qcc.sync.adds-while-held",
        "false");
    Set<String> first = pairs(0, 60);
    carryOut("first", first);

    dropWithoutEnd("ohne", first);
    assertThat(refusal("ohne.csv")).contains("#END,60");
    drop("four", union(pairs(4, 60), pairs(100, 101)));
    assertThat(held("four")).isEqualTo("CANCELS");
    assertThat(String.valueOf(run("four").get("reason"))).contains("4", "qcc.sync.max-cancels=3");
    node.awaitRest();
    assertThat(watched()).isEqualTo(first);

    Set<String> three = union(pairs(3, 60), pairs(100, 101));
    carryOut("three", three);
    assertThat(watched()).isEqualTo(three);
    assertThat(run("four")).containsEntry("state", "SUPERSEDED");
    assertThat(release("four")).isFalse();
    assertThat(runs().reject(id("four"))).isFalse();
  }

  @ParameterizedTest
  @EachDatabase
  void aNewerListTakesThePlaceOfAHeldOne(Dialect dialect) {
    start(dialect);
    Set<String> first = pairs(0, 60);
    carryOut("first", first);
    drop("much", pairs(20, 60));
    assertThat(held("much")).contains("CANCEL_PERCENT");

    carryOut("newer", first);

    TestNode.eventually(() -> assertThat(run("much")).containsEntry("state", "SUPERSEDED"));
    assertThat(release("much")).isFalse();
    node.awaitRest();
    assertThat(watched()).isEqualTo(first);
    assertThat(node.count("assignment_job where action = 'CANCEL'")).isZero();
  }

  @ParameterizedTest
  @EachDatabase
  void aListThatAPersonGivesUpChangesNothingButWhatWasSentAlready(Dialect dialect) {
    start(dialect);
    Set<String> first = pairs(0, 60);
    carryOut("first", first);
    Set<String> added = pairs(100, 102);
    drop("much", union(pairs(20, 60), added));
    assertThat(held("much")).contains("CANCEL_PERCENT");
    TestNode.eventually(() -> assertThat(watched()).isEqualTo(union(first, added)));

    assertThat(runs().reject(id("much"))).isTrue();
    assertThat(runs().reject(id("much"))).isFalse();
    assertThat(release("much")).isFalse();
    assertThat(run("much")).containsEntry("state", "REJECTED");

    // What was sent is claimed, so that the next list gives it up.
    carryOut("next", first);
    assertThat(watched()).isEqualTo(first);
  }

  @ParameterizedTest
  @EachDatabase
  void takesTheSameListAgainAndDoesNothing(Dialect dialect) {
    start(dialect);
    Set<String> first = pairs(0, 30);
    carryOut("same", first);
    long calls = calls();
    long run = id("same");

    drop("same", first);
    TestNode.eventually(() -> assertThat(id("same")).isGreaterThan(run));
    assertThat(state("same")).isEqualTo("DONE");
    assertThat(List.of(run("same").get("adds"), run("same").get("cancels")))
        .allMatch(changes -> ((Number) changes).longValue() == 0);

    List<String> turned = new java.util.ArrayList<>(first);
    java.util.Collections.reverse(turned);
    dropWithoutEnd("turned", turned);
    assertThat(state("turned")).isEqualTo("DONE");
    assertThat(calls()).isEqualTo(calls);
  }

  @ParameterizedTest
  @EachDatabase
  void twoSpellingsAreOnePair(Dialect dialect) {
    start(dialect);
    knowCompany("示例(上海)有限公司", "示例（上海）有限公司");
    Set<String> first = union(pairs(1, 20), Set.of(login(1) + ",示例(上海)有限公司"));
    carryOut("first", first);
    long calls = calls();

    carryOut("second", union(pairs(1, 20), Set.of("１３８" + login(1).substring(3) + ",示例（上海）有限公司")));

    assertThat(calls()).isEqualTo(calls);
    assertThat(watched()).hasSize(20);
  }

  /** Company 0 under these names, too. */
  private void knowCompany(String... names) {
    Company sample = Company.sample(0);
    for (String name : names) {
      node.provider()
          .allocation()
          .know(
              new Company(sample.keyNo(), name, sample.registrationNumber(), sample.creditCode()));
    }
  }

  @ParameterizedTest
  @EachDatabase
  void aCompanyUnderItsNameAndItsCodeIsOne(Dialect dialect) {
    start(dialect);
    Set<String> others = pairs(1, 20);
    String byName = pair(0, 0);
    String byCode = login(0) + "," + Company.sample(0).creditCode();
    carryOut("both", union(others, List.of(byName, byCode)));
    long calls = calls();

    for (String kept : List.of(byName, byCode, byName)) {
      String name = "only" + calls + kept.length() + node.count("sync_run");
      carryOut(name, union(others, Set.of(kept)));
      assertThat(calls()).isEqualTo(calls);
    }

    carryOut("neither", others);
    assertThat(watched()).isEqualTo(others);
    assertThat(calls()).isEqualTo(calls + 1);
  }

  @ParameterizedTest
  @EachDatabase
  void aCompanyUnderItsNameAndItsCodeIsKeptWhileItsLoginKeepsANameThatNobodyKnows(Dialect dialect) {
    start(dialect);
    Company company = Company.sample(50);
    Set<String> both =
        Set.of(login(1) + "," + company.name(), login(1) + "," + company.creditCode());
    Set<String> rest = union(pairs(0, 20), Set.of(login(1) + ",没有登记的公司"));
    drop("first", union(rest, both));
    assertThat(state("first")).isEqualTo("INCOMPLETE");
    assertThat(node.count("watch_company where key_no = '" + company.keyNo() + "'")).isEqualTo(2);

    carryOut("second", rest);

    assertThat(String.valueOf(run("second").get("cancels"))).isEqualTo("0");
    assertThat(answer("second", "result.csv")).containsOnlyOnce(",KEPT,");
    assertThat(watched()).isEqualTo(union(pairs(0, 20), Set.of(pair(1, 50))));
  }

  @ParameterizedTest
  @EachDatabase
  void aScopeUnderAnotherNameCancelsNothing(Dialect dialect) {
    start(dialect);
    Set<String> all = pairs(0, 40);
    carryOut("华东/one", all);
    long calls = calls();

    carryOut("华东区/two", all);
    carryOut("华东区/three", pairs(0, 38));

    assertThat(calls()).isEqualTo(calls);
    assertThat(watched()).isEqualTo(all);
  }

  @ParameterizedTest
  @EachDatabase
  void aPairThatOneListGivesUpAndAnotherTakesUpIsWatched(Dialect dialect) {
    start(dialect);
    carryOut("华东/one", pairs(0, 40));
    carryOut("华北/two", pairs(100, 140));
    String moved = pair(39 % 7, 39);
    refuseCancels();
    drop("华东/three", without(pairs(0, 40), Set.of(moved)));
    TestNode.eventually(() -> assertThat(run("华东/three")).containsEntry("state", "RUNNING"));
    drop("华北/four", union(pairs(100, 140), Set.of(moved)));
    TestNode.eventually(() -> assertThat(run("华北/four").get("state")).isIn("RUNNING", "DONE"));
    node.provider().faults().clear();

    assertThat(state("华北/four")).isEqualTo("DONE");
    assertThat(state("华东/three")).isEqualTo("DONE");
    assertThat(watched()).isEqualTo(union(pairs(0, 40), pairs(100, 140)));
  }

  @ParameterizedTest
  @EachDatabase
  void whatWasRefusedForGoodIsNotSentAgainUntilItsLineChanges(Dialect dialect) {
    start(dialect);
    Set<String> good = pairs(0, 20);
    Set<String> list = union(good, Set.of(login(1) + ",没有(这家)公司"));
    drop("first", list);
    assertThat(state("first")).isEqualTo("INCOMPLETE");
    long calls = calls();

    carryOut("second", list);
    assertThat(calls()).isEqualTo(calls);
    assertThat(answer("second", "result.csv")).contains("没有(这家)公司").contains("NONE");

    knowCompany("没有（这家）公司");
    carryOut("third", union(good, Set.of(login(1) + ",没有（这家）公司")));
    assertThat(calls()).isEqualTo(calls + 1);
    assertThat(watched()).hasSize(21);
  }

  @ParameterizedTest
  @EachDatabase
  void aRefusalIsForgottenOnceThePairIsWatched(Dialect dialect) {
    start(dialect);
    String late = login(1) + ",后来的公司";
    Set<String> list = union(pairs(1, 20), Set.of(late));
    drop("first", list);
    assertThat(state("first")).isEqualTo("INCOMPLETE");
    knowCompany("后来的公司");
    assign("by-hand", Set.of(late));
    assertThat(watched()).hasSize(20);

    cancel("by-mistake", Set.of(late));
    carryOut("second", list);

    assertThat(watched()).hasSize(20);
  }

  @ParameterizedTest
  @EachDatabase
  void aPairWhoseOutcomeIsUnknownIsAskedAgain(Dialect dialect) {
    start(dialect);
    Set<String> all = pairs(0, 30);
    String company = company(0);
    node.provider().allocation().everyRow(Faults.ANY, company, RowFault.lost());
    drop("first", all);
    assertThat(state("first")).isEqualTo("INCOMPLETE");
    assertThat(node.count("watch_pair where state = 'UNKNOWN'")).isEqualTo(1);

    node.provider().allocation().clearRows();
    carryOut("second", all);
    assertThat(watched()).isEqualTo(all);

    node.provider().allocation().everyRow(Faults.ANY, company, RowFault.lost());
    drop("third", pairs(1, 30));
    assertThat(state("third")).isEqualTo("INCOMPLETE");
    assertThat(node.count("watch_pair where state = 'UNKNOWN'")).isEqualTo(1);

    node.provider().allocation().clearRows();
    carryOut("fourth", pairs(1, 30));
    assertThat(watched()).isEqualTo(pairs(1, 30));
  }

  @ParameterizedTest
  @EachDatabase
  void aCancelThatFailedIsSentAgainByTheNextList(Dialect dialect) {
    start(dialect);
    carryOut("first", pairs(0, 30));
    node.provider()
        .allocation()
        .everyRow(Faults.ANY, company(0), RowFault.failed("500", "可删除额度不足"));
    drop("second", pairs(1, 30));
    assertThat(state("second")).isEqualTo("INCOMPLETE");
    assertThat(watched()).isEqualTo(pairs(0, 30));

    node.provider().allocation().clearRows();
    carryOut("third", pairs(1, 30));

    assertThat(watched()).isEqualTo(pairs(1, 30));
    assertThat(node.count("watch_claim where state = 'RELEASED'")).isZero();
  }

  @ParameterizedTest
  @EachDatabase
  void seesWhatAPersonDidMeanwhile(Dialect dialect) {
    start(dialect);
    Set<String> all = pairs(0, 30);
    carryOut("first", all);
    Set<String> own = pairs(100, 103);

    assign("more", own);
    cancel("less", pairs(4, 6));
    assertThat(watched()).isEqualTo(union(without(all, pairs(4, 6)), own));
    carryOut("second", all);

    assertThat(watched()).isEqualTo(union(all, own));
    assertThat(node.text("results/sync/default.drift.csv").lines())
        .hasSize(4)
        .anyMatch(line -> line.contains(company(100)));
    assertThat(answer("second", "plan.csv").lines())
        .hasSize(3)
        .noneMatch(l -> l.contains("CANCEL"));
  }

  @ParameterizedTest
  @EachDatabase
  void anUnfollowByAnAdminLeavesNobodyForSure(Dialect dialect) {
    String admin = login(77);
    startWith(
        dialect, "qcc.assignments.admin-logins", admin, "qcc.assignments.allow-unfollow", "true");
    node.provider().allocation().admins(admin);
    Set<String> all =
        union(pairs(0, 30), IntStream.range(0, 5).mapToObj(n -> pair(20 + n, 3)).toList());
    carryOut("first", all);

    cancel("all", Set.of(pair(77, 3)));
    assertThat(watched()).noneMatch(pair -> pair.endsWith(company(3)));
    TestNode.eventually(
        () ->
            assertThat(
                    node.count(
                        "watch_pair where state = 'UNKNOWN' and keyword = '" + company(3) + "'"))
                .isEqualTo(6));

    carryOut("second", all);
    assertThat(watched()).isEqualTo(all);
  }

  @ParameterizedTest
  @EachDatabase
  void cancelsNothingBeforeItIsKnownWhoIsAnAdmin(Dialect dialect) {
    startWith(dialect);
    carryOut("first", pairs(0, 60));
    drop("second", pairs(1, 60));

    assertThat(held("second")).isEqualTo("ADMIN_LOGINS");
    assertThat(watched()).isEqualTo(pairs(0, 60));

    assertThat(release("second")).isTrue();
    assertThat(state("second")).isEqualTo("DONE");
    assertThat(watched()).isEqualTo(pairs(1, 60));
  }

  @ParameterizedTest
  @EachDatabase
  void adoptsWhatIsWatchedAndSendsNothing(Dialect dialect) throws Exception {
    start(dialect);
    Set<String> all = pairs(0, 60);
    assign("by-hand", all);
    long calls = calls();
    node.sql().sql("delete from watch_pair").update();

    adopt("default", all);
    carryOut("same", all);
    assertThat(calls()).isEqualTo(calls);
    carryOut("less", pairs(2, 60));
    assertThat(watched()).isEqualTo(pairs(2, 60));

    String invalid = csv(pairs(0, 5)) + "1380," + company(9) + "\n";
    Path file = node.write("invalid.csv", invalid.getBytes(StandardCharsets.UTF_8));
    long claims = node.count("watch_claim");
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> lists().adopt(file, "default"))
        .isInstanceOf(InvalidListException.class);
    assertThat(node.count("watch_claim")).isEqualTo(claims);
    assertThat(node.count("sync_run where state = 'DRAFT'")).isZero();
  }

  @Test
  void aPreviewLeavesNoTrace() throws Exception {
    start(Dialect.SQLITE);
    carryOut("first", pairs(0, 60));
    Map<String, Long> before = counts();
    long calls = node.ledger().calls().size();

    Path file =
        node.write(
            "list.csv",
            ended(union(pairs(20, 60), pairs(90, 92))).getBytes(StandardCharsets.UTF_8));
    SyncLists.Preview preview = lists().preview(file, "default", 3);

    assertThat(preview.adds()).isEqualTo(2);
    assertThat(preview.cancels()).isEqualTo(20);
    assertThat(preview.holds()).isNotEmpty();
    assertThat(preview.some()).hasSize(5);
    assertThat(counts()).isEqualTo(before);
    assertThat(node.ledger().calls()).hasSize((int) calls);
  }

  private Map<String, Long> counts() {
    return Stream.of(
            "sync_run",
            "sync_line",
            "sync_change",
            "watch_pair",
            "watch_claim",
            "watch_company",
            "assignment_job",
            "assignment_item",
            "assignment_call")
        .collect(Collectors.toMap(table -> table, table -> node.count(table)));
  }
}
