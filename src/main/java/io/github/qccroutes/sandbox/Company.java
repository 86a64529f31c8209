package io.github.qccroutes.sandbox;

import java.util.List;

/**
 * A company that the provider knows, with the three keywords that find it.
 *
 * @param keyNo the provider's own id, 32 hex digits
 */
public record Company(String keyNo, String name, String registrationNumber, String creditCode) {

  /**
   * The made-up company number {@code n}, always the same; {@link RiskRecord#sample} tells of it
   * too.
   */
  public static Company sample(int n) {
    return new Company(
        RiskRecord.hex(-1L - n),
        "示例企业%06d有限公司".formatted(n),
        "330000%09d".formatted(n),
        "91330000MA%08d".formatted(n));
  }

  List<String> keyWords() {
    return List.of(name, registrationNumber, creditCode);
  }
}
