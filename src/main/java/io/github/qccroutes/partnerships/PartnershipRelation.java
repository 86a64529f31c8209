package io.github.qccroutes.partnerships;

import io.github.qccroutes.tables.Folding;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A relation between two companies as the provider told it, in the order it named them.
 *
 * @param amountText in units of 10,000 yuan where it is a number; null when nothing was said
 * @param publicDate a year, month or day, as it was said
 */
record PartnershipRelation(
    String companyName,
    String relatedCompanyName,
    @Nullable String amountText,
    @Nullable String publicDate,
    @Nullable String source) {

  /** A number, with or without commas between thousands. */
  private static final Pattern AMOUNT =
      Pattern.compile("[-+]?(?:\\d{1,30}|\\d{1,3}(?:,\\d{3}){1,9})(?:\\.\\d{1,30})?");

  /** Reads an entry of {@code partnershipRelationList}; null when it names no two companies. */
  static @Nullable PartnershipRelation of(@Nullable Object entry) {
    if (!(entry instanceof Map<?, ?> row)) {
      return null;
    }
    String companyName = text(row.get("companyName"));
    String relatedCompanyName = text(row.get("relatedCompanyName"));
    if (companyName == null
        || companyName.isBlank()
        || relatedCompanyName == null
        || relatedCompanyName.isBlank()) {
      return null;
    }
    return new PartnershipRelation(
        companyName,
        relatedCompanyName,
        text(row.get("amount")),
        text(row.get("publicDate")),
        text(row.get("source")));
  }

  /** PostgreSQL takes no NUL. */
  private static @Nullable String text(@Nullable Object value) {
    if (value == null) {
      return null;
    }
    String text =
        value instanceof Double number
            ? BigDecimal.valueOf(number).toPlainString()
            : value.toString();
    return text.replace('\0', '␀');
  }

  /** The amount as a number, or null when it isn't one. */
  @Nullable BigDecimal amount() {
    String text = amountText == null ? "" : Folding.of(amountText);
    return AMOUNT.matcher(text).matches() ? new BigDecimal(text.replace(",", "")) : null;
  }

  /** The same for the same relation, whichever call told it; nothing said is like an empty text. */
  String id() {
    MessageDigest digest = sha256();
    for (String text :
        new @Nullable String[] {companyName, relatedCompanyName, amountText, publicDate, source}) {
      digest.update((text == null ? "" : text).getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** The parameters of the statements that store it. */
  Map<String, @Nullable Object> parameters(long jobId) {
    Map<String, @Nullable Object> parameters = new HashMap<>();
    parameters.put("jobId", jobId);
    parameters.put("id", id());
    parameters.put("companyName", companyName);
    parameters.put("relatedCompanyName", relatedCompanyName);
    parameters.put("amount", amount());
    parameters.put("amountText", amountText);
    parameters.put("publicDate", publicDate);
    parameters.put("source", source);
    return parameters;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
