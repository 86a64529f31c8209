package io.github.qccroutes.dropfile;

/** One sentence for an operator, in Chinese and in English. */
public record Message(String chinese, String english) {

  /** Both languages in one line, Chinese first, as a result file's {@code msg} shows them. */
  public String oneLine() {
    return chinese + " / " + english;
  }

  @Override
  public String toString() {
    return oneLine();
  }
}
