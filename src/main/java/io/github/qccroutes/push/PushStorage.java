package io.github.qccroutes.push;

import io.github.qccroutes.work.ClaimLostException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps between a downloaded archive and its rows. Nothing of an archive is stored before it
 * was read and verified to its end. Thread-safe.
 */
public final class PushStorage {
  /** Records in one statement batch, and in one commit on SQLite. */
  static final int BLOCK = 1000;

  private static final Logger LOG = LoggerFactory.getLogger("push");

  private final long maxInflatedBytes;
  private final Clock clock;
  private final ZoneId zone;

  /**
   * @param zone of the provider's times
   */
  public PushStorage(long maxInflatedBytes, Clock clock, ZoneId zone) {
    this.maxInflatedBytes = maxInflatedBytes;
    this.clock = clock;
    this.zone = zone;
  }

  /** Verifies the file in {@code downloadFile}; the body becomes its records in blocks. */
  public void verify(Exchange exchange) throws PushArchiveException {
    Path file = exchange.getVariable("downloadFile", Path.class);
    String password = exchange.getVariable("unzipPassword", String.class);
    exchange.removeVariable("unzipPassword");
    PushArchive archive = PushArchive.verified(file, password.toCharArray(), maxInflatedBytes);
    exchange.setVariable("archive", archive);
    exchange.setVariable("recordCount", archive.recordCount());
    exchange.setVariable("older", new AtomicLong());
    exchange.getMessage().setBody(archive.blocks(orderNo(exchange), BLOCK));
  }

  /**
   * Names the block's records, to be counted: of a batch that PostgreSQL's driver rewrites nobody
   * learns how many rows it changed.
   */
  public void nameRecords(Exchange exchange) throws InvalidPayloadException {
    List<?> block = exchange.getMessage().getMandatoryBody(List.class);
    exchange.setVariable("records", block.size());
    exchange
        .getMessage()
        .setBody(
            Map.of(
                "orderNo", orderNo(exchange),
                "ids", block.stream().map(row -> ((Map<?, ?>) row).get("id")).toList()));
  }

  /** Counts those of the block that are not this order's: a newer push had them. */
  public void countOlder(Exchange exchange) throws InvalidPayloadException {
    long ours = exchange.getMessage().getMandatoryBody(Number.class).longValue();
    int records = exchange.getVariable("records", Integer.class);
    exchange.getVariable("older", AtomicLong.class).addAndGet(records - ours);
  }

  /** Closes the archive; the body becomes the parameters that finish the order. */
  public void sumUp(Exchange exchange) {
    PushArchive archive = exchange.getVariable("archive", PushArchive.class);
    exchange.removeVariable("archive");
    long older = exchange.getVariable("older", AtomicLong.class).get();
    exchange.setVariable(
        "imported",
        archive.recordCount()
            + " record(s)"
            + (older == 0 ? "" : ", " + older + " of them not stored: what is stored is newer"));
    String warning = warning(archive);
    if (warning != null) {
      exchange.setVariable("warning", warning);
    }
    Map<String, @Nullable Object> parameters = new HashMap<>();
    parameters.put("pushDate", archive.pushDate());
    parameters.put("totalSize", archive.totalSize());
    parameters.put("recordCount", archive.recordCount());
    parameters.put("warning", warning);
    exchange.getMessage().setBody(parameters);
  }

  /** Says what was imported: a WARN when anything about it is odd. */
  public void sayImported(Exchange exchange) {
    String warning = exchange.getVariable("warning", String.class);
    if (warning == null) {
      LOG.info("{}: imported {}", orderNo(exchange), exchange.getVariable("imported"));
    } else {
      LOG.warn("{}: imported {}; {}", orderNo(exchange), exchange.getVariable("imported"), warning);
    }
  }

  /** Fails unless the order was still ours to finish. */
  public void requireClaim(Exchange exchange) {
    if (exchange.getMessage().getBody() == null) {
      throw new ClaimLostException(
          "the order was taken over by another node, which will finish it");
    }
  }

  private @Nullable String warning(PushArchive archive) {
    List<String> warnings = new ArrayList<>();
    Integer totalSize = archive.totalSize();
    if (totalSize != null && totalSize != archive.recordCount()) {
      warnings.add("totalSize says " + totalSize + ", the archive holds " + archive.recordCount());
    }
    String date = PushDate.warning(archive.pushDate(), clock, zone);
    if (date != null) {
      warnings.add(date);
    }
    archive
        .oddValues()
        .forEach(
            (field, count) ->
                warnings.add(count + " value(s) of \"" + field + "\" don't fit and became null"));
    return warnings.isEmpty() ? null : String.join("; ", warnings);
  }

  private static String orderNo(Exchange exchange) {
    return exchange.getVariable("orderNo", String.class);
  }
}
