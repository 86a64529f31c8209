package io.github.qccroutes.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.qccroutes.sandbox.Publication;
import io.github.qccroutes.sandbox.RiskRecord;
import io.github.qccroutes.sandbox.Simulator;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code qcc.routes-reload}: what a save does to a running node. */
@Tag("full")
final class RouteReloadTest {
  private static final String IMPORT = "push/push-import.camel.yaml";
  private static final String SETTINGS = "push/push-settings.camel.yaml";

  @TempDir private Path folder;

  @Test
  void putsAGoodSaveLiveAndLeavesTheRouteRunningOnABadOne() {
    try (Simulator provider = Simulator.start()) {
      Installation installation =
          Installation.of(provider, folder)
              .with("QCC_ROUTES_RELOAD", "true")
              .with("QCC_PUSH_RETRY_DELAY_MS", "50");
      Records records = new Records(installation.get("QCC_DB_URL"));
      try (Program node = installation.run()) {
        node.awaitLine("confirmed the callback address");

        installation.edit(
            IMPORT,
            "            method: sayImported\n",
            "            method: sayImported\n        - log: took over ${variable.orderNo}\n");
        node.awaitLine("push/push-import.camel.yaml is live", Duration.ofSeconds(60));
        push(provider, records);
        node.awaitLine("took over ");

        for (List<String> broken :
            List.of(
                List.of(SETTINGS, "    from:", "   from:"),
                List.of(SETTINGS, "method: compareEcho", "method: compareEko"),
                List.of(IMPORT, "push/claim-order", "push/claim-ordre"))) {
          int lines = node.lines().size();
          installation.edit(broken.get(0), broken.get(1), broken.get(2));
          assertThat(nextLine(node, lines))
              .contains(" ERROR qcc-routes  routes: " + broken.get(0))
              .endsWith("; the routes run on as they were");
          push(provider, records);
          assertThat(nextLine(node, lines + 1)).contains(": imported 1 record(s)");
          assertThat(nextLine(node, lines + 2)).contains("took over ");
          installation.edit(broken.get(0), broken.get(2), broken.get(1));
          assertThat(nextLine(node, lines + 3)).endsWith(broken.get(0) + " is live");
        }
        assertThat(node.toString()).doesNotContain("\tat ");

        int lines = node.lines().size();
        installation.edit(IMPORT, "method: refetch", "method: bury");
        assertThat(nextLine(node, lines)).endsWith(IMPORT + " is live");
        provider.push().publish(Publication.of(RiskRecord.sample(9)).wrongPassword());
        node.awaitLine(": DEAD: ");
        assertThat(node.stdout()).as("no second try").doesNotContain("tried again in");
      }
    }
  }

  /** The line after so many, which is whole once it ends. */
  private static String nextLine(Program node, int lines) {
    await("a line after:\n" + node)
        .atMost(Duration.ofSeconds(30))
        .until(() -> node.lines().size() > lines && node.stdout().endsWith("\n"));
    return node.lines().get(lines);
  }

  private static void push(Simulator provider, Records records) {
    provider.push().publish(Publication.of(RiskRecord.sample(provider.ledger().orders().size())));
    records.awaitImported(provider.ledger());
  }
}
