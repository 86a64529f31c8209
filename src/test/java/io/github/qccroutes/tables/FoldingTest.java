package io.github.qccroutes.tables;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FoldingTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "小米（北京）科技|小米(北京)科技",
        "  小米科技\u3000|小米科技",
        "ACME  \u00A0 Ltd|ACME Ltd",
        "ＡＣＭＥ１２|ACME12",
        "\uFFE3小米|\u0304小米",
        "91440300708461136t|91440300708461136T",
        "９１44030070846113６t|91440300708461136T"
      })
  void makesOneOfWhatLooksTheSame(String one, String other) {
    assertThat(Folding.of(one)).isEqualTo(Folding.of(other));
  }

  @ParameterizedTest
  @CsvSource({"第①公司,第1公司", "㈱小米,(株)小米", "Acme公司,ACME公司", "小米 科技,小米科技", "小米²,小米2"})
  void keepsApartWhatMayBeTwoCompanies(String one, String other) {
    assertThat(Folding.of(one)).isNotEqualTo(Folding.of(other));
  }

  @Property
  void foldingAgainChangesNothing(@ForAll String text) {
    String folded = Folding.of(text);

    assertThat(Folding.of(folded)).isEqualTo(folded);
  }
}
