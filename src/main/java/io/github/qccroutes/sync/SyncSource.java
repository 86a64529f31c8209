package io.github.qccroutes.sync;

import io.github.qccroutes.config.Secrets;
import io.github.qccroutes.config.Settings;
import io.github.qccroutes.jobs.SteadyFiles;
import io.github.qccroutes.store.Database;
import io.github.qccroutes.tables.WholeFile;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Properties;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A query in the enterprise's own database whose rows, login and company, become a list in the
 * inbox, with its number of rows as the last line: it is known to be whole, and does not wait. A
 * query that fails makes no file. Thread-safe.
 */
public final class SyncSource {
  private static final Logger LOG = LoggerFactory.getLogger("sync");
  private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");
  private static final int ROWS_AT_A_TIME = 1000;

  private final @Nullable String url;
  private final Properties login = new Properties();
  private final @Nullable String query;
  private final String scope;
  private final Path inbox;
  private final Clock clock;
  private final ZoneId zone;
  private final Database database;
  private final SteadyFiles steady;
  private volatile @Nullable String failure;

  /**
   * @param database where lists are kept
   * @param steady where lists come from
   */
  SyncSource(Settings settings, Clock clock, Database database, SteadyFiles steady) {
    this.url = settings.optional("qcc.sync.jdbc-url").orElse(null);
    settings.optional("qcc.sync.username").ifPresent(name -> login.setProperty("user", name));
    settings.optional("qcc.sync.password").ifPresent(word -> login.setProperty("password", word));
    this.query = settings.optional("qcc.sync.query").orElse(null);
    this.scope = settings.text("qcc.sync.scope");
    this.inbox = settings.path("qcc.data-dir").resolve("inbox");
    this.clock = clock;
    this.zone = settings.zone();
    this.database = database;
    this.steady = steady;
  }

  /** What the last question failed with, in words; null when it did not. */
  @Nullable String failure() {
    return failure;
  }

  /**
   * Finds a list of the scope that is not carried out yet, for the variable {@code listBefore}: it
   * would give way to a newer one, and that to the next, if the cron is faster than they are.
   */
  public void findListBefore(Exchange exchange) {
    exchange.setVariable(
        "listBefore",
        database
            .statement("sync/find-list-at-work")
            .param("scope", scope)
            .query(Long.class)
            .optional()
            .map(SyncRuns.FLOW::job)
            .orElse(null));
  }

  /** Writes the list of this moment into the inbox. */
  public void write(Exchange exchange) throws SyncSourceException {
    try {
      write();
      failure = null;
    } catch (SQLException | IOException | IllegalStateException e) {
      failure = Secrets.mask(reason(e));
      throw new SyncSourceException(
          "数据库没有给出名单，这次不更新 / the database gave no list, so nothing changes this time: " + failure,
          e);
    }
  }

  private String reason(Exception e) {
    String reason = Database.reason(e);
    return reason.startsWith("No suitable driver")
        ? "lib/ext 中没有 qcc.sync.jdbc-url 的驱动 / lib/ext holds no driver for qcc.sync.jdbc-url"
        : reason;
  }

  private void write() throws IOException, SQLException {
    if (url == null || query == null) {
      throw new IllegalStateException(
          "qcc.sync.cron 需要 qcc.sync.jdbc-url 和 qcc.sync.query / it needs qcc.sync.jdbc-url and qcc.sync.query");
    }
    Path folder = inbox.resolve(SyncLines.folder(scope));
    Files.createDirectories(folder);
    String name = "database-" + STAMP.format(clock.instant().atZone(zone)) + ".csv";
    Path list = folder.resolve(name);
    long rows;
    try (WholeFile file = WholeFile.create(list);
        Writer out =
            new BufferedWriter(new OutputStreamWriter(file.stream(), StandardCharsets.UTF_8));
        Connection connection = DriverManager.getConnection(url, login)) {
      // A driver that gives rows as they are asked for wants this and a fetch size.
      connection.setAutoCommit(false);
      rows = copy(connection, query, out);
      connection.rollback();
      out.flush();
      file.commit();
    }
    steady.trust(list);
    LOG.info("The database gave a list of {} row(s): {}/{}", rows, SyncLines.folder(scope), name);
  }

  private static long copy(Connection connection, String query, Writer out)
      throws SQLException, IOException {
    try (Statement statement = connection.createStatement()) {
      statement.setFetchSize(ROWS_AT_A_TIME);
      try (ResultSet rows = statement.executeQuery(query)) {
        if (rows.getMetaData().getColumnCount() != 2) {
          throw new IllegalStateException(
              "qcc.sync.query gives "
                  + rows.getMetaData().getColumnCount()
                  + " column(s); it is to give two, the login and the company");
        }
        out.write("\uFEFFloginName,keyWord\r\n");
        long count = 0;
        while (rows.next()) {
          out.write(quoted(rows.getString(1)) + ',' + quoted(rows.getString(2)) + "\r\n");
          count++;
        }
        out.write("#END," + count + "\r\n");
        return count;
      }
    }
  }

  private static String quoted(@Nullable String value) {
    return value == null ? "" : '"' + value.replace("\"", "\"\"") + '"';
  }
}
