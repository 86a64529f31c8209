package io.github.qccroutes.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.qccroutes.sandbox.Publication;
import io.github.qccroutes.sandbox.RiskRecord;
import io.github.qccroutes.sandbox.Simulator;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The examples of {@code docs/integrate}, as an engineer follows them: the built launcher, a home
 * beside the installation, and Camel's mail component with its jars in {@code lib/ext}.
 */
@Tag("full")
final class ExtensionIT {
  private static final Path LAUNCHER = Path.of("target/qcc-routes/bin/qcc-routes").toAbsolutePath();

  /** Where the build has put camel-mail and what it needs. */
  private static final Path JARS = Path.of("target/ext");

  private static final String MAIL = "own/own-dead-mail.camel.yaml";

  @TempDir private Path folder;
  private Path out;

  @BeforeEach
  void prepareOutput() throws IOException {
    out = Files.createFile(folder.resolve("out.txt"));
  }

  @Test
  void notesImportedOrdersAndMailsDeadOnes() throws Exception {
    try (Simulator provider = Simulator.start();
        MailServer mail = MailServer.start()) {
      Installation installation = Installation.of(provider, folder);
      Path ext = Files.createDirectories(installation.home().resolve("lib/ext"));
      try (Stream<Path> jars = Files.list(JARS)) {
        for (Path jar : jars.toList()) {
          Files.copy(jar, ext.resolve(jar.getFileName()));
        }
      }
      Path route = installation.route(MAIL);
      Files.createDirectories(route.getParent());
      Files.writeString(
          route,
          yaml("docs/integrate/extend.md", "- route:")
              .replace("mail.example.com:25", "127.0.0.1:" + mail.port())
              .replace("period: 60000", "period: 500")
              .replace("subject: QCC DEAD", "subject: \"{{env:OWN_SUBJECT}}\""));
      installation
          .with("QCC_HOME", installation.home().toString())
          .with("OWN_SUBJECT", "from the environment")
          .with("QCC_ROUTES_RELOAD", "true")
          .with("QCC_PUSH_RETRY_DELAY_MS", "50");
      Process node = start(installation, "run");
      try {
        awaitLine(" Ready;");
        Path imported = installation.route("push/push-import.camel.yaml");
        Files.writeString(imported, withStep(Files.readString(imported)));
        awaitLine("push/push-import.camel.yaml is live");
        String good = provider.push().publish(Publication.of(RiskRecord.sample(1))).orderNo();
        String bad =
            provider.push().publish(Publication.of(RiskRecord.sample(2)).wrongPassword()).orderNo();

        awaitLine(bad + ": DEAD: ");
        await().atMost(Program.PATIENCE).until(() -> !mail.mails().isEmpty());
        assertThat(text(mail.mails().get(0)))
            .contains("To: operator@example.com", "Subject: from the environment", bad, "没有导入");
        Path orders = Path.of(installation.get("QCC_DATA_DIR"), "imported", "orders.txt");
        await().atMost(Program.PATIENCE).until(() -> Files.exists(orders));
        assertThat(orders).hasContent(good);

        // From the folder of the program's own, and not where it was started.
        Files.writeString(
            installation.route("own/own-file.camel.yaml"),
            """
            - route:
                id: own-file
                from:
                  uri: timer:own-file?repeatCount=1
                  steps:
                    - to:
                        uri: file:own out?fileName=here.txt&allowNullBody=true
                    - to:
                        uri: log:hello
            """);
        await()
            .atMost(Program.PATIENCE)
            .until(() -> Files.exists(installation.home().resolve("own out/here.txt")));
        awaitLine(" hello ");
        assertThat(mail.mails()).as("one mail an order").hasSize(1);
      } finally {
        node.destroyForcibly().waitFor();
      }
    } catch (Throwable e) {
      throw new AssertionError(Files.readString(out), e);
    }
  }

  @Test
  void saysWhatIsMissingInLibExt() throws Exception {
    try (Simulator provider = Simulator.start()) {
      Installation installation = Installation.of(provider, folder);
      Path ext = Files.createDirectories(installation.home().resolve("lib/ext"));
      Path route = installation.route(MAIL);
      Files.createDirectories(route.getParent());
      Files.writeString(route, yaml("docs/integrate/extend.md", "- route:"));
      installation.with("QCC_HOME", installation.home().toString()).withDatabase();

      assertThat(end(start(installation, "run"))).isEqualTo(1);
      assertThat(out).content().contains("routes: " + MAIL + ", line ", ext.toString());

      // The component without the jars that it needs.
      try (Stream<Path> jars = Files.list(JARS)) {
        Path component =
            jars.filter(jar -> jar.getFileName().toString().startsWith("camel-mail"))
                .findFirst()
                .orElseThrow();
        Files.copy(component, ext.resolve("camel-mail.jar"));
      }
      Files.writeString(out, "");
      assertThat(end(start(installation, "check"))).isEqualTo(1);
      assertThat(out)
          .content()
          .contains("FAILED routes: " + MAIL, "A jar with the class jakarta.mail")
          .doesNotContain("\tat ");
    }
  }

  /** From a folder that is neither the home nor the installation. */
  private Process start(Installation installation, String command) throws IOException {
    ProcessBuilder program =
        new ProcessBuilder(LAUNCHER.toString(), command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(out.toFile()));
    program.environment().keySet().retainAll(List.of("PATH", "LC_ALL"));
    program.environment().put("JAVA_HOME", System.getProperty("java.home"));
    program.environment().putAll(installation.environment());
    return program.start();
  }

  private static int end(Process process) throws InterruptedException {
    assertThat(process.waitFor(Program.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  private void awaitLine(String text) {
    await()
        .atMost(Program.PATIENCE)
        .untilAsserted(() -> assertThat(Files.readString(out)).contains(text));
  }

  /** The block of YAML in a page that begins so. */
  private static String yaml(String page, String start) throws IOException {
    Matcher block =
        Pattern.compile("(?s)```yaml\n(" + Pattern.quote(start) + ".*?)```")
            .matcher(Files.readString(Path.of(page)));
    assertThat(block.find()).as("an example in %s", page).isTrue();
    return block.group(1);
  }

  /** The example's step after the step that stores the records. */
  private static String withStep(String route) throws IOException {
    String step = yaml("docs/integrate/change-a-route.md", "        - doTry:");
    Matcher store =
        Pattern.compile("(?m)^ {8}- \\w+:\n {12}id: say-imported\n(?: {12}.*\n)*").matcher(route);
    assertThat(store.find()).as("the step called say-imported").isTrue();
    return route.substring(0, store.end()) + step + route.substring(store.end());
  }

  /** A mail as it is read: Chinese makes its text quoted-printable (RFC 2045, section 6.7). */
  private static String text(String mail) {
    int body = mail.indexOf("\n\n");
    return mail.substring(0, body)
        + URLDecoder.decode(
            mail.substring(body)
                .replace("=\n", "")
                .replace("%", "%25")
                .replace("+", "%2B")
                .replace("=", "%"),
            UTF_8);
  }
}
