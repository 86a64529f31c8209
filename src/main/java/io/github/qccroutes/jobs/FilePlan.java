package io.github.qccroutes.jobs;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a file would do if it were dropped. It stands in the exchange as {@code plan}.
 *
 * @param lines rows that are not blank
 * @param sendable rows that would be sent
 * @param invalid rows that would not be sent because of what they hold
 * @param duplicate rows that repeat an earlier one
 * @param shapes how many calls of each shape
 * @param companies how many companies would newly be watched, at most; null where none are
 * @param adds pairs that a whole list adds; null for other files
 * @param cancels pairs that a whole list cancels; null for other files
 * @param holds why it would be held, a line each in Chinese and English; empty if not
 */
public record FilePlan(
    long lines,
    long sendable,
    long invalid,
    long duplicate,
    Map<String, Long> shapes,
    @Nullable Long companies,
    @Nullable Long adds,
    @Nullable Long cancels,
    List<String> holds,
    FirstLines first) {

  /** The same with the calls that it takes. */
  public FilePlan withShapes(Map<String, Long> calls) {
    return new FilePlan(
        lines, sendable, invalid, duplicate, calls, companies, adds, cancels, holds, first);
  }

  /** All calls. */
  public long calls() {
    return shapes.values().stream().mapToLong(Long::longValue).sum();
  }
}
