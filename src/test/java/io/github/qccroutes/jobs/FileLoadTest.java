package io.github.qccroutes.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.qccroutes.app.TestDatabase;
import io.github.qccroutes.store.Database;
import io.github.qccroutes.store.Dialect;
import io.github.qccroutes.tables.DropFile;
import io.github.qccroutes.tables.DropFileReader;
import io.github.qccroutes.tables.Layout;
import io.github.qccroutes.work.ClaimLostException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a job whose file is another one when it is loaded. */
class FileLoadTest {
  private static final JobFlow FLOW = new JobFlow("partnerships", "p");
  private static final FileTime WRITTEN = FileTime.fromMillis(1_000_000);

  @TempDir private Path data;

  /** Every name is a line of no interest. */
  private static final class Names implements FileIntake.Lines {
    @Override
    public Layout layout(Path file, String folder) {
      return new Layout.Names();
    }

    @Override
    public FileIntake.Items items(Path file) {
      return row -> Map.<String, @Nullable Object>of("name", row.keyWord());
    }
  }

  private TestDatabase made;
  private Database database;
  private DefaultCamelContext camel;
  private FileIntake intake;
  private Path file;

  @BeforeEach
  void prepare() throws Exception {
    made = TestDatabase.fresh(Dialect.SQLITE, data);
    database =
        Database.open(
            new Database.Options(made.url(), null, null, Duration.ofMinutes(1), false),
            Clock.systemUTC());
    camel = new DefaultCamelContext();
    JobFiles files = new JobFiles(data, Clock.systemUTC(), ZoneOffset.UTC);
    files.prepare();
    FileScans scans = new FileScans(new DropFileReader(data.resolve("tmp")));
    SteadyFiles steady = new SteadyFiles(System::nanoTime, scans);
    intake =
        new FileIntake(FLOW, database, files, scans, new Names(), steady, Duration.ofMinutes(1));
    file = data.resolve("inbox/partnerships/a.csv").toAbsolutePath().normalize();
  }

  @AfterEach
  void end() throws IOException {
    camel.close();
    database.close();
    made.close();
  }

  /** Writes the file so that its stamp tells nothing of it. */
  private void write(String text) throws IOException {
    Files.writeString(file, text);
    Files.setLastModifiedTime(file, WRITTEN);
  }

  private List<String> hashes() {
    return made.sql().sql("select sha256 from partnership_job").query(String.class).list();
  }

  @Test
  void givesALoadedFileUpThatIsNotTheOneThatWasHashed() throws Exception {
    write("甲公司\n乙公司\n");
    Exchange begun = new DefaultExchange(camel);
    begun.getMessage().setBody(file.toFile());
    intake.begin(begun);
    Exchange loaded = new DefaultExchange(camel);
    loaded.setVariable("folder", "partnerships");
    loaded.setVariable("fileName", "a.csv");
    loaded.setVariable("jobId", 1L);
    loaded.setVariable("claimNo", 0L);
    loaded.setVariable("sha256", hashes().get(0));
    write("甲公司\n丙公司\n");
    intake.open(loaded);
    try (DropFile rows = loaded.getVariable("rows", DropFile.class)) {
      rows.forEachRemaining(row -> {});

      assertThatThrownBy(() -> intake.accept(loaded)).isInstanceOf(ClaimLostException.class);
    }

    assertThat(hashes()).isEmpty();
  }
}
