package io.github.qccroutes.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import io.github.qccroutes.api.Outcome;
import io.github.qccroutes.api.ProviderUnavailableException;
import io.github.qccroutes.app.EachDatabase;
import io.github.qccroutes.app.TestNode;
import io.github.qccroutes.reports.Stage;
import io.github.qccroutes.sandbox.Fault;
import io.github.qccroutes.sandbox.QuotaCalls;
import io.github.qccroutes.store.Database;
import io.github.qccroutes.store.Dialect;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the quota check records and warns of, and what other flows are told. */
@ParameterizedClass
@EachDatabase
class QuotaRouteTest {
  private static Stage stage;

  @Parameter Dialect dialect;

  @BeforeParameterizedClassInvocation
  static void start(Dialect dialect) {
    stage =
        Stage.on(dialect)
            .with("qcc.reports.day-cron", "off")
            .with("qcc.reports.week-cron", "off")
            .with("qcc.reports.month-cron", "off");
    stage.startNode();
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    stage.close();
  }

  @BeforeEach
  void example() {
    stage.provider().quota().set("radar_id", 50, 2, 50);
    stage.provider().quota().set("bene_id", 100, 2, 30);
    stage.provider().quota().set("natural_person_id", 50, 0, 15);
  }

  @AfterEach
  void leaveNothingBehind() {
    stage.provider().faults().clear();
    stage.provider().quota().remove("brand_new_id");
    for (String table : List.of("api_hold", "quota_snapshot", "quota_low")) {
      stage.sql().sql("delete from " + table).update();
    }
    stage.forgetLog();
  }

  @Test
  void recordsEveryModuleKnownOrNew() throws Exception {
    stage.provider().quota().set("brand_new_id", 7, 3, 1);

    check();

    assertThat(
            stage
                .sql()
                .sql("select count(distinct taken_at) from quota_snapshot")
                .query(Long.class)
                .single())
        .isOne();
    assertThat(
            stage
                .sql()
                .sql(
                    "select module_id || ' ' || total_count || ' ' || consumed_count || ' '"
                        + " || can_deleted_count from quota_snapshot order by module_id")
                .query(String.class)
                .list())
        .containsExactly(
            "bene_id 100 2 30",
            "brand_new_id 7 3 1",
            "natural_person_id 50 0 15",
            "radar_id 50 2 50");
    assertThat(stage.metrics())
        .contains("qcc_quota_bought{module=\"radar_id\"} 50.0")
        .contains("qcc_quota_consumed{module=\"radar_id\"} 2.0")
        .contains("qcc_quota_remaining{module=\"brand_new_id\"} 4.0");
    assertThat(stage.health()).contains("radar_id: 48 of 50 left").contains("asked at");
    assertThat(stage.log().at(Level.WARN)).isEmpty();
    assertThat(stage.log().at(Level.INFO)).isEmpty();
  }

  @Test
  void forgetsAGaugeWhoseModuleIsGone() throws Exception {
    stage.provider().quota().set("brand_new_id", 7, 3, 1);
    check();
    stage.provider().quota().remove("brand_new_id");
    check();

    assertThat(stage.metrics()).contains("qcc_quota_remaining{module=\"brand_new_id\"} NaN");
    assertThat(stage.health()).doesNotContain("brand_new_id");
  }

  @Test
  void warnsOncePerCrossing() throws Exception {
    stage.provider().quota().set("radar_id", 50, 45, 50);
    check();
    assertThat(stage.log().at(Level.WARN)).isEmpty();

    stage.provider().quota().set("radar_id", 50, 46, 50);
    check();
    check();
    assertThat(stage.log().at(Level.WARN))
        .singleElement()
        .asString()
        .contains("radar_id", "4 of 50 left", "10 %");

    stage.provider().quota().set("radar_id", 60, 46, 50);
    check();
    stage.provider().quota().set("radar_id", 60, 60, 50);
    check();
    assertThat(stage.log().at(Level.WARN)).hasSize(2);
  }

  @Test
  void takesAnUnknownFigureForNoCrossing() throws Exception {
    stage.provider().quota().set("radar_id", 50, 46, 50);
    check();
    for (String unknown :
        List.of("[{\"id\":\"radar_id\",\"totalCount\":50}]", "[{\"id\":\"bene_id\"}]", "[]")) {
      stage.provider().faults().next(QuotaCalls.GET_QUOTA, answer(unknown));
      check();
      check();
    }

    assertThat(stage.logged("4 of 50 left")).hasSize(1);
  }

  @Test
  void saysWhenTheAnswerNamesNoModule() throws Exception {
    check();
    stage.provider().faults().next(QuotaCalls.GET_QUOTA, answer("[]"));
    check();

    assertThat(stage.log().at(Level.WARN))
        .singleElement()
        .asString()
        .contains("answered without a module; the figures recorded before stay valid");
    assertThat(stage.health()).contains("radar_id: 48 of 50 left").contains("asked at");
  }

  @Test
  void storesAModuleWhoseNameNoDatabaseTakes() throws Exception {
    stage
        .provider()
        .faults()
        .next(
            QuotaCalls.GET_QUOTA,
            answer("[{\"id\":\"radar\\u0000_id\",\"totalCount\":1},{\"id\":\" \"}]"));

    check();

    assertThat(stage.sql().sql("select module_id from quota_snapshot").query(String.class).list())
        .containsExactly("radar\ufffd_id");
  }

