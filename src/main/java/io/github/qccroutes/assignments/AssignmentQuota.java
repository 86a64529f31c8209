package io.github.qccroutes.assignments;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The quota of companies to follow, from the module {@code radar_id} of getQuota (quota document,
 * 6.2.1).
 *
 * @param total companies that may be followed
 * @param consumed companies that are followed
 */
public record AssignmentQuota(long total, long consumed) {
  private static final String MODULE = "radar_id";

  /** Reads an answer of getQuota; null when it does not tell. */
  public static @Nullable AssignmentQuota of(@Nullable Object answer) {
    if (answer instanceof List<?> modules) {
      for (Object module : modules) {
        if (module instanceof Map<?, ?> figures
            && MODULE.equals(either(figures, "id", "Id"))
            && either(figures, "totalCount", "TotalCount") instanceof Number total
            && either(figures, "consumedCount", "ConsumedCount") instanceof Number consumed) {
          return new AssignmentQuota(total.longValue(), consumed.longValue());
        }
      }
    }
    return null;
  }

  /** Companies that may still be added. */
  public long free() {
    return total - consumed;
  }

  private static @Nullable Object either(Map<?, ?> map, String name, String otherName) {
    Object value = map.get(name);
    return value != null ? value : map.get(otherName);
  }
}
