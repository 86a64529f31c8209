package io.github.qccroutes.retention;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * The files below {@code done/}, {@code results/} and {@code reports/} that are older than so many
 * days: a taken file by the date of its folder, what we wrote by its time. The note of a held job
 * is never old, and no link is followed. Sets the variable {@code files} to how many were deleted.
 */
public final class RetentionFiles {
  private static final String HELD = ".held.txt";

  private final Path data;
  private final long days;
  private final Clock clock;
  private final ZoneId zone;

  /**
   * @param data the data folder
   * @param zone of the dates that name folders of taken files
   */
  public RetentionFiles(Path data, long days, Clock clock, ZoneId zone) {
    this.data = data;
    this.days = days;
    this.clock = clock;
    this.zone = zone;
  }

  public void clear(Exchange exchange) throws IOException {
    int deleted = 0;
    LocalDate firstDate = LocalDate.now(clock.withZone(zone)).minusDays(days);
    for (Path flow : list(data.resolve("done"))) {
      for (Path folder : list(flow)) {
        LocalDate date = date(folder);
        if (date != null && date.isBefore(firstDate)) {
          deleted += deleteFolder(folder);
        }
      }
    }
    Instant firstTime = clock.instant().minus(Duration.ofDays(days));
    for (String parent : List.of("results", "reports")) {
      for (Path folder : list(data.resolve(parent))) {
        for (Path file : list(folder)) {
          if (isOld(file, firstTime) && Files.deleteIfExists(file)) {
            deleted++;
          }
        }
      }
    }
    exchange.setVariable("files", deleted);
  }

  private static boolean isOld(Path file, Instant firstTime) throws IOException {
    try {
      return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
          && !file.toString().endsWith(HELD)
          && Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS)
              .toInstant()
              .isBefore(firstTime);
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private static int deleteFolder(Path folder) throws IOException {
    int deleted = 0;
    for (Path file : list(folder)) {
      if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && Files.deleteIfExists(file)) {
        deleted++;
      }
    }
    try {
      Files.deleteIfExists(folder);
    } catch (DirectoryNotEmptyException e) {
      // somebody else keeps something there
    }
    return deleted;
  }

  private static @Nullable LocalDate date(Path folder) {
    try {
      return LocalDate.parse(String.valueOf(folder.getFileName()));
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  /** What is in a folder; nothing when it is none, a link to one, or gone. */
  private static List<Path> list(Path folder) throws IOException {
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }
}
