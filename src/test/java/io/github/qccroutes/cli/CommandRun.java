package io.github.qccroutes.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qccroutes.app.TestNode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * A command that ran in this JVM, to its end.
 *
 * @param out standard output
 * @param err standard error
 */
record CommandRun(int exitCode, String out, String err) {

  static CommandRun of(
      Map<String, String> environment, Properties properties, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode =
        QccRoutes.commandLine(environment, properties)
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(arguments);
    return new CommandRun(exitCode, out.toString(), err.toString());
  }

  /** Runs a command beside a node, as in the node's own shell. */
  static CommandRun beside(TestNode node, String... arguments) {
    Properties properties = new Properties();
    properties.putAll(node.plan().settings());
    properties.setProperty("qcc.data-dir", node.data().toString());
    properties.setProperty("qccroutes.home", node.plan().home().toString());
    return of(Map.of(), properties, arguments);
  }

  List<String> lines() {
    return out.lines().toList();
  }

  /** What it printed, without trouble. */
  String output() {
    assertThat(exitCode).as(toString()).isZero();
    assertThat(err).isEmpty();
    return out.strip();
  }

  /** The one line that says why it failed. */
  String refusal() {
    assertThat(exitCode).as(toString()).isEqualTo(1);
    assertThat(err.lines()).as(toString()).hasSize(1);
    assertThat(toString()).doesNotContain("\tat ");
    return err.strip();
  }
}
