package io.github.qccroutes.assignments;

import io.github.qccroutes.api.ApiCall;
import io.github.qccroutes.api.ProviderRejectedException;
import io.github.qccroutes.api.RetryDelay;
import io.github.qccroutes.assignments.CallPlan.Shape;
import io.github.qccroutes.dropfile.Folding;
import io.github.qccroutes.store.ClaimLostException;
import io.github.qccroutes.store.Database;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The steps of one claimed call: its request, and what an answer, a refusal or a broken connection
 * makes of its lines. What a call did is written in one transaction, and only while the claim is
 * ours. Thread-safe.
 */
public final class AssignmentCalls {
  private static final Logger LOG = LoggerFactory.getLogger("assignments");

  /** Below this a refused length is not about the length. */
  static final int SHORT_URI_BYTES = 4_000;

  /** So many lines are asked for alone before all of their centre count as refused. */
  private static final int PROBES = 3;

  /** Up to so many lines halving costs no more than asking for one alone first. */
  private static final int WORTH_A_PROBE = 4;

  /** What is wrong with a keyword says nothing of the login: too short, unsupported. */
  private static final Set<String> KEYWORD_CODES = Set.of("213", "215");

  private static final int MAX_ATTEMPTS = 6;
  private static final int MESSAGE_LIMIT = 300;

  private final Database database;
  private final String key;
  private final Set<String> adminLogins;
  private final RetryDelay delay;

  /**
   * @param key the application key, which is part of every URI
   * @param adminLogins logins whose cancels are noted in the log, line by line
   * @param delay how long a call waits after an outage
   */
  public AssignmentCalls(Database database, String key, Set<String> adminLogins, RetryDelay delay) {
    this.database = database;
    this.key = key;
    this.adminLogins = adminLogins.stream().map(Folding::of).collect(Collectors.toSet());
    this.delay = delay;
  }

  private record Item(long line, String login, String keyword) {
    String named(Shape shape) {
      return shape == Shape.ONE_LOGIN ? keyword : login;
    }
  }

  /** The claimed call, as it stands in the exchange. */
  private record Claimed(long callId, long jobId, long claimNo, Shape shape, ApiCall call) {
    static Claimed of(Exchange exchange) {
      return new Claimed(
          exchange.getVariable("callId", Long.class),
          exchange.getVariable("jobId", Long.class),
          exchange.getVariable("claimNo", Long.class),
          Shape.valueOf(exchange.getVariable("shape", String.class)),
          ApiCall.valueOf(exchange.getVariable("call", String.class)));
    }
  }

  /**
   * Lays out the parameters of the claimed call as body. The variable {@code submission} says what
   * to do: SEND it, or NOTHING, as no line is left or the call was split before it was sent.
   */
  public Processor request() {
    return exchange -> {
      Claimed claimed = Claimed.of(exchange);
      database
          .statement("assignments/refuse-settled-items")
          .param("callId", claimed.callId)
          .param("jobId", claimed.jobId)
          .update();
      List<Item> items = items(claimed.callId);
      exchange.setVariable("items", items);
      exchange.setVariable("submission", "NOTHING");
      if (items.isEmpty()) {
        database.inOneTransaction(() -> end(claimed, "DONE", null));
        return;
      }
      Map<String, String> parameters = parameters(claimed.shape, items);
      int bytes = uriBytes(claimed.call, parameters);
      exchange.setVariable("uriBytes", bytes);
      String refusedCode = refusedCentre(claimed, items);
      if (refusedCode != null) {
        failWithCentre(claimed, items, refusedCode);
        return;
      }
      long refused = AssignmentUri.refused(database);
      if (refused > 0 && bytes >= refused && bytes > SHORT_URI_BYTES && items.size() > 1) {
        split(exchange, claimed, items, Math.toIntExact(refused), "too long a request");
        return;
      }
      exchange.setVariable("submission", "SEND");
      exchange.getMessage().setBody(parameters);
    };
  }

  private static Map<String, String> parameters(Shape shape, List<Item> items) {
    Item first = items.get(0);
    String list = items.stream().map(item -> item.named(shape)).collect(Collectors.joining(","));
    Map<String, String> parameters = new LinkedHashMap<>();
    if (shape == Shape.ONE_LOGIN) {
      parameters.put("loginName", first.login);
      parameters.put("keyWordList", list);
    } else {
      parameters.put("loginNameList", list);
      parameters.put("keyWord", first.keyword);
    }
    return parameters;
  }

  private int uriBytes(ApiCall call, Map<String, String> parameters) {
    int bytes = call.path().length() + "?key=".length() + AssignmentUri.encoded(key);
    for (Map.Entry<String, String> parameter : parameters.entrySet()) {
      bytes += parameter.getKey().length() + 2 + AssignmentUri.encoded(parameter.getValue());
    }
    return bytes;
  }

