package io.github.qccroutes.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qccroutes.jobs.DroppedCases.Case;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What becomes of company lists as people make them: those that are whole when they are seen. */
class DroppedCasesTest {
  private static DroppedCases dropped;

  @BeforeAll
  static void drop() {
    dropped = DroppedCases.drop(each -> !each.isHalf(), Duration.ofSeconds(60));
  }

  @AfterAll
  static void end() {
    dropped.close();
  }

  static Stream<Case> cases() {
    return DroppedCases.all().stream().filter(each -> !each.isHalf());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void hasItsRightOutcome(Case list) {
    verify(dropped, list);
  }

  @Test
  void speaksToAnOperatorInEveryReason() {
    assertThat(dropped.reasons())
        .isNotEmpty()
        .allSatisfy(
            reason ->
                assertThat(reason)
                    .containsPattern("\\p{IsHan}[^/]*")
                    .doesNotContain("\\d", "^1", "Exception", "batchAdd", "null"));
  }

  static void verify(DroppedCases dropped, Case list) {
    switch (list.outcome()) {
      case "SENT" -> verifySent(dropped, list);
      case "JOB" -> {
        assertThat(dropped.answer(list, "result.csv")).as("result").isNotEmpty();
        assertThat(dropped.asked(list)).containsExactlyInAnyOrderElementsOf(list.sent());
      }
      case "REJECTED" -> {
        String why = dropped.why(list);
        assertThat(why).as("reason; log: %s", dropped.told(list)).isNotNull();
        assertHolds(why.replace(list.name(), ""), list.why());
        assertThat(dropped.isInInbox(list)).isFalse();
        assertThat(dropped.jobs(list)).allMatch(job -> "REJECTED".equals(job.get("state")));
        assertThat(dropped.sent(list)).isEmpty();
      }
      case "LEFT" -> {
        assertThat(dropped.isInInbox(list)).isTrue();
        assertThat(dropped.told(list)).isEmpty();
      }
      default -> throw new IllegalArgumentException(list.outcome());
    }
  }

  private static void verifySent(DroppedCases dropped, Case list) {
    List<String> told = dropped.told(list);
    if ("WARN".equals(list.lines().get("*")) && dropped.isInInbox(list)) {
      assertThat(told).singleElement().asString().contains("WARN");
      return;
    }
    assertThat(dropped.answer(list, "result.csv")).as("result; log: %s", told).isNotEmpty();
    Set<String> sent = dropped.sent(list);
    List<String> retry = dropped.answer(list, "retry.csv");
    for (String perhaps : list.perhaps()) {
      assertThat(sent.remove(perhaps) || retry.contains(perhaps.replace('|', ',')))
          .as(perhaps)
          .isTrue();
    }
    assertThat(sent).containsExactlyInAnyOrderElementsOf(list.surely());

    Map<String, String> expected = new HashMap<>(list.lines());
    Map<String, String> found = new HashMap<>();
    for (Map<String, Object> item : dropped.items(list)) {
      String line = item.get("line").toString();
      String status = String.valueOf(item.get("status"));
      if (!status.equals("200") && !"ANY".equals(expected.get(line))) {
        found.put(line, status);
      }
      if (status.equals("INVALID") && !"ANY".equals(expected.get(line))) {
        String msg = item.get("msg").toString();
        assertThat(msg).doesNotContain("\\d", "^1");
        for (String each : list.why().split(";")) {
          if (!each.matches("\\d+=.*")) {
            assertHolds(msg, each);
          } else if (each.startsWith(line + "=")) {
            assertHolds(msg, each.substring(each.indexOf('=') + 1));
          }
        }
      }
    }
    if (expected.containsValue("LATE")) {
      assertThat(told).anyMatch(line -> line.contains("ERROR"));
    }
    expected.values().removeIf(status -> Set.of("ANY", "LATE", "WARN").contains(status));
    assertThat(found).isEqualTo(expected);
  }

  private static void assertHolds(String text, String wanted) {
    String lower = text.toLowerCase(Locale.ROOT);
    for (String all : wanted.toLowerCase(Locale.ROOT).split("&")) {
      assertThat(Stream.of(all.split("\\|")).anyMatch(lower::contains))
          .as("%s in: %s", all, text)
          .isTrue();
    }
  }
}
