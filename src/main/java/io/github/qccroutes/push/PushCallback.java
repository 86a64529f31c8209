package io.github.qccroutes.push;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/**
 * Reads the provider's callback (customer-risk push document, 6.2.2): only {@code key} and {@code
 * orderNo}; everything else is dropped unread, the link and the password among it.
 *
 * <p>Sets the variable {@code callback} to ACCEPTED, FORBIDDEN (not our key) or INVALID (no usable
 * orderNo), and {@code orderNo}. Thread-safe.
 */
public final class PushCallback implements Processor {
  /** What an order number looks like; anything else never reaches the database. */
  static final Pattern ORDER_NO = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  private final byte[] key;

  public PushCallback(String key) {
    this.key = key.getBytes(StandardCharsets.UTF_8);
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
      return "FORBIDDEN";
    }
    return orderNo != null && ORDER_NO.matcher(orderNo).matches() ? "ACCEPTED" : "INVALID";
  }
}
