package io.github.qccroutes.tables;

/** One sentence for an operator, in Chinese and in English. */
public record Message(String chinese, String english) {

  /** Both languages in one line, Chinese first, as a result file's {@code msg} shows them. */
  public String oneLine() {
    return chinese + " / " + english;
  }

  /** A name that stays in its line: one that holds line breaks would forge lines of a log. */
  public static String shown(String name) {
    return name.replaceAll("[\\p{Cc}\\p{Zl}\\p{Zp}]", "\uFFFD");
  }

  @Override
  public String toString() {
    return oneLine();
  }
}
