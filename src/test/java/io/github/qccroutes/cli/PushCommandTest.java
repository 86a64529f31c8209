package io.github.qccroutes.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qccroutes.app.TestNode;
import io.github.qccroutes.sandbox.Fault;
import io.github.qccroutes.sandbox.Publication;
import io.github.qccroutes.sandbox.PushCalls;
import io.github.qccroutes.sandbox.RiskRecord;
import io.github.qccroutes.store.Dialect;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an operator does about single push orders, beside a running node. */
final class PushCommandTest {
  private TestNode node;

  @BeforeEach
  void start() {
    node = TestNode.shared(Dialect.SQLITE, List.of("api", "push"));
  }

  @AfterEach
  void giveBack() {
    node.giveBack();
  }

  @Test
  void importsAnOrderThatTheProviderKnowsAndWeDoNot() {
    String orderNo = node.provider().push().publish(Publication.of(RiskRecord.sample(2))).orderNo();

    assertThat(CommandRun.beside(node, "push", "retry", orderNo).output())
        .contains(orderNo, "was not known here")
        .doesNotContain("http");
    node.awaitState(orderNo, "IMPORTED");
  }

  @Test
  void refusesANumberThatTheProviderDoesNotKnow() {
    String refusal =
        CommandRun.beside(node, "push", "retry", "DDMON2026010100000000000404").refusal();

    assertThat(refusal).contains("201", "no result").doesNotContain("nothing");
    assertThat(node.count("push_order")).isZero();
  }

  @Test
  void takesAnOrderThatTheProviderIsStillAt() {
    String orderNo = node.provider().push().publish(Publication.of(RiskRecord.sample(2))).orderNo();
    node.provider().faults().next(PushCalls.DOWNLOAD_URL, Fault.envelope("205", "等待处理中"));

    assertThat(CommandRun.beside(node, "push", "retry", orderNo).output()).contains(orderNo);
    node.awaitState(orderNo, "IMPORTED");
  }

  @Test
  void takesNoOrderWhileTheProviderCanNotBeAsked() {
    node.provider().faults().next(PushCalls.DOWNLOAD_URL, Fault.envelope("199", "系统未知错误"));

    assertThat(CommandRun.beside(node, "push", "retry", "DDMON2026010100000000000001").refusal())
        .contains("199");
    assertThat(node.count("push_order")).isZero();
  }

  @Test
  void listsOrdersAndForgetsADeadOne() {
    assertThat(CommandRun.beside(node, "push", "list").output()).contains("No push yet");
    String good = node.pushListed(Publication.of(RiskRecord.sample(3)));
    node.awaitState(good, "IMPORTED");
    String dead = "DDMON2026010100000000000404";
    node.sql()
        .sql(
            "insert into push_order (order_no, source, state, last_error, next_attempt_at,"
                + " received_at) values (?, 'LISTING', 'DEAD', 'why', '2026-01-05T00:00:00.000Z',"
                + " '2026-01-05T00:00:00.000Z')")
        .param(dead)
        .update();

    assertThat(CommandRun.beside(node, "push", "list").lines())
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .isEqualTo(dead + "  未能导入 DEAD  收到 received 2026-01-05T08:00+08:00"),
            line -> assertThat(line).isEqualTo("    why"),
            line -> assertThat(line).endsWith("qcc-routes push retry " + dead),
            line -> assertThat(line).startsWith(good + "  已导入 IMPORTED").endsWith("records 1"));
    node.sql()
        .sql(
            "insert into push_order (order_no, source, state, last_error, next_attempt_at,"
                + " received_at) values ('WAITS', 'LISTING', 'RECEIVED', 'no way',"
                + " '2126-01-05T00:00:00.000Z', '2026-01-05T00:00:00.000Z')")
        .update();
    assertThat(CommandRun.beside(node, "push", "list").lines())
        .containsSubsequence(
            "    no way",
            "    下次自动重试 tried again by itself: 2126-01-05 08:00:00；立即 at once: qcc-routes push retry"
                + " WAITS");
    String held =
        "insert into api_hold (call, code, msg, held_at) values"
            + " ('getDdRiskDownloadUrl', '111', '111 无权限', '2026-01-01T00:00:00.000Z')";
    node.sql().sql(held).update();
    assertThat(CommandRun.beside(node, "push", "list").output())
        .contains("getDdRiskDownloadUrl 暂停，解除后自动继续 is held", "qcc-routes holds")
        .doesNotContain("立即");
    assertThat(CommandRun.beside(node, "holds").lines())
        .containsExactly(
            "调用已暂停 a call is held: getDdRiskDownloadUrl: 111 无权限；直到解除 until it is lifted",
            "    解除 to lift it: qcc-routes holds lift getDdRiskDownloadUrl");
    node.sql().sql("update api_hold set until_at = '2126-01-05T00:00:00.000Z'").update();
    assertThat(CommandRun.beside(node, "push", "list").output())
        .contains("getDdRiskDownloadUrl 暂停到 2126-01-05 08:00:00，之后自动继续");
    assertThat(CommandRun.beside(node, "holds").lines())
        .containsExactly(
            "调用已暂停 a call is held: getDdRiskDownloadUrl: 111 无权限；直到 until 2126-01-05T08:00+08:00",
            "    提前解除 to lift it: qcc-routes holds lift getDdRiskDownloadUrl");
    node.sql()
        .sql("update api_hold set call = '*', until_at = '2126-01-05T00:00:00.000Z'")
        .update();
    assertThat(CommandRun.beside(node, "holds").lines())
        .first()
        .isEqualTo(
            "全部调用已暂停 all calls are held: 111 无权限；再次询问 asked again at 2126-01-05T08:00+08:00");
    assertThat(CommandRun.beside(node, "holds").output())
        .contains("自动解除 lifted by itself", "提前解除 to lift it: qcc-routes holds lift all");
    node.sql().sql("delete from api_hold").update();
    node.sql().sql("delete from push_order where order_no = 'WAITS'").update();
    assertThat(CommandRun.beside(node, "push", "forget", good).refusal()).contains("is not DEAD");
    assertThat(CommandRun.beside(node, "push", "forget", dead).output()).contains("is forgotten");
    assertThat(node.order(dead)).isEmpty();
  }
}
