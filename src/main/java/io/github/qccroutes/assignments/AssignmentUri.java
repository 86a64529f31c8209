package io.github.qccroutes.assignments;

import io.github.qccroutes.api.ApiCall;
import io.github.qccroutes.store.Database;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * How many bytes the request URI of a call takes, and the limits that follow from a bound on it.
 */
public final class AssignmentUri {
  private static final String PARAMETERS = "key=&loginNameList=&keyWordList=";
  private static final int LONGEST_PATH =
      ApiCall.batchCancelRadarCompanyListFromExistedUser.path().length();

  private AssignmentUri() {}

  /**
   * The documented limits, bounded by the bytes of a URI.
   *
   * @param uriBytes most bytes from the path below the base URL to the end, 0 for no bound
   * @param key the application key, which is part of every URI
   */
  public static CallPlanLimits limits(long uriBytes, String key) {
    if (uriBytes == 0) {
      return CallPlanLimits.DOCUMENTED;
    }
    int base = PARAMETERS.length() + encoded(key);
    long query = uriBytes - LONGEST_PATH - 1;
    return CallPlanLimits.DOCUMENTED.withQueryBytes((int) Math.max(1, query), base);
  }

  /** The longest URI that passed where a longer one was refused; 0 when none was refused. */
  static long passed(Database database) {
    return length(database, "passed");
  }

  /** The shortest URI that was refused for its length; 0 when none was. */
  static long refused(Database database) {
    return length(database, "refused");
  }

  private static long length(Database database, String name) {
    return database.statement("assignments/find-uri-lengths").query().listOfRows().stream()
        .map(row -> row.get(name) instanceof Number length ? length.longValue() : 0L)
        .findFirst()
        .orElse(0L);
  }

  /** The bytes of a text once it is encoded. */
  static int encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20").length();
  }
}
