package io.github.qccroutes.assignments;

import io.github.qccroutes.jobs.FirstLines;
import io.github.qccroutes.tables.DropFile;
import io.github.qccroutes.tables.DropFileReader;
import io.github.qccroutes.tables.DropRow;
import io.github.qccroutes.tables.Folding;
import io.github.qccroutes.tables.Layout;
import io.github.qccroutes.tables.Message;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a dropped file would cost: its lines and the calls that would send them, found without a
 * database. Memory grows by some 130 bytes a distinct pair.
 *
 * @param lines rows that are not blank
 * @param invalid rows that would not be sent because of what they hold
 * @param duplicates rows that repeat an earlier pair
 * @param refused rows that would not be sent because of their login
 * @param keywords distinct keywords among the rows to send; as many companies at most
 * @param calls how many calls of each shape
 * @param leftOut what stands above the header and is no row, or null
 */
public record AssignmentEstimate(
    long lines,
    long invalid,
    long duplicates,
    long refused,
    long keywords,
    Map<CallPlan.Shape, Integer> calls,
    @Nullable Message leftOut) {

  /**
   * Reads a file to its end and plans its calls.
   *
   * @param refusedLogins logins for which nothing would be sent
   * @throws io.github.qccroutes.tables.DropFileException when the file would be rejected
   */
  public static AssignmentEstimate of(
      Path file,
      DropFileReader reader,
      Pattern loginPattern,
      Set<String> refusedLogins,
      CallPlanLimits limits)
      throws IOException {
    return of(
        file, reader, layout(file, loginPattern), refusedLogins, limits, new FirstLines()::add);
  }

  /**
   * Reads a file to its end and plans its calls.
   *
   * @param layout how it reads
   * @param refusedLogins logins for which nothing would be sent
   * @param seen takes each row
   * @throws io.github.qccroutes.tables.DropFileException when the file would be rejected
   */
  static AssignmentEstimate of(
      Path file,
      DropFileReader reader,
      Layout layout,
      Set<String> refusedLogins,
      CallPlanLimits limits,
      Consumer<DropRow> seen)
      throws IOException {
    Set<String> refusals = refusedLogins.stream().map(Folding::of).collect(Collectors.toSet());
    long lines = 0;
    long invalid = 0;
    long refused = 0;
    DistinctTexts pairsSeen = new DistinctTexts();
    DistinctTexts keywords = new DistinctTexts();
    CallPlanPairs pairs = new CallPlanPairs(limits);
    Message leftOut;
    try (DropFile rows = reader.open(file, layout)) {
      leftOut = rows.leftOut();
      while (rows.hasNext()) {
        DropRow row = rows.next();
        seen.accept(row);
        lines++;
        if (!row.isValid()) {
          invalid++;
          continue;
        }
        String login = Folding.of(row.loginName());
        String keyword = Folding.of(row.keyWord());
        // No login or keyword holds a line break.
        if (!pairsSeen.add(login + '\n' + keyword)) {
          continue;
        }
        if (refusals.contains(login)) {
          refused++;
        } else {
          keywords.add(keyword);
          pairs.add(Math.toIntExact(row.line()), row.loginName(), row.keyWord());
        }
      }
    }
    return new AssignmentEstimate(
        lines,
        invalid,
        lines - invalid - pairsSeen.size(),
        refused,
        keywords.size(),
        calls(pairs),
        leftOut);
  }

  /** How many calls of each shape these pairs take. */
  static Map<CallPlan.Shape, Integer> calls(CallPlanPairs pairs) {
    Map<CallPlan.Shape, Integer> calls = new LinkedHashMap<>();
    for (CallPlan.Shape shape : CallPlan.Shape.values()) {
      calls.put(shape, 0);
    }
    CallPlan.of(pairs).calls().forEach(call -> calls.merge(call.shape(), 1, Integer::sum));
    return calls;
  }

  /** A file in a folder named after a login holds keywords; any other holds pairs. */
  private static Layout layout(Path file, Pattern loginPattern) {
    Path folder = file.toAbsolutePath().getParent();
    return folder != null
            && folder.getFileName() != null
            && loginPattern.matcher(folder.getFileName().toString()).matches()
        ? Layout.Keywords.of(folder, loginPattern)
        : new Layout.Pairs(loginPattern);
  }

  /** All calls. */
  public int callCount() {
    return calls.values().stream().mapToInt(Integer::intValue).sum();
  }
}
