package io.github.qccroutes.console;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.github.qccroutes.app.LogRecorder;
import io.github.qccroutes.app.TestNode;
import io.github.qccroutes.store.Dialect;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whether there is a console at all, and what a start says of it. */
@Tag("full")
class ConsoleStartTest {
  private static final String NOBODY = "Nobody can log in to the console yet";

  @Test
  void nothingIsThereUnlessItIsAskedFor() {
    TestNode node = TestNode.shared(Dialect.SQLITE, ConsoleClient.FLOWS);
    String token =
        new ConsoleTokens(node.application().database()).add("t", Role.ADMIN).orElseThrow();
    for (var call : ConsoleDocument.calls()) {
      assertThat(
              RawCall.send(
                      node, call.method(), call.target(), null, "Authorization", "Bearer " + token)
                  .status())
          .as("%s", call)
          .isEqualTo(404);
    }
    node.giveBack();
  }

  @Test
  void saysHowTheFirstPersonGetsIn() {
    try (TestNode.Plan plan =
            TestNode.on(Dialect.SQLITE)
                .only(ConsoleClient.FLOWS.toArray(String[]::new))
                .with("qcc.console.enabled", "true");
        LogRecorder log = new LogRecorder()) {
      try (TestNode node = plan.start()) {
        assertThat(log.at(Level.WARN))
            .anyMatch(
                line ->
                    line.contains(NOBODY)
                        && line.contains("qcc-routes user add NAME --role admin"));
        new ConsoleTokens(node.application().database()).add("t", Role.ADMIN);
      }
      long said = log.all().stream().filter(line -> line.contains(NOBODY)).count();
      plan.start().close();
      assertThat(log.all().stream().filter(line -> line.contains(NOBODY))).hasSize((int) said);
    }
  }
}
