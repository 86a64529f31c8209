package io.github.qccroutes.cli;

import io.github.qccroutes.app.Application;
import io.github.qccroutes.console.ConsoleTokens;
import io.github.qccroutes.console.ConsoleUsers;
import io.github.qccroutes.console.OperatorActions;
import io.github.qccroutes.console.Role;
import io.github.qccroutes.store.Database;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tokens with which programs call the API. */
@Command(
    name = "token",
    mixinStandardHelpOptions = true,
    description = "Tokens with which programs call the API: add, list, revoke.")
final class TokenCommand implements Runnable {
  private final Home home;
  @Spec private CommandSpec spec;

  TokenCommand(Home home) {
    this.home = home;
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "say what: add, list or revoke");
  }

  @Command(
      name = "add",
      mixinStandardHelpOptions = true,
      description = "Make a token and print it, on a line of its own; it is never shown again.")
  int add(
      @Parameters(paramLabel = "NAME", description = "what it is for") String name,
      @Option(
              names = "--role",
              paramLabel = "ROLE",
              required = true,
              description = "viewer reads, operator also acts, admin also manages users and tokens")
          Role role)
      throws Exception {
    if (!ConsoleUsers.isName(name)) {
      return refused(
          name + " 不能作名字：文字、数字和 . _ @ - is no name: letters, digits and . _ @ -",
          CommandLine.ExitCode.USAGE);
    }
    try (Database database = open()) {
      new OperatorActions(database).writeCommand("token add", name, role.text());
      Optional<String> token = new ConsoleTokens(database).add(name, role);
      if (token.isEmpty()) {
        return refused("已有令牌 there is a token " + name + ": token revoke " + name, 1);
      }
      spec.commandLine().getOut().println(token.get());
      return 0;
    }
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Show the tokens, without what they are.")
  int list() throws Exception {
    try (Database database = open()) {
      var tokens = database.statement("console/list-tokens").query().listOfRows();
      if (tokens.isEmpty()) {
        spec.commandLine().getOut().println("没有令牌 No token.");
      }
      for (Map<String, Object> token : tokens) {
        spec.commandLine()
            .getOut()
            .printf(
                "%s  %s  创建 made %s  最近使用 last used %s%n",
                token.get("name"),
                token.get("role"),
                token.get("created_at"),
                token.get("used_at") == null ? "-" : token.get("used_at"));
      }
      return 0;
    }
  }

  @Command(name = "revoke", mixinStandardHelpOptions = true, description = "End a token at once.")
  int revoke(@Parameters(paramLabel = "NAME", description = "as list shows it") String name)
      throws Exception {
    try (Database database = open()) {
      new OperatorActions(database).writeCommand("token revoke", name, null);
      if (!new ConsoleTokens(database).revoke(name)) {
        return refused("没有令牌 there is no token " + name + ": qcc-routes token list", 1);
      }
      spec.commandLine().getOut().println("已撤销 Revoked: " + name);
      return 0;
    }
  }

  private Database open() throws Exception {
    return Application.openDatabase(home.quietSettings(), Clock.systemUTC());
  }

  private int refused(String why, int code) {
    spec.commandLine().getErr().println("qcc-routes: " + why);
    return code;
  }
}
