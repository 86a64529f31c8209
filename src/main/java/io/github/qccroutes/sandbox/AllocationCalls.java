package io.github.qccroutes.sandbox;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The assignment of companies to users, from the allocation document: who follows what, the four
 * batch calls, and what they cost. Thread-safe; a batch is carried out as a whole, in its order.
 *
 * <p>Knows the two companies of the document's examples and every mobile number as a login, unless
 * told more or less. Where the document is silent: an unknown login fails its rows like an unknown
 * keyword; a repeated add and a cancel of what is not there succeed and change nothing; a batch
 * whose new companies exceed the quota is refused with 112 and changes nothing; a company stays
 * followed when its last user goes; an unfollow gives its place back, takes one deletion of the
 * allowance and fails its row when none is left.
 */
public final class AllocationCalls {

  public static final String ADD_COMPANIES = "/radar_ext/batchAddRadarCompanyListToExistedUser";
  public static final String CANCEL_COMPANIES =
      "/radar_ext/batchCancelRadarCompanyListFromExistedUser";
  public static final String ADD_USERS = "/radar_ext/batchAddRadarCompanyToExistedUserList";
  public static final String CANCEL_USERS = "/radar_ext/batchCancelRadarCompanyFromExistedUserList";

  private static final int MAX_COMPANIES = 200;
  private static final int MAX_USERS = 500;
  private static final String MODULE = "radar_id";
  private static final Pattern MOBILE_NUMBER = Pattern.compile("1\\d{10}");
  private static final String TOO_SHORT = "213";
  private static final Map<String, String> MESSAGES =
      Map.of(
          "202",
          "查询参数错误，请检查",
          "207",
          "请求数据的条目数超过上限（5000）",
          TOO_SHORT,
          "参数长度不能小于 2",
          "215",
          "不支持的查询关键字");

  private final Clock clock;
  private final Ledger ledger;
  private final QuotaCalls quota;
  private final Random random = new Random(1);

  private final Map<String, String> keyNos = new HashMap<>();
  private final Set<String> admins = new HashSet<>();
  private @Nullable Set<String> users;
  private final Map<String, Set<String>> usersOfFollowed = new LinkedHashMap<>();
  private final Map<String, String> poisons = new HashMap<>();
  private final List<ScriptedRow> scriptedRows = new ArrayList<>();
  private boolean shuffled;

  /** That a company is assigned to a user. */
  public record Assignment(String login, String keyNo) {}

  AllocationCalls(Clock clock, Ledger ledger, QuotaCalls quota) {
    this.clock = clock;
    this.ledger = ledger;
    this.quota = quota;
    keyNos.put("小米科技有限责任公司", "9cce0780ab7644008b73bc2120479d31");
    keyNos.put("广东小米科技有限责任公司", "02ff6e6bed57a655db1bc67dfa829984");
  }

  void register(ApiCalls calls) {
    calls.register(ADD_COMPANIES, parameters -> companies(true, parameters));
    calls.register(CANCEL_COMPANIES, parameters -> companies(false, parameters));
    calls.register(ADD_USERS, parameters -> users(true, parameters));
    calls.register(CANCEL_USERS, parameters -> users(false, parameters));
  }

  /** Makes companies known under their name, registration number and credit code. */
  public synchronized void know(Company... companies) {
    for (Company company : companies) {
      company.keyWords().forEach(keyWord -> keyNos.put(keyWord, company.keyNo()));
    }
  }

  /** Makes companies known and followed already, by nobody in particular; moves no quota. */
  public synchronized void follow(Company... companies) {
    know(companies);
    for (Company company : companies) {
      usersOfFollowed.putIfAbsent(company.keyNo(), new LinkedHashSet<>());
    }
  }

  /** From now on only these logins and the admins' exist, not every mobile number. */
  public synchronized void onlyUsers(String... logins) {
    users = Set.of(logins);
  }

  /** Makes logins the main account's or business admins', whose cancel unfollows for everybody. */
  public synchronized void admins(String... logins) {
    admins.addAll(List.of(logins));
  }

