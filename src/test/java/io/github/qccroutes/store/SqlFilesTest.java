package io.github.qccroutes.store;

import io.github.qccroutes.app.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each file below {@code sql/} is executed on each database, with values of the right types. */
class SqlFilesTest {
  private static final Path FOLDER = Path.of("src/main/resources/sql");

  /** A parameter: its name, an expression of a route, or a list. */
  private static final Pattern PARAMETER =
      Pattern.compile("(?<!:):(?:in:)?([a-zA-Z][a-zA-Z0-9]*|\\$\\{[^}]*\\})");

  /** What a column takes nothing else of. */
  private static final Map<String, String> CHECKED =
      Map.of(
          "inbox", "assign",
          "reportType", "day",
          "role", "viewer",
          "shape", "ONE_LOGIN",
          "state", "INVALID");

  /** The one value of a list, by the list's type. */
  private static final Map<String, Object> LISTED = Map.of("_text", "x", "_int4", 1, "_int8", 1L);

  private static final Map<Dialect, Database> DATABASES = new EnumMap<>(Dialect.class);
  private static final List<TestDatabase> MADE = new ArrayList<>();
  @TempDir private static Path folder;

  @BeforeAll
  static void open() throws DatabaseException {
    for (Dialect dialect : Dialect.values()) {
      TestDatabase made = TestDatabase.fresh(dialect, folder);
      MADE.add(made);
      DATABASES.put(
          dialect,
          Database.open(
              new Database.Options(made.url(), null, null, Duration.ofMinutes(1), false),
              Clock.systemUTC()));
    }
  }

  @AfterAll
  static void close() {
    DATABASES.values().forEach(Database::close);
    MADE.forEach(TestDatabase::close);
  }

  /** What a route or a class would name: a text that flows share stands for both. */
  static List<String> statements() throws IOException {
    try (Stream<Path> files = Files.walk(FOLDER)) {
      return files
          .filter(file -> file.toString().endsWith(".sql"))
          .map(file -> FOLDER.relativize(file).toString().replace(".sql", ""))
          .flatMap(
              name ->
                  name.startsWith("jobs/")
                      ? Stream.of("assignments", "partnerships")
                          .map(flow -> flow + name.substring(4))
                      : Stream.of(name))
          .distinct()
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("statements")
  void runsOnBothDatabases(String name) throws SQLException {
    List<Object> values = new ArrayList<>();
    try (Connection connection = connection(Dialect.POSTGRESQL);
        PreparedStatement statement = prepare(connection, Dialect.POSTGRESQL, name)) {
      ParameterMetaData parameters = statement.getParameterMetaData();
      List<String> names =
          PARAMETER
              .matcher(text(Dialect.POSTGRESQL, name))
              .results()
              .map(found -> found.group(1))
              .toList();
      for (int i = 0; i < names.size(); i++) {
        values.add(
            parameters.getParameterType(i + 1) == Types.ARRAY
                ? LISTED.get(parameters.getParameterTypeName(i + 1))
                : value(parameters.getParameterType(i + 1), names.get(i)));
      }
      for (int i = 0; i < values.size(); i++) {
        Object value = values.get(i);
        String type = parameters.getParameterTypeName(i + 1);
        switch (parameters.getParameterType(i + 1)) {
          case Types.TIMESTAMP -> statement.setObject(i + 1, OffsetDateTime.parse((String) value));
          case Types.ARRAY ->
              statement.setArray(
                  i + 1, connection.createArrayOf(type.substring(1), new Object[] {value}));
          default -> statement.setObject(i + 1, value);
        }
      }
      statement.execute();
      connection.rollback();
    }
    try (Connection connection = connection(Dialect.SQLITE);
        PreparedStatement statement = prepare(connection, Dialect.SQLITE, name)) {
      for (int i = 0; i < values.size(); i++) {
        statement.setObject(i + 1, values.get(i));
      }
      statement.execute();
      connection.rollback();
    }
  }

  private static Connection connection(Dialect dialect) throws SQLException {
    Connection connection = DATABASES.get(dialect).dataSource().getConnection();
    connection.setAutoCommit(false);
    return connection;
  }

  private static PreparedStatement prepare(Connection connection, Dialect dialect, String name)
      throws SQLException {
    return connection.prepareStatement(PARAMETER.matcher(text(dialect, name)).replaceAll("?"));
  }

  private static String text(Dialect dialect, String name) {
    return DATABASES.get(dialect).statements().text(name).replaceAll("(?m)--.*$", "");
  }

  private static Object value(int type, String name) {
    return switch (type) {
      case Types.BIGINT -> 1L;
      case Types.INTEGER -> 1;
      case Types.NUMERIC -> 1.5;
      case Types.BIT -> true;
      case Types.TIMESTAMP -> "2026-01-05T00:00:00.000Z";
      case Types.VARCHAR -> CHECKED.getOrDefault(name, "x");
      default -> throw new IllegalArgumentException(name + " is of JDBC type " + type);
    };
  }
}
