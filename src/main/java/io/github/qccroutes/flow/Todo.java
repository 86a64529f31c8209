package io.github.qccroutes.flow;

import io.github.qccroutes.config.Secrets;
import io.github.qccroutes.observe.ProgramName;
import java.util.List;

/**
 * One thing that waits for a person.
 *
 * @param chinese what it is
 * @param english the same, with the details that need no translation
 * @param command shows it, or does what is to be done
 */
public record Todo(String chinese, String english, String command) {

  /** One line for so many of a kind; none for none. */
  public static List<Todo> count(long number, String chinese, String english, String command) {
    return number == 0 ? List.of() : List.of(new Todo(number + " " + chinese, english, command));
  }

  /** The line as people read it, without secrets. */
  public String in(ProgramName program) {
    return Secrets.mask(program.in(chinese + " " + english + " (" + command + ")"));
  }
}
