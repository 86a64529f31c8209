package io.github.qccroutes.push;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the provider's callback (customer-risk push document, 6.2.2): only {@code key} and {@code
 * orderNo}; everything else is dropped unread, the link and the password among it.
 *
 * <p>Sets the variable {@code callback} to ACCEPTED, FORBIDDEN (not our key), FLOODED (not our key,
 * and too often of late) or INVALID (no usable orderNo), and {@code orderNo}. Thread-safe.
 */
public final class PushCallback implements Processor {
  /** What an order number looks like; anything else never reaches the database. */
  static final Pattern ORDER_NO = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  private static final Logger LOG = LoggerFactory.getLogger("push");
  private static final int WRONG_KEYS_A_MINUTE = 60;

  private final byte[] key;
  private final Clock clock;
  private long minute;
  private int wrongKeys;

  public PushCallback(String key, Clock clock) {
    this.key = key.getBytes(StandardCharsets.UTF_8);
    this.clock = clock;
  }

  @Override
  public void process(Exchange exchange) {
    Message message = exchange.getMessage();
    // A repeated parameter arrives as a list and is as good as none.
    String key = message.getHeader("key") instanceof String text ? text : null;
    String orderNo = message.getHeader("orderNo") instanceof String text ? text : null;
    message.removeHeaders("*");
    message.setBody(null);
    exchange.setVariable("callback", verdict(key, orderNo));
    if (orderNo != null) {
      exchange.setVariable("orderNo", orderNo);
    }
  }

  private String verdict(@Nullable String key, @Nullable String orderNo) {
    if (key == null || !MessageDigest.isEqual(this.key, key.getBytes(StandardCharsets.UTF_8))) {
      return wrongKey() > WRONG_KEYS_A_MINUTE ? "FLOODED" : "FORBIDDEN";
    }
    return orderNo != null && ORDER_NO.matcher(orderNo).matches() ? "ACCEPTED" : "INVALID";
  }

  /** How many wrong keys came in this minute; the first is warned of. */
  private synchronized int wrongKey() {
    long now = clock.millis() / 60_000;
    if (now != minute) {
      minute = now;
      wrongKeys = 0;
      LOG.warn(
          "A callback came with a key that is not qcc.api.key. Nothing was done; more of this"
              + " minute are not told");
    }
    return ++wrongKeys;
  }
}
