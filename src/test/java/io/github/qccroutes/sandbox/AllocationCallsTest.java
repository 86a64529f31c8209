package io.github.qccroutes.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.qccroutes.sandbox.AllocationCalls.Assignment;
import io.github.qccroutes.sandbox.Ledger.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AllocationCallsTest {

  private static final String ANN = "13800000001";
  private static final String BOB = "13800000002";
  private static final Company ONE = Company.sample(1);
  private static final Company TWO = Company.sample(2);

  private final MovableClock clock = new MovableClock();
  private final Simulator provider = Simulator.start(clock);
  private final AllocationCalls allocation = provider.allocation();
  private final Ledger ledger = provider.ledger();
  private Customer customer;

  @BeforeEach
  void open() throws Exception {
    customer = new Customer(provider, clock);
    allocation.know(ONE, TWO);
  }

  @AfterEach
  void close() {
    customer.close();
    provider.close();
  }

  @Test
  void assignsCompaniesToAUserAsTheDocumentShowsIt() throws Exception {
    JsonNode answer = companies(AllocationCalls.ADD_COMPANIES, ANN, "小米科技有限责任公司,广东小米科技有限责任公司");

    assertThat(answer)
        .isEqualTo(
            json(
                """
                {"status": "200", "msg": null, "result": {"batchList": [
                  {"keyWord": "小米科技有限责任公司",
                   "keyNo": "9cce0780ab7644008b73bc2120479d31", "status": "200", "msg": "保存成功"},
                  {"keyWord": "广东小米科技有限责任公司",
                   "keyNo": "02ff6e6bed57a655db1bc67dfa829984", "status": "200", "msg": "保存成功"}]}}
                """));
    assertThat(allocation.assignments())
        .containsExactly(
            new Assignment(ANN, "9cce0780ab7644008b73bc2120479d31"),
            new Assignment(ANN, "02ff6e6bed57a655db1bc67dfa829984"));
    assertThat(ledger.calls(AllocationCalls.ADD_COMPANIES))
        .singleElement()
        .matches(Ledger.Call::effect);
  }

  @Test
  void cancelsCompaniesOfAUserAsTheDocumentShowsIt() throws Exception {
    companies(AllocationCalls.ADD_COMPANIES, ANN, "小米科技有限责任公司");

    JsonNode answer = companies(AllocationCalls.CANCEL_COMPANIES, ANN, "小米科技有限责任公司,测试不存在");

    assertThat(answer)
        .isEqualTo(
            json(
                """
                {"status": "500", "msg": null, "result": {"batchList": [
                  {"keyWord": "小米科技有限责任公司",
                   "keyNo": "9cce0780ab7644008b73bc2120479d31", "status": "200", "msg": "删除成功"},
                  {"keyWord": "测试不存在", "keyNo": null, "status": "500", "msg": "关键字不存在"}]}}
                """));
    assertThat(allocation.assignments()).isEmpty();
    assertThat(ledger.calls(AllocationCalls.CANCEL_COMPANIES))
        .singleElement()
        .matches(Ledger.Call::effect);
  }

  @Test
  void assignsACompanyToUsersAsTheDocumentShowsIt() throws Exception {
    JsonNode answer = users(AllocationCalls.ADD_USERS, ANN + "," + BOB, ONE.name());

    assertThat(answer)
        .isEqualTo(
            json(
                """
                {"status": "200", "msg": null, "result": {"batchList": [
                  {"loginName": "13800000001", "status": "200", "msg": "保存成功"},
                  {"loginName": "13800000002", "status": "200", "msg": "保存成功"}]}}
                """));
    assertThat(allocation.assignments())
        .containsExactly(new Assignment(ANN, ONE.keyNo()), new Assignment(BOB, ONE.keyNo()));
  }

  @Test
  void cancelsACompanyOfAdminsAsTheDocumentShowsIt() throws Exception {
    allocation.admins("13336569865", "13336569850");

    assertThat(users(AllocationCalls.CANCEL_USERS, "13336569865,13336569850", ONE.name()))
        .isEqualTo(
            json(
                """
                {"status": "200", "msg": null, "result": {"batchList": [
                  {"loginName": "13336569865", "status": "200", "msg": "取消关注成功"},
                  {"loginName": "13336569850", "status": "200", "msg": "取消关注成功"}]}}
                """));
  }

  @Test
  void knowsACompanyUnderThreeKeywords() throws Exception {
    JsonNode answer =
        companies(
            AllocationCalls.ADD_COMPANIES,
            ANN,
            String.join(",", ONE.name(), ONE.registrationNumber(), ONE.creditCode()));

    assertThat(answer.at("/result/batchList"))
        .hasSize(3)
        .allMatch(row -> row.path("keyNo").asText().equals(ONE.keyNo()));
    assertThat(allocation.assignments()).containsExactly(new Assignment(ANN, ONE.keyNo()));
    assertThat(allocation.followed()).containsExactly(ONE.keyNo());
    assertThat(ledger.allocations())
        .extracting(Ledger.Allocation::changed)
        .containsExactly(true, false, false);
  }

  @Test
  void failsTheRowsOfUnknownLogins() throws Exception {
    allocation.admins("boss");

    JsonNode answer = users(AllocationCalls.ADD_USERS, ANN + ",138,boss", ONE.name());

    assertThat(statuses(answer)).containsExactly("500", "200", "500", "200");
    assertThat(
            companies(AllocationCalls.ADD_COMPANIES, "138", ONE.name()).at("/result/batchList/0"))
        .hasToString(
            "{\"keyWord\":\"%s\",\"keyNo\":\"%s\",\"status\":\"500\",\"msg\":\"登录名不存在\"}"
                .formatted(ONE.name(), ONE.keyNo()));
    assertThat(ledger.calls().get(1).effect()).isFalse();
  }

  @Test
  void knowsOnlyTheUsersThatATestNames() throws Exception {
    allocation.onlyUsers(BOB, "carol");

    assertThat(statuses(users(AllocationCalls.ADD_USERS, ANN + "," + BOB + ",carol", ONE.name())))
        .containsExactly("500", "500", "200", "200");
  }

  @Test
  void takesAsManyItemsAsDocumentedAndNotOneMore() throws Exception {
    Company[] companies = IntStream.range(0, 201).mapToObj(Company::sample).toArray(Company[]::new);
    allocation.know(companies);
    provider.quota().remove("radar_id");
    List<String> names = List.of(companies).stream().map(Company::name).toList();
    List<String> logins =
        LongStream.range(0, 501).mapToObj(i -> Long.toString(13_900_000_000L + i)).toList();

    for (String path : List.of(AllocationCalls.ADD_COMPANIES, AllocationCalls.CANCEL_COMPANIES)) {
      assertThat(statuses(companies(path, ANN, String.join(",", names.subList(0, 200)))))
          .hasSize(201)
          .containsOnly("200");
      assertRefused("207", companies(path, ANN, String.join(",", names)));
    }
    for (String path : List.of(AllocationCalls.ADD_USERS, AllocationCalls.CANCEL_USERS)) {
      assertThat(statuses(users(path, String.join(",", logins.subList(0, 500)), ONE.name())))
          .hasSize(501)
          .containsOnly("200");
      assertRefused("207", users(path, String.join(",", logins), ONE.name()));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ",", ",,"})
  void refusesABatchOfNothing(String list) throws Exception {
    assertRefused("202", companies(AllocationCalls.ADD_COMPANIES, ANN, list));
    assertRefused("202", users(AllocationCalls.ADD_USERS, list, ONE.name()));
  }

  @Test
  void countsCompaniesAgainstTheQuotaNotPairs() throws Exception {
    provider.quota().set("radar_id", 50, 2, 7);

    users(AllocationCalls.ADD_USERS, ANN + "," + BOB, ONE.name());
    companies(AllocationCalls.ADD_COMPANIES, ANN, ONE.creditCode() + "," + TWO.name());

    assertThat(provider.quota().figures("radar_id"))
        .isEqualTo(new QuotaCalls.Figures("radar_id", 50, 7, 4));
    assertThat(customer.json(QuotaCalls.GET_QUOTA).at("/result/0/consumedCount").asInt())
        .isEqualTo(4);
  }

  @Test
  void refusesABatchThatTheQuotaDoesNotHold() throws Exception {
    provider.quota().set("radar_id", 3, 2, 7);

    assertRefused(
        "112", companies(AllocationCalls.ADD_COMPANIES, ANN, ONE.name() + "," + TWO.name()));

    assertThat(ledger.allocations()).isEmpty();
    assertThat(statuses(companies(AllocationCalls.ADD_COMPANIES, ANN, ONE.name())))
        .containsExactly("200", "200");
    assertRefused("112", users(AllocationCalls.ADD_USERS, ANN, TWO.name()));
    assertThat(statuses(users(AllocationCalls.ADD_USERS, BOB, ONE.name())))
        .containsExactly("200", "200");
  }

  @Test
  void takesNoQuotaForACompanyFollowedAlready() throws Exception {
    allocation.follow(ONE);
    provider.quota().set("radar_id", 2, 2, 7);

    assertThat(statuses(companies(AllocationCalls.ADD_COMPANIES, ANN, ONE.name())))
        .containsExactly("200", "200");
    assertThat(provider.quota().figures("radar_id"))
        .isEqualTo(new QuotaCalls.Figures("radar_id", 2, 7, 2));
  }

  @Test
  void refusesNothingForCompaniesThatAreNotAdded() throws Exception {
    provider.quota().set("radar_id", 2, 3, 7);
    allocation.follow(ONE);

    assertThat(statuses(companies(AllocationCalls.ADD_COMPANIES, "138", TWO.name())))
        .containsExactly("500", "500");
    assertThat(statuses(companies(AllocationCalls.ADD_COMPANIES, ANN, ONE.name() + ",测试不存在")))
        .containsExactly("500", "200", "500");
  }

  @Test
  void unfollowsWhatNobodyFollowsAtNoCost() throws Exception {
    provider.quota().set("radar_id", 50, 2, 0);
    allocation.admins(BOB);

    assertThat(statuses(users(AllocationCalls.CANCEL_USERS, BOB, ONE.name())))
        .containsExactly("200", "200");
    assertThat(provider.quota().figures("radar_id"))
        .isEqualTo(new QuotaCalls.Figures("radar_id", 50, 0, 2));
    assertThat(ledger.allocations()).containsExactly(allocated(Change.UNFOLLOWED, BOB, false));
  }

  @Test
  void removesOnlyTheLinkWhenAnEmployeeCancels() throws Exception {
    provider.quota().set("radar_id", 50, 2, 7);
    users(AllocationCalls.ADD_USERS, ANN + "," + BOB, ONE.name());

    users(AllocationCalls.CANCEL_USERS, ANN, ONE.name());
    users(AllocationCalls.CANCEL_USERS, ANN, ONE.name());

    assertThat(allocation.assignments()).containsExactly(new Assignment(BOB, ONE.keyNo()));
    assertThat(allocation.followed()).containsExactly(ONE.keyNo());
    assertThat(provider.quota().figures("radar_id"))
        .isEqualTo(new QuotaCalls.Figures("radar_id", 50, 7, 3));
    assertThat(ledger.allocations())
        .containsExactly(
            allocated(Change.ASSIGNED, ANN, true),
            allocated(Change.ASSIGNED, BOB, true),
            allocated(Change.CANCELLED, ANN, true),
            allocated(Change.CANCELLED, ANN, false));
  }

  @Test
  void unfollowsForEverybodyWhenAnAdminCancels() throws Exception {
    provider.quota().set("radar_id", 50, 2, 1);
    allocation.admins(BOB);
    companies(AllocationCalls.ADD_COMPANIES, ANN, ONE.name() + "," + TWO.name());

    JsonNode answer =
        companies(AllocationCalls.CANCEL_COMPANIES, BOB, ONE.name() + "," + TWO.name());

    assertThat(statuses(answer)).containsExactly("500", "200", "500");
    assertThat(answer.at("/result/batchList/0/msg").asText()).isEqualTo("取消关注成功");
    assertThat(answer.at("/result/batchList/1/msg").asText()).isEqualTo("可删除额度不足");
    assertThat(allocation.assignments()).containsExactly(new Assignment(ANN, TWO.keyNo()));
    assertThat(allocation.followed()).containsExactly(TWO.keyNo());
    assertThat(provider.quota().figures("radar_id"))
        .isEqualTo(new QuotaCalls.Figures("radar_id", 50, 0, 3));
    assertThat(ledger.allocations()).last().isEqualTo(allocated(Change.UNFOLLOWED, BOB, true));
  }

  @ParameterizedTest
  @CsvSource({"中,213", "𠮷,213", "坏关键字,202", "坏关键字,207", "坏关键字,215"})
  void refusesABatchWithAPoisonousKeywordWithoutAList(String poison, String status)
      throws Exception {
    if (!status.equals("213")) {
      allocation.poison(poison, status);
    }

    assertRefused(status, companies(AllocationCalls.ADD_COMPANIES, ANN, ONE.name() + "," + poison));
    assertRefused(status, users(AllocationCalls.ADD_USERS, ANN, poison));
    assertThat(ledger.allocations()).isEmpty();
    assertThat(ledger.calls()).noneMatch(Ledger.Call::effect);
  }

  @Test
  void refusesABatchWithAPoisonousLoginUntilItIsCured() throws Exception {
    allocation.poison(BOB, "202");

    assertRefused("202", users(AllocationCalls.ADD_USERS, ANN + "," + BOB, ONE.name()));

    allocation.cure(BOB);
    assertThat(statuses(users(AllocationCalls.ADD_USERS, ANN + "," + BOB, ONE.name())))
        .containsExactly("200", "200", "200");
  }

  @Test
  void failsTheRowsThatATestScripts() throws Exception {
    allocation.nextRow(ANN, ONE.name(), RowFault.failed("500", "系统繁忙"));
    allocation.everyRow(Faults.ANY, TWO.name(), RowFault.failed("203", "系统查询有异常"));
    String both = ONE.name() + "," + TWO.name();

    assertThat(statuses(companies(AllocationCalls.ADD_COMPANIES, BOB, both)))
        .containsExactly("500", "200", "203");
    assertThat(statuses(companies(AllocationCalls.ADD_COMPANIES, ANN, both)))
        .containsExactly("500", "500", "203");
    assertThat(statuses(companies(AllocationCalls.ADD_COMPANIES, ANN, both)))
        .containsExactly("500", "200", "203");
    assertThat(allocation.assignments())
        .containsExactly(new Assignment(BOB, ONE.keyNo()), new Assignment(ANN, ONE.keyNo()));

    allocation.clearRows();
    assertThat(statuses(companies(AllocationCalls.ADD_COMPANIES, ANN, both)))
        .containsExactly("200", "200", "200");
  }

  @Test
  void leavesRowsOutOfTheAnswerWithOrWithoutTheirEffect() throws Exception {
    allocation.nextRow(ANN, Faults.ANY, RowFault.omitted());
    allocation.nextRow(BOB, ONE.name(), RowFault.lost());

    JsonNode answer =
        users(AllocationCalls.ADD_USERS, ANN + "," + BOB + ",13800000003", ONE.name());

    assertThat(answer.at("/result/batchList")).hasSize(1);
    assertThat(answer.at("/result/batchList/0/loginName").asText()).isEqualTo("13800000003");
    assertThat(answer.path("status").asText()).isEqualTo("200");
    assertThat(allocation.assignments())
        .containsExactly(
            new Assignment(ANN, ONE.keyNo()), new Assignment("13800000003", ONE.keyNo()));
  }

  @Test
  void leavesNoRowAtItsPlaceWhenShuffled() throws Exception {
    allocation.shuffleRows(true);
    List<String> logins =
        LongStream.range(0, 20).mapToObj(i -> Long.toString(13_900_000_000L + i)).toList();

    List<String> answered =
        StreamSupport.stream(
                users(AllocationCalls.ADD_USERS, String.join(",", logins), ONE.name())
                    .at("/result/batchList")
                    .spliterator(),
                false)
            .map(row -> row.path("loginName").asText())
            .toList();

    assertThat(answered).containsExactlyInAnyOrderElementsOf(logins);
    for (int i = 0; i < logins.size(); i++) {
      assertThat(answered.get(i)).isNotEqualTo(logins.get(i));
    }
    assertThat(ledger.allocations()).extracting(Ledger.Allocation::login).isEqualTo(logins);
  }

  @Test
  void passesTheFaultsOfAllCalls() throws Exception {
    provider.faults().next(AllocationCalls.ADD_USERS, Fault.resetBeforeEffect());
    provider.faults().next(AllocationCalls.ADD_USERS, Fault.resetAfterEffect());

    for (int i = 0; i < 2; i++) {
      assertThat(ledger.allocations()).isEmpty();
      customer.sendRaw(
          customer
              .signed(AllocationCalls.ADD_USERS, "loginNameList", ANN, "keyWord", ONE.name())
              .build());
    }

    assertThat(ledger.allocations()).containsExactly(allocated(Change.ASSIGNED, ANN, true));
    assertThat(ledger.calls()).extracting(Ledger.Call::effect).containsExactly(false, true);
  }

  @Test
  void takesTwoHundredLongNamesInOneCall() throws Exception {
    provider.quota().remove("radar_id");
    List<Company> companies =
        IntStream.range(0, 200).mapToObj(AllocationCallsTest::longNamed).toList();
    allocation.know(companies.toArray(Company[]::new));

    String names = companies.stream().map(Company::name).collect(Collectors.joining(","));

    assertThat(statuses(companies(AllocationCalls.ADD_COMPANIES, ANN, names)))
        .hasSize(201)
        .containsOnly("200");
  }

  private static Company longNamed(int n) {
    String name = "示例" + "长".repeat(18) + n + "有限公司";
    return new Company("k" + n, name, "r" + n, "c" + n);
  }

  private Ledger.Allocation allocated(Change change, String login, boolean changed) {
    return new Ledger.Allocation(clock.instant(), change, login, ONE.name(), ONE.keyNo(), changed);
  }

  private JsonNode companies(String path, String login, String keyWords) throws Exception {
    return customer.json(path, "loginName", login, "keyWordList", keyWords);
  }

  private JsonNode users(String path, String logins, String keyWord) throws Exception {
    return customer.json(path, "loginNameList", logins, "keyWord", keyWord);
  }

  private static void assertRefused(String status, JsonNode answer) {
    assertThat(answer.path("status").asText()).isEqualTo(status);
    assertThat(answer.path("result").isNull()).isTrue();
  }

  /** The envelope's status, then the rows'. */
  private static List<String> statuses(JsonNode answer) {
    List<String> statuses = new ArrayList<>(List.of(answer.path("status").asText()));
    answer.at("/result/batchList").forEach(row -> statuses.add(row.path("status").asText()));
    return statuses;
  }

  private static JsonNode json(String text) throws Exception {
    return new ObjectMapper().readTree(text);
  }
}
