package io.github.qccroutes.push;

import io.github.qccroutes.api.DownloadRefusedException;
import java.util.Map;
import org.apache.camel.Exchange;

/**
 * Reads where a push lies (customer-risk push document, 6.2.5): the link becomes the variable
 * {@code downloadUrl}, the password the variable {@code unzipPassword}, and {@code linked} says
 * from then on that the provider did its part. The time the link is said to expire contradicts the
 * link itself and is not used. Thread-safe.
 */
public final class PushLink {
  /** Reads the answer in the body. */
  public void read(Exchange exchange) throws DownloadRefusedException {
    Object body = exchange.getMessage().getBody();
    exchange.getMessage().setBody(null);
    if (body instanceof Map<?, ?> result
        && result.get("downloadUrl") instanceof String link
        && result.get("unzipPassword") instanceof String password) {
      exchange.setVariable("downloadUrl", link);
      exchange.setVariable("unzipPassword", password);
      exchange.setVariable("linked", true);
    } else {
      throw new DownloadRefusedException(
          "getDdRiskDownloadUrl: the provider gave 200 without link or password");
    }
  }
}
