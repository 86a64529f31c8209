package io.github.qccroutes.api;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The status codes of one of the provider's documents, read from {@code codes/<name>.tsv}.
 *
 * <p>104, 108, 109, 112 and 208 mean one thing in the allocation document (section 7) and another
 * in the other four (their section 7), so each call looks codes up in the table of its own document
 * first, then in the other.
 */
public final class CodeTable {
  /** The allocation document, section 7. */
  public static final CodeTable ALLOCATION = read("allocation");

  /** The documents of reports, quota, push and partnerships, section 7: one table in all four. */
  public static final CodeTable GENERAL = read("general");

  private final Map<String, StatusCode> codes;

  private CodeTable(Map<String, StatusCode> codes) {
    this.codes = Map.copyOf(codes);
  }

  /** Returns the meaning of a code, or null when neither document knows it. */
  public @Nullable StatusCode find(String code) {
    StatusCode own = codes.get(code);
    return own != null ? own : (this == GENERAL ? ALLOCATION : GENERAL).codes.get(code);
  }

  /** The codes of this document that pass by themselves or after a hold: no word on an item. */
  public Set<String> passing() {
    return codes.values().stream()
        .filter(code -> Set.of(Outcome.RETRY, Outcome.WAIT, Outcome.STOP).contains(code.outcome()))
        .map(StatusCode::code)
        .collect(Collectors.toUnmodifiableSet());
  }

  private static CodeTable read(String name) {
    String resource = "/codes/" + name + ".tsv";
    Map<String, StatusCode> codes = new HashMap<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(CodeTable.class.getResourceAsStream(resource), resource),
                StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.startsWith("#")) {
          StatusCode code = parse(line.split("\t", -1));
          codes.put(code.code(), code);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new CodeTable(codes);
  }

  private static StatusCode parse(String[] field) {
    StatusCode.Hold hold =
        switch (field[2]) {
          case "all" -> StatusCode.Hold.ALL_CALLS;
          case "call" -> StatusCode.Hold.THIS_CALL;
          default -> StatusCode.Hold.NONE;
        };
    StatusCode.Lifts lifts =
        switch (field[3]) {
          case "midnight" -> StatusCode.Lifts.AFTER_MIDNIGHT;
          case "2h" -> StatusCode.Lifts.AFTER_TWO_HOURS;
          default -> StatusCode.Lifts.BY_HAND;
        };
    return new StatusCode(
        field[0], Outcome.valueOf(field[1]), hold, lifts, field[4], field[5], field[6], field[7]);
  }
}
