package io.github.qccroutes.push;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The records of one {@code dd_risk_corp.json}, read one at a time (customer risk push, 6.2.6).
 *
 * <p>The end is reported only after the JSON's last byte, the stream's last byte and its checksum.
 * After a fault nothing more is read. For one thread.
 */
final class RiskRecords implements Closeable {

  private static final int MAX_NESTING = 32;
  private static final int MAX_TEXT_CHARS = 1_000_000;

  /** 512 characters are at most 1536 bytes, which a PostgreSQL index entry (2704) can hold. */
  private static final int MAX_KEY_CHARS = 512;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_NESTING)
                  .maxStringLength(MAX_TEXT_CHARS)
                  .maxNumberLength(100)
                  .maxNameLength(256)
                  .build())
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
          .build();

  private final EntryStream entry;

  private @Nullable JsonParser parser;
  private boolean inResult;
  private boolean resultSeen;
  private boolean resultIsNull;
  private boolean ended;
  private @Nullable PushArchiveException fault;
  private long recordNo;
  private @Nullable String pushDate;
  private @Nullable Integer totalSize;
  private final JsonValues values = new JsonValues();

  RiskRecords(EntryStream entry) {
    this.entry = entry;
  }

  /** Final once {@link #next} has returned null. */
  @Nullable String pushDate() {
    return pushDate;
  }

  /** Final once {@link #next} has returned null; null also where it is no Int32. */
  @Nullable Integer totalSize() {
    return totalSize;
  }

  /**
   * How often each field held a value of another kind than it should and was read as null; final
   * once {@link #next} has returned null.
   */
  Map<String, Integer> oddValues() {
    return values.odd();
  }

  /** The next record, or null after the verified end. */
  @Nullable Risk next() throws PushArchiveException {
    if (fault != null) {
      throw fault;
    }
    if (ended) {
      return null;
    }
    try {
      return read();
    } catch (IOException e) {
      fault = faultOf(e);
    } catch (PushArchiveException e) {
      fault = unlessDamaged(e);
    }
    throw fault;
  }

  @Override
  public void close() {
    entry.close();
  }

  private @Nullable Risk read() throws IOException, PushArchiveException {
    JsonParser json = parser == null ? parser = start() : parser;
    while (true) {
      if (inResult) {
        if (json.nextToken() != JsonToken.END_ARRAY) {
          recordNo++;
          return record(json);
        }
        inResult = false;
      }
      if (json.nextToken() == JsonToken.END_OBJECT) {
        end(json);
        return null;
      }
      rootField(json);
    }
  }

  private JsonParser start() throws IOException, PushArchiveException {
    // Jackson alone would guess UTF-16 and let some malformed UTF-8 pass.
    Reader text =
        new BufferedReader(
            new InputStreamReader(
                entry,
                StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)));
    text.mark(1);
    if (text.read() != '\uFEFF') {
      text.reset();
    }
    JsonParser json = JSON.createParser(text);
    JsonToken first = json.nextToken();
    if (first == null) {
      throw new PushArchiveException(EntryStream.NAME + " is empty");
    }
    if (first != JsonToken.START_OBJECT) {
      throw new PushArchiveException(EntryStream.NAME + " is not a JSON object");
    }
    return json;
  }

  private void rootField(JsonParser json) throws IOException, PushArchiveException {
    String name = json.currentName();
    JsonToken value = json.nextToken();
    switch (name) {
      case "pushDate" -> pushDate = values.text(json, "pushDate");
      case "totalSize" -> {
        String text = values.text(json, "totalSize");
        totalSize = text == null ? null : JsonValues.int32(text);
      }
      case "result" -> {
        if (resultSeen) {
          throw new PushArchiveException(EntryStream.NAME + " has more than one \"result\"");
        }
        resultIsNull = value == JsonToken.VALUE_NULL;
        if (value != JsonToken.START_ARRAY && !resultIsNull) {
          throw noResult();
        }
        resultSeen = true;
        inResult = !resultIsNull;
      }
      default -> json.skipChildren();
    }
  }

  private void end(JsonParser json) throws IOException, PushArchiveException {
    if (json.nextToken() != null) {
      throw new PushArchiveException(EntryStream.NAME + " goes on after the end of its JSON");
    }
    entry.readToEnd();
    boolean nothingAnnounced = totalSize != null && totalSize == 0;
    if ((!resultSeen || resultIsNull) && !nothingAnnounced) {
      throw noResult();
    }
    ended = true;
  }

  private Risk record(JsonParser json) throws IOException, PushArchiveException {
    if (!json.hasToken(JsonToken.START_OBJECT)) {
      throw recordFault("is not a JSON object");
    }
    String id = null;
    String corpKeyNo = null;
    String corpName = null;
    String monitorContent = null;
    String monitorLevel = null;
    String monitorType = null;
    Integer score = null;
    String changeDate = null;
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String name = json.currentName();
      json.nextToken();
      switch (name) {
        case "id" -> id = values.text(json, name);
        case "corpKeyNo" -> corpKeyNo = values.text(json, name);
        case "corpName" -> corpName = values.text(json, name);
        case "monitorContent" -> monitorContent = values.text(json, name);
        case "monitorLevel" -> monitorLevel = values.text(json, name);
        case "monitorType" -> monitorType = values.text(json, name);
        case "score" -> score = values.score(json);
        case "changeDate" -> changeDate = values.text(json, name);
        default -> json.skipChildren();
      }
    }
    if (id == null || id.isBlank()) {
      throw recordFault("has no \"id\"");
    }
    if (id.length() > MAX_KEY_CHARS) {
      throw recordFault("has an \"id\" of more than " + MAX_KEY_CHARS + " characters");
    }
    if (corpKeyNo != null && corpKeyNo.length() > MAX_KEY_CHARS) {
      corpKeyNo = values.odd("corpKeyNo");
    }
    return new Risk(
        id, corpKeyNo, corpName, monitorContent, monitorLevel, monitorType, score, changeDate);
  }

  private PushArchiveException recordFault(String what) {
    String where = inResult ? "record " + recordNo + " of " : "";
    return new PushArchiveException(where + EntryStream.NAME + " " + what);
  }

  private static PushArchiveException noResult() {
    return new PushArchiveException(EntryStream.NAME + " has no \"result\" list");
  }

  private PushArchiveException faultOf(IOException e) {
    if (e instanceof EntryStream.Fault stream) {
      return stream.fault();
    }
    String what;
    if (e instanceof StreamConstraintsException) {
      what = "is nested too deeply or holds a text, name or number that is too long";
    } else if (e instanceof JacksonException) {
      what = "is not valid JSON or is cut off";
    } else if (e instanceof CharacterCodingException) {
      what = "is not valid UTF-8";
    } else {
      what = "cannot be read";
    }
    String where = recordNo == 0 ? "" : " (at or after record " + recordNo + ")";
    return unlessDamaged(new PushArchiveException(EntryStream.NAME + " " + what + where));
  }

  /** Bytes changed on their way decrypt to nonsense, so the checksum decides what is wrong. */
  private PushArchiveException unlessDamaged(PushArchiveException content) {
    try {
      entry.readToEnd();
      return content;
    } catch (EntryStream.Fault e) {
      return e.fault();
    }
  }
}
