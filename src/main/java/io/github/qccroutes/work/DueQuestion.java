package io.github.qccroutes.work;

import io.github.qccroutes.store.Database;
import io.github.qccroutes.store.Statements;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Which of several claims would find a row now, asked in one statement that takes no lock. It is
 * made of the claims' own texts, so that the two can't differ: of {@code update … where id = (…)}
 * the bracket says what is due. Immutable.
 */
final class DueQuestion {
  private static final Pattern BRACKET =
      Pattern.compile("\\bwhere\\s+\\w+\\s*=\\s*\\((?=\\s*select\\b)");

  private final Set<Part> parts;
  private final String text;

  DueQuestion(Set<Part> parts) {
    this.parts = Set.copyOf(parts);
    this.text = parts.stream().map(Part::text).sorted().collect(Collectors.joining("\nunion all "));
  }

  /**
   * What the question asks of one claim.
   *
   * @param claim the name of a statement, as {@code push/claim-order}
   */
  record Part(String claim, String text) {
    /**
     * @throws IllegalArgumentException when the statement is no claim
     */
    static Part of(String claim, Statements statements) {
      return new Part(
          claim,
          "select '%s' as claim where exists %s"
              .formatted(claim, bracket(claim, statements.text(claim))));
    }
  }

  /** Whether it asks just these. */
  boolean asks(Set<Part> others) {
    return parts.equals(others);
  }

  /** Returns the names of the claims that would find a row. */
  Set<String> ask(Database database, Duration lease) {
    return new HashSet<>(
        JdbcClient.create(database.dataSource())
            .sql(text)
            .param("leaseMs", lease.toMillis())
            .query(String.class)
            .list());
  }

  /**
   * Cuts out of a claim what is due, with its round brackets.
   *
   * @throws IllegalArgumentException when the claim has another form
   */
  private static String bracket(String name, String claim) {
    String text = claim.replaceAll("(?m)--.*$", "");
    Matcher start = BRACKET.matcher(text);
    if (start.find()) {
      int depth = 0;
      for (int i = start.end() - 1; i < text.length(); i++) {
        depth += text.charAt(i) == '(' ? 1 : text.charAt(i) == ')' ? -1 : 0;
        if (depth == 0) {
          return text.substring(start.end() - 1, i + 1).replace("for update skip locked", "");
        }
      }
    }
    throw new IllegalArgumentException(
        "sql/" + name + ".sql is no claim: it needs \"where <key> = (select …)\"");
  }
}
