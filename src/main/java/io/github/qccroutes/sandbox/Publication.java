package io.github.qccroutes.sandbox;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What one push publishes, and how: its records or a ready-made archive, and what is wrong with it.
 * Immutable; each method gives a variant.
 */
public final class Publication {

  private final Supplier<Stream<RiskRecord>> records;
  private final int rows;
  private final @Nullable ReadyMade readyMade;
  private final boolean missed;
  private final @Nullable LocalDateTime pushDate;
  private final @Nullable Integer totalSize;
  private final @Nullable String announcedPassword;

  private Publication(
      Supplier<Stream<RiskRecord>> records,
      int rows,
      @Nullable ReadyMade readyMade,
      boolean missed,
      @Nullable LocalDateTime pushDate,
      @Nullable Integer totalSize,
      @Nullable String announcedPassword) {
    this.records = records;
    this.rows = rows;
    this.readyMade = readyMade;
    this.missed = missed;
    this.pushDate = pushDate;
    this.totalSize = totalSize;
    this.announcedPassword = announcedPassword;
  }

  /** An archive of these records, in this order; ids may repeat and scores may be null. */
  public static Publication of(List<RiskRecord> records) {
    List<RiskRecord> copy = List.copyOf(records);
    return ofRecords(copy::stream, copy.size());
  }

  /** An archive of these records, in this order; ids may repeat and scores may be null. */
  public static Publication of(RiskRecord... records) {
    return of(List.of(records));
  }

  /**
   * An archive of {@code count} made-up records from {@link RiskRecord#sample} number {@code first}
   * on, streamed to its file. Overlapping ranges repeat ids across pushes.
   */
  public static Publication generated(long first, int count) {
    return ofRecords(
        () -> LongStream.range(first, first + count).mapToObj(RiskRecord::sample), count);
  }

  /** These bytes as the archive, whatever they are, with the password that is announced for it. */
  public static Publication archive(byte[] archive, String password) {
    byte[] copy = archive.clone();
    return readyMade(new ReadyMade(file -> Files.write(file, copy), password));
  }

  /** A copy of this file as the archive, with the password that is announced for it. */
  public static Publication archive(Path archive, String password) {
    return readyMade(
        new ReadyMade(
            file -> Files.copy(archive, file, StandardCopyOption.REPLACE_EXISTING), password));
  }

  /** Listed, but never called back. */
  public Publication missed() {
    return new Publication(records, rows, readyMade, true, pushDate, totalSize, announcedPassword);
  }

  /** With another push date in its archive than now, in Shanghai. */
  public Publication pushDate(LocalDateTime other) {
    return new Publication(records, rows, readyMade, missed, other, totalSize, announcedPassword);
  }

  /** With a count in its archive that need not be the rows'. */
  public Publication totalSize(int other) {
    return new Publication(records, rows, readyMade, missed, pushDate, other, announcedPassword);
  }

  /** Announced with a password that does not open its archive. */
  public Publication wrongPassword() {
    return new Publication(
        records, rows, readyMade, missed, pushDate, totalSize, Passwords.random());
  }

  /** All its records without a score. */
  public Publication withoutScores() {
    return withRecords(() -> records.get().map(risk -> risk.withScore(null)), rows);
  }

  /** Its first {@code count} records once more at the end, with the same ids and newer content. */
  public Publication repeatingIds(int count) {
    Supplier<Stream<RiskRecord>> repeated =
        () ->
            records
                .get()
                .limit(count)
                .map(risk -> risk.withMonitorContent(risk.monitorContent() + "（更新）"));
    return withRecords(
        () -> Stream.concat(records.get(), repeated.get()), rows + Math.min(count, rows));
  }

  boolean isMissed() {
    return missed;
  }

  @Nullable LocalDateTime pushDate() {
    return pushDate;
  }

  int totalSize() {
    return totalSize == null ? rows : totalSize;
  }

  int rows() {
    return rows;
  }

  Supplier<Stream<RiskRecord>> records() {
    return records;
  }

  boolean isReadable() {
    return readyMade == null && announcedPassword == null;
  }

  /** Writes the archive and gives the password to announce. */
  String write(Path file, String pushDateText) throws IOException {
    String password;
    if (readyMade == null) {
      password = Passwords.random();
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 65_536)) {
        RiskArchive.write(out, password, pushDateText, totalSize(), records.get());
      }
    } else {
      password = readyMade.password;
      readyMade.writer.writeTo(file);
    }
    return announcedPassword == null ? password : announcedPassword;
  }

  private static Publication ofRecords(Supplier<Stream<RiskRecord>> records, int rows) {
    return new Publication(records, rows, null, false, null, null, null);
  }

  private static Publication readyMade(ReadyMade archive) {
    return new Publication(Stream::empty, 0, archive, false, null, null, null);
  }

  private Publication withRecords(Supplier<Stream<RiskRecord>> others, int count) {
    if (readyMade != null) {
      throw new IllegalStateException("A ready-made archive is served as it is");
    }
    return new Publication(others, count, null, missed, pushDate, totalSize, announcedPassword);
  }

  private interface FileWriter {
    void writeTo(Path file) throws IOException;
  }

  /** An archive from elsewhere; a class of its own so that no text form shows the password. */
  private static final class ReadyMade {
    final FileWriter writer;
    final String password;

    ReadyMade(FileWriter writer, String password) {
      this.writer = writer;
      this.password = password;
    }
  }
}
