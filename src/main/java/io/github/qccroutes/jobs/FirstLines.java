package io.github.qccroutes.jobs;

import io.github.qccroutes.tables.DropRow;
import io.github.qccroutes.tables.Folding;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What of a file stands before the eyes of a person who may drop it: its first lines as they were
 * read, and the first that can't be sent. Not safe for use by several threads.
 */
public final class FirstLines {
  private static final int MOST = 100;

  private final List<Line> lines = new ArrayList<>();
  private final List<Line> faults = new ArrayList<>();
  private final Set<String> seen = new HashSet<>();

  /** What would become of a line by what it holds. */
  public enum State {
    /** It would be sent, unless its login is refused. */
    PENDING,
    INVALID,
    DUPLICATE
  }

  /**
   * One line.
   *
   * @param row as it was read
   */
  public record Line(DropRow row, State state) {
    /** Why it can't be sent, in Chinese and in English; null for a line that can. */
    public @Nullable String reason() {
      return row.invalid() == null ? null : row.invalid().oneLine();
    }
  }

  /** Notes the next line of the file. */
  public void add(DropRow row) {
    boolean first = lines.size() < MOST;
    if (first) {
      lines.add(new Line(row, state(row)));
    }
    if (!row.isValid() && faults.size() < MOST) {
      faults.add(new Line(row, State.INVALID));
    }
  }

  /** Of the first lines each line that one of these repeats is among them, too. */
  private State state(DropRow row) {
    if (!row.isValid()) {
      return State.INVALID;
    }
    // No login or keyword holds a line break.
    String pair = Folding.of(row.loginName()) + '\n' + Folding.of(row.keyWord());
    return seen.add(pair) ? State.PENDING : State.DUPLICATE;
  }

  /** The first hundred. */
  public List<Line> lines() {
    return List.copyOf(lines);
  }

  /** The first hundred that can't be sent. */
  public List<Line> faults() {
    return List.copyOf(faults);
  }
}
