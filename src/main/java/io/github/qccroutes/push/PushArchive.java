package io.github.qccroutes.push;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One verified push archive: an AES-256 ZIP with one {@code dd_risk_corp.json} (customer risk push,
 * 6.2.6).
 *
 * <p>AES is authenticated at the last byte only, and {@code pushDate} may stand behind the records.
 * So {@link #verified} reads everything, lays the records down in a scratch file, and believes
 * nothing before the end; {@link #blocks} has them from there. Memory does not grow with their
 * number. The caller closes it, and with that the scratch file goes. For one thread.
 */
final class PushArchive implements Closeable {

  private final RiskSort records;
  private final @Nullable String pushDate;
  private final @Nullable Integer totalSize;
  private final long recordCount;
  private final Map<String, Integer> oddValues;

  private PushArchive(RiskSort records, RiskRecords read, long recordCount) {
    this.records = records;
    this.pushDate = read.pushDate();
    this.totalSize = read.totalSize();
    this.recordCount = recordCount;
    this.oddValues = read.oddValues();
  }

  /**
   * Reads the whole archive and checks all of it: checksum, size, JSON and each record.
   *
   * @param maxInflatedBytes how many bytes of JSON the archive may hold, counted while reading
   * @param scratch the folder of the scratch file
   * @throws PushArchiveException.WrongPassword if the password does not fit
   * @throws PushArchiveException if anything else is wrong; the file has then no usable record
   * @throws IOException if the scratch file can't be written
   */
  static PushArchive verified(Path file, char[] password, long maxInflatedBytes, Path scratch)
      throws PushArchiveException, IOException {
    try (RiskRecords read = new RiskRecords(EntryStream.open(file, password, maxInflatedBytes))) {
      RiskSort sort = RiskSort.in(scratch);
      try {
        long count = 0;
        for (Risk risk = read.next(); risk != null; risk = read.next()) {
          sort.add(risk);
          count++;
        }
        return new PushArchive(sort, read, count);
      } catch (PushArchiveException | IOException | RuntimeException e) {
        sort.close();
        throw e;
      }
    }
  }

  /** The provider's text, unparsed; null where the archive has none. */
  @Nullable String pushDate() {
    return pushDate;
  }

  /** What the provider says the number of records is; may differ from {@link #recordCount}. */
  @Nullable Integer totalSize() {
    return totalSize;
  }

  /** Records in the archive, repeated ids included. */
  long recordCount() {
    return recordCount;
  }

  /** How many values of each field were of another kind than it should hold and became null. */
  Map<String, Integer> oddValues() {
    return oddValues;
  }

  /** The records in blocks of at most {@code size}, as long as this is open. */
  RecordBlocks blocks(int size) throws IOException {
    if (size < 1) {
      throw new IllegalArgumentException("a block holds at least one record");
    }
    return new RecordBlocks(records.sorted(), size);
  }

  @Override
  public void close() throws IOException {
    records.close();
  }
}
