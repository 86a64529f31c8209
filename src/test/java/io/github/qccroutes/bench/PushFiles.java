package io.github.qccroutes.bench;

import io.github.qccroutes.sandbox.RiskArchive;
import io.github.qccroutes.sandbox.RiskRecord;
import java.io.BufferedOutputStream;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import net.lingala.zip4j.ZipFile;

/**
 * The files of one push: the archive, its JSON, and its rows as {@code copy} reads them, each id
 * once.
 *
 * @param records ids of the push; a tenth of them stands in it twice
 */
record PushFiles(Path archive, Path json, Path rows, int records) {
  static final String PASSWORD = "bench-Pass-2026";
  private static final String SHARED = "\t2026-01-01 10:00:00\tFLOOR\t2026-01-01 00:00:00+00";

  /** Writes an archive alone. */
  static Path archive(Path folder, String name, Stream<RiskRecord> risks, int count, String date)
      throws IOException {
    Path archive = folder.resolve(name + ".zip");
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(archive), 1 << 16)) {
      RiskArchive.write(out, PASSWORD, date, count, risks);
    }
    return archive;
  }

  /** Writes an archive, its JSON and its rows. */
  static PushFiles write(Path folder, int records) throws IOException {
    Path archive =
        archive(folder, "push-" + records, risks(records), count(records), "2026-01-01 10:00:00");
    new ZipFile(archive.toFile(), PASSWORD.toCharArray())
        .extractFile(RiskArchive.ENTRY, folder.toString(), records + ".json");
    Path rows = folder.resolve(records + ".rows");
    try (BufferedWriter out = Files.newBufferedWriter(rows)) {
      for (RiskRecord risk : (Iterable<RiskRecord>) distinct(records)::iterator) {
        out.write(
            String.join(
                "\t",
                risk.id(),
                risk.corpKeyNo(),
                risk.corpName(),
                risk.monitorContent(),
                risk.monitorLevel(),
                risk.monitorType(),
                String.valueOf(risk.score()),
                risk.changeDate()));
        out.write(SHARED + "\t2026-01-01 00:00:00+00\tFLOOR\t1\t1\n");
      }
    }
    return new PushFiles(archive, folder.resolve(records + ".json"), rows, records);
  }

  static int count(int records) {
    return records + records / 10;
  }

  /** The records in the archive's order. */
  static Stream<RiskRecord> risks(int records) {
    return Stream.concat(distinct(records), distinct(records / 10).map(PushFiles::changed));
  }

  static Stream<RiskRecord> distinct(int records) {
    return LongStream.range(0, records).mapToObj(RiskRecord::sample);
  }

  static RiskRecord changed(RiskRecord risk) {
    return risk.withMonitorContent(risk.monitorContent() + "（更新）");
  }
}
