package io.github.qccroutes.push;

import io.github.qccroutes.flow.Events;
import io.github.qccroutes.store.Database;
import io.github.qccroutes.work.ClaimLostException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps between a downloaded archive and its rows. Nothing of an archive is stored before it
 * was read and verified to its end. Thread-safe.
 */
public final class PushStorage {
  private static final Logger LOG = LoggerFactory.getLogger("push");

  private final Database database;
  private final Events events;
  private final long maxInflatedBytes;
  private final Path scratch;
  private final Clock clock;
  private final ZoneId zone;

  /**
   * @param scratch the folder of temporary files
   * @param zone of the provider's times
   */
  PushStorage(
      Database database,
      Events events,
      long maxInflatedBytes,
      Path scratch,
      Clock clock,
      ZoneId zone) {
    this.database = database;
    this.events = events;
    this.maxInflatedBytes = maxInflatedBytes;
    this.scratch = scratch;
    this.clock = clock;
    this.zone = zone;
  }

  /** Reads and verifies the file in {@code downloadFile} to its end. */
  public void verify(Exchange exchange) throws PushArchiveException, IOException {
    Path file = exchange.getVariable("downloadFile", Path.class);
    String password = exchange.getVariable("unzipPassword", String.class);
    exchange.removeVariable("unzipPassword");
    PushArchive archive =
        PushArchive.verified(file, password.toCharArray(), maxInflatedBytes, scratch);
    exchange.getExchangeExtension().addOnCompletion(new Removal(archive));
    exchange.setVariable("archive", archive);
    exchange.setVariable("recordCount", archive.recordCount());
  }

  /**
   * Sums up what was stored and finishes the order, if it is still ours; other flows hear of it in
   * the same transaction.
   */
  public void finish(Exchange exchange) {
    Map<String, @Nullable Object> order = sumUp(exchange);
    database.inOneTransaction(
        () -> {
          if (database
              .statement("push/finish-order")
              .params(order)
              .query(String.class)
              .list()
              .isEmpty()) {
            throw new ClaimLostException(
                "the order was taken over by another node, which will finish it");
          }
          events.tell(new Events.ImportFinished(orderNo(exchange)));
        });
  }

  private Map<String, @Nullable Object> sumUp(Exchange exchange) {
    PushArchive archive = exchange.getVariable("archive", PushArchive.class);
    exchange.removeVariable("archive");
    long older =
        exchange.getMessage().getBody(RecordBlocks.class).count() - RiskTable.end(exchange);
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
    parameters.put("changeNo", exchange.getVariable("changeNo"));
    parameters.put("warning", warning);
    parameters.put("orderNo", orderNo(exchange));
    parameters.put("claimNo", exchange.getVariable("claimNo", Long.class));
    exchange.getMessage().setBody(null);
    return parameters;
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

  /** The scratch file goes when the exchange ends, whatever became of it. */
  private static final class Removal extends SynchronizationAdapter {
    private final PushArchive archive;

    Removal(PushArchive archive) {
      this.archive = archive;
    }

    @Override
    public void onDone(Exchange exchange) {
      try {
        archive.close();
      } catch (IOException e) {
        // Swept with what killed processes leave.
        LOG.debug("{}: its scratch file can't be removed yet", orderNo(exchange), e);
      }
    }
  }
}
