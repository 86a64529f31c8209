package io.github.qccroutes.assignments;

import io.github.qccroutes.api.ApiCall;
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

  /** The bytes of the items of a call, commas included, once they are encoded. */
  static int encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20").length();
  }
}
