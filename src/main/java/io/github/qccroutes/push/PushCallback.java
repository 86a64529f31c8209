package io.github.qccroutes.push;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.Locale;
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
 * <p>Sets the variable {@code callback} to ACCEPTED, PROBE (a GET without parameters, as load
 * balancers make), FORBIDDEN (not our key), FLOODED (not our key, and too often of late) or INVALID
 * (no usable orderNo), and {@code orderNo}. Thread-safe.
 */
public final class PushCallback implements Processor {
  /** What an order number looks like; anything else never reaches the database. */
  static final Pattern ORDER_NO = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  private static final Logger LOG = LoggerFactory.getLogger("push");
  private static final int REFUSED_A_MINUTE = 60;

  private final byte[] key;
  private final Clock clock;
  private long minute;
  private int refused;

  public PushCallback(String key, Clock clock) {
    this.key = key.getBytes(StandardCharsets.UTF_8);
    this.clock = clock;
  }

  @Override
  public void process(Exchange exchange) {
    Message message = exchange.getMessage();
    // A repeated parameter arrives as a list and is as good as none.
    Object key = message.getHeader("key");
    String orderNo = message.getHeader("orderNo") instanceof String text ? text : null;
    boolean bare =
        message.getHeader(Exchange.HTTP_QUERY, "", String.class).isEmpty()
            && "GET".equals(message.getHeader(Exchange.HTTP_METHOD));
    String type = message.getHeader(Exchange.CONTENT_TYPE, "", String.class);
    message.removeHeaders("*");
    message.setBody(null);
    exchange.setVariable("callback", bare ? "PROBE" : verdict(key, orderNo, type));
    if (orderNo != null) {
      exchange.setVariable("orderNo", orderNo);
    }
  }

  private String verdict(@Nullable Object key, @Nullable String orderNo, String type) {
    if (!(key instanceof String text)
        || !MessageDigest.isEqual(this.key, text.getBytes(StandardCharsets.UTF_8))) {
      return refused(why(key, type)) > REFUSED_A_MINUTE ? "FLOODED" : "FORBIDDEN";
    }
    return orderNo != null && ORDER_NO.matcher(orderNo).matches() ? "ACCEPTED" : "INVALID";
  }

  private static String why(@Nullable Object key, String type) {
    if (key instanceof String) {
      return "its key is not qcc.api.key";
    }
    if (key != null) {
      return "it had more than one key";
    }
    return type.toLowerCase(Locale.ROOT).contains("json")
        ? "it was JSON without a key; the provider sends key and orderNo as parameters"
        : "it had no key";
  }

  /** How many were refused in this minute; the first is warned of. */
  private synchronized int refused(String why) {
    long now = clock.millis() / 60_000;
    if (now != minute) {
      minute = now;
      refused = 0;
      LOG.warn(
          "A callback without the right key was refused: {}. Nothing was done. More of them in this"
              + " minute are not logged",
          why);
    }
    return ++refused;
  }
}
