package io.github.qccroutes.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The customer-risk push, from its document: orders, their archives and links, the callback and the
 * calls around them. Thread-safe.
 */
public final class PushCalls {

  public static final String SET = "/dd_risk_mnr/setDdRiskApiPushSetting";
  public static final String ACTIVATE = "/dd_risk_mnr/activeDdRiskCallCallbackUrl";
  public static final String LIST = "/dd_risk_mnr/listDdRiskLatestOrderNo";
  public static final String DOWNLOAD_URL = "/dd_risk_mnr/getDdRiskDownloadUrl";

  private static final int LISTED = 30;
  private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
  private static final DateTimeFormatter ORDER_TIME = DateTimeFormatter.ofPattern("yyyyMMddHHmmss");
  private static final Set<String> PERIODS = Set.of("9", "11", "13", "15", "17", "19");

  /** How much later than its link ends a callback says it ends, in the document's own example. */
  private static final Duration CALLBACK_TIME_ERROR = Duration.ofSeconds(12_542);

  private final Account account;
  private final Clock clock;
  private final Archives archives;
  private final Downloads downloads;
  private final Callbacks callbacks;
  private final Ledger ledger;

  private final Map<String, Stored> orders = new LinkedHashMap<>();
  private final List<Runnable> onceEnabled = new ArrayList<>();
  private int lastNumber;
  private Duration linkLifetime = Duration.ofMinutes(35);
  private Setting setting = new Setting(false, "", "");

  /** The setting of the push; the texts are empty until the first setting. */
  public record Setting(boolean enabled, String callbackUrl, String pushPeriodTime) {}

  private record Stored(Ledger.Order order, Path archive, String password) {
    @Override
    public String toString() {
      return order.toString();
    }
  }

  PushCalls(
      Account account,
      Clock clock,
      Archives archives,
      Downloads downloads,
      Callbacks callbacks,
      Ledger ledger) {
    this.account = account;
    this.clock = clock;
    this.archives = archives;
    this.downloads = downloads;
    this.callbacks = callbacks;
    this.ledger = ledger;
  }

  void register(ApiCalls calls) {
    calls.register(SET, this::set);
    calls.register(ACTIVATE, parameters -> activate());
    calls.register(LIST, parameters -> list());
    calls.register(DOWNLOAD_URL, parameters -> downloadUrl(parameters.required("orderNo")));
  }

  /**
   * Makes an order and its archive and, where the push is enabled and nothing speaks against it,
   * queues the callback. Returns when the order is listed.
   *
   * @throws UncheckedIOException when the archive cannot be written
   */
  public Ledger.Order publish(Publication publication) {
    LocalDateTime pushDate = publication.pushDate();
    String pushed = pushDate == null ? text(clock.instant()) : TIME.format(pushDate);
    Path archive;
    String password;
    try {
      archive = archives.newFile();
      password = publication.write(archive, pushed);
    } catch (IOException e) {
      throw new UncheckedIOException("The push's archive cannot be written", e);
    }
    ledger.secret(password);
    Ledger.Order order = store(publication, pushed, archive, password);
    if (!publication.isMissed()) {
      callBack(order.orderNo());
    }
    return order;
  }

  /**
   * Queues one more callback of an order, whether it had one or not: repeats, late and reordered
   * pushes. None is made while the push is disabled or stopped.
   *
   * @throws IllegalArgumentException when there is no such order
   */
  public void callBack(String orderNo) {
    Stored stored = find(orderNo);
    if (stored == null) {
      throw new IllegalArgumentException("No such order: " + orderNo);
    }
    callbacks.call(orderNo, () -> callbackOf(stored));
  }

  /**
   * Waits until the callbacks queued so far were made or left out.
   *
   * @throws IllegalStateException when that takes longer
   */
  public void awaitCallbacks(Duration atMost) {
    callbacks.await(atMost);
  }

  /** Runs a task once, on the callbacks' own thread, as soon as the push is enabled. */
  public void onceEnabled(Runnable task) {
    synchronized (this) {
      if (!setting.enabled()) {
        onceEnabled.add(task);
        return;
      }
    }
    callbacks.run(task);
  }

  public synchronized Setting setting() {
    return setting;
  }

  /** The callbacks that failed in a row; at five no more are made until the reactivation. */
  public int failuresInARow() {
    return callbacks.failures();
  }

  /** Sets how long links live that are given out from now on; 35 minutes unless set. */
  public synchronized void linkLifetime(Duration lifetime) {
    linkLifetime = lifetime;
  }

