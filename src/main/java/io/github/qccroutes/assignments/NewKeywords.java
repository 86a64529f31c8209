package io.github.qccroutes.assignments;

import io.github.qccroutes.jobs.JobPages;
import io.github.qccroutes.store.Database;
import io.github.qccroutes.store.Row;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Companies, as far as keywords tell, that no job of ours has assigned to anybody yet: what a job
 * and those under way need of the quota. Counted in short reads, as a million lines take seconds.
 *
 * @param total what all need
 * @param ofOthers what only the jobs under way need
 * @param inFlight how many of all are in calls under way, which may count as consumed already
 */
record NewKeywords(long total, long ofOthers, long inFlight) {

  /**
   * Counts for a job that is not under way yet.
   *
   * @param free what is left; no more is found out than that this is enough
   */
  static NewKeywords of(Database database, long jobId, long free) {
    long lines =
        database
            .statement("assignments/count-pending-items")
            .param("jobId", jobId)
            .query(Long.class)
            .single();
    if (lines <= free) {
      return new NewKeywords(lines, 0, 0);
    }
    // Sixty-four bits of each keyword, as the keywords of a million lines would not fit.
    Set<Long> seen = new HashSet<>();
    long mine = count(database, jobId, seen);
    long others = 0;
    for (long other :
        database.statement("assignments/list-assigning-jobs").query(Long.class).list()) {
      others += count(database, other, seen);
    }
    long inFlight =
        database.statement("assignments/count-keywords-in-flight").query(Long.class).single();
    return new NewKeywords(mine + others, others, inFlight);
  }

  /** Counts the keywords of a job that were not seen before. */
  private static long count(Database database, long jobId, Set<Long> seen) {
    long found = 0;
    for (List<Row> page :
        JobPages.by("line", database, "assignments/list-pending-keywords", jobId)) {
      Map<Long, Long> fresh = new HashMap<>();
      for (Row row : page) {
        long keyword = hash(row.text("keyword_folded"));
        if (seen.add(keyword)) {
          fresh.put(keyword, row.number("line"));
        }
      }
      if (!fresh.isEmpty()) {
        found +=
            database
                .statement("assignments/count-new-keywords")
                .param("jobId", jobId)
                .param("lines", fresh.values())
                .query(Long.class)
                .single();
      }
    }
    return found;
  }

  /** FNV-1a over the UTF-16 units. */
  private static long hash(String text) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    return hash;
  }
}
