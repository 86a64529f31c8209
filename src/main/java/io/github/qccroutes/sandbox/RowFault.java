package io.github.qccroutes.sandbox;

/** One way in which a single row of a batch goes wrong while the others don't. Immutable. */
public final class RowFault {

  private final boolean effect;
  private final boolean answered;
  private final String status;
  private final String msg;

  private RowFault(boolean effect, boolean answered, String status, String msg) {
    this.effect = effect;
    this.answered = answered;
    this.status = status;
    this.msg = msg;
  }

  /** A row with a status and a message of its own, not carried out. */
  public static RowFault failed(String status, String msg) {
    return new RowFault(false, true, status, msg);
  }

  /** A row that is carried out but missing from the answer. */
  public static RowFault omitted() {
    return new RowFault(true, false, "", "");
  }

  /** A row that is neither carried out nor answered. */
  public static RowFault lost() {
    return new RowFault(false, false, "", "");
  }

  boolean hasEffect() {
    return effect;
  }

  boolean isAnswered() {
    return answered;
  }

  String status() {
    return status;
  }

  String msg() {
    return msg;
  }
}
