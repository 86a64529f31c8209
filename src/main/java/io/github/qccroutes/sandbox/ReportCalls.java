package io.github.qccroutes.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The monitoring reports, from their document: orders, how far each is, and their ZIPs.
 * Thread-safe.
 *
 * <p>Unless told otherwise a report is in process at the first poll and ready at the second. Where
 * the document is silent: every call places an order, a repeat too; the ZIP holds one CSV file.
 */
public final class ReportCalls {

  public static final String CREATE = "/radar_ext/createReport";
  public static final String INFO = "/radar_ext/getReportInfo";

  private static final Map<String, String> TITLES =
      Map.of("day", "监控日报", "week", "监控周报", "month", "监控月报");
  private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");

  private final Clock clock;
  private final Archives archives;
  private final Downloads downloads;
  private final Ledger ledger;

  private final Map<String, Placed> orders = new HashMap<>();
  private final Map<String, Queue<ReportCourse>> next = new HashMap<>();
  private ReportCourse usual = ReportCourse.ready().afterPolls(1);
  private Set<String> quiet = Set.of();

  /** The links in the document's example live a year. */
  private Duration linkLifetime = Duration.ofDays(365);

  ReportCalls(Clock clock, Archives archives, Downloads downloads, Ledger ledger) {
    this.clock = clock;
    this.archives = archives;
    this.downloads = downloads;
    this.ledger = ledger;
  }

  void register(ApiCalls calls) {
    calls.register(CREATE, parameters -> create(parameters.required("reportType")));
    calls.register(INFO, parameters -> info(parameters.required("orderNo")));
  }

  /** Has the next order of a type ({@code day}, {@code week}, {@code month}) go this way. */
  public synchronized void next(String type, ReportCourse course) {
    next.computeIfAbsent(type, any -> new ArrayDeque<>()).add(course);
  }

  /** Has all orders from now on go this way that {@link #next} does not speak of. */
  public synchronized void always(ReportCourse course) {
    usual = course;
  }

  /** From now on exactly these types have nothing to report: 201 and no order. */
  public synchronized void nothingChanged(String... types) {
    quiet = Set.of(types);
  }

  /** Sets how long links live that are given out from now on; 365 days unless set. */
  public synchronized void linkLifetime(Duration lifetime) {
    linkLifetime = lifetime;
  }

  /**
   * The ZIP of an order, until the stand-in is closed.
   *
   * @throws IllegalArgumentException when there is no such order
   */
  public synchronized Path archive(String orderNo) {
    Placed placed = orders.get(orderNo);
    if (placed == null) {
      throw new IllegalArgumentException("No such order: " + orderNo);
    }
    return placed.archive;
  }

  private synchronized Answer create(String type) {
    String title = TITLES.get(type);
    if (title == null) {
      throw new RefusalException("202", "【有效请求】查询参数错误，请检查");
    }
    if (quiet.contains(type)) {
      throw new RefusalException("201", "未监控到相关企业的风险出现变化");
    }
    Queue<ReportCourse> scripted = next.getOrDefault(type, new ArrayDeque<>());
    ReportCourse course = scripted.isEmpty() ? usual : scripted.remove();
    Instant now = clock.instant();
    String orderNo =
        "JK%s-%d%05d".formatted(type.toUpperCase(Locale.ROOT), now.toEpochMilli(), orders.size());
    // A report tells of what ended the day before.
    LocalDate upTo = LocalDate.ofInstant(now, SHANGHAI).minusDays(1);
    String name = title + "-" + DateTimeFormatter.BASIC_ISO_DATE.format(upTo);
    Placed placed = new Placed(now, course, name, write(course, name));
    ledger.reportOrdered(new Ledger.ReportOrder(now, type, orderNo));
    orders.put(orderNo, placed);
    return Answer.success("【有效请求】查询成功", Map.of("orderNo", orderNo));
  }

  private synchronized Answer info(String orderNo) {
    Placed placed = orders.get(orderNo);
    if (placed == null) {
      throw new RefusalException("201", "报告订单号无效");
    }
    Map<String, @Nullable String> result = new LinkedHashMap<>();
    if (placed.isPending(clock.instant())) {
      placed.polls++;
      result.put("reportStatus", "P");
      result.put("reportUrl", null);
    } else {
      ReportCourse course = placed.course;
      result.put("reportStatus", course.outcome());
      result.put("reportUrl", course.isLinked() ? link(orderNo, placed) : course.link());
    }
    return Answer.success("【有效请求】查询成功", result);
  }

  private String link(String orderNo, Placed placed) {
    String file = URLEncoder.encode(placed.name, StandardCharsets.UTF_8) + ".zip";
    return downloads
        .link("/OssMonitorRpt", "/" + file, orderNo, placed.archive, linkLifetime)
        .url();
  }

  private Path write(ReportCourse course, String name) {
    try {
      Path file = archives.newFile();
      byte[] readyMade = course.archive();
      if (readyMade != null) {
        return Files.write(file, readyMade);
      }
      try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
        zip.putNextEntry(new ZipEntry(name + ".csv"));
        zip.write("企业名称,监控内容\n示例市青禾建设工程有限公司,该企业新增开庭公告2条\n".getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
      }
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException("The report's archive cannot be written", e);
    }
  }

  private static final class Placed {
    final Instant time;
    final ReportCourse course;
    final String name;
    final Path archive;
    int polls;

    Placed(Instant time, ReportCourse course, String name, Path archive) {
      this.time = time;
      this.course = course;
      this.name = name;
      this.archive = archive;
    }

    boolean isPending(Instant now) {
      return polls < course.polls() || now.isBefore(time.plus(course.time()));
    }
  }
}
