package io.github.qccroutes.store;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;
import org.sqlite.SQLiteException;

/**
 * Warns that the database did not answer: at most once a minute, since every tick of every route
 * meets the same trouble; tells a refusal of the statement from that. Thread-safe.
 */
public final class DatabaseTrouble implements Processor {
  private static final Logger LOG = LoggerFactory.getLogger("store");
  private static final Duration PAUSE = Duration.ofMinutes(1);

  // Of SQLSTATE: data, integrity, syntax, check option, program limit, raised by a trigger.
  private static final Set<String> REFUSING_CLASSES =
      Set.of("0A", "22", "23", "42", "44", "54", "P0");
  // A right that is missing, a table that is not there, a statement that another session prepared:
  // all orders' trouble, which is mended at the database.
  private static final Set<String> DATABASES_OWN = Set.of("42501", "42P01", "42P05");
  // Of SQLite, which knows no SQLSTATE: ERROR, TOOBIG, CONSTRAINT, MISMATCH, RANGE.
  private static final Set<Integer> REFUSING_CODES = Set.of(1, 18, 19, 20, 25);

  private final Clock clock;
  private Instant quietUntil = Instant.MIN;

  public DatabaseTrouble(Clock clock) {
    this.clock = clock;
  }

  /**
   * Whether another transaction was in the way (a deadlock, a lock), so that this one was undone.
   */
  public static boolean isCollision(Throwable trouble) {
    return anyCause(trouble, ConcurrencyFailureException.class::isInstance);
  }

  /** Whether it is the database that failed, although its driver may speak of a connection. */
  public static boolean isIn(Throwable trouble) {
    return anyCause(
        trouble,
        t ->
            t instanceof DataAccessException
                || t instanceof TransactionException
                || t instanceof SQLException);
  }

  /** Whether the database answered that it is not fit for us as it is: rights, schema, tables. */
  private static boolean isUnfit(Throwable trouble) {
    return anyCause(
        trouble,
        t ->
            t instanceof SQLException e
                && e.getSQLState() != null
                && DATABASES_OWN.contains(e.getSQLState()));
  }

  /**
   * Whether the database answered and refuses what it was told, so that the same again is in vain:
   * data it can't hold, a constraint, a trigger, a column that somebody changed. A right or a table
   * that is missing is not: it is given back as it was taken.
   */
  public static boolean isRefusal(Throwable trouble) {
    return anyCause(trouble, t -> t instanceof SQLException e && refuses(e));
  }

  private static boolean refuses(SQLException e) {
    String state = e.getSQLState();
    return state != null && state.length() == 5
        ? REFUSING_CLASSES.contains(state.substring(0, 2)) && !DATABASES_OWN.contains(state)
        : e instanceof SQLiteException
            && REFUSING_CODES.contains(e.getErrorCode())
            && !undoneByItself(e);
  }

  private static boolean anyCause(Throwable trouble, Predicate<Throwable> holds) {
    for (Throwable t = trouble; t != null; t = t.getCause()) {
      if (holds.test(t)) {
        return true;
      }
    }
    return false;
  }

  /** A full disk has SQLite undo a transaction, of which only the commit that finds none tells. */
  private static boolean undoneByItself(SQLException e) {
    return e.getMessage() != null && e.getMessage().contains("no transaction is active");
  }

  /** The innermost cause in one line, without the rows that PostgreSQL quotes. */
  public static String words(Throwable trouble) {
    return Database.reason(trouble).replaceFirst(" (Detail|Where): .*", "");
  }

  @Override
  public void process(Exchange exchange) {
    warn(exchange);
  }

  /** Says what the exchange failed with. */
  public void warn(Exchange exchange) {
    tell(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class));
  }

  /** Says that the database failed, unless it was said within the last minute. */
  public void tell(Exception cause) {
    if (!due()) {
      return;
    }
    if (isUnfit(cause)) {
      LOG.error(
          "The database is not as qcc-routes needs it ({}); it is tried again by itself. Check whether its"
              + " tables or rights were changed",
          words(cause));
    } else if (isRefusal(cause)) {
      LOG.error(
          "The database refuses a statement ({}); it is tried again by itself. Check whether its tables or"
              + " rights were changed by hand",
          words(cause));
    } else if (isCollision(cause)) {
      LOG.warn(
          "Two transactions blocked each other, so the database undid one ({}); it is tried again by itself",
          words(cause));
    } else {
      LOG.warn(
          "The database can't be used ({}); it is tried again by itself", Database.reason(cause));
    }
  }

  private synchronized boolean due() {
    Instant now = clock.instant();
    if (now.isBefore(quietUntil)) {
      return false;
    }
    quietUntil = now.plus(PAUSE);
    return true;
  }
}
