package io.github.qccroutes.api;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What came over HTTP in place of what was asked for, named by its first bytes: a gateway's page, a
 * file store's error, nothing. Of its text only an error code is told, since it may quote the
 * request.
 */
final class ForeignBody {
  /** How many of its first bytes are looked at. */
  static final int HEAD_BYTES = 1024;

  private static final Pattern PAGE =
      Pattern.compile(
          "<(!doctype\\s+html|html|head|body|script|meta|h1)\\b", Pattern.CASE_INSENSITIVE);
  private static final Pattern ERROR_CODE = Pattern.compile("<Code>([A-Za-z.]{1,64})</Code>");

  private ForeignBody() {}

  /**
   * Names a body.
   *
   * @param head its first bytes, {@link #HEAD_BYTES} or all that there are
   * @param length of the whole
   */
  static String named(byte[] head, long length) {
    String text = new String(head, StandardCharsets.UTF_8);
    if (length == 0) {
      return "an empty answer";
    }
    if (isPage(text)) {
      return "an HTML page";
    }
    text = trimmed(text);
    if (text.startsWith("<")) {
      Matcher code = ERROR_CODE.matcher(text);
      return code.find() ? "an XML error (" + code.group(1) + ")" : "XML";
    }
    return text.startsWith("{") || text.startsWith("[")
        ? "JSON (" + length + " bytes)"
        : "something else (" + length + " bytes)";
  }

  /** Whether a text is a page for people. */
  static boolean isPage(@Nullable String text) {
    return text != null && PAGE.matcher(trimmed(text)).lookingAt();
  }

  private static String trimmed(String text) {
    return text.replaceFirst("^[\\uFEFF\\s]+", "");
  }
}
