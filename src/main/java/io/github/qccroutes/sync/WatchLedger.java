package io.github.qccroutes.sync;

import io.github.qccroutes.api.CodeTable;
import io.github.qccroutes.flow.Events;
import io.github.qccroutes.store.Database;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Who watches what, as our own calls have told: {@code watch_pair}. It moves in the transaction
 * that settles the lines of a call, whoever sent it. Thread-safe.
 */
final class WatchLedger {
  private final Database database;
  private final Set<String> adminLogins;
  private final Set<String> passing = CodeTable.ALLOCATION.passing();

  /**
   * @param adminLogins folded logins whose cancel takes a company away from everybody
   */
  WatchLedger(Database database, Set<String> adminLogins) {
    this.database = database;
    this.adminLogins = adminLogins;
  }

  /** Notes what the lines of a call have become; within the transaction that settles them. */
  void settle(Events.LinesSettled lines) {
    List<String> named = of(lines, "note-companies").query(String.class).list();
    of(lines, "settle-pairs").update();
    if (!named.isEmpty()) {
      database.statement("sync/name-pairs").param("keywords", named).update();
      database.statement("sync/name-claims").param("keywords", named).update();
    }
    of(lines, "settle-other-names").update();
    of(lines, "forget-refusals").update();
    of(lines, "refuse-claims").param("passing", passing).update();
    if (!adminLogins.isEmpty()) {
      of(lines, "unfollow-companies").param("logins", adminLogins).update();
    }
  }

  private JdbcClient.StatementSpec of(Events.LinesSettled lines, String statement) {
    return database.statement("sync/" + statement).param("callId", lines.callId());
  }
}
