package io.github.qccroutes.push;

/**
 * A push archive that cannot be imported as it is; the message says why in words for the {@code
 * last_error} column.
 *
 * <p>Messages hold no password, link or path, of the archive at most the names of its entries, and
 * there is never a cause: the libraries' own messages quote what they read.
 */
public sealed class PushArchiveException extends Exception
    permits PushArchiveException.WrongPassword {

  private static final long serialVersionUID = 1L;

  PushArchiveException(String message) {
    super(message);
  }

  static PushArchiveException damaged() {
    return new PushArchiveException(
        "the archive is damaged: it is cut off or its bytes do not match their checksum");
  }

  /** The password does not open the archive: ask the provider for link and password anew. */
  public static final class WrongPassword extends PushArchiveException {

    private static final long serialVersionUID = 1L;

    WrongPassword() {
      super("the unzip password does not open the archive");
    }
  }
}
