package io.github.qccroutes.sandbox;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Everything that happened at the provider's side: calls, downloads, callbacks, orders and what the
 * calls brought about, each in the order it began.
 *
 * <p>What the queries give are immutable snapshots. An entry is complete before its client sees the
 * last byte of the answer. Safe for use by many threads.
 */
public final class Ledger {

  private final List<OpenCall> calls = new ArrayList<>();
  private final List<OpenDownload> downloads = new ArrayList<>();
  private final List<Question> questions = new ArrayList<>();
  private final List<Callback> callbacks = new ArrayList<>();
  private final List<ReportOrder> reportOrders = new ArrayList<>();
  private final List<Order> orders = new ArrayList<>();
  private final List<Allocation> allocations = new ArrayList<>();
  private final Set<String> secrets = new LinkedHashSet<>();
  private int inFlight;
  private int maxInFlight;

  Ledger(Account account) {
    secrets.add(account.key());
    secrets.add(account.secretKey());
  }

  /**
   * A signed call.
   *
   * @param number counts all calls from 1
   * @param time when it arrived
   * @param path below the base, such as {@link PushCalls#LIST}
   * @param parameters without the application key
   * @param token the header as received, empty when missing; the text form hides it
   * @param timespan the header as received, empty when missing
   * @param inFlight calls in flight at its arrival, itself included
   * @param tooMany whether it was refused because of that
   * @param effect whether it was carried out with success, if only in part, whatever the client got
   *     to see
   * @param ended whether it is no longer in flight
   * @param httpStatus what was answered; {@code null} while open or when the connection was closed
   * @param status the envelope's status; {@code null} where there was no envelope
   * @param fault the scripted fault that struck it
   */
  public record Call(
      int number,
      Instant time,
      String method,
      String path,
      Map<String, String> parameters,
      String token,
      String timespan,
      int inFlight,
      boolean tooMany,
      boolean effect,
      boolean ended,
      @Nullable Integer httpStatus,
      @Nullable String status,
      @Nullable String fault) {

    @Override
    public String toString() {
      return "Call[#%d %s %s %s %s, in flight %d, effect %s, HTTP %s, status %s, fault %s]"
          .formatted(
              number, time, method, path, parameters, inFlight, effect, httpStatus, status, fault);
    }
  }

  /**
   * A request to a download link.
   *
   * @param orderNo the order it fetches; {@code null} when the link was refused
   * @param httpStatus what was answered; {@code null} while open or when the connection was closed
   * @param complete whether all of the answer was sent
   */
  public record Download(
      Instant time,
      @Nullable String orderNo,
      @Nullable Integer httpStatus,
      boolean complete,
      @Nullable String fault) {}

  /**
   * A partnership call that was carried out, whatever the client got to see.
   *
   * @param companyNames each once, in the order of the call
   */
  public record Question(Instant time, List<String> companyNames) {}

  /** Two companies, whichever way round; made by {@link #of}. */
  public record Pair(String first, String second) {

    public static Pair of(String one, String other) {
      return one.compareTo(other) <= 0 ? new Pair(one, other) : new Pair(other, one);
    }
  }

  /**
   * A call that we made to the callback address.
   *
   * @param time when it was made
   * @param httpStatus what came back; {@code null} when nothing did
   * @param acknowledged whether that was HTTP 200 with status 200
   * @param latency until the whole answer was there, or the failure
   */
  public record Callback(
      Instant time,
      String orderNo,
      @Nullable Integer httpStatus,
      boolean acknowledged,
      Duration latency) {}

  /**
   * A report order that was placed, whatever the client got to see.
   *
   * @param type {@code day}, {@code week} or {@code month}
   */
  public record ReportOrder(Instant time, String type, String orderNo) {}

