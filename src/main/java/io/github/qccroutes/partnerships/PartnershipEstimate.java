package io.github.qccroutes.partnerships;

import io.github.qccroutes.jobs.FirstLines;
import io.github.qccroutes.tables.DropFile;
import io.github.qccroutes.tables.DropFileReader;
import io.github.qccroutes.tables.DropRow;
import io.github.qccroutes.tables.Layout;
import io.github.qccroutes.tables.Message;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a dropped list of company names would cost, found without a database.
 *
 * @param lines rows that are not blank
 * @param invalid rows that hold no company name that can be asked for
 * @param duplicates rows that repeat an earlier name
 * @param names names that would be compared
 * @param calls calls that compare each of them with every other one
 * @param leftOut what stands above the header and is no row, or null
 */
public record PartnershipEstimate(
    long lines, long invalid, long duplicates, long names, long calls, @Nullable Message leftOut) {

  /**
   * Reads a file to its end and plans its calls.
   *
   * @throws io.github.qccroutes.tables.DropFileException when the file would be rejected
   */
  public static PartnershipEstimate of(Path file, DropFileReader reader) throws IOException {
    return of(file, reader, new FirstLines()::add);
  }

  /**
   * The same for somebody who wants to see the rows.
   *
   * @param seen takes each row
   */
  static PartnershipEstimate of(Path file, DropFileReader reader, Consumer<DropRow> seen)
      throws IOException {
    PartnershipLines.Judge judge = new PartnershipLines.Judge(file);
    Map<PartnershipLines.State, Long> counts = new EnumMap<>(PartnershipLines.State.class);
    List<String> names = new ArrayList<>();
    long lines = 0;
    Message leftOut;
    try (DropFile rows = reader.open(file, new Layout.Names())) {
      leftOut = rows.leftOut();
      while (rows.hasNext()) {
        DropRow row = rows.next();
        seen.accept(row);
        lines++;
        PartnershipLines.State state = judge.of(row).state();
        counts.merge(state, 1L, Long::sum);
        if (state == PartnershipLines.State.TAKEN) {
          names.add(row.keyWord());
        }
      }
    }
    judge.end();
    return new PartnershipEstimate(
        lines,
        counts.getOrDefault(PartnershipLines.State.INVALID, 0L),
        counts.getOrDefault(PartnershipLines.State.DUPLICATE, 0L),
        names.size(),
        new CoveringPlanner().plan(names).size(),
        leftOut);
  }
}
