package io.github.qccroutes.cli;

import io.github.qccroutes.api.ProviderRejectedException;
import io.github.qccroutes.api.ProviderUnavailableException;
import io.github.qccroutes.app.StartException;
import io.github.qccroutes.config.ConfigurationException;
import io.github.qccroutes.config.Secrets;
import io.github.qccroutes.store.Database;
import io.github.qccroutes.store.DatabaseException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.PropertyResourceBundle;
import java.util.ResourceBundle;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The program: its commands, their exit codes (0 good, 1 failed, 2 usage) and their errors. */
@Command(
    name = "qcc-routes",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Camel routes between QCC Pro (企查查专业版) and your files and database.",
    subcommands = {
      RunCommand.class,
      SandboxCommand.class,
      CheckCommand.class,
      PushCommand.class,
      PlanCommand.class,
      TodoCommand.class,
      JobsCommand.class,
      ReleaseCommand.class,
      SyncCommand.class,
      ReportsCommand.class,
      QuotaCommand.class,
      HoldsCommand.class,
      UserCommand.class,
      TokenCommand.class
    })
public final class QccRoutes {
  private QccRoutes() {}

  /** Runs the command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    System.exit(commandLine(System.getenv(), System.getProperties()).execute(arguments));
  }

  /**
   * The commands, as a process would have them that was started so.
   *
   * @param environment such as {@code QCC_API_KEY}
   * @param properties such as {@code qcc.api.key}; stronger than the environment
   */
  public static CommandLine commandLine(Map<String, String> environment, Properties properties) {
    Home home = new Home(environment, properties);
    CommandLine commands = new CommandLine(new QccRoutes(), new CommandsOf(home));
    if (home.speaksChinese()) {
      commands.setResourceBundle(chinese());
    }
    return commands
        .setCaseInsensitiveEnumValuesAllowed(true)
        .registerConverter(Path.class, file -> home.directory().resolve(file))
        .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
        .setParameterExceptionHandler((e, arguments) -> misused(e))
        .setExecutionExceptionHandler((e, command, parsed) -> failed(e, command));
  }

  private static ResourceBundle chinese() {
    try (InputStream text = QccRoutes.class.getResourceAsStream("help_zh.properties")) {
      return new PropertyResourceBundle(
          new InputStreamReader(Objects.requireNonNull(text), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Guesses at no command: what is nearest to a slip of the hand may stop something. */
  private static int misused(CommandLine.ParameterException e) {
    CommandLine command = e.getCommandLine();
    command.getErr().println(Secrets.mask(String.valueOf(e.getMessage())));
    command.usage(command.getErr());
    return CommandLine.ExitCode.USAGE;
  }

  private static int failed(Exception e, CommandLine command) {
    boolean expected =
        e instanceof ConfigurationException
            || e instanceof DatabaseException
            || e instanceof StartException
            || e instanceof ProviderUnavailableException
            || e instanceof ProviderRejectedException;
    String line = expected ? e.getMessage() : Database.reason(e);
    command.getErr().println("qcc-routes: " + Secrets.mask(String.valueOf(line)));
    return CommandLine.ExitCode.SOFTWARE;
  }

  /** Gives a home to the commands that want one. */
  private record CommandsOf(Home home) implements CommandLine.IFactory {
    @Override
    public <K> K create(Class<K> type) throws Exception {
      for (Constructor<?> constructor : type.getDeclaredConstructors()) {
        if (List.of(constructor.getParameterTypes()).equals(List.of(Home.class))) {
          return type.cast(constructor.newInstance(home));
        }
      }
      return CommandLine.defaultFactory().create(type);
    }
  }
}
