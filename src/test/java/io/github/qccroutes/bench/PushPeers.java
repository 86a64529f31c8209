package io.github.qccroutes.bench;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.zaxxer.hikari.HikariDataSource;
import io.github.qccroutes.store.Dialect;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.sql.SqlComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What else could bring the rows of a push into the table: the floors, which have the rows ready,
 * and what a person would write. Each gives the seconds it took.
 */
final class PushPeers {
  private static final List<String> FIELDS =
      List.of(
          "id",
          "corpKeyNo",
          "corpName",
          "monitorContent",
          "monitorLevel",
          "monitorType",
          "score",
          "changeDate");
  private static final int SCORE = FIELDS.indexOf("score");
  private static final String COLUMNS =
      "id, corp_key_no, corp_name, monitor_content, monitor_level, monitor_type, score, change_date";
  private static final String REST =
      ", push_date, order_no, first_seen_at, changed_at, changed_by, change_no, dated";
  private static final String SHARED =
      ", '2026-01-01 10:00:00', 'PEER', '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z',"
          + " 'PEER', 1, 1";
  private static final int BATCH = 1_000;

  private PushPeers() {}

  /** The rows as they are, by the fastest means of the database, in one transaction. */
  static double floor(Dialect dialect, String url, PushFiles files) throws Exception {
    long began = System.nanoTime();
    try (Connection connection = DriverManager.getConnection(url);
        Reader rows = Files.newBufferedReader(files.rows())) {
      if (dialect == Dialect.POSTGRESQL) {
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyIn("copy customer_risk (" + COLUMNS + REST + ") from stdin", rows);
      } else {
        insertAll(connection, (BufferedReader) rows);
      }
    }
    return since(began);
  }

  private static void insertAll(Connection connection, BufferedReader rows)
      throws SQLException, IOException {
    connection.setAutoCommit(false);
    try (PreparedStatement insert = connection.prepareStatement(insert(""))) {
      for (String line = rows.readLine(); line != null; line = rows.readLine()) {
        String[] cells = line.split("\t");
        for (int i = 0; i < FIELDS.size(); i++) {
          set(insert, i, cells[i]);
        }
        insert.executeUpdate();
      }
    }
    connection.commit();
  }

  /** A script of forty lines, given the JSON; null where Python or psycopg2 is missing. */
  static @Nullable Double python(String database, PushFiles files) throws Exception {
    if (new ProcessBuilder("python3", "-c", "import psycopg2").start().waitFor() != 0) {
      return null;
    }
    long began = System.nanoTime();
    Process script =
        new ProcessBuilder(
                "python3",
                "src/test/resources/bench/push_import.py",
                database,
                files.json().toString())
            .inheritIO()
            .start();
    if (script.waitFor() != 0) {
      throw new IllegalStateException("the script ended with " + script.exitValue());
    }
    return since(began);
  }

  /** Streamed JSON, batches of upserts by Spring, one transaction; given the JSON. */
  static double template(String url, PushFiles files) throws IOException {
    long began = System.nanoTime();
    SingleConnectionDataSource one = new SingleConnectionDataSource(rewriting(url), true);
    JdbcTemplate template = new JdbcTemplate(one);
    String upsert = insert(conflict());
    try (MappingIterator<JsonNode> records = records(files.json())) {
      new TransactionTemplate(new JdbcTransactionManager(one))
          .executeWithoutResult(
              status -> {
                Map<String, JsonNode> batch = new HashMap<>();
                while (records.hasNext()) {
                  JsonNode record = records.next();
                  batch.put(record.path("id").asText(), record);
                  if (batch.size() == BATCH || !records.hasNext()) {
                    template.batchUpdate(
                        upsert, batch.values(), BATCH, (row, each) -> set(row, each));
                    batch.clear();
                  }
                }
              });
    }
    one.destroy();
    return since(began);
  }

  /**
   * A route of six lines: split the list, one {@code sql:} a record.
   *
   * @param most records after which it is stopped; the time is scaled up
   */
  static double camel(String url, PushFiles files, int most) throws Exception {
    List<Map<String, @Nullable Object>> list = new ArrayList<>();
    try (MappingIterator<JsonNode> records = records(files.json())) {
      while (records.hasNext() && list.size() < most) {
        JsonNode record = records.next();
        Map<String, @Nullable Object> row = new HashMap<>();
        FIELDS.forEach(field -> row.put(field, record.path(field).asText(null)));
        row.put("score", record.path("score").isNull() ? null : record.path("score").asInt());
        list.add(row);
      }
    }
    try (DefaultCamelContext camel = new DefaultCamelContext()) {
      camel.disableJMX();
      SqlComponent sql = new SqlComponent();
      HikariDataSource pool = new HikariDataSource();
      pool.setJdbcUrl(url + (url.startsWith("jdbc:sqlite") ? "?journal_mode=WAL" : ""));
      pool.setMaximumPoolSize(1);
      sql.setDataSource(pool);
      camel.addComponent("sql", sql);
      String named =
          insert(conflict()).replace("?, ?, ?, ?, ?, ?, ?, ?", ":#" + String.join(", :#", FIELDS));
      camel.addRoutes(
          new RouteBuilder() {
            @Override
            public void configure() {
              from("direct:push").split(body()).to("sql:" + named);
            }
          });
      camel.start();
      long began = System.nanoTime();
      camel.createProducerTemplate().sendBody("direct:push", list);
      double seconds = since(began) * PushFiles.count(files.records()) / list.size();
      pool.close();
      return seconds;
    }
  }

  private static String rewriting(String url) {
    return url.startsWith("jdbc:sqlite")
        ? url + "?journal_mode=WAL"
        : url + (url.contains("?") ? "&" : "?") + "reWriteBatchedInserts=true";
  }

  private static String insert(String conflict) {
    return "insert into customer_risk ("
        + COLUMNS
        + REST
        + ") values (?, ?, ?, ?, ?, ?, ?, ?"
        + SHARED
        + ")"
        + conflict;
  }

  private static String conflict() {
    return " on conflict (id) do update set "
        + String.join(
            ", ",
            Arrays.stream(COLUMNS.split(", ")).skip(1).map(c -> c + " = excluded." + c).toList())
        + ", push_date = excluded.push_date, order_no = excluded.order_no"
        + " where (excluded.push_date, excluded.order_no)"
        + " >= (customer_risk.push_date, customer_risk.order_no)";
  }

  private static MappingIterator<JsonNode> records(Path json) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    JsonParser parser = mapper.getFactory().createParser(json.toFile());
    while (parser.nextToken() != JsonToken.START_ARRAY) {
      // what stands before the list
    }
    parser.nextToken();
    return mapper.readerFor(JsonNode.class).readValues(parser);
  }

  private static void set(PreparedStatement row, JsonNode record) throws SQLException {
    for (int i = 0; i < FIELDS.size(); i++) {
      set(row, i, record.path(FIELDS.get(i)).asText(null));
    }
  }

  private static void set(PreparedStatement row, int field, @Nullable String cell)
      throws SQLException {
    if (cell == null) {
      row.setNull(field + 1, field == SCORE ? Types.INTEGER : Types.VARCHAR);
    } else if (field == SCORE) {
      row.setInt(field + 1, Integer.parseInt(cell));
    } else {
      row.setString(field + 1, cell);
    }
  }

  private static double since(long began) {
    return (System.nanoTime() - began) / 1e9;
  }
}
