package io.github.qccroutes.push;

import org.jspecify.annotations.Nullable;

/** A record of a push as a row can hold it (customer risk push, 6.2.6). */
record Risk(
    String id,
    @Nullable String corpKeyNo,
    @Nullable String corpName,
    @Nullable String monitorContent,
    @Nullable String monitorLevel,
    @Nullable String monitorType,
    @Nullable Integer score,
    @Nullable String changeDate) {

  /** Characters in its texts. */
  int length() {
    return id.length()
        + length(corpKeyNo)
        + length(corpName)
        + length(monitorContent)
        + length(monitorLevel)
        + length(monitorType)
        + length(changeDate);
  }

  private static int length(@Nullable String text) {
    return text == null ? 0 : text.length();
  }
}
