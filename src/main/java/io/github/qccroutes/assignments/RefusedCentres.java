package io.github.qccroutes.assignments;

import io.github.qccroutes.assignments.CallPlan.Shape;
import io.github.qccroutes.assignments.ClaimedCall.Item;
import io.github.qccroutes.store.Database;
import io.github.qccroutes.store.Row;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Tells a refusal that is about a call's one login or keyword (its centre) from one about its
 * lines. When {@value #PROBES} lines were refused alone with one code and none of the centre's was
 * answered, it is about the centre. Thread-safe.
 */
final class RefusedCentres {
  private static final int PROBES = 3;

  /** So many centres refused alike, before anything is answered, and it is about none of them. */
  private static final int ALL_ALIKE = 10;

  /** What is wrong with a keyword says nothing of the login: too short, unsupported. */
  private static final Set<String> KEYWORD_CODES = Set.of("213", "215");

  private final Database database;

  RefusedCentres(Database database) {
    this.database = database;
  }

  /**
   * What is known of a centre.
   *
   * @param code that which all its lines get; null when it is not refused as far as is known
   * @param isOpen whether an answer that is under way may still say otherwise
   */
  record Verdict(@Nullable String code, boolean isOpen) {}

  Verdict verdict(ClaimedCall claimed, List<Item> items) {
    List<Row> codes = centre("find-refused-alone", claimed, items).query(Row::of).list();
    if (codes.size() != 1 || codes.get(0).number("times") < PROBES) {
      return new Verdict(null, false);
    }
    String code = codes.get(0).text("code");
    if ((claimed.shape() == Shape.ONE_LOGIN && KEYWORD_CODES.contains(code))
        || isAnswered(claimed, items)) {
      return new Verdict(null, false);
    }
    boolean open =
        !centre("find-under-way", claimed, items)
            .param("callId", claimed.callId())
            .query(Long.class)
            .list()
            .isEmpty();
    return new Verdict(open ? null : code, open);
  }

  /** Whether the provider has answered any line of the call's centre, well or not. */
  boolean isAnswered(ClaimedCall claimed, List<Item> items) {
    return !centre("find-answered", claimed, items).query(Long.class).list().isEmpty();
  }

  /**
   * Whether so much of a job was refused with this code, and nothing answered, that it must wait.
   */
  boolean isEverythingRefused(ClaimedCall claimed, String code) {
    return database
        .statement("assignments/count-refused-centres")
        .param("jobId", claimed.jobId())
        .query(Row::of)
        .list()
        .stream()
        .anyMatch(row -> row.text("code").equals(code) && row.number("centres") >= ALL_ALIKE);
  }

  private JdbcClient.StatementSpec centre(String statement, ClaimedCall claimed, List<Item> items) {
    return database
        .statement("assignments/" + statement)
        .param("jobId", claimed.jobId())
        .param("shape", claimed.shape().name())
        .param("centre", claimed.centre(items));
  }
}
