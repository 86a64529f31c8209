package io.github.qccroutes.api;

import org.jspecify.annotations.Nullable;

/**
 * The account's figures for one module, in companies (quota document, 6.2.1). A figure that the
 * provider does not give is null.
 *
 * @param moduleId such as {@code radar_id}; others than the documented may come
 * @param totalCount what was bought
 * @param consumedCount what is in use
 * @param canDeletedCount how many may still be deleted: an allowance of its own
 */
public record ModuleQuota(
    String moduleId,
    @Nullable Long totalCount,
    @Nullable Long consumedCount,
    @Nullable Long canDeletedCount) {

  /** What is left to use, below zero when more is in use than was bought; null when unknown. */
  public @Nullable Long remaining() {
    return totalCount == null || consumedCount == null ? null : totalCount - consumedCount;
  }
}
