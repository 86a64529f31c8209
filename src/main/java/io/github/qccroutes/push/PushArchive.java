package io.github.qccroutes.push;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One verified push archive on disk: an AES-256 ZIP with one {@code dd_risk_corp.json} (customer
 * risk push, 6.2.6).
 *
 * <p>AES is authenticated at the last byte only, and {@code pushDate} may stand behind the records.
 * So {@link #verified} reads everything once and believes nothing before, and {@link #blocks} reads
 * it a second time. Neither keeps more than one block of records in memory. The file must stay
 * unchanged as long as blocks are read.
 */
public final class PushArchive {

  private final Path file;
  private final char[] password;
  private final long maxInflatedBytes;
  private final @Nullable String pushDate;
  private final @Nullable Integer totalSize;
  private final long recordCount;
  private final Map<String, Integer> oddValues;

  private PushArchive(
      Path file,
      char[] password,
      long maxInflatedBytes,
      @Nullable String pushDate,
      @Nullable Integer totalSize,
      long recordCount,
      Map<String, Integer> oddValues) {
    this.file = file;
    this.password = password;
    this.maxInflatedBytes = maxInflatedBytes;
    this.pushDate = pushDate;
    this.totalSize = totalSize;
    this.recordCount = recordCount;
    this.oddValues = oddValues;
  }

  /**
   * Reads the whole archive and checks all of it: checksum, size, JSON and each record.
   *
   * @param maxInflatedBytes how many bytes of JSON the archive may hold, counted while reading
   * @throws PushArchiveException.WrongPassword if the password does not fit
   * @throws PushArchiveException if anything else is wrong; the file has then no usable record
   */
  public static PushArchive verified(Path file, char[] password, long maxInflatedBytes)
      throws PushArchiveException {
    char[] ownPassword = password.clone();
    try (RiskRecords records =
        new RiskRecords(EntryStream.open(file, ownPassword, maxInflatedBytes))) {
      long count = 0;
      while (records.next() != null) {
        count++;
      }
      return new PushArchive(
          file,
          ownPassword,
          maxInflatedBytes,
          records.pushDate(),
          records.totalSize(),
          count,
          records.oddValues());
    }
  }

  /** The provider's text, unparsed; null where the archive has none. */
  public @Nullable String pushDate() {
    return pushDate;
  }

  /** What the provider says the number of records is; may differ from {@link #recordCount}. */
  public @Nullable Integer totalSize() {
    return totalSize;
  }

  /** Records in the archive, repeated ids included. */
  public long recordCount() {
    return recordCount;
  }

  /** How many values of each field were of another kind than it should hold and became null. */
  public Map<String, Integer> oddValues() {
    return oddValues;
  }

  /**
   * Reads the records again, in blocks of at most {@code size} records that are ready as named SQL
   * parameters; the caller closes it.
   */
  public RecordBlocks blocks(String orderNo, int size) throws PushArchiveException {
    if (size < 1) {
      throw new IllegalArgumentException("a block holds at least one record");
    }
    EntryStream entry = EntryStream.open(file, password, maxInflatedBytes);
    return new RecordBlocks(new RiskRecords(entry), pushDate, orderNo, size);
  }
}
