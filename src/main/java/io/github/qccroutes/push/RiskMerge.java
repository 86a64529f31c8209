package io.github.qccroutes.push;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** Reads sorted runs side by side, as if they were one; each id once. For one thread. */
final class RiskMerge {
  private static final int BUFFERS_BYTES = 1 << 23;
  private static final int MAX_BUFFER_BYTES = 1 << 17;
  private static final int MIN_BUFFER_BYTES = 1 << 12;

  private final PriorityQueue<RiskRun> runs = new PriorityQueue<>();

  private RiskMerge() {}

  static RiskMerge of(FileChannel file, List<RiskRun.Place> places) throws IOException {
    RiskMerge merge = new RiskMerge();
    int share = BUFFERS_BYTES / Math.max(1, places.size());
    int bufferBytes = Math.max(MIN_BUFFER_BYTES, Math.min(MAX_BUFFER_BYTES, share));
    for (int no = 0; no < places.size(); no++) {
      merge.goOn(new RiskRun(file, no, places.get(no), bufferBytes));
    }
    return merge;
  }

  /** The next record, or null at the end. */
  @Nullable Risk next() throws IOException {
    RiskRun first = runs.poll();
    if (first == null) {
      return null;
    }
    Risk record = first.record();
    for (RiskRun same = runs.peek(); same != null && same.hasIdOf(first); same = runs.peek()) {
      goOn(runs.remove());
    }
    goOn(first);
    return record;
  }

  private void goOn(RiskRun run) throws IOException {
    if (run.advance()) {
      runs.add(run);
    }
  }
}
