package io.github.qccroutes.app;

import static io.github.qccroutes.app.TestNode.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.github.qccroutes.store.Dialect;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a running node sees of its route files, with {@code qcc.routes-reload}. */
final class LiveRoutesTest {
  private static final String ROUTE =
      """
      - route:
          id: %s
          from:
            uri: direct:%s
            steps:
              - setBody:
                  expression:
                    constant:
                      expression: %s
      """;

  private static TestNode node;
  private static Path routes;
  private LogRecorder log;

  @BeforeAll
  static void start() {
    TestNode.Plan plan = TestNode.on(Dialect.SQLITE).only("api", "quota");
    plan.with("qcc.routes-reload", "true");
    routes = plan.home().resolve("routes");
    node = plan.start();
  }

  @AfterAll
  static void stop() {
    node.closeAll();
  }

  @BeforeEach
  void record() {
    log = new LogRecorder();
  }

  @AfterEach
  void stopRecording() {
    log.close();
  }

  @Test
  void takesAFileOfANewFolderAndLetsGoOfWhatIsGone() throws IOException {
    Path file = write("自己的 own/hello.camel.yaml", ROUTE.formatted("hello", "hello", "one"));
    awaitLine(Level.INFO, "自己的 own/hello.camel.yaml is live");
    assertThat(node.run("direct:hello", Map.of())).isEqualTo("one");

    Files.writeString(file, ROUTE.formatted("greeting", "hello", "two, longer"));
    awaitLine(Level.INFO, "自己的 own/hello.camel.yaml: route hello is there no more: it is stopped");
    eventually(() -> assertThat(node.run("direct:hello", Map.of())).isEqualTo("two, longer"));
    assertThat(node.camel().getRoute("hello")).isNull();

    Files.delete(file);
    Files.delete(file.getParent());
    awaitLine(Level.INFO, "route greeting is there no more: it is stopped");
    eventually(() -> assertThat(node.camel().getRoute("greeting")).isNull());

    write("自己的 own/again.camel.yaml", ROUTE.formatted("again", "again", "three"));
    awaitLine(Level.INFO, "自己的 own/again.camel.yaml is live");
  }

  @Test
  void keepsARouteWhoseFileIsRenamed() throws IOException {
    Path file = write("before.camel.yaml", ROUTE.formatted("renamed", "renamed", "same"));
    awaitLine(Level.INFO, "before.camel.yaml is live");
    Files.move(file, routes.resolve("after.camel.yaml"));
    awaitLine(Level.INFO, "after.camel.yaml is live");
    assertThat(node.run("direct:renamed", Map.of())).isEqualTo("same");
  }

  @Test
  void leavesAllRunningWhenOneSaveIsBrokenAndTakesItOnceItIsNot() throws IOException {
    write("good.camel.yaml", ROUTE.formatted("good", "good", "good"));
    Path file = write("bad.camel.yaml", ROUTE.formatted("bad", "bad", "first"));
    awaitLine(Level.INFO, " bad.camel.yaml is live");

    Files.writeString(file, ROUTE.formatted("bad", "bad", "second").replace("setBody", "setBoby"));
    awaitLine(Level.ERROR, "routes: bad.camel.yaml, line 6: ");
    assertThat(log.at(Level.ERROR))
        .singleElement()
        .asString()
        .contains("the routes run on as they were");
    assertThat(node.run("direct:bad", Map.of())).isEqualTo("first");
    assertThat(node.run("direct:good", Map.of())).isEqualTo("good");

    Files.writeString(file, ROUTE.formatted("bad", "bad", "third, longer"));
    eventually(() -> assertThat(node.run("direct:bad", Map.of())).isEqualTo("third, longer"));
    assertThat(log.all().toString()).doesNotContain("\tat ");
  }

  @Test
  void namesBothFilesOfARouteIdThatIsThereTwice() throws IOException {
    write("a/twin.camel.yaml", ROUTE.formatted("twin", "twin-a", "a"));
    awaitLine(Level.INFO, "a/twin.camel.yaml is live");
    Path second = write("b/twin.camel.yaml", ROUTE.formatted("twin", "twin-b", "b"));
    awaitLine(
        Level.ERROR,
        "routes: b/twin.camel.yaml, line 1: a route of a/twin.camel.yaml has the id twin, too");
    assertThat(node.run("direct:twin-a", Map.of())).isEqualTo("a");

    Files.writeString(second, ROUTE.formatted("other-twin", "twin-a", "b"));
    awaitLine(Level.ERROR, "starts from direct:twin-a, too");
    assertThat(node.run("direct:twin-a", Map.of())).isEqualTo("a");
    Files.delete(second);
  }

  @Test
  void saysHowARouteFileMustBeCalled() throws IOException {
    write("mine.yaml", ROUTE.formatted("mine", "mine", "mine"));
    awaitLine(Level.WARN, "routes: mine.yaml is not read");
    assertThat(log.at(Level.WARN))
        .singleElement()
        .asString()
        .endsWith("Rename it to mine.camel.yaml\n");
  }

  private void awaitLine(Level level, String text) {
    eventually(() -> assertThat(log.at(level)).anyMatch(line -> line.contains(text)));
  }

  private static Path write(String name, String text) throws IOException {
    Path file = routes.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }
}
