package io.github.qccroutes.push;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.qccroutes.app.LogRecorder;
import io.github.qccroutes.app.TestNode;
import io.github.qccroutes.sandbox.Fault;
import io.github.qccroutes.sandbox.Publication;
import io.github.qccroutes.sandbox.PushCalls;
import io.github.qccroutes.store.Dialect;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import net.lingala.zip4j.io.outputstream.ZipOutputStream;
import net.lingala.zip4j.model.ZipParameters;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Archives and downloads that somebody made up, each an order of a running node: it is imported
 * with exactly the right rows, or dead for a reason that can be read, and nothing else changes.
 */
class HostilePushTest {
  private static final String PASSWORD = PushArchiveTest.PASSWORD;
  private static final String NAME = "dd_risk_corp.json";
  private static final int SALT = 30 + NAME.length() + 11;

  private static TestNode node;
  private static RawServer server;

  private final LogRecorder log = new LogRecorder();
  private final Map<String, Expected> orders = new LinkedHashMap<>();

  /**
   * What has to become of an order.
   *
   * @param rows how many, when it is imported
   * @param why part of the reason, when it is dead; empty otherwise
   */
  private record Expected(String what, int rows, String why) {}

  @BeforeAll
  static void start() throws IOException {
    server = RawServer.start();
    TestNode.Plan plan = TestNode.on(Dialect.SQLITE);
    node =
        plan.with("qcc.download-hosts", plan.provider().downloadHost() + "," + server.address())
            .with("qcc.push.max-archive-mb", "1")
            .with("qcc.push.max-inflated-mb", "8")
            .with("qcc.push.download-deadline-s", "3")
            .with("qcc.api.timeout-ms", "20000")
            .with("qcc.api.slot-lease-ms", "30000")
            .start();
  }

  @AfterAll
  static void stop() throws IOException {
    node.closeAll();
    server.close();
  }

  @AfterEach
  void mend() {
    node.provider().faults().clear();
    log.close();
  }

  @Test
  void storesNothingOfABoxThatIsNotWhole() throws Exception {
    byte[] good = sealed(records("whole", 20));
    int sealEnd = directory(good);
    imported("good", 20, good);
    for (int percent : new int[] {1, 10, 50, 90, 99}) {
      byte[] cut = sealed(records("cut-" + percent, 20));
      dead("cut at " + percent + " %", "", Arrays.copyOf(cut, cut.length * percent / 100));
    }
    for (int at : new int[] {SALT, SALT + 17, SALT + 18, SALT + 60, sealEnd - 28, sealEnd - 17}) {
      byte[] flipped = sealed(records("flip-" + at, 20));
      flipped[at] ^= 4;
      dead("bit flipped at " + at, "", flipped);
    }
    dead("two bytes", "not a ZIP", "PK".getBytes(UTF_8));
    dead("another password", "password", sealed(records("password", 5)), "another-password");
    byte[] followed = sealed(records("followed", 4));
    dead("garbage behind 70 KB", "", Arrays.copyOf(followed, followed.length + 70_000));
    imported("garbage behind", 4, Arrays.copyOf(followed, followed.length + 100));
    settle();
  }

  @Test
  void takesOnlyTheEncryptionOfTheContract() throws Exception {
    imported("stored, not deflated", 3, fixture("aes256-store.zip"), "fixture-Pass1");
    for (String weak : List.of("aes128.zip", "zipcrypto.zip", "plain.zip")) {
      dead(weak, NAME + " is ", fixture(weak), "fixture-Pass1");
    }
    settle();
  }

