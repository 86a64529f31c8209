package io.github.qccroutes.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.stream.Stream;
import net.lingala.zip4j.ZipFile;
import net.lingala.zip4j.exception.ZipException;
import net.lingala.zip4j.model.FileHeader;
import net.lingala.zip4j.model.enums.AesKeyStrength;
import net.lingala.zip4j.model.enums.CompressionMethod;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DownloadsTest {

  @TempDir Path directory;

  private final MovableClock clock = new MovableClock();
  private final Simulator provider = Simulator.start(clock);
  private final PushCalls push = provider.push();
  private Customer customer;

  @BeforeEach
  void open() throws Exception {
    customer = new Customer(provider, clock);
  }

  @AfterEach
  void close() {
    customer.close();
    provider.close();
  }

  @Test
  void servesAnArchiveLikeTheProviders() throws Exception {
    RiskRecord one = RiskRecord.sample(1);
    Ledger.Order order =
        push.publish(
            Publication.of(one, RiskRecord.sample(2).withScore(null))
                .totalSize(4)
                .pushDate(LocalDateTime.parse("2026-01-02T03:04:05")));

    try (ZipFile zip = fetch(order)) {
      assertThat(zip.getFileHeaders()).hasSize(1);
      FileHeader entry = zip.getFileHeader("dd_risk_corp.json");
      assertThat(entry.isEncrypted()).isTrue();
      assertThat(entry.getAesExtraDataRecord().getAesKeyStrength())
          .isEqualTo(AesKeyStrength.KEY_STRENGTH_256);
      assertThat(entry.getAesExtraDataRecord().getCompressionMethod())
          .isEqualTo(CompressionMethod.DEFLATE);
      JsonNode json = read(zip);
      assertThat(json.path("pushDate").asText()).isEqualTo("2026-01-02 03:04:05");
      assertThat(json.path("totalSize").asInt()).isEqualTo(4);
      assertThat(json.path("result")).hasSize(2);
      assertThat(new ObjectMapper().treeToValue(json.at("/result/0"), RiskRecord.class))
          .isEqualTo(one);
      assertThat(json.at("/result/1").has("score")).isTrue();
      assertThat(json.at("/result/1/score").isNull()).isTrue();
    }
    assertThat(provider.ledger().downloads())
        .containsExactly(new Ledger.Download(clock.instant(), order.orderNo(), 200, true, null));
    assertThat(order.totalSize()).isEqualTo(4);
    assertThat(order.rows()).isEqualTo(2);
  }

  @Test
  void repeatsIdsAndLeavesScoresOutWhereAsked() throws Exception {
    Ledger.Order order = push.publish(Publication.generated(0, 3).withoutScores().repeatingIds(1));

    try (ZipFile zip = fetch(order)) {
      JsonNode rows = read(zip).path("result");
      assertThat(rows).hasSize(4).allMatch(row -> row.path("score").isNull());
      assertThat(rows.at("/3/id")).isEqualTo(rows.at("/0/id"));
      assertThat(rows.at("/3/monitorContent")).isNotEqualTo(rows.at("/0/monitorContent"));
    }
  }

  @Test
  void announcesAWrongPasswordWhereAsked() throws Exception {
    Ledger.Order order = push.publish(Publication.of(RiskRecord.sample(1)).wrongPassword());

    try (ZipFile zip = fetch(order)) {
      assertThatThrownBy(() -> read(zip))
          .isInstanceOfSatisfying(
              ZipException.class,
              e -> assertThat(e.getType()).isEqualTo(ZipException.Type.WRONG_PASSWORD));
    }
    assertThat(order.readable()).isFalse();
  }

  @Test
  void servesReadyMadeArchivesAsTheyAre() throws Exception {
    byte[] hostile = {'P', 'K', 0, 1, 2};
    Path file = Files.write(directory.resolve("hostile.zip"), hostile);
    Ledger.Order bytes = push.publish(Publication.archive(hostile, "secret"));
    Ledger.Order copied = push.publish(Publication.archive(file, "secret"));

    assertThat(customer.download(link(bytes)).body()).isEqualTo(hostile);
    assertThat(customer.download(link(copied)).body()).isEqualTo(hostile);
    assertThat(where(bytes).path("unzipPassword").asText()).isEqualTo("secret");
  }

  @Test
  void writesArchivesOfAnyEntryForTestsOfReaders() throws Exception {
    ByteArrayOutputStream archive = new ByteArrayOutputStream();
    RiskArchive.write(archive, "secret", "../evil.json", out -> out.write('{'));
    Path file = Files.write(directory.resolve("evil.zip"), archive.toByteArray());

    try (ZipFile zip = new ZipFile(file.toFile(), "secret".toCharArray())) {
      assertThat(zip.getFileHeaders().get(0).getFileName()).isEqualTo("../evil.json");
    }
  }

  @Test
  void refusesALinkDecodedOnceTooOftenOrTooSeldom() throws Exception {
    String link = link(push.publish(Publication.of(RiskRecord.sample(1))));

    assertThat(link).contains("%2B", "%2F", "%3D");
    assertThat(customer.download(link.replace("%2B", "+")).statusCode()).isEqualTo(403);
    assertThat(customer.download(link.replace("%2B", "%20")).statusCode()).isEqualTo(403);
    assertThat(customer.download(link.replace("%", "%25")).statusCode()).isEqualTo(403);
    assertThat(new String(customer.download(link.replace("%2B", "+")).body()))
        .contains("SignatureDoesNotMatch");
    assertThat(customer.download(link.replace("%2F", "/").replace("%3D", "=")).statusCode())
        .isEqualTo(200);
    assertThat(customer.download(link).statusCode()).isEqualTo(200);
  }

  @Test
  void refusesAForgedLink() throws Exception {
    String link = link(push.publish(Publication.of(RiskRecord.sample(1))));
    String other = link(push.publish(Publication.of(RiskRecord.sample(2))));
    String query = link.substring(link.indexOf('?'));

    assertThat(customer.download(link.replaceFirst("Expires=1", "Expires=2")).statusCode())
        .isEqualTo(403);
    assertThat(customer.download(other.substring(0, other.indexOf('?')) + query).statusCode())
        .isEqualTo(403);
    assertThat(customer.download(link.substring(0, link.indexOf('?'))).statusCode()).isEqualTo(403);
  }

  @Test
  void refusesALinkAfter35MinutesAndGivesAFreshOne() throws Exception {
    Ledger.Order order = push.publish(Publication.of(RiskRecord.sample(1)));
    String link = link(order);

    clock.advance(Duration.ofMinutes(35).minusSeconds(1));
    assertThat(customer.download(link).statusCode()).isEqualTo(200);
    clock.advance(Duration.ofSeconds(1));
    assertThat(customer.download(link).statusCode()).isEqualTo(403);

    assertThat(link(order)).isNotEqualTo(link).isNotEqualTo(link(order));
    assertThat(customer.download(link(order)).statusCode()).isEqualTo(200);
    assertThat(provider.ledger().downloads())
        .extracting(Ledger.Download::httpStatus)
        .containsExactly(200, 403, 200);
  }

  @Test
  void endsLinksWhenATestSaysSo() throws Exception {
    push.linkLifetime(Duration.ZERO);

    String link = link(push.publish(Publication.of(RiskRecord.sample(1))));

    assertThat(customer.download(link).statusCode()).isEqualTo(403);
  }

  @Test
  void countsNoDownloadAsACallInFlight() throws Exception {
    String link = link(push.publish(Publication.generated(0, 10)));
    provider.faults().always(Faults.DOWNLOAD, Fault.dribble(Duration.ofMillis(100)));
    HttpResponse<InputStream> open =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(link)).build(),
                HttpResponse.BodyHandlers.ofInputStream());

    try (InputStream body = open.body()) {
      assertThat(body.read()).isEqualTo('P');
      assertThat(provider.ledger().inFlight()).isZero();
      assertThat(provider.ledger().downloads()).singleElement().matches(it -> !it.complete());
    }
  }

  @Test
  void streamsALargeArchive() throws Exception {
    Ledger.Order order = push.publish(Publication.generated(0, 50_000));

    try (ZipFile zip = fetch(order)) {
      assertThat(read(zip).path("result")).hasSize(50_000);
    }
    assertThat(order.records().map(RiskRecord::id).distinct()).hasSize(50_000);
  }

  @Test
  void removesItsArchivesAndNothingElse() throws Exception {
    Path given = directory.resolve("provider");
    Files.createDirectories(given);
    Files.writeString(given.resolve("mine.txt"), "mine");
    try (Simulator other = Simulator.start(0, Account.sample(), clock, given)) {
      other.push().publish(Publication.of(RiskRecord.sample(1)));
      try (Stream<Path> files = Files.list(given)) {
        assertThat(files).hasSize(2);
      }
    }

    try (Stream<Path> files = Files.list(given)) {
      assertThat(files).containsExactly(given.resolve("mine.txt"));
    }
  }

  private JsonNode where(Ledger.Order order) throws Exception {
    return customer.json(PushCalls.DOWNLOAD_URL, "orderNo", order.orderNo()).path("result");
  }

  private String link(Ledger.Order order) throws Exception {
    return where(order).path("downloadUrl").asText();
  }

  private ZipFile fetch(Ledger.Order order) throws Exception {
    JsonNode where = where(order);
    byte[] archive = customer.download(where.path("downloadUrl").asText()).body();
    Path file = Files.write(directory.resolve(order.orderNo() + ".zip"), archive);
    return new ZipFile(file.toFile(), where.path("unzipPassword").asText().toCharArray());
  }

  private static JsonNode read(ZipFile zip) throws Exception {
    try (InputStream in = zip.getInputStream(zip.getFileHeader(RiskArchive.ENTRY))) {
      return new ObjectMapper().readTree(in.readAllBytes());
    }
  }
}
