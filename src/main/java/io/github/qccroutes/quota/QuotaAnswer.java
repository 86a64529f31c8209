package io.github.qccroutes.quota;

import io.github.qccroutes.api.ModuleQuota;
import io.github.qccroutes.api.Outcome;
import io.github.qccroutes.api.ProviderUnavailableException;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * Reads the result of getQuota (quota document, 6.2.1): the body becomes a list of {@link
 * ModuleQuota}, known modules and new ones, each once. The document's table says {@code Id}, its
 * example {@code id}: both are taken, and a figure as number or text. Thread-safe.
 */
public final class QuotaAnswer {
  public void read(Exchange exchange) throws ProviderUnavailableException {
    if (!(exchange.getMessage().getBody() instanceof List<?> entries)) {
      throw new ProviderUnavailableException(
          Outcome.RETRY, "getQuota: the provider gave 200 without a list of modules");
    }
    Map<String, ModuleQuota> modules = new LinkedHashMap<>();
    for (Object entry : entries) {
      if (entry instanceof Map<?, ?> figures) {
        Object id = figures.get("id") != null ? figures.get("id") : figures.get("Id");
        String moduleId = id instanceof String text ? text.strip() : "";
        if (!moduleId.isBlank()) {
          modules.putIfAbsent(
              moduleId,
              new ModuleQuota(
                  moduleId,
                  count(figures.get("totalCount")),
                  count(figures.get("consumedCount")),
                  count(figures.get("canDeletedCount"))));
        }
      }
    }
    exchange.getMessage().setBody(List.copyOf(modules.values()));
  }

  private static @Nullable Long count(@Nullable Object figure) {
    try {
      return figure == null ? null : new BigDecimal(figure.toString().strip()).longValueExact();
    } catch (ArithmeticException | NumberFormatException e) {
      return null;
    }
  }
}
