package io.github.qccroutes.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qccroutes.observe.Logging;
import io.github.qccroutes.reports.Stage;
import io.github.qccroutes.sandbox.Fault;
import io.github.qccroutes.sandbox.QuotaCalls;
import io.github.qccroutes.store.Dialect;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The commands beside a running node on its SQLite file. */
class ReportsAndQuotaCommandTest {
  private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");
  private static Stage stage;

  private CommandRun last = new CommandRun(0, "", "");

  @BeforeAll
  static void start() {
    stage =
        Stage.on(Dialect.SQLITE)
            .with("qcc.reports.day-cron", "off")
            .with("qcc.reports.week-cron", "off")
            .with("qcc.reports.month-cron", "off");
    stage.startNode();
  }

  @AfterAll
  static void stop() {
    stage.close();
    Logging.apply("INFO", SHANGHAI);
  }

  @AfterEach
  void forget() {
    stage.provider().faults().clear();
    stage.sql().sql("delete from report_order").update();
    stage.sql().sql("delete from api_hold").update();
  }

  @Test
  void printsTheQuotaAsATable() {
    stage.provider().quota().set("brand_new_id", 7, 3, 1);

    assertThat(run("quota")).isZero();

    assertThat(last.out())
        .isEqualToIgnoringNewLines(
            """
            模块                   总额度     已消耗       剩余     可删除
            module                  total   consumed  remaining  deletable
            radar_id                   50          2         48         50  风险监控-企业
            bene_id                   100          2         98         30  股权穿透
            natural_person_id          50          0         50         15  自然人核验
            brand_new_id                7          3          4          1
            """);
    assertThat(stage.sql().sql("select count(*) from quota_snapshot").query(Long.class).single())
        .isZero();
  }

  @Test
  void saysInOneLineWhyThereIsNoQuota() {
    stage.provider().faults().next(QuotaCalls.GET_QUOTA, Fault.envelope("111", "?"));

    assertThat(run("quota")).isOne();

    assertThat(last.err()).startsWith("qcc-routes: getQuota: 111").hasLineCount(1);
  }

  @Test
  void hasTheRunningNodeOrderAReport() {
    String day = LocalDate.now(SHANGHAI).toString();

    assertThat(run("reports", "order", "day")).isZero();

    assertThat(last.out()).contains("day " + day);
    assertThat(state("day-" + day)).isEqualTo("DUE");
  }

  @Test
  void ordersAgainOnlyOnRequest() {
    String id = "day-" + LocalDate.now(SHANGHAI);
    run("reports", "order", "day");
    stage.sql().sql("update report_order set state = 'AMBIGUOUS', last_error = 'reset'").update();

    assertThat(run("reports", "order", "day")).isOne();
    assertThat(last.err())
        .contains("已经下过单 is AMBIGUOUS (reset)", "qcc-routes reports order day --again");
    assertThat(state(id)).isEqualTo("AMBIGUOUS");

    assertThat(run("reports", "order", "day", "--again")).isZero();
    assertThat(last.out()).contains("it was AMBIGUOUS (reset)");
    assertThat(state(id)).isEqualTo("DUE");
  }

  @Test
  void fetchesWhatWasOrderedAndNeverCame() {
    String id = "day-" + LocalDate.now(SHANGHAI);
    run("reports", "order", "day");
    String failed =
        "update report_order set order_no = 'JKDAY-1', state = 'FAILED', last_error = '403'";
    stage.sql().sql(failed).update();

    assertThat(run("reports", "order", "day")).isZero();
    assertThat(last.out())
        .contains(" 由运行中的节点取回 is fetched by the running node; it was FAILED (403).");
    assertThat(state(id)).isEqualTo("PENDING");

    stage.sql().sql(failed).update();
    assertThat(run("reports", "fetch", "JKDAY-1")).isZero();
    assertThat(last.out()).contains("JKDAY-1 由运行中的节点取回 is fetched");
    assertThat(state(id)).isEqualTo("PENDING");
    assertThat(run("reports", "fetch", "JKDAY-2")).isOne();
    assertThat(last.err()).contains("no report was ordered under JKDAY-2").hasLineCount(1);
  }