  @Test
  void readsNoEntryButItsOwn() throws Exception {
    for (String name :
        List.of(
            "../../" + NAME,
            "/" + NAME,
            "..\\" + NAME,
            "C:\\" + NAME,
            "x/" + NAME,
            NAME.toUpperCase(java.util.Locale.ROOT))) {
      dead("an entry " + name, "no " + NAME, zip(records("slip", 2), name));
    }
    imported("a slip beside", 2, zip(records("beside", 2), "../../evil.txt", NAME, "/etc/evil"));
    dead("the entry twice", "more than once", zip(records("twice", 2), NAME, "x", NAME));
    dead(
        "10,001 entries",
        "more than 1000 entries",
        zip(new byte[0], IntStream.range(0, 10_001).mapToObj(n -> "e" + n).toArray(String[]::new)));
    byte[] overlapping = zip(records("overlap", 3), "a", NAME);
    ByteBuffer bytes = ByteBuffer.wrap(overlapping).order(ByteOrder.LITTLE_ENDIAN);
    int first = directory(overlapping);
    int second = first + 46 + 1 + bytes.getShort(first + 30);
    bytes.putInt(first + 42, bytes.getInt(second + 42));
    imported("an entry that overlaps ours", 3, overlapping);
    byte[] swapped = zip(records("swapped", 3), "a", NAME);
    ByteBuffer wrong = ByteBuffer.wrap(swapped).order(ByteOrder.LITTLE_ENDIAN);
    int ours = directory(swapped) + 46 + 1 + wrong.getShort(directory(swapped) + 30);
    wrong.putInt(ours + 42, 0);
    dead("ours laid over another", "damaged", swapped);
    settle();
    assertThat(node.data().resolve("tmp")).isEmptyDirectory();
  }

  @Test
  void inflatesNoBomb() throws Exception {
    dead(
        "blanks a thousandfold",
        "qcc.push.max-inflated-mb",
        sealed(("{\"result\":[" + " ".repeat(60_000_000) + "]}").getBytes(UTF_8)));
    dead(
        "behind the records",
        "qcc.push.max-inflated-mb",
        sealed(
            ("{\"result\":[{\"id\":\"bomb\"}],\"x\":[" + "1,".repeat(9_000_000) + "1]}")
                .getBytes(UTF_8)));
    settle();
  }

  @Test
  void readsOnlySoundJson() throws Exception {
    json("depth of 100,000", "nested too deeply", "{\"x\":" + "[".repeat(100_000));
    json("depth in a record", "nested too deeply", record("\"x\":" + "{\"a\":".repeat(100_000)));
    json("a text of 2 MB", "too long", record("\"corpName\":\"" + "x".repeat(2_000_000) + "\""));
    json("a number as long", "too long", record("\"score\":" + "1".repeat(2_000_000)));
    imported(
        "an object for a text",
        1,
        sealed("{\"result\":[{\"id\":\"text\",\"corpName\":{\"a\":1}}]}".getBytes(UTF_8)));
    json("a list for an id", "\"id\"", "{\"result\":[{\"id\":[1]}]}");
    json("a text for the list", "no \"result\"", "{\"result\":\"[]\"}");
    imported(
        "a fraction", 1, sealed("{\"result\":[{\"id\":\"part\",\"score\":1.5}]}".getBytes(UTF_8)));
    json("no id", "no \"id\"", "{\"result\":[{\"id\":\"\"}]}");
    json("cut off", "not valid JSON", "{\"result\":[{\"id\":\"cut\"},{\"id\":");
    json("not UTF-8", "not valid UTF-8", new String(new byte[] {(byte) 0xff}, ISO_8859_1), true);
    imported(
        "an id twice",
        1,
        sealed("{\"result\":[{\"id\":\"first\",\"id\":\"last\"}]}".getBytes(UTF_8)));
    imported(
        "a push date twice",
        1,
        sealed(
            "{\"pushDate\":\"2021-01-01\",\"pushDate\":\"2022-01-01\",\"result\":[{\"id\":\"dated\"}]}"
                .getBytes(UTF_8)));
    imported(
        "half a surrogate and a NUL",
        1,
        sealed(
            "{\"result\":[{\"id\":\"odd\",\"corpName\":\"\\ud800a\\udc00b\\u0000\"}]}"
                .getBytes(UTF_8)));
    settle();
    assertThat(risk("last")).isNotEmpty();
    assertThat(risk("first")).isEmpty();
    assertThat(risk("dated")).first().asString().contains("2022-01-01");
    assertThat(risk("odd")).first().asString().contains("\uFFFDa\uFFFDb\uFFFD");
  }

