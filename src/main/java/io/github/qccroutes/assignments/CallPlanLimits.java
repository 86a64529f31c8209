package io.github.qccroutes.assignments;

/**
 * What one call of the allocation API may hold, and how far a plan is searched for.
 *
 * @param keywordsPerCall keywords in a call for one login, at least 1
 * @param loginsPerCall logins in a call for one keyword, at least 1
 * @param queryBytes bound on the encoded query of a call in bytes, 0 for none; a call of a single
 *     pair may exceed it, as nothing is left to split
 * @param baseBytes bytes of the encoded query without the values of its login and keyword
 *     parameters, counted only where {@code queryBytes} is set
 * @param searchedPairs pairs up to which the fewest calls are searched for; above, each login's
 *     keywords are cut in file order
 */
public record CallPlanLimits(
    int keywordsPerCall, int loginsPerCall, int queryBytes, int baseBytes, int searchedPairs) {

  /** The limits of the allocation document: 200 keywords, 500 logins, no bound on the query. */
  public static final CallPlanLimits DOCUMENTED = new CallPlanLimits(200, 500, 0, 0, 100_000);

  /** Checks that the limits let every pair into some call. */
  public CallPlanLimits {
    if (keywordsPerCall < 1 || loginsPerCall < 1) {
      throw new IllegalArgumentException("a call must be able to hold a pair");
    }
    if (queryBytes < 0 || baseBytes < 0 || searchedPairs < 0) {
      throw new IllegalArgumentException("bytes and pairs must not be negative");
    }
  }

  /** These limits with another bound on the encoded query, 0 for none. */
  public CallPlanLimits withQueryBytes(int queryBytes, int baseBytes) {
    return new CallPlanLimits(keywordsPerCall, loginsPerCall, queryBytes, baseBytes, searchedPairs);
  }

  int items(CallPlan.Shape shape) {
    return switch (shape) {
      case ONE_LOGIN -> keywordsPerCall;
      case ONE_KEYWORD -> loginsPerCall;
    };
  }
}