  @Test
  void listsReportsAndWhyOneIsNotThere() {
    assertThat(run("reports", "list")).isZero();
    assertThat(last.out()).contains("No report yet");
    run("reports", "order", "day");
    stage
        .sql()
        .sql("update report_order set order_no = 'JKDAY-1', state = 'FAILED', last_error = '403'")
        .update();

    assertThat(run("reports", "list")).isZero();

    assertThat(last.lines())
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .isEqualTo("day " + LocalDate.now(SHANGHAI) + "  失败 FAILED  JKDAY-1"),
            line -> assertThat(line).isEqualTo("    403"));
  }

  @Test
  void saysWhatAReportWaitsForAndWhatEndsThat() {
    String id = "day-" + LocalDate.now(SHANGHAI);
    run("reports", "order", "day");
    String waiting =
        "update report_order set next_attempt_at = '2126-01-05T00:00:00.000Z', state = ";
    stage.sql().sql(waiting + "'DUE', last_error = '429'").update();
    assertThat(run("reports", "list")).isZero();
    assertThat(last.lines())
        .last()
        .isEqualTo(
            "    本期内自动再下单 ordered again by itself, as long as the period lasts: 2126-01-05 08:00:00"
                + "；立即 at once: qcc-routes reports order day");

    stage
        .sql()
        .sql(
            waiting
                + "'PENDING', order_no = 'JKDAY-1', ordered_at = '2126-01-04T23:00:00.000Z',"
                + " last_error = null")
        .update();
    assertThat(run("reports", "list")).isZero();
    assertThat(last.lines())
        .last()
        .asString()
        .startsWith("    最迟等到 waits until 2126-01-05 ")
        .endsWith(
            "；下次自动询问 asked for again by itself: 2126-01-05 08:00:00；立即 at once: qcc-routes reports"
                + " fetch JKDAY-1");
    assertThat(run("reports", "fetch", "JKDAY-1")).isZero();
    assertThat(
            stage
                .sql()
                .sql("select count(*) from report_order where next_attempt_at < '2100-01-01'")
                .query(Long.class)
                .single())
        .isOne();
    assertThat(state(id)).isEqualTo("PENDING");

    stage.sql().sql(waiting + "'AMBIGUOUS', last_error = 'reset'").update();
    assertThat(run("reports", "list")).isZero();
    assertThat(last.lines()).last().asString().endsWith(": qcc-routes reports order day --again");
  }

  @Test
  void saysWhenAHoldKeepsTheOrderBack() {
    stage
        .sql()
        .sql(
            "insert into api_hold (call, code, msg, held_at) values"
                + " ('createReport', '111', '111 无权限', '2026-01-01T00:00:00.000Z')")
        .update();

    assertThat(run("reports", "order", "day")).isZero();

    assertThat(last.out())
        .contains("createReport 已暂停，解除之后才会执行 is held; ", "111 无权限", "qcc-routes holds");
  }

  @Test
  void leavesAnOrderThatIsUnderWay() {
    run("reports", "order", "month");
    stage.sql().sql("update report_order set state = 'PENDING'").update();

    assertThat(run("reports", "order", "month", "--again")).isZero();

    assertThat(last.out()).contains("正在进行，不用处理 is under way (PENDING)");
  }

  @Test
  void refusesAnUnknownType() {
    assertThat(run("reports", "order", "year")).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(last.err()).contains("day, week, month");
    assertThat(run("reports")).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(last.err()).contains("list, order or fetch");
  }

  private int run(String... arguments) {
    Properties options = new Properties();
    options.putAll(stage.options());
    last = CommandRun.of(Map.of(), options, arguments);
    return last.exitCode();
  }

  private static String state(String id) {
    return stage
        .sql()
        .sql("select state from report_order where id = ?")
        .param(id)
        .query(String.class)
        .single();
  }
}