  /**
   * A published push.
   *
   * @param createDate its time in the list, {@code yyyy-MM-dd HH:mm:ss} in Shanghai
   * @param pushDate the time in its archive, alike; empty for a ready-made archive
   * @param totalSize the count in its archive
   * @param rows the records in its archive; 0 for a ready-made one
   * @param readable whether the announced password opens an archive that we made
   */
  public record Order(
      String orderNo,
      String createDate,
      String pushDate,
      int totalSize,
      int rows,
      boolean readable,
      Supplier<Stream<RiskRecord>> content) {

    /** The records in the order of the archive, made anew for each stream. */
    public Stream<RiskRecord> records() {
      return content.get();
    }

    @Override
    public String toString() {
      return "Order[%s, %d rows]".formatted(orderNo, rows);
    }
  }

  /** What a row of an allocation call did. */
  public enum Change {
    /** The company was assigned to the user. */
    ASSIGNED,
    /** The link between an employee and the company was removed. */
    CANCELLED,
    /** An admin's cancel: nobody follows the company any more. */
    UNFOLLOWED
  }

  /**
   * A row of an allocation call that was carried out, whatever the client got to see.
   *
   * @param keyWord as it was sent
   * @param keyNo the company that it means
   * @param changed whether that made a difference; {@code false} for a repeat
   */
  public record Allocation(
      Instant time, Change change, String login, String keyWord, String keyNo, boolean changed) {}

  /** What the customer's data must say about one id once all is imported. */
  public record Expected(RiskRecord record, String pushDate, String orderNo) {}

  public List<Call> calls() {
    synchronized (this) {
      return calls.stream().map(OpenCall::snapshot).toList();
    }
  }

  /** The calls of one path. */
  public List<Call> calls(String path) {
    return calls().stream().filter(call -> call.path().equals(path)).toList();
  }

  /** The calls that exceeded what may be in flight. */
  public List<Call> violations() {
    return calls().stream().filter(Call::tooMany).toList();
  }

  /** The most calls that were ever in flight at once, those refused for it included. */
  public synchronized int maxInFlight() {
    return maxInFlight;
  }

  /** The calls in flight now. */
  public synchronized int inFlight() {
    return inFlight;
  }

  public List<Download> downloads() {
    synchronized (this) {
      return downloads.stream().map(OpenDownload::snapshot).toList();
    }
  }

  /** The partnership calls that were carried out, those that found nothing included. */
  public synchronized List<Question> questions() {
    return List.copyOf(questions);
  }

  /** The pairs of companies that any partnership call asked together. */
  public Set<Pair> pairsAsked() {
    Set<Pair> pairs = new LinkedHashSet<>();
    for (Question question : questions()) {
      List<String> names = question.companyNames();
      for (int i = 0; i < names.size(); i++) {
        for (int j = i + 1; j < names.size(); j++) {
          pairs.add(Pair.of(names.get(i), names.get(j)));
        }
      }
    }
    return Collections.unmodifiableSet(pairs);
  }

  public synchronized List<Callback> callbacks() {
    return List.copyOf(callbacks);
  }

  /** The callbacks of one order. */
  public List<Callback> callbacks(String orderNo) {
    return callbacks().stream().filter(callback -> callback.orderNo().equals(orderNo)).toList();
  }

  public synchronized List<ReportOrder> reportOrders() {
    return List.copyOf(reportOrders);
  }

  /** The report orders of one type. */
  public List<ReportOrder> reportOrders(String type) {
    return reportOrders().stream().filter(order -> order.type().equals(type)).toList();
  }

  /** All orders ever published, oldest first; the provider lists the last 30 only. */
  public synchronized List<Order> orders() {
    return List.copyOf(orders);
  }

  /** Every row of the allocation calls that was carried out, repeats included. */
  public synchronized List<Allocation> allocations() {
    return List.copyOf(allocations);
  }

  /**
   * The records of all readable orders by id, each as the newest push has it: by push date, then by
   * order number, then by place in the archive. Holds all of them in memory.
   */
  public Map<String, Expected> expectedRecords() {
    Map<String, Expected> expected = new LinkedHashMap<>();
    orders().stream()
        .filter(Order::readable)
        .sorted(Comparator.comparing(Order::pushDate).thenComparing(Order::orderNo))
        .forEach(
            order ->
                order
                    .records()
                    .forEach(
                        risk ->
                            expected.put(
                                risk.id(), new Expected(risk, order.pushDate(), order.orderNo()))));
    return Collections.unmodifiableMap(expected);
  }

