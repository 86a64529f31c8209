package io.github.qccroutes.sandbox;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The account's quota and the call that tells it, from the quota document. Thread-safe. */
public final class QuotaCalls {

  public static final String GET_QUOTA = "/company/quota/getQuota";

  private final Map<String, Figures> modules = new LinkedHashMap<>();

  /**
   * The figures of one module, as the call tells them.
   *
   * @param canDeletedCount how many companies may still be given up
   */
  public record Figures(String id, int totalCount, int canDeletedCount, int consumedCount) {}

  /** Starts with the figures of the document's example. */
  QuotaCalls() {
    set("radar_id", 50, 2, 50);
    set("bene_id", 100, 2, 30);
    set("natural_person_id", 50, 0, 15);
  }

  void register(ApiCalls calls) {
    calls.register(GET_QUOTA, parameters -> getQuota());
  }

  /** Sets the figures of a module ({@code radar_id}, {@code bene_id}, …), new or known. */
  public synchronized void set(String id, int totalCount, int consumedCount, int canDeletedCount) {
    modules.put(id, new Figures(id, totalCount, canDeletedCount, consumedCount));
  }

  /** Leaves a module out of the answer, and without a limit. */
  public synchronized void remove(String id) {
    modules.remove(id);
  }

  /** The figures of a module now; {@code null} when it is left out. */
  public synchronized @Nullable Figures figures(String id) {
    return modules.get(id);
  }

  /** Whether so many more may be consumed. */
  synchronized boolean allows(String id, int count) {
    Figures now = modules.get(id);
    return now == null || count == 0 || count <= now.totalCount() - now.consumedCount();
  }

  synchronized void consume(String id) {
    Figures now = modules.get(id);
    if (now != null) {
      set(id, now.totalCount(), now.consumedCount() + 1, now.canDeletedCount());
    }
  }

  /** Gives one up, where the allowance for that is not used up. */
  synchronized boolean release(String id) {
    Figures now = modules.get(id);
    if (now == null) {
      return true;
    }
    if (now.canDeletedCount() == 0) {
      return false;
    }
    int consumed = Math.max(0, now.consumedCount() - 1);
    set(id, now.totalCount(), consumed, now.canDeletedCount() - 1);
    return true;
  }

  private synchronized Answer getQuota() {
    List<Figures> result = new ArrayList<>(modules.values());
    return Answer.success("查询成功", result);
  }
}
