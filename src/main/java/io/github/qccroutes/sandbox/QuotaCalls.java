package io.github.qccroutes.sandbox;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The account's quota and the call that tells it, from the quota document. Thread-safe. */
public final class QuotaCalls {

  public static final String GET_QUOTA = "/company/quota/getQuota";

  private final Map<String, Map<String, Object>> modules = new LinkedHashMap<>();

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
    Map<String, Object> module = new LinkedHashMap<>();
    module.put("id", id);
    module.put("totalCount", totalCount);
    module.put("canDeletedCount", canDeletedCount);
    module.put("consumedCount", consumedCount);
    modules.put(id, module);
  }

  /** Leaves a module out of the answer. */
  public synchronized void remove(String id) {
    modules.remove(id);
  }

  private synchronized Answer getQuota() {
    List<Object> result = new ArrayList<>(modules.values());
    return Answer.success("查询成功", result);
  }
}
