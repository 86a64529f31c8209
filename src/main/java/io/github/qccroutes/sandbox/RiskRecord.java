package io.github.qccroutes.sandbox;

import java.util.HexFormat;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A customer risk as {@code dd_risk_corp.json} holds it; the provider's words, in its order.
 *
 * @param id repeats within and across pushes
 * @param score the due-diligence score, {@code null} when the provider gives none
 * @param changeDate {@code yyyy-MM-dd}
 */
public record RiskRecord(
    String id,
    String corpKeyNo,
    String corpName,
    String monitorContent,
    String monitorLevel,
    String monitorType,
    @Nullable Integer score,
    String changeDate) {

  /** The made-up record number {@code n}, always the same, with ids spread like random ones. */
  public static RiskRecord sample(long n) {
    return new RiskRecord(
        hex(n),
        hex(-1 - n / 10),
        "示例企业%06d有限公司".formatted(n / 10),
        "该企业由原“较高风险”上升至“高风险”",
        "高风险信息",
        "高风险",
        (int) Math.floorMod(n, 101L),
        "2022-06-01");
  }

  public RiskRecord withScore(@Nullable Integer other) {
    return new RiskRecord(
        id, corpKeyNo, corpName, monitorContent, monitorLevel, monitorType, other, changeDate);
  }

  public RiskRecord withMonitorContent(String other) {
    return new RiskRecord(
        id, corpKeyNo, corpName, other, monitorLevel, monitorType, score, changeDate);
  }

  static String hex(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    HexFormat digits = HexFormat.of();
    return digits.toHexDigits(random.nextLong()) + digits.toHexDigits(random.nextLong());
  }
}