  private synchronized Ledger.Order store(
      Publication publication, String pushed, Path archive, String password) {
    Instant now = clock.instant();
    lastNumber++;
    Ledger.Order order =
        new Ledger.Order(
            "DDMON" + ORDER_TIME.format(now.atZone(SHANGHAI)) + "%08d".formatted(lastNumber),
            text(now),
            pushed,
            publication.totalSize(),
            publication.rows(),
            publication.isReadable(),
            publication.records());
    // Before it is listed, so that nobody can know an order that the ledger does not.
    ledger.published(order);
    orders.put(order.orderNo(), new Stored(order, archive, password));
    return order;
  }

  private Answer set(Parameters parameters) {
    String enable = parameters.required("enablePush");
    String callbackUrl = parameters.required("callbackUrl");
    String period = parameters.get("pushPeriodTime");
    if (!Set.of("A", "I").contains(enable)
        || !isHttp(callbackUrl)
        || !(period.isEmpty() || PERIODS.contains(period))) {
      throw new RefusalException("202", "【有效请求】查询参数错误，请检查");
    }
    List<Runnable> due = List.of();
    synchronized (this) {
      setting = new Setting(enable.equals("A"), callbackUrl, period);
      if (setting.enabled()) {
        due = List.copyOf(onceEnabled);
        onceEnabled.clear();
      }
    }
    due.forEach(callbacks::run);
    return Answer.success("查询成功", Map.of("callbackUrl", callbackUrl));
  }

  private Answer activate() {
    callbacks.reset();
    return Answer.success("激活成功", null);
  }

  private synchronized Answer list() {
    List<Stored> all = List.copyOf(orders.values());
    List<Map<String, String>> latest = new ArrayList<>();
    for (int i = all.size() - 1; i >= 0 && latest.size() < LISTED; i--) {
      Map<String, String> row = new LinkedHashMap<>();
      row.put("orderNo", all.get(i).order().orderNo());
      row.put("createDate", all.get(i).order().createDate());
      latest.add(row);
    }
    return Answer.success("【有效请求】查询成功", "resultList", latest);
  }

  private Answer downloadUrl(String orderNo) {
    Stored stored = find(orderNo);
    if (stored == null) {
      throw new RefusalException("201", "【有效请求】查询无结果");
    }
    Downloads.Link link = link(stored);
    Map<String, String> result = new LinkedHashMap<>();
    result.put("orderNo", orderNo);
    result.put("downloadUrl", link.url());
    result.put("downloadUrlExpiredTime", text(link.expires()));
    result.put("unzipPassword", stored.password());
    return Answer.success("【有效请求】查询成功", result);
  }

  private @Nullable URI callbackOf(Stored stored) {
    Setting current = setting();
    if (!current.enabled()) {
      return null;
    }
    Downloads.Link link = link(stored);
    Map<String, String> query = new LinkedHashMap<>();
    query.put("key", account.key());
    query.put("orderNo", stored.order().orderNo());
    query.put("downloadUrl", link.url());
    query.put("downloadUrlExpiredTime", text(link.expires().plus(CALLBACK_TIME_ERROR)));
    query.put("unzipPassword", stored.password());
    StringBuilder uri = new StringBuilder(current.callbackUrl());
    char separator = current.callbackUrl().indexOf('?') < 0 ? '?' : '&';
    for (Map.Entry<String, String> parameter : query.entrySet()) {
      uri.append(separator).append(parameter.getKey()).append('=').append(encode(parameter));
      separator = '&';
    }
    return URI.create(uri.toString());
  }

  private Downloads.Link link(Stored stored) {
    Duration lifetime;
    synchronized (this) {
      lifetime = linkLifetime;
    }
    return downloads.link(
        "/DdMonitor", ".zip", stored.order().orderNo(), stored.archive(), lifetime);
  }

  private synchronized @Nullable Stored find(String orderNo) {
    return orders.get(orderNo);
  }

  /** The document's example writes a space as %20, not as a plus. */
  private static String encode(Map.Entry<String, String> parameter) {
    return URLEncoder.encode(parameter.getValue(), StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static String text(Instant time) {
    return TIME.format(time.atZone(SHANGHAI));
  }

  private static boolean isHttp(String url) {
    try {
      URI uri = new URI(url);
      return Set.of("http", "https").contains(String.valueOf(uri.getScheme()))
          && uri.getHost() != null;
    } catch (URISyntaxException e) {
      return false;
    }
  }
}