  /** Gives each line what the answer in the body says of it; a missing line is asked again once. */
  public Processor settle() {
    return exchange -> {
      Claimed claimed = Claimed.of(exchange);
      List<Item> items = items(exchange);
      Function<Item, @Nullable Map<?, ?>> answers =
          answers(claimed.shape, exchange.getMessage().getBody());
      List<Map<String, @Nullable Object>> settled = new ArrayList<>();
      List<Item> missing = new ArrayList<>();
      for (Item item : items) {
        Map<?, ?> row = answers.apply(item);
        if (row == null) {
          missing.add(item);
        } else {
          settled.add(settled(claimed, item, row));
        }
      }
      boolean askedAgain = exchange.getVariable("askedAgain", 0, Integer.class) > 0;
      if (askedAgain) {
        String msg = "服务商两次都没有回答这一行 / the provider's answer missed this line twice";
        missing.forEach(
            item -> settled.add(settled(claimed, item, "UNKNOWN", "UNKNOWN", msg, null)));
      }
      database.inOneTransaction(
          () -> {
            end(claimed, "DONE", null);
            database.batch("assignments/settle-item", settled);
            if (!missing.isEmpty() && !askedAgain) {
              add(claimed, missing, 1, null);
            }
          });
      noteUri(exchange);
      audit(claimed, items, settled);
    };
  }

  /** Finds an item's row by its keyword or login, never by its place. */
  private static Function<Item, @Nullable Map<?, ?>> answers(Shape shape, @Nullable Object body) {
    Map<String, Map<?, ?>> exact = new HashMap<>();
    Map<String, Map<?, ?>> folded = new HashMap<>();
    String name = shape == Shape.ONE_LOGIN ? "keyWord" : "loginName";
    if (body instanceof Map<?, ?> result && result.get("batchList") instanceof List<?> rows) {
      for (Object each : rows) {
        if (each instanceof Map<?, ?> row && row.get(name) != null && row.get("status") != null) {
          String named = row.get(name).toString();
          exact.putIfAbsent(named, row);
          folded.putIfAbsent(Folding.of(named), row);
        }
      }
    }
    return item -> {
      Map<?, ?> row = exact.get(item.named(shape));
      return row != null ? row : folded.get(Folding.of(item.named(shape)));
    };
  }

  private static Map<String, @Nullable Object> settled(Claimed claimed, Item item, Map<?, ?> row) {
    String status = text(row.get("status"));
    Object keyNo = row.get("keyNo");
    return settled(
        claimed,
        item,
        status.equals("200") ? "OK" : "FAILED",
        status,
        text(row.get("msg")),
        keyNo == null ? null : text(keyNo));
  }

  private static Map<String, @Nullable Object> settled(
      Claimed claimed,
      Item item,
      String state,
      String status,
      @Nullable String msg,
      @Nullable String keyNo) {
    Map<String, @Nullable Object> row = new HashMap<>();
    row.put("jobId", claimed.jobId);
    row.put("callId", claimed.callId);
    row.put("line", item.line);
    row.put("state", state);
    row.put("status", status);
    row.put("msg", msg);
    row.put("keyNo", keyNo);
    return row;
  }

  private void noteUri(Exchange exchange) {
    Integer refused = exchange.getVariable("refusedBytes", Integer.class);
    int bytes = exchange.getVariable("uriBytes", 0, Integer.class);
    if (refused != null && bytes < refused) {
      database
          .statement("assignments/note-uri-lengths")
          .param("passed", bytes)
          .param("refused", refused)
          .update();
    }
  }

  private void audit(Claimed claimed, List<Item> items, List<Map<String, @Nullable Object>> rows) {
    boolean cancel =
        claimed.call == AssignmentAction.CANCEL.call(Shape.ONE_LOGIN)
            || claimed.call == AssignmentAction.CANCEL.call(Shape.ONE_KEYWORD);
    if (!cancel || adminLogins.isEmpty()) {
      return;
    }
    Map<Object, @Nullable Object> states = new HashMap<>();
    rows.forEach(row -> states.put(String.valueOf(row.get("line")), row.get("state")));
    for (Item item : items) {
      Object state = states.get(String.valueOf(item.line));
      if (state != null && adminLogins.contains(Folding.of(item.login))) {
        LOG.warn(
            "job {}: audit: line {}: {} {} with the admin login {}: {}",
            claimed.jobId,
            item.line,
            item.keyword,
            state.equals("OK") ? "unfollowed for everybody" : "not unfollowed",
            item.login,
            state);
      }
    }
  }

