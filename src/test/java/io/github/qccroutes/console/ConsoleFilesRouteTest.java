package io.github.qccroutes.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.qccroutes.app.TestNode;
import io.github.qccroutes.sandbox.Company;
import io.github.qccroutes.store.Dialect;
import io.github.qccroutes.tables.DropFile;
import io.github.qccroutes.tables.DropFileReader;
import io.github.qccroutes.tables.DropRow;
import io.github.qccroutes.tables.Layout;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Files that are handed over, and the jobs they become. */
class ConsoleFilesRouteTest {
  private static final String LOGIN = "13800000001";

  private TestNode node;
  private ConsoleClient operator;

  @BeforeEach
  void start() {
    node = ConsoleClient.sharedNode(Dialect.SQLITE);
    node.provider().quota().set("radar_id", 1000, 10, 5);
    node.provider()
        .allocation()
        .know(IntStream.range(0, 20).mapToObj(Company::sample).toArray(Company[]::new));
    operator = ConsoleClient.of(node, Role.OPERATOR);
  }

  @AfterEach
  void giveBack() {
    node.giveBack();
  }

  @Test
  void aListIsLookedAtHandedOverCarriedOutAndAnswered() throws Exception {
    String list = csv(LOGIN + "," + name(0), LOGIN + "," + name(0), LOGIN + "0," + name(1));

    JsonNode plan = operator.post("/files/plan?flow=assign&name=a.csv", list).json();

    assertThat(plan.path("lines").asInt()).as(plan.toString()).isEqualTo(3);
    assertThat(plan.path("sendable").asInt()).isEqualTo(1);
    assertThat(plan.path("duplicate").asInt()).isEqualTo(1);
    assertThat(plan.path("calls").asInt()).isEqualTo(1);
    assertThat(plan.at("/faults/0/cell").asText()).isEqualTo("A4");
    assertThat(plan.at("/preview/1/state").asText()).isEqualTo("DUPLICATE");
    assertNothingIsKept();

    var dropped = operator.post("/files?flow=assign&name=a.csv", list);

    assertThat(dropped.status()).as(dropped.text()).isEqualTo(202);
    assertThat(dropped.json().path("folder").asText()).isEqualTo("assign");
    JsonNode job = awaitJob(dropped.json().path("sha256").asText(), "DONE");
    assertThat(job.path("kind").asText()).isEqualTo("assign");
    assertThat(job.path("lines").asInt()).isEqualTo(3);
    assertThat(job.path("settled").asInt()).isEqualTo(3);
    assertThat(job.path("succeeded").asInt()).isEqualTo(1);
    assertThat(job.path("failed").asInt()).isEqualTo(1);
    String id = job.path("job").asText();
    assertThat(operator.get("/jobs/" + id).json()).isEqualTo(job);
    assertThat(
            operator.get("/jobs/" + id + "/lines?company=" + encoded(name(0))).json().at("/items"))
        .hasSize(1);
    assertThat(operator.get("/jobs/" + id + "/lines?state=INVALID&limit=1").json().at("/items"))
        .hasSize(1);
    assertThat(operator.get("/jobs/" + id + "/calls").json().at("/items/0/state").asText())
        .isEqualTo("DONE");
    var result = operator.get("/jobs/" + id + "/result.csv");
    assertThat(result.header("Content-Disposition")).contains("job-" + id + ".result.csv");
    assertThat(result.text()).isEqualTo(node.text("results/assign/a-" + id + ".result.csv"));
    assertThat(firstLine(operator.get("/jobs/" + id + "/result.xlsx")).keyWord())
        .isEqualTo(name(0));
    assertThat(operator.get("/jobs/" + id + "/retry.csv").status()).isEqualTo(404);
    assertNothingIsKept();
  }

  @Test
  void aHeldJobIsReleasedWithAReason() throws Exception {
    String sha256 =
        operator
            .post("/files?flow=cancel&name=c.csv&login=" + LOGIN, name(2) + "\n")
            .json()
            .path("sha256")
            .asText();
    JsonNode held = awaitJob(sha256, "HELD");
    String id = held.path("job").asText();
    assertThat(held.path("folder").asText()).isEqualTo("cancel/" + LOGIN);
    assertThat(held.path("heldCheck").asText()).isEqualTo("ADMIN_LOGINS");

    String path = "/jobs/" + id + "/release";
    assertThat(ConsoleClient.of(node, Role.VIEWER).post(path, "{\"reason\": \"x\"}").status())
        .isEqualTo(403);
    assertThat(operator.post(path, "{}").status()).isEqualTo(400);
    assertThat(operator.post(path, "{\"reason\": \"王芳已确认\"}").status()).isEqualTo(204);

    awaitJob(sha256, "DONE");
    assertThat(operator.post(path, "{\"reason\": \"again\"}").status()).isEqualTo(409);
    JsonNode audit = operator.get("/audit?what=jobs-release").json().at("/items");
    assertThat(audit.findValuesAsText("reason")).contains("王芳已确认");
    assertThat(audit.findValuesAsText("subject")).contains(id);
  }

  @Test
  void aNameThatNoFileCanHaveIsRefused() throws Exception {
    String list = csv(LOGIN + "," + name(3));
    for (String name :
        List.of(
            "../a.csv",
            "..",
            "x/a.csv",
            "x\\a.csv",
            "a\n.csv",
            ".a.csv",
            "~$a.xlsx",
            "a.exe",
            "a.csv.part",
            "名".repeat(68) + ".csv")) {
      for (String path : List.of("/files", "/files/plan")) {
        var refused = operator.post(path + "?flow=assign&name=" + encoded(name), list);
        assertThat(refused.status()).as(name + refused.text()).isEqualTo(400);
        assertThat(refused.json().path("titleZh").asText()).isNotBlank();
      }
    }
    assertThat(operator.post("/files?flow=assign&name=a%00.csv", list).status()).isEqualTo(400);
    for (String login : List.of("..", "../x", "x", ".13800000001")) {
      assertThat(
              operator.post("/files?flow=assign&name=a.csv&login=" + encoded(login), list).status())
          .as(login)
          .isEqualTo(400);
    }
    assertThat(operator.post("/files?flow=sync&name=a.csv&login=" + LOGIN, list).status())
        .isEqualTo(400);
    assertThat(node.files("inbox")).isEmpty();
    assertNothingIsKept();
  }

  private JsonNode awaitJob(String sha256, String state) throws Exception {
    TestNode.eventually(() -> assertThat(job(sha256).path("state").asText()).isEqualTo(state));
    return job(sha256);
  }

  private JsonNode job(String sha256) throws Exception {
    return operator.get("/jobs?sha256=" + sha256).json().at("/items/0");
  }

  private void assertNothingIsKept() {
    assertThat(node.files("tmp")).isEmpty();
  }

  /** The first line of a workbook, as one that is dropped is read. */
  private DropRow firstLine(ConsoleClient.Answer workbook) throws Exception {
    Path file = Files.write(node.plan().folder().resolve("result.xlsx"), workbook.http().body());
    try (DropFile rows =
        new DropFileReader(node.plan().folder())
            .open(file, new Layout.Pairs(Pattern.compile("1\\d{10}")))) {
      return rows.next();
    }
  }

  private static String csv(String... lines) {
    return "loginName,keyWord\n" + String.join("\n", lines) + "\n";
  }

  private static String name(int n) {
    return Company.sample(n).name();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
