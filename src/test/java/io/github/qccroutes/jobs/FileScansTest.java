package io.github.qccroutes.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qccroutes.tables.DropFile;
import io.github.qccroutes.tables.DropFileReader;
import io.github.qccroutes.tables.Layout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileScansTest {
  @TempDir private Path folder;

  private FileScans scans;
  private Path file;

  @BeforeEach
  void prepare() {
    scans = new FileScans(new DropFileReader(folder.resolve("scratch")));
    file = folder.resolve("a.csv");
  }

  /** Writes the file so that its stamp tells nothing of it. */
  private TakenFile write(String text) throws IOException {
    Files.writeString(file, text);
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000));
    return new TakenFile(file, "partnerships", FileStamp.of(file));
  }

  private boolean isAsHashed(TakenFile taken) throws IOException {
    try (DropFile rows = scans.open(taken, new Layout.Names())) {
      rows.forEachRemaining(row -> {});
      return rows.isAsHashed();
    }
  }

  @Test
  void findsOutWithoutReadingAgainThatAFileIsAnotherOne() throws IOException {
    TakenFile taken = write("\uFEFF公司名\n甲公司\n");
    assertThat(scans.isWhole(file, taken.stamp())).isTrue();
    assertThat(isAsHashed(taken)).isTrue();

    assertThat(write("\uFEFF公司名\n乙公司\n").stamp()).isEqualTo(taken.stamp());

    assertThat(isAsHashed(taken)).isFalse();
    scans.forget(file);
    assertThat(isAsHashed(taken)).isTrue();
  }

  @Test
  void readsAFileAgainWhoseStampChanged() throws IOException {
    TakenFile taken = write("公司名\n甲公司\n");
    assertThat(scans.isWhole(file, taken.stamp())).isTrue();

    assertThat(isAsHashed(write("公司名\n甲公司\n乙公司\n"))).isTrue();
  }
}
