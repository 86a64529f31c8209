package io.github.qccroutes.sandbox;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The partnerships between companies, from their document, and the call that tells them. A relation
 * is told by every call that names both its companies, whichever comes first. Thread-safe.
 *
 * <p>Where the document is silent: credit codes and registration numbers are refused with 202, and
 * names without a relation are as good as unknown ones.
 */
public final class PartnershipCalls {

  public static final String FIND = "/corp/correlation/findPartnershipRelation";

  private static final int MAX_COMPANIES = 20;
  private static final Pattern CODE = Pattern.compile("[0-9A-Z]{18}|\\d{13,15}");

  private final Account account;
  private final Clock clock;
  private final Ledger ledger;
  private final Map<String, List<Partnership>> relations = new HashMap<>();
  private final Map<String, String> poisons = new ConcurrentHashMap<>();

  PartnershipCalls(Account account, Clock clock, Ledger ledger) {
    this.account = account;
    this.clock = clock;
    this.ledger = ledger;
  }

  void register(ApiCalls calls) {
    calls.register(FIND, this::find);
  }

  /** Adds relations; one added twice is told twice. */
  public synchronized void relate(Partnership... more) {
    for (Partnership relation : more) {
      relations.computeIfAbsent(relation.companyName(), any -> new ArrayList<>()).add(relation);
    }
  }

  /** Refuses every call with that name as a whole, with a code such as 215. */
  public void poison(String companyName, String code) {
    poisons.put(companyName, code);
  }

  private Answer find(Parameters parameters) {
    String companyNames = parameters.required("companyNames");
    List<String> items = parameters.items("companyNames", Integer.MAX_VALUE);
    if (items.size() > MAX_COMPANIES) {
      throw new RefusalException("209", "【有效请求】企业数量超过上限");
    }
    for (String item : items) {
      if (item.codePointCount(0, item.length()) < 2) {
        throw new RefusalException("213", "【有效请求】参数长度不能小于 2");
      }
      if (CODE.matcher(item).matches()) {
        throw new RefusalException("202", "【有效请求】查询参数错误，请检查");
      }
      String code = poisons.get(item);
      if (code != null) {
        throw new RefusalException(code, "【有效请求】不支持的公司: " + item);
      }
    }
    Set<String> names = new LinkedHashSet<>(items);
    ledger.askedTogether(new Ledger.Question(clock.instant(), List.copyOf(names)));
    List<Partnership> found = among(names);
    if (found.isEmpty()) {
      throw new RefusalException("201", "【有效请求】查询无结果");
    }
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("requestId", UUID.randomUUID().toString().replace("-", ""));
    result.put("key", account.key());
    result.put("companyNames", companyNames);
    result.put("partnershipRelationList", found);
    return Answer.success("【有效请求】查询成功", result);
  }

  private synchronized List<Partnership> among(Set<String> names) {
    return names.stream()
        .flatMap(name -> relations.getOrDefault(name, List.of()).stream())
        .filter(relation -> names.contains(relation.relatedCompanyName()))
        .toList();
  }
}