  /**
   * A refusal of the whole call: halved until it is known which lines it is about. Before any line
   * of the call's centre (its one login or one keyword) was answered, it may be about that, and
   * halving would ask for every line alone. So each refusal then asks for one line alone, too; when
   * {@value #PROBES} lines were refused alone with one code and none was answered, the rest is not
   * asked for.
   */
  public Processor refuse() {
    return exchange -> {
      ProviderRejectedException refusal =
          exchange.getProperty(Exchange.EXCEPTION_CAUGHT, ProviderRejectedException.class);
      Claimed claimed = Claimed.of(exchange);
      List<Item> items = items(exchange);
      int bytes = exchange.getVariable("uriBytes", 0, Integer.class);
      boolean aboutLength = refusal.code().startsWith("HTTP ");
      if (items.size() > 1 && (!aboutLength || bytes > SHORT_URI_BYTES)) {
        String refusedCode = aboutLength ? null : refusedCentre(claimed, items);
        if (refusedCode != null) {
          failWithCentre(claimed, items, refusedCode);
        } else if (aboutLength || items.size() <= WORTH_A_PROBE || isAnswered(claimed, items)) {
          split(exchange, claimed, items, aboutLength ? bytes : null, message(refusal));
        } else {
          splitWithProbe(exchange, claimed, items, message(refusal));
        }
        return;
      }
      List<Map<String, @Nullable Object>> settled =
          items.stream()
              .map(item -> settled(claimed, item, "FAILED", refusal.code(), message(refusal), null))
              .toList();
      database.inOneTransaction(
          () -> {
            end(claimed, "FAILED", message(refusal));
            database.batch("assignments/settle-item", settled);
          });
    };
  }

  /** The code that all lines of the call's centre get, as far as is known; null for none. */
  private @Nullable String refusedCentre(Claimed claimed, List<Item> items) {
    List<Map<String, Object>> codes =
        centre("count-refused-alone", claimed, items).query().listOfRows();
    boolean aboutKeyword =
        claimed.shape == Shape.ONE_LOGIN
            && codes.size() == 1
            && KEYWORD_CODES.contains(String.valueOf(codes.get(0).get("status")));
    return codes.size() == 1
            && !aboutKeyword
            && AssignmentJobs.number(codes.get(0).get("times")) >= PROBES
            && !isAnswered(claimed, items)
        ? String.valueOf(codes.get(0).get("status"))
        : null;
  }

  /** Whether the provider has answered any line of the call's centre, well or not. */
  private boolean isAnswered(Claimed claimed, List<Item> items) {
    return !centre("find-answered", claimed, items).query(Long.class).list().isEmpty();
  }

  private JdbcClient.StatementSpec centre(String statement, Claimed claimed, List<Item> items) {
    Item any = items.get(0);
    return database
        .statement("assignments/" + statement)
        .param("jobId", claimed.jobId)
        .param("shape", claimed.shape.name())
        .param("centre", Folding.of(claimed.shape == Shape.ONE_LOGIN ? any.login : any.keyword));
  }

  private void failWithCentre(Claimed claimed, List<Item> items, String code) {
    String what = claimed.shape == Shape.ONE_LOGIN ? "登录名" : "关键字";
    String msg =
        "%s的每次请求都被拒绝（%s），其余各行未再逐行询问 / every request for this %s was refused with %s, so this line was not asked alone"
            .formatted(
                what, code, claimed.shape == Shape.ONE_LOGIN ? "loginName" : "keyWord", code);
    List<Map<String, @Nullable Object>> settled =
        items.stream().map(item -> settled(claimed, item, "FAILED", code, msg, null)).toList();
    database.inOneTransaction(
        () -> {
          end(claimed, "FAILED", msg);
          database.batch("assignments/settle-item", settled);
        });
  }

  /**
   * No usable answer for now: the call waits and loses no attempt. A long request whose connection
   * was reset twice before an answer is halved.
   */
  public Processor postpone() {
    return exchange -> {
      Exception cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
      Claimed claimed = Claimed.of(exchange);
      int outages = exchange.getVariable("outages", 0, Integer.class);
      List<Item> items = exchange.getVariable("items") == null ? List.of() : items(exchange);
      int bytes = exchange.getVariable("uriBytes", 0, Integer.class);
      if (outages > 0 && isReset(cause) && bytes > SHORT_URI_BYTES && items.size() > 1) {
        split(exchange, claimed, items, bytes, message(cause));
        return;
      }
      long delayMs = delay.afterTries(outages);
      database
          .statement("assignments/postpone-call")
          .param("callId", claimed.callId)
          .param("claimNo", claimed.claimNo)
          .param("error", message(cause))
          .param("delayMs", delayMs)
          .update();
      LOG.warn(
          "job {}, call {}: {}; tried again in {} ms",
          claimed.jobId,
          claimed.callId,
          message(cause),
          delayMs);
    };
  }

