package io.github.qccroutes.push;

import io.github.qccroutes.store.ClaimLostException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/**
 * The steps between a downloaded archive and its rows. Nothing of an archive is stored before it
 * was read and verified to its end. Thread-safe.
 */
public final class PushStorage {
  /** Records in one statement batch, and in one commit on SQLite. */
  static final int BLOCK = 1000;

  private final long maxInflatedBytes;

  public PushStorage(long maxInflatedBytes) {
    this.maxInflatedBytes = maxInflatedBytes;
  }

  /** Verifies the file in {@code downloadFile}; the body becomes its records in blocks. */
  public Processor verifier() {
    return exchange -> {
      Path file = exchange.getVariable("downloadFile", Path.class);
      String password = exchange.getVariable("unzipPassword", String.class);
      exchange.removeVariable("unzipPassword");
      PushArchive archive = PushArchive.verified(file, password.toCharArray(), maxInflatedBytes);
      exchange.setVariable("archive", archive);
      exchange.setVariable("recordCount", archive.recordCount());
      exchange.getMessage().setBody(archive.blocks(orderNo(exchange), BLOCK));
    };
  }

  /** Closes the archive; the body becomes the parameters that finish the order. */
  public Processor summary() {
    return exchange -> {
      PushArchive archive = exchange.getVariable("archive", PushArchive.class);
      exchange.removeVariable("archive");
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
    };
  }

  /** Fails unless the order was still ours to finish. */
  public Processor claimCheck() {
    return exchange -> {
      if (exchange.getMessage().getBody() == null) {
        throw new ClaimLostException("another node has taken the order over; it finishes it");
      }
    };
  }

  private static @Nullable String warning(PushArchive archive) {
    Integer totalSize = archive.totalSize();
    return totalSize == null || totalSize == archive.recordCount()
        ? null
        : "totalSize says " + totalSize + ", the archive holds " + archive.recordCount();
  }

  private static String orderNo(Exchange exchange) {
    return exchange.getVariable("orderNo", String.class);
  }
}
