package io.github.qccroutes.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/** What the program says of itself. */
final class HelpTest {
  private static final Map<String, String> CHINESE = Map.of("LANG", "zh_CN.UTF-8");

  @Test
  void describesEveryCommandAndOptionInChinese() {
    List<String> texts =
        descriptions(QccRoutes.commandLine(CHINESE, new Properties()).getCommandSpec());

    assertThat(texts)
        .hasSizeGreaterThan(40)
        .allMatch(text -> text.codePoints().anyMatch(Character::isIdeographic));
  }

  private static List<String> descriptions(CommandSpec command) {
    List<String> texts = new ArrayList<>();
    texts.add(
        command.qualifiedName() + " " + String.join(" ", command.usageMessage().description()));
    List<ArgSpec> arguments = new ArrayList<>(command.options());
    arguments.addAll(command.positionalParameters());
    for (ArgSpec argument : arguments) {
      texts.add(argument + " " + String.join(" ", argument.description()));
    }
    command
        .subcommands()
        .values()
        .forEach(each -> texts.addAll(descriptions(each.getCommandSpec())));
    return texts;
  }

  @ParameterizedTest
  @CsvSource({
    "LANG, zh_CN.UTF-8, 用法",
    "LC_ALL, zh_TW, 用法",
    "LANG, en_US.UTF-8, Usage",
    "NOTHING, zh, Usage",
  })
  void followsTheLocale(String variable, String locale, String word) {
    assertThat(CommandRun.of(Map.of(variable, locale), new Properties(), "plan", "--help").out())
        .startsWith(word);
  }

  @Test
  void prefersWhatTheLauncherSawBeforeItChangedTheCharacterSet() {
    Properties launcher = new Properties();
    launcher.setProperty("qccroutes.locale", "zh_CN.UTF-8");

    assertThat(CommandRun.of(Map.of("LC_ALL", "C.UTF-8"), launcher, "--help").out())
        .startsWith("用法");
  }

  @Test
  void saysWhatIsSent() {
    assertThat(CommandRun.of(Map.of(), new Properties(), "plan", "--help").out())
        .containsPattern("Sends nothing\\s+but one\\s+getQuota");
  }

  /** The nearest to a slip of the hand may be a command that stops something. */
  @Test
  void suggestsNoCommand() {
    CommandRun slip = CommandRun.of(Map.of(), new Properties(), "push", "dislist");

    assertThat(slip.exitCode()).isEqualTo(2);
    assertThat(slip.err()).contains("dislist", "Usage: qcc-routes push").doesNotContain("mean");
  }
}
