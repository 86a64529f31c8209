package io.github.qccroutes.cli;

import io.github.qccroutes.app.Application;
import io.github.qccroutes.app.StartException;
import io.github.qccroutes.config.Secrets;
import io.github.qccroutes.config.Settings;
import io.github.qccroutes.flow.Todo;
import io.github.qccroutes.observe.ProgramName;
import io.github.qccroutes.store.Database;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What waits for a person, the oldest first, in the words that the health page and the API have for
 * it, with commands as they are typed here.
 */
final class Waiting {
  private final List<Todo> todo;
  private final ProgramName typed;

  /**
   * Asks all flows.
   *
   * @param database stays open
   */
  Waiting(Home home, Settings settings, Database database) throws StartException {
    this.todo = Application.todo(settings, Clock.systemUTC(), database);
    this.typed = new ProgramName(home.command());
  }

  List<Todo> all() {
    return todo;
  }

  /** What a thing of a kind waits for; null when it does not, or too many wait before it. */
  @Nullable String words(String kind, String subject) {
    return todo.stream()
        .filter(each -> each.kind().equals(kind) && each.subject().equals(subject))
        .findFirst()
        .map(this::words)
        .orElse(null);
  }

  /** What one thing waits for. */
  String words(Todo each) {
    return Secrets.mask(typed.in(each.chinese() + " " + each.english()));
  }

  /** What to type for it. */
  String command(Todo each) {
    return typed.in(each.command());
  }
}
