package io.github.qccroutes.jobs;

import io.github.qccroutes.jobs.DroppedCases.Case;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What becomes of company lists of which a program may still be writing the rest. They are waited
 * for.
 */
@Tag("full")
class DroppedHalvesTest {
  private static DroppedCases dropped;

  @BeforeAll
  static void drop() {
    dropped = DroppedCases.drop(Case::isHalf, Duration.ofSeconds(90));
  }

  @AfterAll
  static void end() {
    dropped.close();
  }

  static Stream<Case> cases() {
    return DroppedCases.all().stream().filter(Case::isHalf);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void hasItsRightOutcome(Case list) {
    DroppedCasesTest.verify(dropped, list);
  }
}
