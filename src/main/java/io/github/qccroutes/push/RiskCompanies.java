package io.github.qccroutes.push;

import io.github.qccroutes.store.NamedStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * The companies of an import's records, for {@code risk_company}, by which records are found by
 * name. An index of the names themselves, one entry a record all over the index, would cost an
 * import most of its time. For one thread.
 */
final class RiskCompanies {
  /** As many characters of a name are kept. */
  private static final int NAME = 64;

  private static final int SLOTS = 1 << 17;

  /** Hashes of companies that were written: what is seen again soon is not written again. */
  private final long[] written = new long[SLOTS];

  private final Set<Company> unwritten = new LinkedHashSet<>();

  /**
   * A company as its records name it.
   *
   * @param name its beginning
   * @param keyNo empty for none
   */
  private record Company(String name, String keyNo) {
    /** Never 0; of two companies it is the same once in 2 to the power of 64. */
    long hash() {
      long hash = 1125899906842597L;
      for (int i = 0; i < name.length(); i++) {
        hash = 31 * hash + name.charAt(i);
      }
      hash = 31 * hash + '\t';
      for (int i = 0; i < keyNo.length(); i++) {
        hash = 31 * hash + keyNo.charAt(i);
      }
      hash = (hash ^ (hash >>> 32)) * 0x9E3779B97F4A7C15L;
      return hash == 0 ? 1 : hash;
    }
  }

  /** A record is stored, or may be. */
  void stored(Risk risk) {
    String name = risk.corpName();
    if (name == null) {
      return;
    }
    Company company = new Company(start(name), Objects.requireNonNullElse(risk.corpKeyNo(), ""));
    long hash = company.hash();
    int slot = (int) (hash >>> 40) & (SLOTS - 1);
    if (written[slot] != hash) {
      written[slot] = hash;
      unwritten.add(company);
    }
  }

  private static String start(String name) {
    return name.length() <= NAME || name.codePointCount(0, name.length()) <= NAME
        ? name
        : name.substring(0, name.offsetByCodePoints(0, NAME));
  }

  /**
   * Writes those that were not written before, in the transaction of the records.
   *
   * @param lists whether the statement takes all at once
   */
  void write(Connection connection, NamedStatement statement, boolean lists) throws SQLException {
    if (unwritten.isEmpty()) {
      return;
    }
    try (PreparedStatement prepared = connection.prepareStatement(statement.text())) {
      List<String> names = statement.names();
      if (lists) {
        for (int i = 0; i < names.size(); i++) {
          String name = names.get(i);
          prepared.setArray(
              i + 1,
              connection.createArrayOf(
                  "text", unwritten.stream().map(company -> value(company, name)).toArray()));
        }
        prepared.executeUpdate();
      } else {
        for (Company company : unwritten) {
          for (int i = 0; i < names.size(); i++) {
            prepared.setString(i + 1, value(company, names.get(i)));
          }
          prepared.executeUpdate();
        }
      }
    }
    unwritten.clear();
  }

  private static String value(Company company, String name) {
    return name.equals("corpName") ? company.name() : company.keyNo();
  }
}
