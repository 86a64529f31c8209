package io.github.qccroutes.push;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * The records of a verified push archive in the order of their ids, each id once with its last
 * record, block by block. A block of very long texts is smaller. For one thread.
 */
final class RecordBlocks implements Iterator<List<Risk>> {

  /** Keeps a block within a small heap. */
  private static final int MAX_CHARS = 4_000_000;

  private final RiskMerge records;
  private final int size;

  private @Nullable Risk ahead;
  private long count;

  RecordBlocks(RiskMerge records, int size) {
    this.records = records;
    this.size = size;
  }

  /** How many records the blocks so far hold. */
  long count() {
    return count;
  }

  @Override
  public boolean hasNext() {
    if (ahead == null) {
      ahead = record();
    }
    return ahead != null;
  }

  @Override
  public List<Risk> next() {
    Risk risk = take();
    if (risk == null) {
      throw new NoSuchElementException();
    }
    List<Risk> block = new ArrayList<>();
    long chars = 0;
    while (risk != null) {
      block.add(risk);
      chars += risk.length();
      risk = block.size() < size && chars < MAX_CHARS ? take() : null;
    }
    count += block.size();
    return block;
  }

  private @Nullable Risk take() {
    Risk risk = hasNext() ? ahead : null;
    ahead = null;
    return risk;
  }

  private @Nullable Risk record() {
    try {
      return records.next();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
