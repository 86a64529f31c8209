package io.github.qccroutes.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.qccroutes.app.EachDatabase;
import io.github.qccroutes.app.TestNode;
import io.github.qccroutes.sandbox.Company;
import io.github.qccroutes.store.Dialect;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;

/** The whole life of files of every kind, by the API alone, and those that never come to life. */
@Tag("full")
class ConsoleListsLifeTest {
  private static final String LOGIN = "13800000001";
  private static final int LINES = 60;

  private TestNode node;
  private ConsoleClient operator;

  private void start(Dialect dialect) {
    node =
        ConsoleClient.sharedNode(
            dialect,
            "qcc.console.max-upload-mb",
            "1",
            "qcc.assignments.poll-ms",
            "50",
            "qcc.partnerships.poll-ms",
            "50",
            "qcc.sync.poll-ms",
            "50");
    node.provider().quota().set("radar_id", 1000, 10, 5);
    node.provider()
        .allocation()
        .know(IntStream.range(0, LINES).mapToObj(Company::sample).toArray(Company[]::new));
    operator = ConsoleClient.of(node, Role.OPERATOR);
  }

  @AfterEach
  void giveBack() {
    node.giveBack();
  }

  @ParameterizedTest
  @EachDatabase
  void aListOfAssignmentsLives(Dialect dialect) throws Exception {
    start(dialect);
    JsonNode plan = operator.post("/files/plan?flow=assign&name=a.csv", pairs(LINES)).json();
    assertThat(plan.path("sendable").asInt()).isEqualTo(LINES);
    assertThat(plan.path("calls").asInt()).isPositive();
    assertThat(plan.path("seconds").asInt()).isEqualTo(1);
    assertThat(node.ledger().calls()).isEmpty();

    JsonNode job = carryOut("assign", "a.csv", pairs(LINES), "DONE");

    assertThat(job.path("succeeded").asInt()).isEqualTo(LINES);
    List<String> lines = new ArrayList<>();
    String path = "/jobs/" + job.path("job").asText() + "/lines?limit=25";
    JsonNode page = operator.get(path).json();
    while (true) {
      page.path("items").forEach(line -> lines.add(line.path("line").asText()));
      if (!page.has("next")) {
        break;
      }
      page = operator.get(path + "&cursor=" + page.path("next").asText()).json();
    }
    assertThat(lines).hasSize(LINES).doesNotHaveDuplicates();
    assertThat(
            operator
                .get("/jobs/" + job.path("job").asText() + "/lines?login=" + LOGIN)
                .json()
                .path("items"))
        .hasSize(50);
    assertAnswers(job, "assign");
  }

  @ParameterizedTest
  @EachDatabase
  void aListOfPartnershipsLives(Dialect dialect) throws Exception {
    start(dialect);
    String list = names(30);
    JsonNode plan = operator.post("/files/plan?flow=partnerships&name=p.txt", list).json();
    assertThat(plan.path("sendable").asInt()).isEqualTo(30);

    JsonNode job = carryOut("partnerships", "p.txt", list, "DONE");

    assertThat(job.path("job").asText()).startsWith("p");
    assertThat(job.path("calls").asInt()).isEqualTo(plan.path("calls").asInt());
    assertThat(job.path("settled").asInt()).isEqualTo(plan.path("calls").asInt());
    assertThat(items("/jobs/" + job.path("job").asText() + "/lines?limit=200")).hasSize(30);
    assertThat(items("/jobs/" + job.path("job").asText() + "/calls?limit=200"))
        .hasSize(plan.path("calls").asInt());
    assertAnswers(job, "partnerships");
  }