  /** Has every batch that holds this keyword or login refused, with a status and no list. */
  public synchronized void poison(String item, String status) {
    poisons.put(item, status);
  }

  /** Takes back a poison. */
  public synchronized void cure(String item) {
    poisons.remove(item);
  }

  /** Strikes the next row of a pair; {@link Faults#ANY} stands for every login or keyword. */
  public void nextRow(String login, String keyWord, RowFault fault) {
    nextRow(login, keyWord, 1, fault);
  }

  /** Strikes the next {@code times} rows of a pair; the first script that fits is taken. */
  public synchronized void nextRow(String login, String keyWord, int times, RowFault fault) {
    if (times < 1) {
      throw new IllegalArgumentException("times must be positive: " + times);
    }
    scriptedRows.add(new ScriptedRow(login, keyWord, fault, times));
  }

  /** Strikes every row of a pair, until {@link #clearRows}. */
  public void everyRow(String login, String keyWord, RowFault fault) {
    nextRow(login, keyWord, Integer.MAX_VALUE, fault);
  }

  /** Takes back all that is scripted for rows. */
  public synchronized void clearRows() {
    scriptedRows.clear();
  }

  /** Whether answers have no row at its place in the request; off unless set. */
  public synchronized void shuffleRows(boolean on) {
    shuffled = on;
  }

  /** Who is assigned what now. */
  public synchronized Set<Assignment> assignments() {
    Set<Assignment> assignments = new LinkedHashSet<>();
    usersOfFollowed.forEach(
        (keyNo, logins) -> logins.forEach(login -> assignments.add(new Assignment(login, keyNo))));
    return Collections.unmodifiableSet(assignments);
  }

  /** The companies followed now, by keyNo, the oldest first. */
  public synchronized Set<String> followed() {
    return Collections.unmodifiableSet(new LinkedHashSet<>(usersOfFollowed.keySet()));
  }

  private Answer companies(boolean add, Parameters parameters) {
    String login = parameters.required("loginName");
    List<Row> rows = new ArrayList<>();
    for (String keyWord : parameters.items("keyWordList", MAX_COMPANIES)) {
      rows.add(new Row(login, keyWord, true));
    }
    return carryOut(add, rows);
  }

  private Answer users(boolean add, Parameters parameters) {
    String keyWord = parameters.required("keyWord");
    List<Row> rows = new ArrayList<>();
    for (String login : parameters.items("loginNameList", MAX_USERS)) {
      rows.add(new Row(login, keyWord, false));
    }
    return carryOut(add, rows);
  }

  private synchronized Answer carryOut(boolean add, List<Row> rows) {
    for (Row row : rows) {
      refuseIfPoisoned(row.keyWord);
      refuseIfPoisoned(row.login);
      if (row.keyWord.codePointCount(0, row.keyWord.length()) < 2) {
        throw refusal(TOO_SHORT);
      }
    }
    if (add && !quota.allows(MODULE, newCompanies(rows))) {
      throw new RefusalException("112", "当前账户购买额度已用完");
    }
    List<Map<String, @Nullable String>> answered = new ArrayList<>();
    boolean allSucceeded = true;
    boolean anyEffect = false;
    for (Row row : rows) {
      RowFault fault = take(row);
      Result result;
      if (fault == null || fault.hasEffect()) {
        result = carryOut(add, row);
        anyEffect |= result.succeeded();
      } else {
        result = new Result(fault.status(), fault.msg());
      }
      if (fault == null || fault.isAnswered()) {
        answered.add(row.answered(keyNos.get(row.keyWord), result));
        allSucceeded &= result.succeeded();
      }
    }
    if (shuffled) {
      displace(answered);
    }
    return Answer.batch(allSucceeded, anyEffect, answered);
  }

