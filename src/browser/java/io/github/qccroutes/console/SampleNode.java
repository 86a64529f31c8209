package io.github.qccroutes.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qccroutes.app.TestNode;
import io.github.qccroutes.reports.ReportOrders;
import io.github.qccroutes.reports.ReportSchedule;
import io.github.qccroutes.reports.ReportType;
import io.github.qccroutes.sandbox.SampleData;
import io.github.qccroutes.store.Dialect;
import java.time.Clock;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A node with what the sandbox has: its sample data is worked off but for what waits for a person.
 */
final class SampleNode {
  /** Who may log in. */
  static final String NAME = "王芳";

  static final String PASSWORD = "一个长一点的密码 1";

  private SampleNode() {}

  /** Starts one; {@link TestNode#closeAll} ends it. */
  static TestNode start() {
    TestNode.Plan plan =
        TestNode.on(Dialect.SQLITE)
            .only(
                Stream.concat(ConsoleClient.FLOWS.stream(), Stream.of("retention"))
                    .toArray(String[]::new))
            .with(
                "qcc.console.enabled", "true",
                "qcc.push.callback-url", "http://127.0.0.1:<port>/qcc/push",
                "qcc.reports.poll-cron", "* * * * * ?",
                "qcc.reports.retry-delay-ms", "500");
    SampleData.publish(plan.provider());
    TestNode node = plan.start();
    node.drop("assign/" + SampleData.DROPPED_NAME, SampleData.DROPPED_TEXT);
    node.drop("cancel/" + SampleData.CANCELS_NAME, SampleData.CANCELS_TEXT);
    node.drop("partnerships/" + SampleData.COMPANIES_NAME, SampleData.COMPANIES_TEXT);
    node.drop("sync/" + SampleData.LIST_NAME, SampleData.LIST_TEXT);
    ReportOrders reports =
        new ReportOrders(
            node.application().database(),
            ReportSchedule.of(plan.load(Map.of()), Clock.systemUTC()));
    reports.order(ReportType.day, false);
    reports.order(ReportType.week, false);
    node.run("direct:quota-record", Map.of());
    ConsoleClient.addUser(node, NAME, Role.ADMIN, PASSWORD);
    node.reconcile();
    TestNode.eventually(() -> assertThat(unfinished(node)).isZero());
    return node;
  }

  private static long unfinished(TestNode node) {
    return node.sql()
        .sql(
            """
            select 6 - (select count(*) from push_order where state in ('IMPORTED', 'DEAD'))
                + 2 - (select count(*) from report_order where state in ('READY', 'NO_CHANGE'))
                + 1 - (select count(*) from assignment_job where state = 'HELD')
                + 2 - (select count(*) from assignment_job where state = 'DONE')
                + 1 - (select count(*) from partnership_job where state = 'INCOMPLETE')
                + 1 - (select count(*) from sync_run where state = 'DONE')
            """)
        .query(Long.class)
        .single();
  }
}
