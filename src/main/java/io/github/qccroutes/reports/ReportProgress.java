package io.github.qccroutes.reports;

import io.github.qccroutes.api.Outcome;
import io.github.qccroutes.api.ProviderRejectedException;
import io.github.qccroutes.api.ProviderUnavailableException;
import java.util.Map;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * Reads how far a report is (report document, 6.2.2). S: its link becomes the variable {@code
 * downloadUrl}. F: fails with {@link ProviderRejectedException}. P, a missing link and letters that
 * the document does not know: fails with {@link ProviderUnavailableException}, outcome WAIT.
 * Thread-safe.
 */
public final class ReportProgress {
  private static final int SHOWN = 20;

  public void read(Exchange exchange)
      throws ProviderRejectedException, ProviderUnavailableException {
    Object body = exchange.getMessage().getBody();
    exchange.getMessage().setBody(null);
    Object status = body instanceof Map<?, ?> result ? result.get("reportStatus") : null;
    Object link = body instanceof Map<?, ?> result ? result.get("reportUrl") : null;
    switch (String.valueOf(status).strip()) {
      case "S" -> {
        if (!(link instanceof String url) || url.isBlank()) {
          throw waiting("made (S), but without a link");
        }
        exchange.setVariable("downloadUrl", url.strip());
      }
      case "F" ->
          throw new ProviderRejectedException(
              "F", "getReportInfo: the provider could not make the report (F)");
      case "P" -> throw waiting("still being made (P)");
      default -> throw waiting("reportStatus " + shown(status) + ", which is not documented");
    }
  }

  private static ProviderUnavailableException waiting(String what) {
    return new ProviderUnavailableException(Outcome.WAIT, "getReportInfo: " + what);
  }

  private static String shown(@Nullable Object status) {
    String text = String.valueOf(status).replaceAll("\\p{Cntrl}", " ");
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
  }
}
