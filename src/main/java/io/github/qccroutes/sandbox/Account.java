package io.github.qccroutes.sandbox;

/** A company's application key and its secret key, as the provider issues them. */
public record Account(String key, String secretKey) {

  /** The sandbox's account: made-up values that open nothing anywhere else. */
  public static Account sample() {
    return new Account("sandbox0key0sandbox0key0sandbox0", "sandbox0secret0sandbox0secret0sa");
  }

  @Override
  public String toString() {
    return "Account[***]";
  }
}
