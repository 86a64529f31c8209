package io.github.qccroutes.sandbox;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The file host: signed links that expire, and what they lead to. Its signatures always hold a
 * plus, a slash and an equals sign, so that a client which decodes a link once too often or too
 * seldom gets nowhere.
 */
final class Downloads implements HttpHandler {

  /** The access key id in the documents' own examples. */
  static final String ACCESS_KEY_ID = "LTAIvmt6mWz2ZQqu";

  /** A signed link and the time when it ends. */
  record Link(String url, Instant expires) {
    @Override
    public String toString() {
      return "Link[***]";
    }
  }

  private final String host;
  private final Clock clock;
  private final Ledger ledger;
  private final Faults faults;
  private final SecureRandom random = new SecureRandom();
  private final SecretKeySpec signingKey = new SecretKeySpec(randomBytes(20), "HmacSHA1");
  private final Map<String, Target> targets = new ConcurrentHashMap<>();

  private record Target(String orderNo, Path file) {}

  Downloads(String host, Clock clock, Ledger ledger, Faults faults) {
    this.host = host;
    this.clock = clock;
    this.ledger = ledger;
    this.faults = faults;
  }

  /**
   * A fresh link to a file.
   *
   * @param folder of the host, such as {@code /DdMonitor}; a random name follows
   * @param ending what follows that, encoded, such as {@code .zip}
   */
  Link link(String folder, String ending, String orderNo, Path file, Duration lifetime) {
    Instant expires = Instant.ofEpochSecond(clock.instant().plus(lifetime).getEpochSecond());
    String path;
    String signature;
    do {
      path = folder + "/" + HexFormat.of().formatHex(randomBytes(20)) + ending;
      signature = sign(path, expires.getEpochSecond());
    } while (signature.indexOf('+') < 0 || signature.indexOf('/') < 0);
    targets.put(path, new Target(orderNo, file));
    String encoded = URLEncoder.encode(signature, StandardCharsets.UTF_8);
    ledger.secret(signature);
    ledger.secret(encoded);
    ledger.secret(URLEncoder.encode(encoded, StandardCharsets.UTF_8));
    return new Link(
        "http://%s%s?Expires=%d&OSSAccessKeyId=%s&Signature=%s"
            .formatted(host, path, expires.getEpochSecond(), ACCESS_KEY_ID, encoded),
        expires);
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    Ledger.OpenDownload download = ledger.downloading(clock.instant());
    try (exchange) {
      Fault fault = faults.take(Faults.DOWNLOAD, ApiCalls.requestLineBytes(exchange));
      download.struckBy(fault);
      Fault.answer(
          exchange, fault, () -> find(exchange, download), download::answering, download::ended);
    }
  }

  private Answer find(HttpExchange exchange, Ledger.OpenDownload download) {
    if (!exchange.getRequestMethod().equals("GET")) {
      return error(405, "MethodNotAllowed", "The specified method is not allowed.");
    }
    String path = exchange.getRequestURI().getRawPath();
    Parameters parameters = Parameters.of(exchange.getRequestURI().getRawQuery());
    long expires;
    try {
      expires = Long.parseLong(parameters.get("Expires"));
    } catch (NumberFormatException e) {
      return error(403, "AccessDenied", "Invalid date.");
    }
    if (clock.instant().getEpochSecond() >= expires) {
      return error(403, "AccessDenied", "Request has expired.");
    }
    if (!parameters.get("OSSAccessKeyId").equals(ACCESS_KEY_ID)) {
      return error(403, "InvalidAccessKeyId", "The OSS Access Key Id does not exist.");
    }
    if (!parameters.get("Signature").equals(sign(path, expires))) {
      return error(403, "SignatureDoesNotMatch", "The request signature does not match.");
    }
    Target target = targets.get(path);
    if (target == null) {
      return error(404, "NoSuchKey", "The specified key does not exist.");
    }
    download.of(target.orderNo);
    return Answer.file(target.file);
  }

  private static Answer error(int httpStatus, String code, String message) {
    return Answer.text(
        httpStatus,
        "application/xml",
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <Error><Code>%s</Code><Message>%s</Message></Error>
        """
            .formatted(code, message));
  }

  private String sign(String path, long expires) {
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(signingKey);
      String text = "GET\n\n\n" + expires + "\n" + path;
      return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK has HmacSHA1", e);
    }
  }

  private byte[] randomBytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }
}
