package io.github.qccroutes.observe;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** How texts tell a time: as the log writes it, without fractions of a second. */
public record Moments(Clock clock, ZoneId zone) {

  public String local(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).atZone(zone).toOffsetDateTime().toString();
  }

  /** With how long ago that was; {@code never} for null. */
  public String withAge(@Nullable Instant time) {
    return time == null ? "never" : local(time) + " (" + secondsSince(time) / 60 + " min ago)";
  }

  /** At least 0, whatever a clock says. */
  public long secondsSince(Instant time) {
    return Math.max(0, Duration.between(time, clock.instant()).toSeconds());
  }
}