  @ParameterizedTest
  @EachDatabase
  void aWholeListLives(Dialect dialect) throws Exception {
    start(dialect);
    var adopted =
        operator.post(
            "/sync/adopt?scope=crm&name=before.csv&reason=" + encoded("接管"), pairs(LINES));
    assertThat(adopted.status()).as(adopted.text()).isEqualTo(204);
    assertThat(
            operator.post("/sync/adopt?name=x.csv&reason=x", "loginName,keyWord\nx,y\n").status())
        .isEqualTo(400);
    String list = pairs(20);
    JsonNode plan = operator.post("/files/plan?flow=sync&scope=crm&name=s.csv", list).json();
    assertThat(plan.path("adds").asInt()).as(plan.toString()).isZero();
    assertThat(plan.path("cancels").asInt()).isEqualTo(LINES - 20);
    assertThat(plan.path("calls").asInt()).isPositive();
    assertThat(plan.path("holds")).isNotEmpty();
    assertThat(node.sql().sql("select count(*) from sync_run where state = 'DRAFT'"))
        .satisfies(drafts -> assertThat(drafts.query(Long.class).single()).isZero());

    JsonNode held = carryOut("sync&scope=crm", "s.csv", list, "HELD");

    String run = held.path("job").asText();
    assertThat(held.path("folder").asText()).isEqualTo("sync/crm");
    assertThat(items("/sync/" + run + "/changes?limit=200")).hasSize(LINES - 20);
    assertThat(operator.post("/sync/" + run + "/reject", "{\"reason\": \"x\"}").status())
        .isEqualTo(204);
    assertThat(operator.post("/sync/" + run + "/reject", "{\"reason\": \"x\"}").status())
        .isEqualTo(409);
    JsonNode again = carryOut("sync&scope=crm", "t.csv", pairs(21), "HELD");
    assertThat(
            operator
                .post("/jobs/" + again.path("job").asText() + "/release", "{\"reason\": \"人员调整\"}")
                .status())
        .isEqualTo(204);
    JsonNode done = await(again.path("job").asText(), "DONE");
    assertThat(done.path("settled").asInt()).isEqualTo(LINES - 21);
    assertThat(done.path("succeeded").asInt()).isEqualTo(LINES - 21);
    assertThat(items("/jobs/" + done.path("job").asText() + "/calls")).isNotEmpty();
    assertAnswers(done, "sync");
    JsonNode scope = operator.get("/sync").json().at("/items/0");
    assertThat(scope.path("scope").asText()).isEqualTo("crm");
    assertThat(scope.path("lastRun").asText()).isEqualTo(done.path("job").asText());
    assertThat(scope.path("drift").asInt()).isZero();
    node.sql().sql("delete from watch_claim where line <= 3").update();
    scope = operator.get("/sync").json().at("/items/0");
    assertThat(scope.path("drift").asInt()).isEqualTo(2);
    assertThat(operator.get("/audit").json().findValuesAsText("reason")).contains("人员调整", "接管");
  }

  @ParameterizedTest
  @EachDatabase
  void jobsAreListedPageByPageOverAllKinds(Dialect dialect) throws Exception {
    start(dialect);
    carryOut("assign", "一.csv", pairs(2), "DONE");
    carryOut("partnerships", "二.txt", names(3), "DONE");
    carryOut("sync", "三.csv", pairs(1), "DONE");

    List<String> seen = new ArrayList<>();
    JsonNode page = operator.get("/jobs?limit=1").json();
    while (page.has("next")) {
      seen.add(page.at("/items/0/file").asText());
      page = operator.get("/jobs?limit=1&cursor=" + page.path("next").asText()).json();
    }
    seen.add(page.at("/items/0/file").asText());
    assertThat(seen).containsExactly("三.csv", "二.txt", "一.csv");
    assertThat(items("/jobs?kind=partnerships")).hasSize(1);
    assertThat(items("/jobs?kind=cancel")).isEmpty();
    assertThat(items("/jobs?state=DONE")).hasSize(3);
    assertThat(items("/jobs?name=" + encoded("二."))).hasSize(1);
    assertThat(items("/jobs?name=" + encoded("."))).isEmpty();
    assertThat(operator.get("/jobs/p99").status()).isEqualTo(404);
  }

  @ParameterizedTest
  @EachDatabase
  void anUploadThatBreaksOffLeavesNothing(Dialect dialect) throws Exception {
    start(dialect);
    try (Socket client = connect()) {
      send(
          client,
          "POST",
          "Authorization: " + operator.authorization(),
          100_000,
          "x".repeat(40_000));
      TestNode.eventually(() -> assertThat(node.files("tmp")).isNotEmpty());
    }

    TestNode.eventually(() -> assertThat(node.files("tmp")).isEmpty());
    assertThat(node.files("inbox")).isEmpty();
  }

  @ParameterizedTest
  @EachDatabase
  void anUploadThatStandsStillIsGivenUp(Dialect dialect) throws Exception {
    start(dialect);
    try (Socket client = connect()) {
      send(client, "POST", "Authorization: " + operator.authorization(), 100_000, "x");
      client.setSoTimeout(60_000);

      assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .doesNotContain("202");
    }
    TestNode.eventually(() -> assertThat(node.files("tmp")).isEmpty());
    assertThat(node.files("inbox")).isEmpty();
  }

  @ParameterizedTest
  @EachDatabase
  void nobodyIsToldSoBeforeTheFileIsRead(Dialect dialect) throws Exception {
    start(dialect);
    try (Socket client = connect()) {
      send(client, "POST", "Authorization: Bearer no", 900_000, "");

      InputStream answer = client.getInputStream();
      client.setSoTimeout(10_000);
      assertThat(new String(answer.readNBytes(12), StandardCharsets.UTF_8))
          .isEqualTo("HTTP/1.1 401");
    }
  }

