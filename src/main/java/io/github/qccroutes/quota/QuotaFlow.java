package io.github.qccroutes.quota;

import io.github.qccroutes.api.ModuleQuota;
import io.github.qccroutes.flow.Flow;
import io.github.qccroutes.flow.FlowParts;
import io.github.qccroutes.flow.Todo;
import io.github.qccroutes.observe.Health;
import io.github.qccroutes.store.Database;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Quota: what is left of each module, recorded, told, and warned of when it is low. */
public final class QuotaFlow implements Flow {
  private final FlowParts parts;
  private final QuotaFigures figures;

  public QuotaFlow(FlowParts parts) {
    this.parts = parts;
    this.figures = new QuotaFigures(parts.database(), parts.metrics());
  }

  @Override
  public void beans(BiConsumer<String, Object> beans) {
    beans.accept("quotaAnswer", new QuotaAnswer());
    beans.accept("quotaRemaining", new QuotaRemaining());
    beans.accept(
        "quotaThreshold",
        new QuotaThreshold(parts.settings().number("qcc.quota.warn-remaining-percent")));
    beans.accept("quotaFigures", figures);
  }

  @Override
  public void takeOver() {
    figures.refresh();
  }

  @Override
  public List<Health> health() {
    return List.of(Health.told("quota", this::told));
  }

  private String told() {
    QuotaFigures.Latest latest = figures.latest();
    if (latest.takenAt() == null) {
      return "not asked yet";
    }
    return latest.modules().values().stream()
            .map(QuotaFlow::left)
            .sorted()
            .collect(Collectors.joining("; "))
        + "; asked at "
        + parts.moments().local(latest.takenAt());
  }

  private static String left(ModuleQuota quota) {
    return quota.moduleId()
        + ": "
        + known(quota.remaining())
        + " of "
        + known(quota.totalCount())
        + " left";
  }

  private static String known(@Nullable Long figure) {
    return figure == null ? "unknown" : figure.toString();
  }

  @Override
  public List<Todo> todo() {
    return parts.database().statement("quota/list-low").query().listOfRows().stream()
        .map(
            low ->
                Todo.of(
                    "quota",
                    String.valueOf(low.get("module_id")),
                    Database.instant(low.get("low_since")),
                    "额度不足",
                    "quota is low: " + low.get("module_id"),
                    "qcc-routes quota",
                    "quota-check"))
        .toList();
  }
}
