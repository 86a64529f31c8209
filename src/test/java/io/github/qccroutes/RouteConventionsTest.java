package io.github.qccroutes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.qccroutes.RouteFiles.RouteFile;
import java.io.File;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The project's route files keep the conventions, and a file that does not is found out. */
class RouteConventionsTest {

  private static final String WORK_FILE = "routes/push/push-work.camel.yaml";

  private static final String WORK =
      """
      - routeConfiguration:
          id: push-work-errors
          description: What becomes of an order that fails
          onException:
            - onException:
                id: work-broken
                exception:
                  - java.io.IOException
                steps:
                  - bean:
                      id: bury
                      ref: pushThing
                      method: bury
      - route:
          id: push-work
          description: Imports what is due
          routeConfigurationId: push-work-errors
          from:
            uri: work:push_order
            parameters:
              claim: push/claim-order
              renew: push/renew-order
            steps:
              - to:
                  id: import
                  uri: direct:push-work-import
      - route:
          id: push-work-import
          description: Imports one order
          errorHandler:
            noErrorHandler: {}
          from:
            uri: direct:push-work-import
            steps:
              - to:
                  id: finish
                  uri: sql:push/finish-order
      - route:
          id: push-work-again
          description: Looks for what is due
          autoStartup: "{{qcc.push.reconcile-cron.enabled}}"
          from:
            uri: quartz:push/again
            parameters:
              cron: "{{qcc.push.reconcile-cron}}"
            steps:
              - to:
                  id: wake
                  uri: work:push_order
      """;

  /** A class that a bean could be made of. */
  public static final class PushThing {
    /** A step. */
    public void bury() {}
  }

  @TempDir private Path home;

  @BeforeEach
  void writeGoodSamples() throws IOException {
    write(WORK_FILE, WORK);
    for (String statement : List.of("claim-order", "renew-order", "finish-order")) {
      write("resources/sql/push/" + statement + ".sql", "select 1");
    }
  }

