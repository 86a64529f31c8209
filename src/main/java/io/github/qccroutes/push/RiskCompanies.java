package io.github.qccroutes.push;

import io.github.qccroutes.tables.Beginning;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.Map;
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
  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private static final Map<String, RowStatement.Field<Company>> FIELDS =
      Map.of(
          "corpName", RowStatement.Field.text(Company::name),
          "corpKeyNo", RowStatement.Field.text(Company::keyNo));

  /** Hashes of companies that were written: what is seen again soon is not written again. */
  private final long[] written = new long[SLOTS];

  private final Set<Company> unwritten = new LinkedHashSet<>();

  /** The statement that writes companies. */
  static RowStatement<Company> statement(String text) {
    return new RowStatement<>(text, FIELDS);
  }

  /**
   * A company as its records name it.
   *
   * @param name its beginning
   * @param keyNo empty for none
   */
  record Company(String name, String keyNo) {
    /**
     * FNV-1a over the characters, never 0. A sum of multiples, as {@code hashCode()} is, would be
     * the same for many names that are alike.
     */
    long hash() {
      long hash = hash(hash(FNV_OFFSET, name), "\t" + keyNo);
      return hash == 0 ? 1 : hash;
    }

    private static long hash(long before, String text) {
      long hash = before;
      for (int i = 0; i < text.length(); i++) {
        hash = (hash ^ text.charAt(i)) * FNV_PRIME;
      }
      return hash;
    }
  }

  /** A record is stored, or may be. */
  void stored(Risk risk) {
    String name = risk.corpName();
    if (name == null) {
      return;
    }
    Company company =
        new Company(Beginning.of(name, NAME), Objects.requireNonNullElse(risk.corpKeyNo(), ""));
    long hash = company.hash();
    int slot = (int) (hash >>> 40) & (SLOTS - 1);
    if (written[slot] != hash) {
      written[slot] = hash;
      unwritten.add(company);
    }
  }

  /**
   * Writes those that were not written before, in the transaction of the records.
   *
   * @param lists whether the statement takes all at once
   */
  void write(Connection connection, RowStatement<Company> statement, boolean lists)
      throws SQLException {
    statement.write(connection, unwritten, lists);
    unwritten.clear();
  }
}
