package io.github.qccroutes.failpoint;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
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

  /** A statement is about to be run. */
  public static void prepare(Connection connection, String statement) {
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

  /** A statement was run, and stands already when it was alone. */
  public static void execute(Statement statement) throws SQLException {
    Connection connection = statement.getConnection();
    if (connection.getAutoCommit()) {
      CHANGED.remove(connection);
    }
  }

  /** Woven into the driver's connection. */
  static final class BeforePrepare {
    private BeforePrepare() {}

    @Advice.OnMethodEnter
    static void enter(@Advice.This Connection connection, @Advice.Argument(0) String statement) {
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

  /** Woven into the driver's statements. */
  static final class AfterExecute {
    private AfterExecute() {}

    @Advice.OnMethodExit
    static void exit(@Advice.This Statement statement) throws SQLException {
      PostgresqlCommits.execute(statement);
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
