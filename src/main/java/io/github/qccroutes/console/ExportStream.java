package io.github.qccroutes.console;

import io.github.qccroutes.config.Secrets;
import io.github.qccroutes.store.Database;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.spi.UnitOfWork;
import org.apache.camel.support.UnitOfWorkHelper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file that is made while the answer is written: it needs no thread, and no more memory than a
 * page takes. Where it can't be made to its end, the connection ends, for Vert.x would leave it
 * open. For one thread at a time.
 */
final class ExportStream extends InputStream {
  private static final Logger LOG = LoggerFactory.getLogger("console");

  private final ExportRows rows;
  private final ExportFile file;
  private final Made made;
  private final ExportSlots.Slot slot;
  private final Exchange exchange;
  private final ConsoleRequest request;
  private boolean begun;
  private int position;
  private volatile boolean ended;

  private ExportStream(
      ExportRows rows, ExportFile file, Made made, ExportSlots.Slot slot, Exchange exchange) {
    this.rows = rows;
    this.file = file;
    this.made = made;
    this.slot = slot;
    this.exchange = exchange;
    this.request = ConsoleRequest.of(exchange);
  }

  /** Starts a file that goes to a stream. */
  interface Start {
    ExportFile on(OutputStream out) throws IOException;
  }

  /** Makes the beginning, so that what fails at once is told as a problem. */
  static ExportStream of(ExportRows rows, Start start, ExportSlots.Slot slot, Exchange exchange)
      throws IOException {
    try {
      Made made = new Made();
      ExportStream stream = new ExportStream(rows, start.on(made), made, slot, exchange);
      stream.makePage();
      return stream;
    } catch (IOException | RuntimeException e) {
      slot.free();
      throw e;
    }
  }

  /** Bytes that were made and not yet read. */
  private static final class Made extends ByteArrayOutputStream {
    int take(int position, byte[] target, int offset, int length) {
      int taken = Math.min(length, count - position);
      System.arraycopy(buf, position, target, offset, taken);
      return taken;
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (!begun) {
      begun = true;
      request.whenGone(this::giveUp);
    }
    while (position == made.size()) {
      if (ended || request.isGone()) {
        return -1;
      }
      made.reset();
      position = 0;
      makeMore();
    }
    int taken = made.take(position, target, offset, length);
    position += taken;
    return taken;
  }

  private void makeMore() {
    slot.use();
    try {
      makePage();
    } catch (IOException | RuntimeException e) {
      LOG.warn("console: an export was cut off: {}", Secrets.mask(Database.reason(e)));
      made.reset();
      ended = true;
      request.cutOff();
    }
  }

  private void makePage() throws IOException {
    List<List<@Nullable String>> page = rows.next();
    if (page.isEmpty() || !file.write(page)) {
      file.end();
      ended = true;
    }
  }

  /** Ends the exchange, which would wait for ever for a client that has gone to read on. */
  private void giveUp() {
    ended = true;
    slot.free();
    UnitOfWork work = exchange.getUnitOfWork();
    if (work != null) {
      UnitOfWorkHelper.doneUow(work, exchange);
    }
  }

  /** Nothing more can be read. */
  @Override
  public void close() {
    ended = true;
    slot.free();
  }
}
