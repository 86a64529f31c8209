package io.github.qccroutes.api;

import java.time.Duration;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One line of a code table in the provider's documents.
 *
 * @param code the provider's code, such as {@code 107}
 * @param outcome what it makes us do
 * @param hold which calls a STOP holds
 * @param lifts when a hold lifts by itself
 * @param words the provider's own words (Chinese)
 * @param meaning the same in English
 * @param todo what a person should do
 * @param todoChinese the same in Chinese
 */
public record StatusCode(
    String code,
    Outcome outcome,
    Hold hold,
    Lifts lifts,
    String words,
    String meaning,
    String todo,
    String todoChinese) {
  private static final Set<String> TURNED_AWAY = Set.of("104", "109", "120", "122", "124");

  /** Which calls a STOP holds. */
  public enum Hold {
    NONE,
    THIS_CALL,
    ALL_CALLS
  }

  /** When a hold lifts by itself. */
  public enum Lifts {
    BY_HAND,
    AFTER_MIDNIGHT,
    AFTER_TWO_HOURS;

    private static final LocalTime AFTER_MIDNIGHT_TIME = LocalTime.of(0, 5);

    /** Returns how long from {@code now} the hold lasts; null: until a person lifts it. */
    public @Nullable Duration from(ZonedDateTime now) {
      return switch (this) {
        case BY_HAND -> null;
        case AFTER_TWO_HOURS -> Duration.ofHours(2);
        case AFTER_MIDNIGHT ->
            Duration.between(
                now,
                now.toLocalDate()
                    .plusDays(now.toLocalTime().isBefore(AFTER_MIDNIGHT_TIME) ? 0 : 1)
                    .atTime(AFTER_MIDNIGHT_TIME)
                    .atZone(now.getZone()));
      };
    }
  }

  /**
   * Whether the provider turned the call away, so that nothing came of it: a refusal, maintenance
   * or too much traffic, but not a fault while it was at it (199, 203).
   */
  public boolean turnsAway() {
    return outcome == Outcome.STOP || outcome == Outcome.ITEM || TURNED_AWAY.contains(code);
  }

  /** Says what the provider said, what it means, and what to do, in one line. */
  public String explained() {
    return code
        + " "
        + words
        + " ("
        + meaning
        + ")."
        + (todo.equals("nothing") ? "" : " 处理：" + todoChinese + " / To do: " + todo);
  }
}
