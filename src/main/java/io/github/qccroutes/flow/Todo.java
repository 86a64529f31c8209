package io.github.qccroutes.flow;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thing that waits for a person. The health page, the API, the command {@code todo} and whoever
 * else tells it use these words.
 *
 * @param kind what kind of thing: job, list, push, report, hold, quota, source, routes
 * @param subject which one: a job, an order, a call
 * @param since when it began to wait; null when nobody noted it
 * @param chinese what it is
 * @param english the same, with the details that need no translation
 * @param command does what is to be done, or shows it
 * @param operation of the API that does it; null when none does
 * @param many how the health page tells all of its kind in one line; null when it tells each
 */
public record Todo(
    String kind,
    String subject,
    @Nullable Instant since,
    String chinese,
    String english,
    String command,
    @Nullable String operation,
    @Nullable Many many) {

  /** What nobody noted a time of comes first. */
  public static final Comparator<Todo> OLDEST_FIRST =
      Comparator.comparing(Todo::since, Comparator.nullsFirst(Comparator.naturalOrder()));

  /** Of a kind at most this many are told one by one; the others come when these are done. */
  public static final int MOST = 200;

  /** One line for all of a kind. */
  public record Many(long number, String chinese, String english, String command) {}

  /** A thing that the health page tells by itself, too. */
  public static Todo of(
      String kind,
      String subject,
      @Nullable Instant since,
      String chinese,
      String english,
      String command,
      @Nullable String operation) {
    return new Todo(kind, subject, since, chinese, english, command, operation, null);
  }

  /** The lines of the health page, where commands are named as they stand here. */
  public static List<String> lines(List<Todo> todo) {
    return todo.stream()
        .map(
            each -> {
              Many many = each.many();
              return many == null
                  ? line(each.chinese(), each.english(), each.command())
                  : line(many.number() + " " + many.chinese(), many.english(), many.command());
            })
        .distinct()
        .toList();
  }

  private static String line(String chinese, String english, String command) {
    return chinese + " " + english + " (" + command + ")";
  }
}
