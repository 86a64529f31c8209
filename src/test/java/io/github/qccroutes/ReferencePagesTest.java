package io.github.qccroutes;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qccroutes.app.TestNode;
import io.github.qccroutes.sandbox.QuotaCalls;
import io.github.qccroutes.sync.SyncMeters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The committed reference pages are those that the source makes. {@code -Dqccroutes.write=true}
 * writes them instead.
 */
class ReferencePagesTest {

  @TestFactory
  Stream<DynamicTest> areThoseOfTheSource() throws IOException {
    Map<String, String> pages = pages();
    return pages.entrySet().stream()
        .map(
            page ->
                DynamicTest.dynamicTest(
                    page.getKey(),
                    () ->
                        assertThat(Path.of(page.getKey()))
                            .as(
                                "made anew by: mvn verify -Dtest=ReferencePagesTest"
                                    + " -Dqccroutes.write=true")
                            .hasContent(page.getValue())));
  }

  private static Map<String, String> pages() throws IOException {
    TestNode node = ReferencePages.node();
    try {
      // The gauges of sync begin with the first list, those of the quota and the counter of calls
      // with the first answer.
      node.sql()
          .sql(
              "insert into sync_run (scope, folder, file_name, sha256, state, created_at,"
                  + " finished_at) values ('default', 'sync', 'x', 'x', 'DONE',"
                  + " '2026-01-05T00:00:00.000Z', '2026-01-05T00:00:00.000Z')")
          .update();
      node.camel().getRegistry().lookupByNameAndType("syncMeters", SyncMeters.class).refresh();
      TestNode.eventually(
          () -> {
            node.call("direct:quota-record", Map.of(), null);
            assertThat(node.metrics()).contains("qcc_quota_remaining", "qcc_api_calls_total");
          });
      assertThat(node.ledger().calls(QuotaCalls.GET_QUOTA)).isNotEmpty();
      Map<String, String> pages = new ReferencePages(node).all();
      if (Boolean.getBoolean("qccroutes.write")) {
        for (Map.Entry<String, String> page : pages.entrySet()) {
          Path file = Path.of(page.getKey());
          if (file.getParent() != null) {
            Files.createDirectories(file.getParent());
          }
          Files.writeString(file, page.getValue());
        }
      }
      return pages;
    } finally {
      node.giveBack();
    }
  }
}
