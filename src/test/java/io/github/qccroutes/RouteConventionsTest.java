package io.github.qccroutes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.qccroutes.RouteFiles.RouteFile;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The project's route files keep the conventions, and a file that does not is found out. */
class RouteConventionsTest {

  private static final String WORK =
      """
      - route:
          id: push-work
          description: Imports what is due
          autoStartup: "{{qcc.push.reconcile-cron.enabled}}"
          from:
            uri: quartz:push/work
            parameters:
              cron: "{{qcc.push.reconcile-cron}}"
            steps:
              - to:
                  id: claim
                  uri: sql:classpath:sql/push/{{qcc.db.dialect}}/claim-order.sql
              - to:
                  id: import
                  uri: direct:push-import
      """;

  private static final String IMPORT =
      """
      - route:
          id: push-import
          description: Imports one order
          errorHandler:
            noErrorHandler: {}
          from:
            uri: direct:push-import
            steps:
              - to:
                  id: finish
                  uri: sql
                  parameters:
                    query: classpath:sql/push/finish-order.sql
      """;

  private static final String ERRORS =
      """
      - routeConfiguration:
          id: push-errors
          description: What becomes of an order that fails
          onException:
            - onException:
                exception:
                  - java.io.IOException
                steps:
                  - to:
                      uri: direct:push-import
      """;

  @TempDir private Path home;

  @BeforeEach
  void writeGoodSamples() throws IOException {
    write("routes/push/push-work.camel.yaml", WORK);
    write("routes/push/push-import.camel.yaml", IMPORT);
    write("routes/push/push-errors.camel.yaml", ERRORS);
    write("resources/sql/push/postgresql/claim-order.sql", "select 1");
    write("resources/sql/push/sqlite/claim-order.sql", "select 1");
    write("resources/sql/push/finish-order.sql", "select 1");
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
            files, properties.stringPropertyNames(), Path.of("src", "main", "resources"));

