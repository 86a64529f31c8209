package io.github.qccroutes.push;

import static java.util.Objects.requireNonNull;

import java.io.Closeable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * The records of a push archive in its own order, block by block, each record a mutable map of
 * named SQL parameters: {@code id, corpKeyNo, corpName, monitorContent, monitorLevel, monitorType,
 * score, changeDate, pushDate, orderNo}; {@code score} is an Integer, the rest text, all but {@code
 * id} and {@code orderNo} may be null.
 *
 * <p>Within a block an id stands once, with its last record: a multi-row upsert must not hit a row
 * twice. Blocks are smaller where ids repeat or texts are long. A fault on this second reading (the
 * file changed) is an {@link IllegalStateException} with the {@link PushArchiveException} as its
 * cause. For one thread.
 */
public final class RecordBlocks
    implements Iterator<List<Map<String, @Nullable Object>>>, Closeable {

  /** Keeps a block of very long texts within a small heap. */
  private static final int MAX_CHARS = 4_000_000;

  private final RiskRecords records;
  private final @Nullable String pushDate;
  private final String orderNo;
  private final int size;

  private @Nullable Map<String, @Nullable Object> ahead;

  RecordBlocks(RiskRecords records, @Nullable String pushDate, String orderNo, int size) {
    this.records = records;
    this.pushDate = pushDate;
    this.orderNo = orderNo;
    this.size = size;
  }

  @Override
  public boolean hasNext() {
    if (ahead == null) {
      ahead = record();
    }
    return ahead != null;
  }

  @Override
  public List<Map<String, @Nullable Object>> next() {
    Map<String, @Nullable Object> row = take();
    if (row == null) {
      throw new NoSuchElementException();
    }
    Map<Object, Map<String, @Nullable Object>> block = new LinkedHashMap<>();
    long chars = 0;
    for (int count = 1; row != null; count++) {
      row.put("pushDate", pushDate);
      row.put("orderNo", orderNo);
      Object id = requireNonNull(row.get("id"));
      // Removed first, so that the block keeps the order of the records it holds.
      block.remove(id);
      block.put(id, row);
      chars += chars(row);
      row = count < size && chars < MAX_CHARS ? take() : null;
    }
    return new ArrayList<>(block.values());
  }

  @Override
  public void close() {
    records.close();
  }

  private @Nullable Map<String, @Nullable Object> take() {
    Map<String, @Nullable Object> row = hasNext() ? ahead : null;
    ahead = null;
    return row;
  }

  private @Nullable Map<String, @Nullable Object> record() {
    try {
      return records.next();
    } catch (PushArchiveException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  private static long chars(Map<String, @Nullable Object> row) {
    long chars = 0;
    for (Object value : row.values()) {
      if (value instanceof String text) {
        chars += text.length();
      }
    }
    return chars;
  }
}