  /**
   * Every text so far that must not show up in a log, a metric, a table or an error: key, secret
   * key, right tokens, unzip passwords and the signatures of links, these plain, encoded as in a
   * link and encoded twice as in a callback.
   */
  public synchronized Set<String> secrets() {
    return Set.copyOf(secrets);
  }

  synchronized OpenCall arrived(
      Instant time,
      String method,
      String path,
      Map<String, String> parameters,
      String token,
      String timespan) {
    inFlight++;
    maxInFlight = Math.max(maxInFlight, inFlight);
    OpenCall call =
        new OpenCall(
            new Call(
                calls.size() + 1,
                time,
                method,
                path,
                Collections.unmodifiableMap(parameters),
                token,
                timespan,
                inFlight,
                inFlight > ApiCalls.MAX_IN_FLIGHT,
                false,
                false,
                null,
                null,
                null));
    calls.add(call);
    return call;
  }

  synchronized OpenDownload downloading(Instant time) {
    OpenDownload download = new OpenDownload(time);
    downloads.add(download);
    return download;
  }

  synchronized void askedTogether(Question question) {
    questions.add(question);
  }

  synchronized void called(Callback callback) {
    callbacks.add(callback);
  }

  synchronized void reportOrdered(ReportOrder order) {
    reportOrders.add(order);
  }

  synchronized void published(Order order) {
    orders.add(order);
  }

  synchronized void allocated(Allocation allocation) {
    allocations.add(allocation);
  }

  synchronized void secret(String secret) {
    secrets.add(secret);
  }

  /** A call on its way through the stand-in. */
  final class OpenCall {

    private final Call arrival;
    private boolean effect;
    private boolean ended;
    private @Nullable Integer httpStatus;
    private @Nullable String status;
    private @Nullable String fault;

    private OpenCall(Call arrival) {
      this.arrival = arrival;
    }

    boolean tooMany() {
      return arrival.tooMany();
    }

    void struckBy(@Nullable Fault by) {
      synchronized (Ledger.this) {
        fault = by == null ? null : by.toString();
      }
    }

    void hadEffect() {
      synchronized (Ledger.this) {
        effect = true;
      }
    }

    void answering(Answer answer) {
      synchronized (Ledger.this) {
        httpStatus = answer.httpStatus();
        status = answer.status();
      }
    }

    /** Frees the call's place; a second time does nothing. */
    void ended() {
      synchronized (Ledger.this) {
        if (!ended) {
          ended = true;
          inFlight--;
        }
      }
    }

    private Call snapshot() {
      return new Call(
          arrival.number(),
          arrival.time(),
          arrival.method(),
          arrival.path(),
          arrival.parameters(),
          arrival.token(),
          arrival.timespan(),
          arrival.inFlight(),
          arrival.tooMany(),
          effect,
          ended,
          httpStatus,
          status,
          fault);
    }
  }

  /** A download on its way out. */
  final class OpenDownload {

    private final Instant time;
    private boolean complete;
    private @Nullable String orderNo;
    private @Nullable Integer httpStatus;
    private @Nullable String fault;

    private OpenDownload(Instant time) {
      this.time = time;
    }

    void of(String order) {
      synchronized (Ledger.this) {
        orderNo = order;
      }
    }

    void struckBy(@Nullable Fault by) {
      synchronized (Ledger.this) {
        fault = by == null ? null : by.toString();
      }
    }

    void answering(Answer answer) {
      synchronized (Ledger.this) {
        httpStatus = answer.httpStatus();
      }
    }

    void ended(boolean whole) {
      synchronized (Ledger.this) {
        complete = whole;
      }
    }

    private Download snapshot() {
      return new Download(time, orderNo, httpStatus, complete, fault);
    }
  }
}