  private static boolean isReset(Exception failure) {
    Throwable cause = failure.getCause();
    boolean refused = cause instanceof ConnectException || cause instanceof NoRouteToHostException;
    return (cause instanceof SocketException && !refused)
        || cause instanceof NoHttpResponseException
        || cause instanceof ConnectionClosedException;
  }

  /** Something nobody expected: tried again, and after six times the lines are UNKNOWN. */
  public Processor fault() {
    return exchange -> {
      Exception cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
      Claimed claimed = Claimed.of(exchange);
      int attempts = exchange.getVariable("attempts", 0, Integer.class);
      if (attempts + 1 < MAX_ATTEMPTS) {
        database
            .statement("assignments/retry-call")
            .param("callId", claimed.callId)
            .param("claimNo", claimed.claimNo)
            .param("error", message(cause))
            .param("delayMs", delay.afterTries(attempts))
            .update();
        return;
      }
      List<Map<String, @Nullable Object>> settled =
          items(claimed.callId).stream()
              .map(item -> settled(claimed, item, "UNKNOWN", "UNKNOWN", message(cause), null))
              .toList();
      database.inOneTransaction(
          () -> {
            end(claimed, "FAILED", message(cause));
            database.batch("assignments/settle-item", settled);
          });
    };
  }

  private void split(
      Exchange exchange,
      Claimed claimed,
      List<Item> items,
      @Nullable Integer refusedBytes,
      String error) {
    Integer refused =
        refusedBytes != null ? refusedBytes : exchange.getVariable("refusedBytes", Integer.class);
    split(exchange, claimed, refused, error, halves(items));
  }

  /** One line alone, and the halves of the others. */
  private void splitWithProbe(Exchange exchange, Claimed claimed, List<Item> items, String error) {
    List<List<Item>> parts = new ArrayList<>();
    parts.add(items.subList(0, 1));
    parts.addAll(halves(items.subList(1, items.size())));
    split(exchange, claimed, exchange.getVariable("refusedBytes", Integer.class), error, parts);
  }

  private static List<List<Item>> halves(List<Item> items) {
    int middle = items.size() / 2;
    return List.of(items.subList(0, middle), items.subList(middle, items.size()));
  }

  private void split(
      Exchange exchange,
      Claimed claimed,
      @Nullable Integer refusedBytes,
      String error,
      List<List<Item>> parts) {
    int askedAgain = exchange.getVariable("askedAgain", 0, Integer.class);
    database.inOneTransaction(
        () -> {
          end(claimed, "SPLIT", error);
          parts.forEach(part -> add(claimed, part, askedAgain, refusedBytes));
        });
  }

  private void add(
      Claimed claimed, List<Item> items, int askedAgain, @Nullable Integer refusedBytes) {
    Map<String, @Nullable Object> row = new HashMap<>();
    row.put("jobId", claimed.jobId);
    row.put("shape", claimed.shape.name());
    row.put("callName", claimed.call.name());
    row.put("askedAgain", askedAgain);
    row.put("refusedBytes", refusedBytes);
    long newId = database.statement("assignments/add-call").params(row).query(Long.class).single();
    database.batch(
        "assignments/assign-item",
        items.stream()
            .map(item -> Map.of("jobId", claimed.jobId, "line", item.line, "callId", newId))
            .toList());
    database
        .statement("assignments/copy-waits")
        .param("newId", newId)
        .param("callId", claimed.callId)
        .update();
  }

  private void end(Claimed claimed, String state, @Nullable String error) {
    Map<String, @Nullable Object> parameters = new HashMap<>();
    parameters.put("callId", claimed.callId);
    parameters.put("claimNo", claimed.claimNo);
    parameters.put("state", state);
    parameters.put("error", error);
    if (database
        .statement("assignments/end-call")
        .params(parameters)
        .query()
        .listOfRows()
        .isEmpty()) {
      throw new ClaimLostException("another node has taken the call over; it sends it again");
    }
  }

  private List<Item> items(long callId) {
    return database
        .statement("assignments/list-call-items")
        .param("callId", callId)
        .query(
            (row, n) ->
                new Item(
                    row.getLong("line"), row.getString("login_name"), row.getString("keyword")))
        .list();
  }

  @SuppressWarnings("unchecked")
  private static List<Item> items(Exchange exchange) {
    return (List<Item>) exchange.getVariable("items");
  }

  private static String message(Exception failure) {
    return text(failure.getMessage() == null ? failure.toString() : failure.getMessage());
  }

  private static String text(@Nullable Object value) {
    String text = value == null ? "" : value.toString().replaceAll("\\p{Cntrl}+", " ").strip();
    return text.length() <= MESSAGE_LIMIT ? text : text.substring(0, MESSAGE_LIMIT) + "…";
  }
}