  @Test
  void getsOverADownloadThatIsNotWhatItAnnounces() throws Exception {
    byte[] good = sealed(records("announced", 2));
    String ok = "HTTP/1.1 200 OK\r\nContent-Length: ";
    Map<String, RawServer.Answer> broken = new LinkedHashMap<>();
    broken.put("shorter", (socket, out) -> write(out, ok + (good.length + 1) + "\r\n\r\n", good));
    broken.put("1 TB", (socket, out) -> write(out, ok + (1L << 40) + "\r\n\r\n", good));
    broken.put(
        "reset",
        (socket, out) -> {
          write(out, ok + good.length + "\r\n\r\n", Arrays.copyOf(good, good.length / 2));
          socket.setSoLinger(true, 0);
        });
    broken.put("no HTTP", (socket, out) -> write(out, "220 ftp ready\r\n", new byte[0]));
    broken.put(
        "a length that is none", (socket, out) -> write(out, ok + "-5\r\n\r\n", new byte[0]));
    broken.put("nothing", (socket, out) -> {});
    broken.put(
        "a chunk that never ends",
        (socket, out) ->
            write(out, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7fffffff\r\n", good));
    for (Map.Entry<String, RawServer.Answer> each : broken.entrySet()) {
      String orderNo = downloaded(each.getValue());
      TestNode.eventually(
          () ->
              assertThat(node.order(orderNo).get("last_error"))
                  .as(each.getKey())
                  .asString()
                  .contains("the download broke off"));
      node.provider().faults().clear();
      assertThat(node.awaitState(orderNo, "IMPORTED"))
          .as(each.getKey())
          .containsEntry("attempts", 0);
    }
    String longer =
        downloaded((socket, out) -> write(out, ok + good.length + "\r\n\r\n", twice(good)));
    node.awaitState(longer, "IMPORTED");
    assertThat(node.risks(longer)).hasSize(2);
  }

  @Test
  void readsNoHeadThatHasNoEnd() {
    for (RawServer.Answer answer :
        List.<RawServer.Answer>of(
            (socket, out) -> {
              write(out, "HTTP/1.1 200 OK\r\nX: ", new byte[0]);
              while (true) {
                out.write("x".repeat(4096).getBytes(UTF_8));
              }
            },
            (socket, out) -> {
              write(out, "HTTP/1.1 200 OK\r\n", new byte[0]);
              while (true) {
                out.write("X: x\r\n".repeat(100).getBytes(UTF_8));
              }
            })) {
      String orderNo = downloaded(answer);

      TestNode.eventually(
          () ->
              assertThat(node.order(orderNo).get("last_error"))
                  .asString()
                  .contains("the download broke off: MessageConstraintException", "exceeded"));
      node.provider().faults().clear();
      node.awaitState(orderNo, "IMPORTED");
    }
  }

  @Test
  void refusesADownloadThatHasNoEnd() throws Exception {
    byte[] bomb = gzip(50_000_000);
    for (RawServer.Answer answer :
        List.<RawServer.Answer>of(
            (socket, out) -> {
              write(out, "HTTP/1.1 200 OK\r\n\r\n", new byte[0]);
              while (true) {
                out.write(new byte[65_536]);
              }
            },
            (socket, out) ->
                write(
                    out,
                    "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: "
                        + bomb.length
                        + "\r\n\r\n",
                    bomb))) {
      String orderNo = downloaded(answer);

      assertThat(node.awaitState(orderNo, "DEAD").get("last_error"))
          .asString()
          .contains("qcc.push.max-archive-mb");
    }
    TestNode.eventually(() -> assertThat(node.temporaryFiles()).isEmpty());
  }

  private void imported(String what, int rows, byte[] archive) {
    imported(what, rows, archive, PASSWORD);
  }

  private void imported(String what, int rows, byte[] archive, String password) {
    publish(new Expected(what, rows, ""), archive, password);
  }

  private void dead(String what, String why, byte[] archive) {
    dead(what, why, archive, PASSWORD);
  }

  private void dead(String what, String why, byte[] archive, String password) {
    publish(new Expected(what, -1, why), archive, password);
  }

  private void json(String what, String why, String json) throws IOException {
    dead(what, why, sealed(json.getBytes(UTF_8)));
  }

  private void json(String what, String why, String json, boolean latin) throws IOException {
    dead(what, why, sealed(json.getBytes(latin ? ISO_8859_1 : UTF_8)));
  }

  private void publish(Expected expected, byte[] archive, String password) {
    String orderNo =
        node.provider().push().publish(Publication.archive(archive, password).missed()).orderNo();
    orders.put(orderNo, expected);
  }

  /** Has all of them called back, and looks at what became of each. */
  private void settle() {
    long before = node.count("customer_risk");
    orders.keySet().forEach(orderNo -> node.send(node.callbackOf(orderNo)));
    await()
        .atMost(Duration.ofMinutes(3))
        .untilAsserted(
            () ->
                assertThat(orders.keySet())
                    .allMatch(
                        orderNo -> List.of("DEAD", "IMPORTED").contains(node.state(orderNo))));
    SoftAssertions softly = new SoftAssertions();
    int rows = 0;
    for (Map.Entry<String, Expected> each : orders.entrySet()) {
      Expected expected = each.getValue();
      Map<String, Object> order = node.order(each.getKey());
      if (expected.rows < 0) {
        softly.assertThat(order).as(expected.what).containsEntry("state", "DEAD");
        softly
            .assertThat(String.valueOf(order.get("last_error")))
            .as(expected.what)
            .contains(expected.why)
            .doesNotContain("Exception", PASSWORD, "\n", "unexpected")
            .hasSizeBetween(10, 300);
      } else {
        softly.assertThat(order).as(expected.what).containsEntry("state", "IMPORTED");
        rows += expected.rows;
      }
      softly
          .assertThat(node.risks(each.getKey()))
          .as(expected.what)
          .hasSize(Math.max(0, expected.rows));
    }
    softly.assertThat(node.count("customer_risk")).isEqualTo(before + rows);
    softly.assertThat(log.all()).noneMatch(line -> line.contains("\tat "));
    softly.assertAll();
    TestNode.eventually(() -> assertThat(node.temporaryFiles()).isEmpty());
  }

  private static String downloaded(RawServer.Answer answer) {
    server.answer(answer);
    ObjectNode envelope = new ObjectMapper().createObjectNode().put("status", "200");
    envelope
        .putObject("result")
        .put("downloadUrl", "http://" + server.address() + "/push.zip")
        .put("unzipPassword", PASSWORD);
    node.provider()
        .faults()
        .always(
            PushCalls.DOWNLOAD_URL, Fault.httpStatus(200, "application/json", envelope.toString()));
    return node.pushListed(Publication.generated(900, 1).missed());
  }

  private static List<Map<String, Object>> risk(String id) {
    return node.sql()
        .sql("select * from customer_risk where id = ?")
        .param(id)
        .query()
        .listOfRows();
  }

  private static String record(String field) {
    return "{\"result\":[{\"id\":\"hostile\"," + field + "}]}";
  }

  private static byte[] records(String id, int count) {
    List<String> all = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      all.add("{\"id\":\"" + id + "-" + n + "\",\"corpName\":\"" + "x".repeat(n) + "\"}");
    }
    return ("{\"result\":[" + String.join(",", all) + "]}").getBytes(UTF_8);
  }

  private static byte[] sealed(byte[] json) throws IOException {
    return zip(json, NAME);
  }

  private static byte[] zip(byte[] content, String... names) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes, PASSWORD.toCharArray())) {
      for (String name : names) {
        ZipParameters entry = PushArchiveTest.aes256(name);
        entry.setEncryptFiles(names.length < 100);
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
      }
    }
    return bytes.toByteArray();
  }

  /** Where the directory of the entries starts. */
  private static int directory(byte[] zip) {
    return ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN).getInt(zip.length - 6);
  }

  private static byte[] fixture(String name) throws IOException {
    try (var in =
        Objects.requireNonNull(HostilePushTest.class.getResourceAsStream("/push/" + name))) {
      return in.readAllBytes();
    }
  }

  private static byte[] gzip(int zeros) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(new byte[zeros]);
    }
    return bytes.toByteArray();
  }

  private static byte[] twice(byte[] bytes) {
    byte[] both = Arrays.copyOf(bytes, bytes.length * 2);
    System.arraycopy(bytes, 0, both, bytes.length, bytes.length);
    return both;
  }

  private static void write(OutputStream out, String head, byte[] body) throws IOException {
    out.write(head.getBytes(ISO_8859_1));
    out.write(body);
    out.flush();
  }
}