  @ParameterizedTest
  @EachDatabase
  void aFileNeverTakesThePlaceOfAnotherOrFollowsALink(Dialect dialect) throws Exception {
    start(dialect);
    Path inbox = node.data().resolve("inbox/assign");
    Path elsewhere = Files.createTempDirectory(node.plan().folder(), "else");
    Files.createSymbolicLink(inbox.resolve("13800000009"), elsewhere);
    // A folder stays; a file of that name would be taken meanwhile.
    Path taken = Files.createDirectory(inbox.resolve("a.csv"));

    assertThat(
            operator
                .post("/files?flow=assign&name=a.csv&login=13800000009", name(1) + "\n")
                .status())
        .isEqualTo(400);
    var beside = operator.post("/files?flow=assign&name=a.csv", pairs(1));

    assertThat(elsewhere).isEmptyDirectory();
    assertThat(beside.json().path("file").asText()).isEqualTo("a-2.csv");
    assertThat(taken).isEmptyDirectory();
    awaitHash(beside.json().path("sha256").asText(), "DONE");
    assertThat(operator.post("/files?flow=assign&name=a-2.csv", pairs(1)).status()).isEqualTo(400);
    Files.delete(taken);
    assertThat(Files.deleteIfExists(inbox.resolve("13800000009"))).isTrue();
    assertThat(Files.exists(elsewhere, LinkOption.NOFOLLOW_LINKS)).isTrue();
  }

  @ParameterizedTest
  @EachDatabase
  void aFileThatIsTooLongIsRefused(Dialect dialect) throws Exception {
    start(dialect);
    var refused = operator.post("/files?flow=assign&name=a.csv", "x".repeat((1 << 20) + 1));

    assertThat(refused.status()).isEqualTo(413);
    assertThat(node.files("inbox")).isEmpty();
    assertThat(node.files("tmp")).isEmpty();
  }

  /** The files of a job are what stands in the results folder. */
  private void assertAnswers(JsonNode job, String folder) throws Exception {
    String id = job.path("job").asText();
    String file = job.path("file").asText();
    String name = file.substring(0, file.indexOf('.'));
    String number = folder.equals("partnerships") ? id.substring(1) : id;
    String csv = operator.get("/jobs/" + id + "/result.csv").text();
    assertThat(csv)
        .isEqualTo(node.text("results/" + folder + "/" + name + "-" + number + ".result.csv"));
    if (folder.equals("sync")) {
      Files.delete(node.data().resolve("results/sync/" + name + "-" + number + ".result.csv"));
      assertThat(operator.get("/jobs/" + id + "/result.csv").text()).isEqualTo(csv);
    }
    var workbook = operator.get("/jobs/" + id + "/result.xlsx");
    assertThat(workbook.status()).isEqualTo(200);
    assertThat(workbook.http().body()).startsWith('P', 'K');
    assertThat(node.files("tmp")).isEmpty();
  }

  private JsonNode carryOut(String flow, String name, String list, String state) throws Exception {
    var dropped = operator.post("/files?flow=" + flow + "&name=" + encoded(name), list);
    assertThat(dropped.status()).as(dropped.text()).isEqualTo(202);
    return awaitHash(dropped.json().path("sha256").asText(), state);
  }

  private JsonNode awaitHash(String sha256, String state) throws Exception {
    TestNode.eventually(
        () ->
            assertThat(items("/jobs?sha256=" + sha256).path(0).path("state").asText())
                .isEqualTo(state));
    return items("/jobs?sha256=" + sha256).path(0);
  }

  private JsonNode await(String job, String state) throws Exception {
    TestNode.eventually(
        () ->
            assertThat(operator.get("/jobs/" + job).json().path("state").asText())
                .isEqualTo(state));
    return operator.get("/jobs/" + job).json();
  }

  private JsonNode items(String path) throws Exception {
    var answer = operator.get(path);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.json().path("items");
  }

  private Socket connect() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), node.application().managementPort());
  }

  private static void send(Socket client, String method, String header, int announced, String body)
      throws IOException {
    client
        .getOutputStream()
        .write(
            "%s /console/api/files?flow=assign&name=a.csv HTTP/1.1\r\nHost: 127.0.0.1\r\n%s\r\nContent-Length: %d\r\n\r\n%s"
                .formatted(method, header, announced, body)
                .getBytes(StandardCharsets.UTF_8));
    client.getOutputStream().flush();
  }

  private static String pairs(int lines) {
    return "loginName,keyWord\n"
        + IntStream.range(0, lines)
            .mapToObj(n -> LOGIN + "," + name(n) + "\n")
            .collect(Collectors.joining());
  }

  private static String names(int lines) {
    return IntStream.range(0, lines).mapToObj(n -> name(n) + "\n").collect(Collectors.joining());
  }

  private static String name(int n) {
    return Company.sample(n).name();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
