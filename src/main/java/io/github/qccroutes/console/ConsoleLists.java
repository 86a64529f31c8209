package io.github.qccroutes.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.qccroutes.store.Database;
import io.github.qccroutes.store.Dialect;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.camel.Exchange;
import org.apache.camel.RuntimeExchangeException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.BadSqlGrammarException;

/**
 * Rows of a statement as JSON, page by page. A statement that is paged sorts by columns which it
 * also gives as {@code cursor_1}, {@code cursor_2}, …; the next page begins after the values {@code
 * :#after1}, {@code :#after2}, …. So a page costs what it shows, wherever it stands. Thread-safe.
 */
public final class ConsoleLists {
  private static final ObjectMapper JSON = new ObjectMapper();
  static final String CURSOR = "cursor_";

  private static final String LAST_CHARACTER = Character.toString(Character.MAX_CODE_POINT);
  private static final String TIME = "t";

  private final Dialect dialect;
  private final ZoneId zone;

  ConsoleLists(Database database, ZoneId zone) {
    this.dialect = database.dialect();
    this.zone = zone;
  }

  /** Sets the variables that a paged statement needs: {@code rows} and where the page begins. */
  public void open(Exchange exchange) {
    Long limit = exchange.getVariable("limit", Long.class);
    exchange.setVariable("rows", (limit == null ? 50 : limit) + 1);
    String cursor = exchange.getVariable("cursor", String.class);
    if (cursor != null) {
      List<Object> values = decoded(cursor);
      for (int i = 0; i < values.size(); i++) {
        exchange.setVariable("after" + (i + 1), values.get(i));
      }
    }
    days(exchange);
  }

  /** Turns the days {@code from} and {@code to} into times, the end of the last one excluded. */
  public void days(Exchange exchange) {
    String from = exchange.getVariable("from", String.class);
    String to = exchange.getVariable("to", String.class);
    if (from != null) {
      exchange.setVariable("fromAt", parameter(startOf(LocalDate.parse(from))));
    }
    if (to != null) {
      exchange.setVariable("toAt", parameter(startOf(LocalDate.parse(to).plusDays(1))));
      exchange.setVariable("dayAfter", LocalDate.parse(to).plusDays(1).toString());
    }
  }

  private Instant startOf(LocalDate day) {
    return day.atStartOfDay(zone).toInstant();
  }

  /** A time as a statement of this database takes it. */
  Object parameter(Instant time) {
    return dialect == Dialect.SQLITE
        ? Objects.requireNonNull(ConsoleAnswer.shown(time))
        : OffsetDateTime.ofInstant(time, ZoneOffset.UTC);
  }

  /** Answers the rows in the body as a page. */
  public void page(Exchange exchange) {
    List<Map<String, Object>> rows = rows(exchange);
    int limit = Math.toIntExact(exchange.getVariable("rows", Long.class)) - 1;
    Map<String, Object> page = new LinkedHashMap<>();
    page.put("items", items(rows.subList(0, Math.min(limit, rows.size()))));
    if (rows.size() > limit) {
      page.put("next", encoded(rows.get(limit - 1)));
    }
    ConsoleAnswer.json(exchange, page);
  }

  /** Answers the rows in the body, all of them. */
  public void all(Exchange exchange) {
    ConsoleAnswer.json(exchange, Map.of("items", items(rows(exchange))));
  }

  /**
   * Answers the one row in the body.
   *
   * @throws ConsoleProblem 404 when there is none
   */
  public void one(Exchange exchange) {
    List<Map<String, Object>> rows = rows(exchange);
    if (rows.isEmpty()) {
      throw ConsoleProblem.notFound("没有找到", "There is no such thing");
    }
    ConsoleAnswer.json(exchange, item(rows.get(0)));
  }

  @SuppressWarnings("unchecked") // what an sql: endpoint leaves
  private static List<Map<String, Object>> rows(Exchange exchange) {
    return (List<Map<String, Object>>) exchange.getMessage().getBody(List.class);
  }

  static List<Map<String, Object>> items(List<Map<String, Object>> rows) {
    return rows.stream().map(ConsoleLists::item).toList();
  }

  private static Map<String, Object> item(Map<String, Object> row) {
    Map<String, Object> item = new LinkedHashMap<>();
    row.forEach(
        (column, value) -> {
          if (!column.startsWith(CURSOR)) {
            item.put(name(column), ConsoleAnswer.shown(column, value));
          }
        });
    return item;
  }

  /** What comes after every text that begins so, byte by byte. */
  static String behind(String beginning) {
    return beginning + LAST_CHARACTER;
  }

  /** A column that is never null. */
  static long number(Map<String, Object> row, String column) {
    return ((Number) Objects.requireNonNull(row.get(column))).longValue();
  }

  /** {@code corp_key_no} is {@code corpKeyNo}. */
  private static String name(String column) {
    StringBuilder name = new StringBuilder();
    for (String word : column.split("_", -1)) {
      name.append(
          name.isEmpty() || word.isEmpty()
              ? word
              : Character.toUpperCase(word.charAt(0)) + word.substring(1));
    }
    return name.toString();
  }

  private static String encoded(Map<String, Object> row) {
    List<Object> values = new ArrayList<>();
    for (int i = 1; row.containsKey(CURSOR + i); i++) {
      Object value = row.get(CURSOR + i);
      values.add(
          value instanceof Timestamp time ? Map.of(TIME, time.toInstant().toString()) : value);
    }
    try {
      return Base64.getUrlEncoder().withoutPadding().encodeToString(JSON.writeValueAsBytes(values));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<Object> decoded(String cursor) {
    List<Object> values = new ArrayList<>();
    try {
      byte[] text = Base64.getUrlDecoder().decode(cursor);
      for (JsonNode value : JSON.readTree(new String(text, StandardCharsets.UTF_8))) {
        values.add(decoded(value));
      }
    } catch (IOException | IllegalArgumentException | DateTimeException e) {
      values.clear();
    }
    if (values.isEmpty()) {
      throw noCursor();
    }
    return values;
  }

  /**
   * Whether a statement failed for what a made-up cursor had it compare: no list knows the types
   * and the number of its values before.
   */
  static boolean isCursorAtFault(Exchange exchange, Exception failure) {
    return exchange.getVariable("cursor") != null
        && (failure instanceof BadSqlGrammarException
            || failure instanceof DataIntegrityViolationException
            || failure instanceof RuntimeExchangeException);
  }

  static ConsoleProblem noCursor() {
    return ConsoleProblem.badRequest(
        "cursor 不是上一页给出的 next", "The cursor is not the next of a page");
  }

  private Object decoded(JsonNode value) {
    if (value.isIntegralNumber()) {
      return value.longValue();
    }
    if (value.isObject() && value.has(TIME)) {
      return parameter(Instant.parse(value.path(TIME).asText()));
    }
    if (!value.isTextual()) {
      throw new IllegalArgumentException("neither text, number nor time");
    }
    return value.asText();
  }
}
