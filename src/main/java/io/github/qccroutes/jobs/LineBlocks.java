package io.github.qccroutes.jobs;

import io.github.qccroutes.tables.DropFile;
import io.github.qccroutes.tables.DropRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a job's file as parameters of {@code load-item}, in blocks that are committed one by
 * one. Not safe for use by several threads.
 */
final class LineBlocks implements Iterator<List<Map<String, @Nullable Object>>> {
  private static final int LINES = 1000;

  private final DropFile rows;
  private final long jobId;
  private final FileIntake.Items items;
  private boolean failed;

  LineBlocks(DropFile rows, long jobId, FileIntake.Items items) {
    this.rows = rows;
    this.jobId = jobId;
    this.items = items;
  }

  @Override
  public boolean hasNext() {
    return !failed && rows.hasNext();
  }

  @Override
  public List<Map<String, @Nullable Object>> next() {
    List<Map<String, @Nullable Object>> block = new ArrayList<>(LINES);
    // A split that fails asks for what is left, to let go of it.
    failed = true;
    while (block.size() < LINES && rows.hasNext()) {
      block.add(parameters(rows.next()));
    }
    if (!rows.hasNext()) {
      items.end();
    }
    failed = false;
    return block;
  }

  private Map<String, @Nullable Object> parameters(DropRow row) {
    Map<String, @Nullable Object> item = new HashMap<>(items.of(row));
    item.put("jobId", jobId);
    item.put("line", row.line());
    return item;
  }
}
