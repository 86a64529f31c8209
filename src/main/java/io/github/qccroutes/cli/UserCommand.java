package io.github.qccroutes.cli;

import io.github.qccroutes.app.Application;
import io.github.qccroutes.console.ConsoleUsers;
import io.github.qccroutes.console.OperatorActions;
import io.github.qccroutes.console.Role;
import io.github.qccroutes.store.Database;
import java.io.Console;
import java.io.IOException;
import java.time.Clock;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The people who may log in to the console. */
@Command(
    name = "user",
    mixinStandardHelpOptions = true,
    description = "People who may log in to the console: add, change, list, remove.")
final class UserCommand implements Runnable {
  private static final String FIRST_ADMIN =
      "还没有用户：qcc-routes user add 名字 --role admin / there is no user yet: qcc-routes user add NAME --role"
          + " admin";

  private final Home home;
  @Spec private CommandSpec spec;

  UserCommand(Home home) {
    this.home = home;
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "say what: add, change, list or remove");
  }

  @Command(
      name = "add",
      mixinStandardHelpOptions = true,
      description = "Add a person; asks for the password.")
  int add(
      @Parameters(paramLabel = "NAME", description = "the login name") String name,
      @Option(
              names = "--role",
              paramLabel = "ROLE",
              required = true,
              description = "viewer reads, operator also acts, admin also manages users and tokens")
          Role role,
      @Option(names = "--password-stdin", description = "take the password from a line of input")
          boolean fromInput)
      throws Exception {
    if (!ConsoleUsers.isName(name)) {
      return refused(noName(name), CommandLine.ExitCode.USAGE);
    }
    String password = password(fromInput);
    if (password == null) {
      return CommandLine.ExitCode.USAGE;
    }
    try (Database database = open()) {
      new OperatorActions(database).writeCommand("user add", name, role.text());
      if (!new ConsoleUsers(database, Clock.systemUTC()).add(name, role, password)) {
        return refused("已有用户 there is a user " + name + "; user change", 1);
      }
      say("已添加 Added: " + name + " (" + role.text() + ")");
      return 0;
    }
  }

  @Command(
      name = "change",
      mixinStandardHelpOptions = true,
      description = "Change role or password of a person; a new password ends all their sessions.")
  int change(
      @Parameters(paramLabel = "NAME", description = "the login name") String name,
      @Option(names = "--role", paramLabel = "ROLE", description = "viewer, operator or admin")
          @Nullable Role role,
      @Option(names = "--password", description = "ask for a new password") boolean asks,
      @Option(names = "--password-stdin", description = "take the password from a line of input")
          boolean fromInput)
      throws Exception {
    String password = asks || fromInput ? password(fromInput) : null;
    if (password == null && (asks || fromInput || role == null)) {
      return refused("--role, --password?", CommandLine.ExitCode.USAGE);
    }
    try (Database database = open()) {
      ConsoleUsers users = new ConsoleUsers(database, Clock.systemUTC());
      if (role != null && role != Role.ADMIN && users.isLastAdmin(name)) {
        return refused("这是最后一个管理员 this is the last admin: " + name, 1);
      }
      new OperatorActions(database)
          .writeCommand("user change", name, role == null ? "password" : role.text());
      if (!users.change(name, role, password)) {
        return refused(none(name), 1);
      }
      say("已修改 Changed: " + name);
      return 0;
    }
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Show the people, their roles, and who is locked out.")
  int list() throws Exception {
    try (Database database = open()) {
      var users = database.statement("console/list-users").query().listOfRows();
      if (users.isEmpty()) {
        say(FIRST_ADMIN);
      }
      for (Map<String, Object> user : users) {
        say(
            user.get("name")
                + "  "
                + user.get("role")
                + (user.get("locked_until") == null
                    ? ""
                    : "  锁定到 locked until " + user.get("locked_until")));
      }
      return 0;
    }
  }

  @Command(
      name = "remove",
      mixinStandardHelpOptions = true,
      description = "Remove a person and end all their sessions.")
  int remove(@Parameters(paramLabel = "NAME", description = "the login name") String name)
      throws Exception {
    try (Database database = open()) {
      new OperatorActions(database).writeCommand("user remove", name, null);
      if (!new ConsoleUsers(database, Clock.systemUTC()).remove(name)) {
        return refused(none(name), 1);
      }
      say("已删除 Removed: " + name);
      return 0;
    }
  }

  private Database open() throws Exception {
    return Application.openDatabase(home.quietSettings(), Clock.systemUTC());
  }

  /** The password, or null when none can be had. */
  private @Nullable String password(boolean fromInput) throws IOException {
    String password = fromInput ? home.inputLine() : typed();
    if (password == null
        || password.codePointCount(0, password.length()) < ConsoleUsers.LEAST_LETTERS) {
      refused(
          "密码至少 "
              + ConsoleUsers.LEAST_LETTERS
              + " 个字符 a password has at least "
              + ConsoleUsers.LEAST_LETTERS
              + " letters",
          CommandLine.ExitCode.USAGE);
      return null;
    }
    return password;
  }

  private @Nullable String typed() {
    Console console = System.console();
    if (console == null) {
      refused(
          "没有终端可以输入密码 there is no terminal to type the password at: --password-stdin",
          CommandLine.ExitCode.USAGE);
      return null;
    }
    char[] once = console.readPassword("密码 Password: ");
    char[] twice = console.readPassword("再输一次 Again: ");
    if (once == null || !Arrays.equals(once, twice)) {
      refused("两次输入不一样 the two differ", CommandLine.ExitCode.USAGE);
      return null;
    }
    return new String(once);
  }

  private static String noName(String name) {
    return name
        + " 不能作用户名：文字、数字和 . _ @ -，最多 64 个 is no name: letters, digits and . _ @ -, 64 at most";
  }

  private static String none(String name) {
    return "没有用户 there is no user " + name + ": qcc-routes user list";
  }

  private int refused(String why, int code) {
    spec.commandLine().getErr().println("qcc-routes: " + why);
    return code;
  }

  private void say(String line) {
    spec.commandLine().getOut().println(line);
  }
}