  @Test
  void theProjectsRoutesKeepTheConventions() throws IOException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(Path.of("application.properties"), UTF_8)) {
      properties.load(reader);
    }
    List<RouteFile> files = RouteFiles.below(Path.of("routes"));
    RouteConventions conventions =
        new RouteConventions(
            files,
            properties.stringPropertyNames(),
            Path.of("src", "main", "resources"),
            classes());

    assertThat(files).isNotEmpty();
    assertThat(conventions.violations()).isEmpty();
  }

  @Test
  void acceptsRoutesThatKeepTheConventions() throws IOException {
    assertThat(violations()).isEmpty();
  }

  @Test
  void rejectsAFileThatIsNotYaml() throws IOException {
    assertRejected(replaced("id: push-work\n", "id: [push-work\n"), "is not YAML: ");
  }

  @Test
  void rejectsAFileWithSomethingElseThanARoute() throws IOException {
    assertRejected("- beans: []\n", "has to be routes and a routeConfiguration, nothing else");
  }

  @Test
  void rejectsAPropertyThatCamelsSchemaDoesNotKnow() throws IOException {
    assertRejected(
        replaced("description: Imports what", "describtion: Imports what"),
        "is not Camel's YAML: ");
  }

  @Test
  void rejectsATextWhereCamelsSchemaWantsABoolean() throws IOException {
    assertRejected(
        replaced("\"{{qcc.push.reconcile-cron.enabled}}\"", "\"yes\""), "is not Camel's YAML: ");
  }

  @Test
  void rejectsAFirstRouteThatIsNotNamedLikeTheFile() throws IOException {
    assertRejected(
        replaced("id: push-work\n", "id: push-job\n"),
        "the first route's id is not the file's name: push-job");
  }

  @Test
  void rejectsARouteThatDoesNotGoByTheFilesName() throws IOException {
    assertRejected(
        replaced("id: push-work-again", "id: push-again"),
        "the id does not start with the file's name: push-again");
  }

  @Test
  void rejectsAPolicyThatIsNotNamedLikeTheFile() throws IOException {
    assertRejected(
        replaced("push-work-errors", "push-errors"),
        "the error policy is not named push-work-errors: push-errors");
  }

  @Test
  void rejectsAnInternalStartThatIsNotTheId() throws IOException {
    assertRejected(
        replaced(
            "uri: direct:push-work-import\n      steps", "uri: direct:push-import\n      steps"),
        "the id is not the name of the route's from: direct:push-import");
  }

  @Test
  void rejectsARouteWithoutDescription() throws IOException {
    assertRejected(
        replaced("description: Imports what is due", "description: ''"),
        "push-work has no description");
  }

  @Test
  void rejectsAPlaceholderThatIsNoKey() throws IOException {
    assertRejected(
        replaced("-cron}}", "-corn}}"),
        "{{qcc.push.reconcile-corn}} is not in application.properties");
  }

  @Test
  void rejectsAPlaceholderThatIsNoKeyThoughItHasADefault() throws IOException {
    assertRejected(
        replaced("-cron}}", "-corn:off}}"),
        "{{qcc.push.reconcile-corn}} is not in application.properties");
  }

  @Test
  void rejectsATargetWithoutARoute() throws IOException {
    assertRejected(
        replaced(
            "id: import\n            uri: direct:push-work-import",
            "id: import\n            uri: direct:push-shop"),
        "no route starts from direct:push-shop");
  }

  @Test
  void rejectsAWakeThatNobodyHears() throws IOException {
    assertRejected(
        replaced(
            "id: wake\n            uri: work:push_order",
            "id: wake\n            uri: work:push_ordre"),
        "no route starts from work:push_ordre");
  }

  @Test
  void rejectsATargetWithoutARouteInAVisualEditorsForm() throws IOException {
    assertRejected(
        replaced(
            "uri: direct:push-work-import\n- route",
            "uri: direct\n            parameters:\n              name: push-shop\n- route"),
        "no route starts from direct:push-shop");
  }

  @Test
  void rejectsAStatementThatIsNotThere() throws IOException {
    assertRejected(
        replaced("sql:push/finish-order", "sql:push/finish-ordre"),
        "there is no sql/push/finish-ordre.sql");
  }

  @Test
  void rejectsAClaimThatIsNotThere() throws IOException {
    assertRejected(
        replaced("claim: push/claim-order", "claim: push/claim-ordre"),
        "there is no sql/push/claim-ordre.sql");
  }

  @Test
  void rejectsInlineSql() throws IOException {
    assertRejected(
        replaced("sql:push/finish-order", "sql:delete from push_order"),
        "has SQL inline: delete from push_order");
  }

  @Test
  void rejectsABeanThatIsNotNamedLikeAClass() throws IOException {
    assertRejected(
        replaced("ref: pushThing", "ref: pushThings"),
        "no class is named like the bean pushThings");
  }

  @Test
  void rejectsABeanWithoutTheMethod() throws IOException {
    assertRejected(
        replaced("method: bury", "method: burry"), "the bean pushThing has no method \"burry\"");
  }

  @Test
  void rejectsADirectRouteThatHandlesErrorsItself() throws IOException {
    assertRejected(
        replaced("noErrorHandler", "defaultErrorHandler"),
        "a direct: route needs errorHandler: noErrorHandler: push-work-import");
  }

  @Test
  void rejectsAComputedTarget() throws IOException {
    assertRejected(
        replaced("- to:\n            id: import", "- toD:\n            id: import"),
        "has toD, which breaks signed links: use a fixed endpoint");
  }

  @Test
  void rejectsAStepWithTheIdOfAnother() throws IOException {
    assertRejected(replaced("id: finish", "id: import"), "the id is taken: import");
  }

  @Test
  void rejectsAFileInADeeperFolder() throws IOException {
    Files.delete(home.resolve(WORK_FILE));
    write("routes/push/more/push-work.camel.yaml", WORK);

    assertThat(violations()).anyMatch(each -> each.contains("lies in a deeper folder"));
  }

  @Test
  void rejectsAFileWithoutItsFoldersPrefix() throws IOException {
    Files.delete(home.resolve(WORK_FILE));
    write("routes/push/work.camel.yaml", WORK.replace("push-work", "work"));

    assertThat(violations())
        .contains("push/work.camel.yaml: the name does not start with the folder's name");
  }

  @Test
  void rejectsAPolicyBelowARoute() throws IOException {
    int policyEnd = WORK.indexOf("- route:");
    assertRejected(
        WORK.substring(policyEnd) + WORK.substring(0, policyEnd),
        "push/push-work.camel.yaml: the error policy does not stand first: push-work-errors");
  }

  @Test
  void rejectsAFileThatIsTooLongForOneStory() throws IOException {
    write(WORK_FILE, WORK + "#\n".repeat(250));

    assertThat(violations()).singleElement().asString().contains("is longer than 250 lines: ");
  }

  @Test
  void rejectsGroovy() throws IOException {
    assertRejected(
        WORK
            + """
                    - setBody:
                        expression:
                          groovy:
                            expression: "1"
            """,
        "push/push-work.camel.yaml: has Groovy");
  }

  @Test
  void rejectsALoopThatKeepsANodeFromEnding() throws IOException {
    assertRejected(
        WORK
            + """
                    - loop:
                        id: while-due
                        doWhile: true
                        expression:
                          constant:
                            expression: "true"
                        steps:
                          - to: log:push
            """,
        "push/push-work.camel.yaml: the loop while-due needs breakOnShutdown: true");
  }

  /** A file of this text is found out. */
  private void assertRejected(String text, String violation) throws IOException {
    write(WORK_FILE, text);

    assertThat(violations()).anyMatch(each -> each.contains(violation));
  }

  private static String replaced(String from, String to) {
    assertThat(WORK).contains(from);
    return WORK.replace(from, to);
  }

  private List<String> violations() throws IOException {
    return new RouteConventions(
            RouteFiles.below(home.resolve("routes")),
            Set.of("qcc.push.reconcile-cron"),
            home.resolve("resources"),
            Map.of("PushThing", PushThing.class))
        .violations();
  }

  /** The classes of the program by their simple names. */
  private static Map<String, Class<?>> classes() throws IOException {
    Path root = Path.of("src/main/java");
    Map<String, Class<?>> classes = new HashMap<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        String name = root.relativize(file).toString();
        if (name.endsWith(".java") && !name.contains("sandbox") && !name.endsWith("-info.java")) {
          String type = name.replace(".java", "").replace(File.separatorChar, '.');
          classes.put(type.replaceFirst(".*\\.", ""), Class.forName(type));
        }
      }
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
    return classes;
  }

  private void write(String name, String text) throws IOException {
    Path file = home.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
