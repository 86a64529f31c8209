package io.github.qccroutes.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ParametersTest {

  @Test
  void decodesExactlyOnce() {
    assertThat(Parameters.of("a=%252B&b=%2B&c=+").withoutKey())
        .containsEntry("a", "%2B")
        .containsEntry("b", "+")
        .containsEntry("c", " ");
  }

  @Test
  void keepsWhatCannotBeDecoded() {
    assertThat(Parameters.of("a=%zz").get("a")).isEqualTo("%zz");
  }

  @Test
  void takesAsManyItemsAsAllowedAndNotOneMore() {
    assertThat(Parameters.of("list=a,b,c").items("list", 3)).containsExactly("a", "b", "c");
    assertThatThrownBy(() -> Parameters.of("list=a,b,c").items("list", 2))
        .isInstanceOf(RefusalException.class)
        .hasMessageStartingWith("207");
  }

  @Test
  void refusesACallWithoutAMandatoryParameter() {
    assertThatThrownBy(() -> Parameters.of("a=").required("a"))
        .isInstanceOf(RefusalException.class)
        .hasMessageStartingWith("202");
  }
}