  private Result carryOut(boolean add, Row row) {
    String keyNo = keyNos.get(row.keyWord);
    if (keyNo == null) {
      return Result.failed("关键字不存在");
    }
    if (!exists(row.login)) {
      return Result.failed("登录名不存在");
    }
    if (add) {
      if (!usersOfFollowed.containsKey(keyNo)) {
        quota.consume(MODULE);
      }
      boolean changed =
          usersOfFollowed.computeIfAbsent(keyNo, any -> new LinkedHashSet<>()).add(row.login);
      wrote(Ledger.Change.ASSIGNED, row, keyNo, changed);
      return Result.success("保存成功");
    }
    if (admins.contains(row.login)) {
      boolean changed = usersOfFollowed.containsKey(keyNo);
      if (changed && !quota.release(MODULE)) {
        return Result.failed("可删除额度不足");
      }
      usersOfFollowed.remove(keyNo);
      wrote(Ledger.Change.UNFOLLOWED, row, keyNo, changed);
      return Result.success("取消关注成功");
    }
    boolean changed = usersOfFollowed.getOrDefault(keyNo, new HashSet<>()).remove(row.login);
    wrote(Ledger.Change.CANCELLED, row, keyNo, changed);
    return Result.success("删除成功");
  }

  private void wrote(Ledger.Change change, Row row, String keyNo, boolean changed) {
    ledger.allocated(
        new Ledger.Allocation(clock.instant(), change, row.login, row.keyWord, keyNo, changed));
  }

  private int newCompanies(List<Row> rows) {
    Set<String> companies = new HashSet<>();
    for (Row row : rows) {
      String keyNo = keyNos.get(row.keyWord);
      if (keyNo != null && exists(row.login) && !usersOfFollowed.containsKey(keyNo)) {
        companies.add(keyNo);
      }
    }
    return companies.size();
  }

  private boolean exists(String login) {
    return admins.contains(login)
        || (users == null ? MOBILE_NUMBER.matcher(login).matches() : users.contains(login));
  }

  private void refuseIfPoisoned(String item) {
    String status = poisons.get(item);
    if (status != null) {
      throw refusal(status);
    }
  }

  private static RefusalException refusal(String status) {
    return new RefusalException(status, MESSAGES.getOrDefault(status, "接口相关的逻辑错误"));
  }

  private @Nullable RowFault take(Row row) {
    for (Iterator<ScriptedRow> all = scriptedRows.iterator(); all.hasNext(); ) {
      ScriptedRow scripted = all.next();
      if (scripted.fits(row)) {
        if (scripted.left < Integer.MAX_VALUE) {
          scripted.left--;
        }
        if (scripted.left == 0) {
          all.remove();
        }
        return scripted.fault;
      }
    }
    return null;
  }

  /** Sattolo's shuffle: unlike an ordinary one it leaves nothing where it was. */
  private void displace(List<?> rows) {
    for (int i = rows.size() - 1; i > 0; i--) {
      Collections.swap(rows, i, random.nextInt(i));
    }
  }

  private record Result(String status, String msg) {

    static Result success(String msg) {
      return new Result("200", msg);
    }

    static Result failed(String msg) {
      return new Result("500", msg);
    }

    boolean succeeded() {
      return status.equals("200");
    }
  }

  private record Row(String login, String keyWord, boolean namedByKeyWord) {

    /** As the documents show it: only rows by keyword tell the company's keyNo. */
    Map<String, @Nullable String> answered(@Nullable String keyNo, Result result) {
      Map<String, @Nullable String> fields = new LinkedHashMap<>();
      if (namedByKeyWord) {
        fields.put("keyWord", keyWord);
        fields.put("keyNo", keyNo);
      } else {
        fields.put("loginName", login);
      }
      fields.put("status", result.status);
      fields.put("msg", result.msg);
      return fields;
    }
  }

  private static final class ScriptedRow {
    final String login;
    final String keyWord;
    final RowFault fault;
    int left;

    ScriptedRow(String login, String keyWord, RowFault fault, int left) {
      this.login = login;
      this.keyWord = keyWord;
      this.fault = fault;
      this.left = left;
    }

    boolean fits(Row row) {
      return (login.equals(Faults.ANY) || login.equals(row.login))
          && (keyWord.equals(Faults.ANY) || keyWord.equals(row.keyWord));
    }
  }
}