    assertThat(files).isNotEmpty();
    assertThat(conventions.violations()).isEmpty();
  }

  @Test
  void acceptsRoutesThatKeepTheConventions() throws IOException {
    assertThat(violations()).isEmpty();
  }

  @Test
  void rejectsAFileThatIsNotYaml() throws IOException {
    write("routes/push/push-work.camel.yaml", WORK.replace("id: push-work", "id: [push-work"));

    assertThat(violations())
        .singleElement()
        .asString()
        .startsWith("push/push-work.camel.yaml: is not YAML: ");
  }

  @Test
  void rejectsTwoRoutesInOneFile() throws IOException {
    write("routes/push/push-work.camel.yaml", WORK + IMPORT.replace("push-import", "push-more"));

    assertThat(violations())
        .containsExactly(
            "push/push-work.camel.yaml: has to be one route or one routeConfiguration");
  }

  @Test
  void rejectsAFileWithSomethingElseThanARoute() throws IOException {
    write("routes/push/push-work.camel.yaml", "- beans: []\n");

    assertThat(violations())
        .containsExactly(
            "push/push-work.camel.yaml: has to be one route or one routeConfiguration");
  }

  @Test
  void rejectsAPropertyThatCamelsSchemaDoesNotKnow() throws IOException {
    write("routes/push/push-work.camel.yaml", WORK.replace("description:", "describtion:"));

    assertThat(violations())
        .hasSize(2)
        .anyMatch(each -> each.matches(".*push-work.* is not Camel's YAML: .*describtion.*"));
  }

  @Test
  void rejectsATextWhereCamelsSchemaWantsABoolean() throws IOException {
    write(
        "routes/push/push-work.camel.yaml",
        WORK.replace("\"{{qcc.push.reconcile-cron.enabled}}\"", "\"yes\""));

    assertThat(violations())
        .singleElement()
        .asString()
        .contains("is not Camel's YAML: ", "autoStartup");
  }

  @Test
  void rejectsAnIdThatIsNotTheFilesName() throws IOException {
    write("routes/push/push-work.camel.yaml", WORK.replace("id: push-work", "id: push-job"));

    assertThat(violations())
        .containsExactly("push/push-work.camel.yaml: the id is not the file's name: push-job");
  }

  @Test
  void rejectsAnIdWithoutItsFoldersPrefix() throws IOException {
    Files.delete(home.resolve("routes/push/push-work.camel.yaml"));
    write("routes/push/work.camel.yaml", WORK.replace("id: push-work", "id: work"));

    assertThat(violations())
        .containsExactly(
            "push/work.camel.yaml: the id does not start with the folder's name: work");
  }

  @Test
  void rejectsAFileInADeeperFolder() throws IOException {
    Files.delete(home.resolve("routes/push/push-work.camel.yaml"));
    write("routes/push/more/push-work.camel.yaml", WORK);

    assertThat(violations())
        .containsExactly(
            "push/more/push-work.camel.yaml: the id is not the file's name: push-work");
  }

  @Test
  void rejectsAnInternalStartThatIsNotTheId() throws IOException {
    write(
        "routes/push/push-work.camel.yaml",
        WORK.replaceFirst("(?s)uri: quartz:push/work.*steps:", "uri: seda:push\n      steps:"));

    assertThat(violations())
        .containsExactly(
            "push/push-work.camel.yaml: the id is not the name of the route's from: seda:push");
  }

  @Test
  void rejectsARouteWithoutDescription() throws IOException {
    write(
        "routes/push/push-work.camel.yaml",
        WORK.replace("description: Imports what is due", "description: ''"));

    assertThat(violations()).containsExactly("push/push-work.camel.yaml: has no description");
  }

  @Test
  void rejectsAPlaceholderThatIsNoKey() throws IOException {
    write("routes/push/push-work.camel.yaml", WORK.replace("-cron}}", "-corn}}"));

    assertThat(violations())
        .containsExactly(
            "push/push-work.camel.yaml: "
                + "{{qcc.push.reconcile-corn}} is not in application.properties");
  }

  @Test
  void rejectsAPlaceholderThatIsNoKeyThoughItHasADefault() throws IOException {
    write("routes/push/push-work.camel.yaml", WORK.replace("-cron}}", "-corn:off}}"));

    assertThat(violations())
        .containsExactly(
            "push/push-work.camel.yaml: "
                + "{{qcc.push.reconcile-corn}} is not in application.properties");
  }

  @Test
  void rejectsATargetWithoutARoute() throws IOException {
    write("routes/push/push-work.camel.yaml", WORK.replace("direct:push", "seda:push"));

    assertThat(violations())
        .containsExactly("push/push-work.camel.yaml: no route starts from seda:push-import");
  }

  @Test
  void rejectsATargetWithoutARouteInAVisualEditorsForm() throws IOException {
    write(
        "routes/push/push-errors.camel.yaml",
        ERRORS.replaceFirst(
            "to:\\s+uri: direct:push-import",
            "to: {uri: direct, parameters: {name: push-importer}}"));

    assertThat(violations())
        .containsExactly("push/push-errors.camel.yaml: no route starts from direct:push-importer");
  }

  @Test
  void rejectsAStatementThatOneDatabaseLacks() throws IOException {
    Files.delete(home.resolve("resources/sql/push/sqlite/claim-order.sql"));

    assertThat(violations())
        .containsExactly("push/push-work.camel.yaml: there is no sql/push/sqlite/claim-order.sql");
  }

  @Test
  void rejectsInlineSql() throws IOException {
    write(
        "routes/push/push-work.camel.yaml",
        WORK.replaceFirst("sql:classpath:.*", "sql:delete from push_order"));

    assertThat(violations())
        .containsExactly("push/push-work.camel.yaml: has SQL inline: delete from push_order");
  }

  @Test
  void rejectsInlineSqlInAVisualEditorsForm() throws IOException {
    write(
        "routes/push/push-import.camel.yaml",
        IMPORT.replaceFirst("query: classpath:.*", "query: delete from push_order"));

    assertThat(violations())
        .containsExactly("push/push-import.camel.yaml: has SQL inline: delete from push_order");
  }

  @Test
  void rejectsADirectRouteThatHandlesErrorsItself() throws IOException {
    write(
        "routes/push/push-import.camel.yaml",
        IMPORT.replace("noErrorHandler", "defaultErrorHandler"));

    assertThat(violations())
        .containsExactly(
            "push/push-import.camel.yaml: a direct: route needs errorHandler: noErrorHandler");
  }

  @Test
  void rejectsAComputedTarget() throws IOException {
    write("routes/push/push-work.camel.yaml", WORK.replaceFirst("- to:", "- toD:"));

    assertThat(violations())
        .containsExactly(
            "push/push-work.camel.yaml: "
                + "has toD, which breaks signed links: use a fixed endpoint");
  }

  @Test
  void rejectsGroovy() throws IOException {
    write(
        "routes/push/push-import.camel.yaml",
        IMPORT
            + """
                    - setBody:
                        expression:
                          groovy:
                            expression: "1"
            """);

    assertThat(violations()).containsExactly("push/push-import.camel.yaml: has Groovy");
  }

  @Test
  void rejectsALoopThatKeepsANodeFromEnding() throws IOException {
    write(
        "routes/push/push-import.camel.yaml",
        IMPORT
            + """
                    - loop:
                        id: while-due
                        doWhile: true
                        expression:
                          constant:
                            expression: "true"
                        steps:
                          - to: log:push
            """);

    assertThat(violations())
        .containsExactly(
            "push/push-import.camel.yaml: the loop while-due needs breakOnShutdown: true");
  }

  @Test
  void rejectsAStepWithTheIdOfAnotherRoutesStep() throws IOException {
    write("routes/push/push-work.camel.yaml", WORK.replace("id: claim", "id: finish"));

    assertThat(violations()).containsExactly("push/push-work.camel.yaml: the id is taken: finish");
  }

  @Test
  void rejectsAStepWithTheIdOfAnotherRoute() throws IOException {
    write("routes/push/push-work.camel.yaml", WORK.replace("id: import", "id: push-import"));

    assertThat(violations())
        .containsExactly("push/push-work.camel.yaml: the id is taken: push-import");
  }

  private List<String> violations() throws IOException {
    return new RouteConventions(
            RouteFiles.below(home.resolve("routes")),
            Set.of("qcc.push.reconcile-cron"),
            home.resolve("resources"))
        .violations();
  }

  private void write(String name, String text) throws IOException {
    Path file = home.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
