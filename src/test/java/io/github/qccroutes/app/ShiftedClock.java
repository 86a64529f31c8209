package io.github.qccroutes.app;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** The system's clock, set to another time by a test; it goes on from there. */
public final class ShiftedClock extends Clock {
  public static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");

  private volatile Duration offset = Duration.ZERO;

  public void set(Instant time) {
    offset = Duration.between(Instant.now(), time);
  }

  /** Sets it forward, or back by a negative step. */
  public void step(Duration step) {
    offset = offset.plus(step);
  }

  /** Sets the time of a clock on a wall in Shanghai, such as {@code 2027-01-05T08:00}. */
  public void set(String time) {
    set(LocalDateTime.parse(time).atZone(SHANGHAI).toInstant());
  }

  @Override
  public Instant instant() {
    return Instant.now().plus(offset);
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return Clock.offset(Clock.system(zone), offset);
  }
}
