package io.github.qccroutes.quota;

import io.github.qccroutes.api.ModuleQuota;
import java.util.List;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * Picks one module's remainder out of the list of {@link ModuleQuota} in the body: the body becomes
 * a {@link Long}, or null when the module of the variable {@code moduleId} or one of its figures is
 * missing. Unknown is not zero. Thread-safe.
 */
public final class QuotaRemaining {
  public void pick(Exchange exchange) {
    String moduleId = exchange.getVariable("moduleId", String.class);
    exchange.getMessage().setBody(remaining(exchange.getMessage().getBody(List.class), moduleId));
  }

  private static @Nullable Long remaining(List<?> modules, String moduleId) {
    for (Object module : modules) {
      if (module instanceof ModuleQuota quota && quota.moduleId().equals(moduleId)) {
        return quota.remaining();
      }
    }
    return null;
  }
}
