package io.github.qccroutes.push;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * The records of a verified push archive in the order of their ids, each id once with its last
 * record, block by block. A block of very long texts is smaller. The next block is read while the
 * last one is used. For one thread.
 */
final class RecordBlocks implements Iterator<List<Risk>> {

  /** Keeps a block within a small heap. */
  private static final int MAX_CHARS = 4_000_000;

  private final RiskMerge records;
  private final int size;

  /** Empty at the end. */
  private CompletableFuture<List<Risk>> ahead;

  private long count;

  RecordBlocks(RiskMerge records, int size) {
    this.records = records;
    this.size = size;
    this.ahead = CompletableFuture.supplyAsync(this::read);
  }

  /** How many records the blocks so far hold. */
  long count() {
    return count;
  }

  @Override
  public boolean hasNext() {
    return !block().isEmpty();
  }

  @Override
  public List<Risk> next() {
    List<Risk> block = block();
    if (block.isEmpty()) {
      throw new NoSuchElementException();
    }
    ahead = CompletableFuture.supplyAsync(this::read);
    count += block.size();
    return block;
  }

  private List<Risk> block() {
    try {
      return ahead.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  private List<Risk> read() {
    List<Risk> block = new ArrayList<>();
    long chars = 0;
    try {
      while (block.size() < size && chars < MAX_CHARS) {
        Risk risk = records.next();
        if (risk == null) {
          break;
        }
        block.add(risk);
        chars += risk.length();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return block;
  }
}
