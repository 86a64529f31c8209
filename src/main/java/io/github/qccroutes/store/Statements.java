package io.github.qccroutes.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.component.sql.DefaultSqlPrepareStatementStrategy;
import org.jspecify.annotations.Nullable;

/**
 * The SQL files below {@code sql/}, for routes and for Java alike.
 *
 * <p>Their text is PostgreSQL's. SQLite takes it as it is, but for {@code for update skip locked}:
 * it has one writer and no row locks, so the clause is left out there. And it has no lists of
 * values: {@code unnest(cast(:#id as text[]), …) as given (id, …)} is one row there, whose
 * parameters are single values. {@code db_now()} and {@code db_now_plus_ms(n)} tell the database's
 * clock and exist on both (see {@link Database}).
 *
 * <p>A line that ends in {@code -- when :#name} stands only where the variable of that name is set:
 * a filter that may be left out.
 */
public final class Statements extends DefaultSqlPrepareStatementStrategy {
  private static final String ROW_LOCK = "for update skip locked";
  private static final Pattern LISTS =
      Pattern.compile(
          "unnest\\(\\s*(cast\\(.*?\\[\\]\\))\\)\\s+as (\\w+) \\(([^)]*)\\)", Pattern.DOTALL);
  private static final Pattern LIST = Pattern.compile("cast\\((:#?\\w+) as \\w+\\[\\]\\)");
  private static final Pattern NAME = Pattern.compile("[a-z]+/[a-z-]+");
  // An sql: endpoint writes :? for :#.
  private static final Pattern WHEN = Pattern.compile("(?m)^(.*?)[ \\t]*-- when :[#?]?(\\w+)$\\R?");
  private static final String SHARED = "jobs";
  private static final Pattern TABLE = Pattern.compile("\\{(job|item|call)}");

  private final Dialect dialect;
  private final Map<String, String> texts = new ConcurrentHashMap<>();

  Statements(Dialect dialect) {
    this.dialect = dialect;
  }

  /**
   * Returns the statement in {@code sql/<name>.sql} with its parameters written {@code :name}, as
   * Spring's JDBC client takes them. Where a flow has no text of its own, the one in {@code
   * sql/jobs} is meant, which the flows with jobs share: {@code {job}}, {@code {item}} and {@code
   * {call}} in it are the flow's tables, {@code assignment_job} of {@code assignments}, or those
   * that its {@code tables.properties} names.
   */
  public String text(String name) {
    return texts.computeIfAbsent(name, each -> forDialect(read(each)).replace(":#", ":"));
  }

  /** The same for an {@code sql:} endpoint, which knows parameters by {@code :#name}. */
  String ofRoute(String name) {
    return NAME.matcher(name).matches() ? read(name).replaceAll("(?m)^--.*\\R", "").strip() : name;
  }

  private static String read(String name) {
    String text = file(name);
    if (text == null) {
      int slash = name.indexOf('/');
      String shared = file(SHARED + name.substring(slash));
      if (shared == null) {
        throw new IllegalArgumentException(
            "no such statement: " + name + " (sql/" + name + ".sql)");
      }
      String flow = name.substring(0, slash);
      Properties tables = tables(flow);
      String row = flow.substring(0, flow.length() - 1);
      text =
          TABLE
              .matcher(shared)
              .replaceAll(table -> tables.getProperty(table.group(1), row + "_" + table.group(1)));
    }
    return text;
  }

  private static Properties tables(String flow) {
    Properties tables = new Properties();
    try (InputStream in =
        Statements.class
            .getClassLoader()
            .getResourceAsStream("sql/" + flow + "/tables.properties")) {
      if (in != null) {
        tables.load(in);
      }
      return tables;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static @Nullable String file(String name) {
    String resource = "sql/" + name + ".sql";
    try (InputStream in = Statements.class.getClassLoader().getResourceAsStream(resource)) {
      return in == null ? null : new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Prepares a statement that a route's {@code sql:} endpoint has read from its file. */
  @Override
  public String prepareQuery(
      String query, boolean allowNamedParameters, @Nullable Exchange exchange) throws SQLException {
    return super.prepareQuery(
        forDialect(standing(query, exchange)), allowNamedParameters, exchange);
  }

  /** The values of the parameters that were left standing. */
  @Override
  public Iterator<?> createPopulateIterator(
      String query,
      String preparedQuery,
      int expectedParams,
      Exchange exchange,
      @Nullable Object value)
      throws SQLException {
    return super.createPopulateIterator(
        standing(query, exchange), preparedQuery, expectedParams, exchange, value);
  }

  private static String standing(String query, @Nullable Exchange exchange) {
    return exchange == null ? query : standing(query, name -> exchange.getVariable(name) != null);
  }

  /** The statement as {@link #text(String)} gives it, with the lines for these names only. */
  public String text(String name, Set<String> given) {
    return standing(text(name), given::contains);
  }

  private static String standing(String text, Predicate<String> given) {
    return WHEN.matcher(text)
        .replaceAll(
            line ->
                given.test(line.group(2)) ? Matcher.quoteReplacement(line.group(1) + "\n") : "");
  }

  private String forDialect(String text) {
    return dialect == Dialect.SQLITE
        ? LISTS.matcher(text.replace(ROW_LOCK, "")).replaceAll(Statements::oneRow)
        : text;
  }

  private static String oneRow(MatchResult lists) {
    Iterator<MatchResult> values = LIST.matcher(lists.group(1)).results().iterator();
    return Stream.of(lists.group(3).split(","))
        .map(column -> values.next().group(1) + " as " + column.strip())
        .collect(Collectors.joining(", ", "(select ", ") as " + lists.group(2)));
  }
}
