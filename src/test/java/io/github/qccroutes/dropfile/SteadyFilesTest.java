package io.github.qccroutes.dropfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SteadyFilesTest {
  @TempDir private Path folder;

  /** Near its end, as the time of the JVM may start anywhere. */
  private final AtomicLong time = new AtomicLong(Long.MAX_VALUE - 1000);

  private final SteadyFiles steady = new SteadyFiles(time::get);

  private void pass(Duration duration) {
    time.addAndGet(duration.toNanos());
  }

  @Test
  void aFileIsWholeOnceItHasStoodStill() throws IOException {
    Path file = Files.writeString(folder.resolve("a.csv"), "1");
    assertThat(steady.isSteady(file)).isFalse();
    pass(SteadyFiles.QUIET.minusNanos(1));
    assertThat(steady.isSteady(file)).isFalse();
    Files.writeString(file, "2", StandardOpenOption.APPEND);
    assertThat(steady.isSteady(file)).isFalse();
    pass(SteadyFiles.QUIET.minusNanos(1));
    assertThat(steady.isSteady(file)).isFalse();
    pass(Duration.ofNanos(1));
    assertThat(steady.isSteady(file)).isTrue();
  }

  @Test
  void aFileThatWasOfferedRestsUnlessItChanges() throws IOException {
    Path file = Files.writeString(folder.resolve("a.csv"), "1");
    steady.isSteady(file);
    pass(SteadyFiles.QUIET);
    assertThat(steady.isSteady(file)).isTrue();

    steady.leave(file);
    pass(SteadyFiles.REST.minusNanos(1));
    assertThat(steady.isSteady(file)).isFalse();
    pass(Duration.ofNanos(1));
    assertThat(steady.isSteady(file)).isTrue();

    steady.leave(file);
    Path other = Files.writeString(folder.resolve("b"), "2");
    Files.setLastModifiedTime(other, Files.getLastModifiedTime(file));
    Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
    assertThat(steady.isSteady(file)).isFalse();
    pass(SteadyFiles.QUIET);
    assertThat(steady.isSteady(file)).isTrue();
  }

  @Test
  void aFileThatIsNotThereIsNotWhole() {
    assertThat(steady.isSteady(folder.resolve("none.csv"))).isFalse();
  }
}
