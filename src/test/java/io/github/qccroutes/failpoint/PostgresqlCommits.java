package io.github.qccroutes.failpoint;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.bytebuddy.asm.Advice;

/**
 * The transactions on PostgreSQL, by the tables they change. A statement that commits by itself has
 * no moment of its own: the server commits it before the node is told anything.
 */
public final class PostgresqlCommits {
  private static final Pattern CHANGE =
      Pattern.compile("(?:insert\\s+into|(?<!for )update|delete\\s+from)\\s+(\\w+)");

  private static final Map<Connection, Set<String>> CHANGED = new ConcurrentHashMap<>();

  private PostgresqlCommits() {}

  /** A statement is about to be run; alone, unless a transaction is begun before its end. */
  public static void prepare(Connection connection, String statement) throws SQLException {
    if (connection.getAutoCommit()) {
      CHANGED.remove(connection);
    }
    Matcher tables = CHANGE.matcher(statement);
    while (tables.find()) {
      CHANGED.computeIfAbsent(connection, first -> new LinkedHashSet<>()).add(tables.group(1));
    }
  }

  /** All since the last commit is about to stand. */
  public static void commit(Connection connection) {
    Set<String> tables = CHANGED.remove(connection);
    if (tables != null) {
      tables.forEach(table -> Failpoints.pass("commit:" + table));
    }
  }

  /** Nothing since the last commit stands. */
  public static void rollback(Connection connection) {
    CHANGED.remove(connection);
  }

  /** Woven into the driver's connection. */
  static final class BeforePrepare {
    private BeforePrepare() {}

    @Advice.OnMethodEnter
    static void enter(@Advice.This Connection connection, @Advice.Argument(0) String statement)
        throws SQLException {
      PostgresqlCommits.prepare(connection, statement);
    }
  }

  /** Woven into the driver's connection. */
  static final class BeforeCommit {
    private BeforeCommit() {}

    @Advice.OnMethodEnter
    static void enter(@Advice.This Connection connection) {
      PostgresqlCommits.commit(connection);
    }
  }

  /** Woven into the driver's connection. */
  static final class BeforeRollback {
    private BeforeRollback() {}

    @Advice.OnMethodEnter
    static void enter(@Advice.This Connection connection) {
      PostgresqlCommits.rollback(connection);
    }
  }
}
