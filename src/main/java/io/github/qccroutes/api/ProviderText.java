package io.github.qccroutes.api;

import io.github.qccroutes.config.Secrets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Text of the provider's, made fit for logs, tables and files: in one line, without secrets that it
 * echoes and without characters that a database refuses.
 */
public final class ProviderText {
  private static final Set<String> MESSAGES = Set.of("msg", "Message");
  private static final Pattern CONTROLS = Pattern.compile("\\p{Cntrl}+");
  // Java's half of a character alone is no text, and PostgreSQL takes no NUL.
  private static final Pattern UNSTORABLE = Pattern.compile("[\\x00\\p{Cs}]");

  private ProviderText() {}

  /** The text as one clean line. */
  public static String clean(String text) {
    return Secrets.mask(CONTROLS.matcher(storable(text)).replaceAll(" ").strip());
  }

  /** The parsed result with its messages clean and every text fit for a database. */
  static @Nullable Object clean(@Nullable Object result) {
    return clean("", result);
  }

  private static @Nullable Object clean(Object name, @Nullable Object value) {
    if (value instanceof String text) {
      return MESSAGES.contains(name) ? clean(text) : storable(text);
    }
    if (value instanceof Map<?, ?> fields) {
      Map<Object, @Nullable Object> cleaned = new LinkedHashMap<>();
      fields.forEach((field, each) -> cleaned.put(field, clean(field, each)));
      return cleaned;
    }
    if (value instanceof List<?> entries) {
      List<@Nullable Object> cleaned = new ArrayList<>(entries.size());
      entries.forEach(each -> cleaned.add(clean(name, each)));
      return cleaned;
    }
    return value;
  }

  private static String storable(String text) {
    return UNSTORABLE.matcher(text).replaceAll("\uFFFD");
  }
}
