package io.github.qccroutes.flow;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * What flows tell each other, since none imports another. Whoever tells something does so within
 * the transaction that makes it true; listeners are called at once, on the same thread, so that
 * what they write commits with it or not at all. A failure of a listener is one of the teller.
 * Thread-safe.
 */
public final class Events {
  private final Map<Class<?>, List<Consumer<Object>>> listeners = new ConcurrentHashMap<>();

  /** Lines of a dropped file have an outcome: all those of one call of an assignment job. */
  public record LinesSettled(long jobId, long callId) {}

  /** All records of a push order are in the table. */
  public record ImportFinished(String orderNo) {}

  /** Has a listener called for each event of a kind; for the time before routes run. */
  public <E> void on(Class<E> kind, Consumer<E> listener) {
    listeners
        .computeIfAbsent(kind, k -> new ArrayList<>())
        .add(event -> listener.accept(kind.cast(event)));
  }

  /** Tells an event to all who listen for its kind. */
  public void tell(Record event) {
    listeners.getOrDefault(event.getClass(), List.of()).forEach(each -> each.accept(event));
  }
}
