package io.github.qccroutes.api;

/**
 * Says that the provider refused this one request for good; carries its code and the meaning. Names
 * no secret, whatever the provider said.
 */
public final class ProviderRejectedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String code;

  public ProviderRejectedException(String code, String message) {
    super(ProviderText.clean(message));
    this.code = code;
  }

  /** The provider's status code, or {@code HTTP <status>}. */
  public String code() {
    return code;
  }
}
