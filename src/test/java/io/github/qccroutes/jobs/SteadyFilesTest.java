package io.github.qccroutes.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qccroutes.tables.DropFileReader;
import io.github.qccroutes.tables.FileEnd;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SteadyFilesTest {
  @TempDir private Path folder;

  /** Near its end, as the time of the JVM may start anywhere. */
  private final AtomicLong time = new AtomicLong(Long.MAX_VALUE - 1000);

  private SteadyFiles steady;

  @BeforeEach
  void prepare() {
    FileScans scans = new FileScans(new DropFileReader(folder.resolve("scratch")));
    steady = new SteadyFiles(time::get, scans);
  }

  private void pass(Duration duration) {
    time.addAndGet(duration.toNanos());
  }

  @Test
  void aFileIsWholeOnceItHasStoodStill() throws IOException {
    Path file = Files.writeString(folder.resolve("a.csv"), "1\n");
    assertThat(steady.isSteady(file)).isFalse();
    pass(SteadyFiles.QUIET.minusNanos(1));
    assertThat(steady.isSteady(file)).isFalse();
    Files.writeString(file, "2\n", StandardOpenOption.APPEND);
    assertThat(steady.isSteady(file)).isFalse();
    pass(SteadyFiles.QUIET.minusNanos(1));
    assertThat(steady.isSteady(file)).isFalse();
    pass(Duration.ofNanos(1));
    assertThat(steady.isSteady(file)).isTrue();
  }

  @Test
  void aFileThatWasOfferedRestsUnlessItChanges() throws IOException {
    Path file = Files.writeString(folder.resolve("a.csv"), "1\n");
    steady.isSteady(file);
    pass(SteadyFiles.QUIET);
    assertThat(steady.isSteady(file)).isTrue();

    steady.leave(file);
    pass(SteadyFiles.REST.minusNanos(1));
    assertThat(steady.isSteady(file)).isFalse();
    pass(Duration.ofNanos(1));
    assertThat(steady.isSteady(file)).isTrue();

    steady.leave(file);
    Path other = Files.writeString(folder.resolve("b"), "2\n");
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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "登录名,关键字\n13800138000,小",
        "登录名,关键字\n13800138000,\"小\n",
        "登录名,关键字\n13800138000,\"小\"\"米\n\"\"\n",
        "",
        "登录名,关键字\n\0\0\0\0",
        "PK\u0003\u0004 and no end"
      })
  void aFileThatEndsInTheMidstIsWaitedForAndThenWhole(String text) throws IOException {
    String name = text.startsWith("PK") ? "a.xlsx" : "a.csv";
    Path file = Files.writeString(folder.resolve(name), text);
    assertThat(steady.isSteady(file)).isFalse();
    pass(SteadyFiles.QUIET);
    assertThat(steady.isSteady(file)).isFalse();
    pass(SteadyFiles.PATIENCE.minus(SteadyFiles.QUIET).minusNanos(1));
    assertThat(steady.isSteady(file)).isFalse();
    pass(Duration.ofNanos(1));
    assertThat(steady.isSteady(file)).isTrue();
  }

  @Test
  void aFileIsWholeSoonAfterItsEndHasCome() throws IOException {
    Path file = Files.writeString(folder.resolve("a.csv"), "1380013");
    steady.isSteady(file);
    pass(SteadyFiles.PATIENCE.minusNanos(1));
    assertThat(steady.isSteady(file)).isFalse();
    Files.writeString(file, "8000,小米\n", StandardOpenOption.APPEND);
    assertThat(steady.isSteady(file)).isFalse();
    pass(SteadyFiles.QUIET);
    assertThat(steady.isSteady(file)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16", "UTF-16LE", "GB18030", "UTF-8"})
  void knowsAnOpenQuoteInEachEncoding(String encoding) throws IOException {
    String mark = encoding.equals("UTF-16LE") ? "\uFEFF" : "";
    Path file = folder.resolve("a.csv");
    // In UTF-16 half of 丢 is the byte of a quote.
    Files.write(file, (mark + "\"丢丢\n丢\"\n").getBytes(Charset.forName(encoding)));
    assertThat(FileEnd.of(file).isWhole()).isTrue();
    Files.write(file, (mark + "\"丢丢\n丢\n").getBytes(Charset.forName(encoding)));
    assertThat(FileEnd.of(file).isWhole()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16", "UTF-16LE", "GB18030", "UTF-8"})
  void knowsALineEndInEachEncoding(String encoding) throws IOException {
    Path file = folder.resolve("a.txt");
    String mark = encoding.equals("UTF-16LE") ? "\uFEFF" : "";
    Files.write(file, (mark + "小米\r\n").getBytes(Charset.forName(encoding)));
    assertThat(FileEnd.of(file).isWhole()).isTrue();
    Files.write(file, "小米\r\n华".getBytes(Charset.forName(encoding)));
    assertThat(FileEnd.of(file).isWhole()).isFalse();
    // In UTF-16 half of 上 is the byte of a line end.
    byte[] shanghai = (mark + "小米\r\n大上").getBytes(Charset.forName(encoding));
    Files.write(file, shanghai);
    assertThat(FileEnd.of(file).isWhole()).isFalse();
    Files.write(file, Arrays.copyOf(shanghai, shanghai.length - 1));
    assertThat(FileEnd.of(file).isWhole()).isFalse();
  }

  @Test
  void aFileThatNeverStandsStillIsRestless() throws IOException {
    Path file = folder.resolve("a.csv");
    for (int minutes = 0; minutes <= 61; minutes++) {
      assertThat(steady.isRestless(file)).isFalse();
      Files.writeString(file, "x\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      assertThat(steady.isSteady(file)).isFalse();
      pass(Duration.ofMinutes(1));
    }

    assertThat(steady.isRestless(file)).isTrue();
  }

  @Test
  void waitsForNothingWhereWaitingIsOfNoUse() throws IOException {
    assertThat(FileEnd.of(Files.writeString(folder.resolve("a.csv"), "<html>")).isWhole()).isTrue();
    assertThat(FileEnd.of(Files.writeString(folder.resolve("a.xlsx"), "<html>")).isWhole())
        .isTrue();
    assertThat(FileEnd.of(Files.writeString(folder.resolve("a.doc"), "x")).isWhole()).isTrue();
    assertThat(FileEnd.of(Files.writeString(folder.resolve("b.csv"), "x\n\u001a")).isWhole())
        .isTrue();
    assertThat(FileEnd.of(Files.createDirectory(folder.resolve("c.csv"))).isWhole()).isTrue();
  }
}
