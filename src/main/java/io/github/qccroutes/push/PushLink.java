package io.github.qccroutes.push;

import io.github.qccroutes.api.DownloadRefusedException;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Reads where a push lies (customer-risk push document, 6.2.5): the link becomes the variable
 * {@code downloadUrl}, the password the variable {@code unzipPassword}. The time the link is said
 * to expire contradicts the link itself and is not used. Thread-safe.
 */
public final class PushLink implements Processor {
  @Override
  public void process(Exchange exchange) throws DownloadRefusedException {
    Object body = exchange.getMessage().getBody();
    exchange.getMessage().setBody(null);
    if (body instanceof Map<?, ?> result
        && result.get("downloadUrl") instanceof String link
        && result.get("unzipPassword") instanceof String password) {
      exchange.setVariable("downloadUrl", link);
      exchange.setVariable("unzipPassword", password);
    } else {
      throw new DownloadRefusedException(
          "getDdRiskDownloadUrl: the provider gave 200 without link or password");
    }
  }
}
