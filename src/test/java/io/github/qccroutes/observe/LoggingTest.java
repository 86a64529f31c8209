package io.github.qccroutes.observe;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.joran.spi.JoranException;
import ch.qos.logback.core.status.Status;
import io.github.qccroutes.app.TestNode;
import io.github.qccroutes.config.Secrets;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;

class LoggingTest {
  private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

  @TempDir private Path folder;
  private final PrintStream console = System.out;
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final LoggerContext context = new LoggerContext();

  @BeforeEach
  void configure() throws JoranException {
    System.setOut(new PrintStream(written, true, StandardCharsets.ISO_8859_1));
    context.setMDCAdapter(new LogbackMDCAdapter());
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(LoggingTest.class.getResource("/logback.xml"));
  }

  @AfterEach
  void restoreTheConsole() {
    context.stop();
    System.setOut(console);
  }

  @Test
  void saysNothingOfItself() {
    Logging.apply(context, Level.DEBUG, ZONE);
    assertThat(output()).isEmpty();

    context.getLogger("any").info("event");
    // Logback prints its own status when it holds a warning.
    assertThat(context.getStatusManager().getCopyOfStatusList())
        .isNotEmpty()
        .allMatch(status -> status.getEffectiveLevel() == Status.INFO);
  }

  @Test
  void writesAnEventAsOneLineInTheConfiguredZone() {
    Logging.apply(context, Level.INFO, ZONE);

    log(context.getLogger("io.github.qccroutes.push.PushImport"), "导入 7\nERROR forged\r");

    assertThat(output())
        .isEqualToNormalizingNewlines(
            "2026-11-23T10:00:00.123+08:00 INFO  push  导入 7\\nERROR forged\n");
  }

  @Test
  void writesTheSameToAFileOfItsOwnADay() throws Exception {
    Logging.apply(context, Level.INFO, ZONE);
    Path file = folder.resolve("logs/qcc.log");
    Files.createDirectories(file.getParent());
    Path tooOld =
        Files.createFile(folder.resolve("logs/qcc.log." + LocalDate.now(ZONE).minusDays(9)));
    Secrets.register("s3cret-of-the-log-file");
    Logging.writeTo(context, file, 3, ZONE);

    context.getLogger("push").info("导入 7 s3cret-of-the-log-file");

    assertThat(file).content().isEqualTo(output()).contains("导入 7 ***").doesNotContain("s3cret-of");
    TestNode.eventually(() -> assertThat(tooOld).doesNotExist());
    assertThat(context.getStatusManager().getCopyOfStatusList())
        .allMatch(status -> status.getEffectiveLevel() == Status.INFO);
  }

  @Test
  void namesCommandsAsTheyAreTyped() throws Exception {
    Path file = folder.resolve("qcc.log");
    Logging.apply(context, Level.INFO, ZONE);
    Logging.writeTo(context, file, 0, ZONE);
    Logging.showCommandsOf(context, new ProgramName("QCC_HOME=/opt/$1 bin/qcc-routes"));

    context.getLogger("push").warn("DEAD. To try it again: qcc-routes push retry DDMON1");
    context.getLogger("push").warn("see qcc-routes holds");
    context.getLogger("push").warn("更新 qcc-routes is older; bin/qcc-routes run");

    assertThat(output().lines())
        .satisfiesExactly(
            line ->
                assertThat(line).endsWith(": QCC_HOME=/opt/$1 bin/qcc-routes push retry DDMON1"),
            line -> assertThat(line).endsWith("  see QCC_HOME=/opt/$1 bin/qcc-routes holds"),
            line -> assertThat(line).endsWith("  更新 qcc-routes is older; bin/qcc-routes run"));
    assertThat(file).content().isEqualTo(output());
  }

  @Test
  void namesOtherLoggersByTheirLastPart() {
    context.getLogger("org.example.Thing").warn("a");
    context.getLogger("io.github.qccroutes.push-work").warn("b");
    context.getLogger("push-receive").info("c");

    assertThat(output().lines())
        .satisfiesExactly(
            line -> assertThat(line).endsWith(" WARN  Thing  a"),
            line -> assertThat(line).endsWith(" WARN  push-work  b"),
            line -> assertThat(line).endsWith(" INFO  push-receive  c"));
  }

  @Test
  void masksSecretsInMessagesAndStackTraces() {
    Exception cause = new IllegalStateException("http://h/a.zip?Signature=SIGNED&a=1");

    context
        .getLogger("io.github.qccroutes.api.Call")
        .error("failed: {}", "/q?key=APPKEY", new IllegalArgumentException("Token: TOKEN", cause));

    assertThat(output())
        .contains("ERROR api  failed: /q?key=***")
        .contains("IllegalArgumentException: Token: ***")
        .contains("Caused by: java.lang.IllegalStateException: http://h/a.zip?Signature=***&a=1")
        .contains("\tat io.github.qccroutes.observe.LoggingTest")
        .doesNotContain("APPKEY", "TOKEN", "SIGNED")
        .endsWith("\n");
  }

  @Test
  void sparesOperatorsTheStackTracesOfLibraries() {
    context.getLogger("org.example.Thing").warn("failed: why", new IllegalStateException("why"));

    assertThat(output()).endsWith(" WARN  Thing  failed: why\n").doesNotContain("\tat ");
  }

  @ParameterizedTest
  @CsvSource({
    "DEBUG, DEBUG, DEBUG, INFO",
    "INFO, INFO, WARN, INFO",
    "WARN, WARN, WARN, WARN",
    "ERROR, ERROR, ERROR, ERROR"
  })
  void setsOurLevelAndCamels(String level, String ours, String camel, String others) {
    Logging.apply(context, Level.valueOf(level), ZONE);

    assertThat(effective("io.github.qccroutes.push.PushImport")).isEqualTo(ours);
    assertThat(effective("org.apache.camel.main.BaseMainSupport")).isEqualTo(camel);
    assertThat(effective("push-work")).isEqualTo(others);
  }

  @ParameterizedTest
  @CsvSource({
    "org.apache.hc.client5.http.wire",
    "org.apache.hc.client5.http.headers",
    "org.apache.hc.client5.http.impl.classic.MainClientExec",
    "org.flywaydb.core.FlywayExecutor",
    "com.zaxxer.hikari.HikariDataSource",
    "io.vertx.core.Vertx",
    "io.netty.util.Recycler",
    "org.quartz.core.QuartzScheduler"
  })
  void neverLetsALibrarySpeakBelowWarn(String logger) {
    Logging.apply(context, Level.DEBUG, ZONE);

    assertThat(effective(logger)).isEqualTo("WARN");
  }

  private void log(Logger logger, String message) {
    LoggingEvent event =
        new LoggingEvent(
            "", (ch.qos.logback.classic.Logger) logger, Level.INFO, message, null, null);
    event.setInstant(Instant.parse("2026-11-23T02:00:00.123Z"));
    ((ch.qos.logback.classic.Logger) logger).callAppenders(event);
  }

  private String effective(String logger) {
    return context.getLogger(logger).getEffectiveLevel().toString();
  }

  private String output() {
    return written.toString(StandardCharsets.UTF_8);
  }
}
