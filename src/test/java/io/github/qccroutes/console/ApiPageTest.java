package io.github.qccroutes.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.qccroutes.app.EachDatabase;
import io.github.qccroutes.app.TestNode;
import io.github.qccroutes.store.Dialect;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** The examples of {@code docs/integrate/api.md} do what the page says, with curl and Python. */
@Tag("full")
class ApiPageTest {
  private static final Pattern EXAMPLE =
      Pattern.compile("```(sh|python)\\n(.*?)```", Pattern.DOTALL);

  @TempDir private Path folder;
  private final Map<String, String> variables = new HashMap<>();

  @EachDatabase
  void theExamplesOfThePageWork(Dialect dialect) throws Exception {
    TestNode node = ConsoleClient.sharedNode(dialect);
    try {
      variables.put("CONSOLE_URL", "http://127.0.0.1:" + node.application().managementPort());
      variables.put(
          "TOKEN",
          new ConsoleTokens(node.application().database()).add("erp", Role.OPERATOR).orElseThrow());
      Files.writeString(folder.resolve("customers.csv"), "company\n示例企業000001\n示例企業000002\n");
      List<String> ran = new ArrayList<>();
      for (Example example : examples()) {
        if (example.isCall()) {
          prepare(example, node);
          ran.add(example.language());
          String said = run(example);
          if (example.text().contains("/files?")) {
            variables.put("SHA256", json(said).path("sha256").asText());
          }
          if (example.text().contains("/files/plan")) {
            assertThat(json(said).path("sendable").asInt()).isEqualTo(2);
          }
          if (example.text().contains("sha256=")) {
            variables.put("JOB", json(said).path("items").path(0).path("job").asText());
          }
          if (example.text().contains("result.csv")) {
            assertThat(said).contains("示例企業000001");
          }
        }
      }
      assertThat(ran).hasSizeGreaterThan(6).contains("python");
      assertThat(node.sql().sql("select what from operator_action").query(String.class).list())
          .contains("files", "jobs-release");
    } finally {
      node.giveBack();
    }
  }

  private record Example(String language, String text) {
    boolean isCall() {
      return language.equals("python") || text.startsWith("curl ");
    }
  }

  private static List<Example> examples() throws IOException {
    return EXAMPLE
        .matcher(Files.readString(Path.of("docs/integrate/api.md")))
        .results()
        .map(found -> new Example(found.group(1), found.group(2)))
        .toList();
  }

  /** Brings about what the page takes for granted at this place. */
  private void prepare(Example example, TestNode node) throws Exception {
    ConsoleClient client = ConsoleClient.of(node, Role.OPERATOR);
    if (example.text().contains("sha256=")) {
      TestNode.eventually(
          () ->
              assertThat(client.get("/jobs?sha256=" + variables.get("SHA256")).json().path("items"))
                  .isNotEmpty());
    }
    if (example.text().contains("result.csv")) {
      TestNode.eventually(
          () ->
              assertThat(client.get("/jobs/" + variables.get("JOB")).json().path("state").asText())
                  .isEqualTo("DONE"));
    }
    if (example.text().contains("/release")) {
      // Without qcc.assignments.admin-logins every cancel is held.
      client.send(
          "POST", "/files?flow=cancel&login=13800000001&name=gone.csv", "company\n示例企業000001\n");
      TestNode.eventually(
          () -> {
            JsonNode held = client.get("/jobs?state=HELD").json().path("items");
            assertThat(held).isNotEmpty();
            variables.put("JOB", held.path(0).path("job").asText());
          });
    }
  }

  private String run(Example example) throws Exception {
    Path script = folder.resolve("example." + example.language());
    Files.writeString(script, example.text());
    String program = example.language().equals("python") ? "python3" : "bash";
    ProcessBuilder builder =
        new ProcessBuilder(program, script.toString()).directory(folder.toFile());
    builder.environment().putAll(variables);
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(example.text()).isZero();
    return said;
  }

  private static JsonNode json(String text) throws IOException {
    return new ObjectMapper().readTree(text);
  }
}
