package io.github.qccroutes.work;

import io.github.qccroutes.store.Database;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Which of several claims would find a row now, asked in one statement that takes no lock. It is
 * made of the claims' own texts, so that the two can't differ: of {@code update … where id = (…)}
 * the bracket says what is due. Immutable.
 */
final class DueQuestion {
  private static final Pattern BRACKET =
      Pattern.compile("\\bwhere\\s+\\w+\\s*=\\s*\\((?=\\s*select\\b)");

  private final Set<String> claims;
  private final Duration lease;

  /**
   * @param claims names of statements, as {@code push/claim-order}
   */
  DueQuestion(List<String> claims, Duration lease) {
    this.claims = new TreeSet<>(claims);
    this.lease = lease;
  }

  /** Returns the names of those that would find a row. */
  Set<String> ask(Database database) {
    StringBuilder text = new StringBuilder();
    for (String claim : claims) {
      text.append(text.isEmpty() ? "" : "\nunion all ")
          .append("select '")
          .append(claim)
          .append("' as claim where exists ")
          .append(bracket(claim, database.statements().text(claim)));
    }
    return new HashSet<>(
        JdbcClient.create(database.dataSource())
            .sql(text.toString())
            .param("leaseMs", lease.toMillis())
            .query(String.class)
            .list());
  }

  /**
   * Cuts out of a claim what is due, with its round brackets.
   *
   * @throws IllegalArgumentException when the claim has another form
   */
  static String bracket(String name, String claim) {
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
