package io.github.qccroutes.api;

import io.github.qccroutes.config.Secrets;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Locale;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/**
 * Signs one attempt of one call: headers {@code Timespan} (Unix seconds) and {@code Token}
 * (upper-case hex MD5 of key + Timespan + secret key), as every document's 权限验证 says.
 *
 * <p>The provider accepts a Timespan for a few minutes only, so this runs after any waiting, and a
 * repeated attempt must pass through here again. The secret itself is never sent. Thread-safe.
 */
public final class RequestSigner {
  private final String key;
  private final String secretKey;
  private final Clock clock;

  public RequestSigner(String key, String secretKey, Clock clock) {
    this.key = key;
    this.secretKey = secretKey;
    this.clock = clock;
  }

  public void sign(Exchange exchange) {
    String timespan = Long.toString(clock.instant().getEpochSecond());
    Message message = exchange.getMessage();
    message.setHeader("Timespan", timespan);
    String token = token(timespan);
    // The provider may echo it.
    Secrets.registerPassing(token);
    Secrets.registerPassing(token.toLowerCase(Locale.ROOT));
    message.setHeader("Token", token);
  }

  String token(String timespan) {
    try {
      byte[] digest =
          MessageDigest.getInstance("MD5")
              .digest((key + timespan + secretKey).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().withUpperCase().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has MD5", e);
    }
  }
}
