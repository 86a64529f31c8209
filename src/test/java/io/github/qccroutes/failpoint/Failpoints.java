package io.github.qccroutes.failpoint;

import java.io.IOException;
import java.nio.file.CopyOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/** The moments that this process passes; at the one that it was started for it is gone. */
public final class Failpoints {
  /** What {@code kill -9} looks like to whoever waits for the process. */
  static final int KILLED = 137;

  /** System property: the failpoint, such as {@code step:claim-call#2}. */
  static final String HALT = "failpoint.halt";

  /** System property: {@code <step>=<exception class>}, thrown before the step's first run. */
  static final String FAULT = "failpoint.fault";

  private static final String FAILPOINT = System.getProperty(HALT, "");
  private static final String FAULTY_STEP = System.getProperty(FAULT, "").replaceFirst("=.*", "");
  private static final AtomicBoolean FAULTY = new AtomicBoolean(!FAULTY_STEP.isEmpty());
  private static final Map<String, Integer> PASSED = new HashMap<>();

  private Failpoints() {}

  /** Counts the moment, and ends the process without a farewell if it is the one. */
  static void pass(String moment) {
    synchronized (PASSED) {
      int n = PASSED.merge(moment, 1, Integer::sum);
      if (FAILPOINT.equals(moment + "#" + n)) {
        Runtime.getRuntime().halt(KILLED);
      }
    }
  }

  /** Fails before the first run of the step that was named. */
  static void fail(String step) throws Exception {
    if (step.equals(FAULTY_STEP) && FAULTY.compareAndSet(true, false)) {
      String type = System.getProperty(FAULT, "").replaceFirst(".*=", "");
      throw (Exception)
          Class.forName(type).getConstructor(String.class).newInstance("fault before " + step);
    }
  }

  /** Stands in for {@link Files#move} in the classes of the program. */
  public static Path move(Path from, Path to, CopyOption... options) throws IOException {
    pass("move");
    return Files.move(from, to, options);
  }
}
