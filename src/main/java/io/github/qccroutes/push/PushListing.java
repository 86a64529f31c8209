package io.github.qccroutes.push;

import java.time.Clock;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the list of the latest push orders (customer-risk push document, 6.2.4): the body becomes a
 * list of {@code {orderNo, createdMsFromNow}} with the newest first, as the provider gives it; a
 * creation time that can't be read is null. Thread-safe.
 */
public final class PushListing {
  private static final Logger LOG = LoggerFactory.getLogger("push");
  private static final DateTimeFormatter CREATE_DATE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

  private final Clock clock;
  private final ZoneId zone;

  public PushListing(Clock clock, ZoneId zone) {
    this.clock = clock;
    this.zone = zone;
  }

  /** Reads the list in the body. */
  public void read(Exchange exchange) {
    List<Map<String, @Nullable Object>> orders = new ArrayList<>();
    List<String> orderNos = new ArrayList<>();
    if (exchange.getMessage().getBody() instanceof List<?> listed) {
      for (Object entry : listed) {
        Object orderNo = entry instanceof Map<?, ?> order ? order.get("orderNo") : null;
        if (!(orderNo instanceof String text) || !PushCallback.ORDER_NO.matcher(text).matches()) {
          LOG.warn("The provider listed a push order without a usable orderNo; it is left out");
          continue;
        }
        if (orderNos.contains(text)) {
          continue;
        }
        Map<String, @Nullable Object> order = new HashMap<>();
        order.put("orderNo", text);
        order.put("createdMsFromNow", msFromNow(((Map<?, ?>) entry).get("createDate")));
        orders.add(order);
        orderNos.add(text);
      }
    }
    exchange.getMessage().setBody(orders);
    exchange.setVariable("orderNos", orderNos);
    if (!orderNos.isEmpty()) {
      exchange.setVariable("oldestListed", orderNos.get(orderNos.size() - 1));
    }
  }

  private @Nullable Long msFromNow(@Nullable Object createDate) {
    try {
      LocalDateTime created = LocalDateTime.parse(String.valueOf(createDate), CREATE_DATE);
      return Duration.between(clock.instant(), created.atZone(zone).toInstant()).toMillis();
    } catch (DateTimeParseException e) {
      return null;
    }
  }
}
