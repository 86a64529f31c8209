package io.github.qccroutes.sandbox;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A relation between two companies, as the partnership call tells it.
 *
 * @param amount text in 万元 as it was published: a number, something like one, empty or {@code null}
 * @param publicDate a year, month or day: {@code 2021}, {@code 2021-11}, {@code 2021-11-03}
 */
public record Partnership(
    String companyName,
    String relatedCompanyName,
    @Nullable String amount,
    @Nullable String publicDate,
    @Nullable String source) {

  private static final @Nullable String[] AMOUNTS = {"34.8", "", "1,234.5", "约100", null};
  private static final List<String> DATES = List.of("2021-11", "2021", "2021-11-03");
  private static final List<String> SOURCES = List.of("招投标", "企业公告", "企业年报", "司法数据");

  /**
   * A made-up relation, always the same for the same {@code n}; over 60 of them amounts, dates and
   * sources meet in every way.
   */
  public static Partnership sample(int n, String companyName, String relatedCompanyName) {
    return new Partnership(
        companyName,
        relatedCompanyName,
        AMOUNTS[Math.floorMod(n, AMOUNTS.length)],
        DATES.get(Math.floorMod(n, DATES.size())),
        SOURCES.get(Math.floorMod(n, SOURCES.size())));
  }
}