  @Test
  void warnsOnceThroughARestart() throws Exception {
    stage.provider().quota().set("radar_id", 50, 50, 50);
    check();

    stage.stopNode();
    stage.startNode();
    assertThat(stage.health()).contains("radar_id: 0 of 50 left");
    assertThat(stage.metrics()).contains("qcc_quota_remaining{module=\"radar_id\"} 0.0");
    check();

    assertThat(stage.log().at(Level.WARN)).hasSize(1);
  }

  @Test
  void takesBothSpellingsAndWhateverElseComes() throws Exception {
    stage
        .provider()
        .faults()
        .next(
            QuotaCalls.GET_QUOTA,
            answer(
                """
                [{"Id":"radar_id","totalCount":"50","consumedCount":2.0},
                 {"id":"radar_id","totalCount":1},{"id":"bene_id","totalCount":null,
                 "consumedCount":"many"},{"id":" "},{"totalCount":3},7,null]\
                """));

    check();

    assertThat(
            stage
                .sql()
                .sql("select module_id, total_count, consumed_count from quota_snapshot order by 1")
                .query()
                .listOfRows())
        .hasSize(2)
        .first(InstanceOfAssertFactories.MAP)
        .containsEntry("module_id", "bene_id")
        .containsEntry("total_count", null)
        .containsEntry("consumed_count", null);
    assertThat(stage.health()).contains("radar_id: 48 of 50 left", "bene_id: unknown of unknown");
    assertThat(stage.log().at(Level.WARN)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "{}", "\"no\""})
  void recordsNothingFromAnAnswerWithoutAList(String result) {
    stage.provider().faults().next(QuotaCalls.GET_QUOTA, answer(result));

    assertThatThrownBy(this::check).isInstanceOf(ProviderUnavailableException.class);

    assertThat(stage.sql().sql("select count(*) from quota_snapshot").query(Long.class).single())
        .isZero();
  }

  @Test
  void tellsWhatIsLeft() throws Exception {
    assertThat(remaining("radar_id")).isEqualTo(48L);
    stage.provider().quota().set("radar_id", 50, 51, 0);
    assertThat(remaining("radar_id")).isEqualTo(-1L);
    assertThat(stage.log().at(Level.WARN)).isEmpty();
  }

  @Test
  void tellsUnknownWhenTheModuleIsMissing() throws Exception {
    assertThat(remaining("brand_new_id")).isNull();
    stage.provider().faults().next(QuotaCalls.GET_QUOTA, answer("[{\"id\":\"radar_id\"}]"));
    assertThat(remaining("radar_id")).isNull();
    stage.provider().faults().next(QuotaCalls.GET_QUOTA, answer("[]"));
    assertThat(remaining("radar_id")).isNull();

    assertThat(stage.log().at(Level.WARN)).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"111", "113", "114", "214", "201", "208"})
  void tellsUnknownWhenTheQuotaMayNotBeAsked(String code) throws Exception {
    stage.provider().faults().next(QuotaCalls.GET_QUOTA, Fault.envelope(code, "?"));
    assertThat(remaining("radar_id")).isNull();
    assertThat(stage.log().at(Level.WARN)).singleElement().asString().contains(code);

    // The hold that the code has placed is no outage either.
    if (!code.startsWith("20")) {
      assertThat(remaining("radar_id")).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"109", "112", "116", "102", "122", "203", "205"})
  void failsWhenTheQuotaCantBeAskedForNow(String code) {
    stage.provider().faults().next(QuotaCalls.GET_QUOTA, Fault.envelope(code, "?"));

    assertThatThrownBy(() -> remaining("radar_id"))
        .isInstanceOfSatisfying(
            ProviderUnavailableException.class,
            e -> {
              assertThat(e.code()).isEqualTo(code);
              assertThat(e.outcome()).isIn(Outcome.STOP, Outcome.RETRY, Outcome.WAIT);
            });
  }

  @Test
  void failsWhileTheProviderIsOutOfReach() {
    stage.provider().faults().next(QuotaCalls.GET_QUOTA, Fault.resetBeforeEffect());

    assertThatThrownBy(() -> remaining("radar_id"))
        .isInstanceOf(ProviderUnavailableException.class);
  }

  @Test
  void asksAtTheStartUnlessAnybodyDidLately() {
    try (TestNode.Plan plan =
        TestNode.on(dialect).only("api", "quota").with("qcc.quota.cron", "0 0 0 1 1 ? 2098")) {
      TestNode node = plan.start();
      TestNode.eventually(() -> assertThat(node.health().body()).contains("radar_id: "));
      Database database = node.application().database();

      assertThat(database.statement("quota/take-start-turn").query().listOfRows()).isEmpty();
      node.sql().sql("delete from quota_snapshot").update();
      assertThat(database.statement("quota/take-start-turn").query().listOfRows())
          .as("another node that starts at the same time")
          .isEmpty();
      node.sql().sql("update schedule_turn set turn = '2020-01-01T00:00:00.000Z'").update();
      assertThat(database.statement("quota/take-start-turn").query().listOfRows()).hasSize(1);
      node.close();
    }
  }

  private void check() throws Exception {
    stage.node().application().call("direct:quota-record", Map.of());
  }

  private static Object remaining(String moduleId) throws Exception {
    return stage.node().application().call("direct:quota-remaining", Map.of("moduleId", moduleId));
  }

  private static Fault answer(String result) {
    return Fault.httpStatus(
        200, "application/json", "{\"status\":\"200\",\"result\":" + result + "}");
  }
}
