package io.github.qccroutes.sandbox;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Iterator;
import java.util.stream.Stream;
import net.lingala.zip4j.io.outputstream.ZipOutputStream;
import net.lingala.zip4j.model.ZipParameters;
import net.lingala.zip4j.model.enums.AesKeyStrength;
import net.lingala.zip4j.model.enums.CompressionMethod;
import net.lingala.zip4j.model.enums.EncryptionMethod;

/**
 * The push's archive as the provider writes it: a ZIP (AES-256, Deflate) with the one entry {@code
 * dd_risk_corp.json}. Written as a stream, so that memory does not grow with the records.
 */
public final class RiskArchive {

  public static final String ENTRY = "dd_risk_corp.json";

  private static final JsonFactory JSON = new JsonFactory();

  private RiskArchive() {}

  /**
   * Writes an archive of the given records and closes {@code to}.
   *
   * @param pushDate {@code yyyy-MM-dd HH:mm:ss} in Shanghai
   * @param totalSize the count it claims, right or wrong
   */
  public static void write(
      OutputStream to, String password, String pushDate, int totalSize, Stream<RiskRecord> records)
      throws IOException {
    write(to, password, ENTRY, out -> writeJson(out, pushDate, totalSize, records));
  }

  /**
   * Writes an archive with one entry of any name and content, encrypted as the provider does, and
   * closes {@code to}.
   */
  public static void write(OutputStream to, String password, String entry, Content content)
      throws IOException {
    ZipParameters parameters = new ZipParameters();
    parameters.setFileNameInZip(entry);
    parameters.setCompressionMethod(CompressionMethod.DEFLATE);
    parameters.setEncryptFiles(true);
    parameters.setEncryptionMethod(EncryptionMethod.AES);
    parameters.setAesKeyStrength(AesKeyStrength.KEY_STRENGTH_256);
    try (ZipOutputStream zip = new ZipOutputStream(to, password.toCharArray())) {
      zip.putNextEntry(parameters);
      content.writeTo(zip);
      zip.closeEntry();
    }
  }

  /** What an entry holds; it leaves the stream open. */
  @FunctionalInterface
  public interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  private static void writeJson(
      OutputStream out, String pushDate, int totalSize, Stream<RiskRecord> records)
      throws IOException {
    try (records;
        JsonGenerator json =
            JSON.createGenerator(out, JsonEncoding.UTF8)
                .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)) {
      json.writeStartObject();
      json.writeStringField("pushDate", pushDate);
      json.writeNumberField("totalSize", totalSize);
      json.writeArrayFieldStart("result");
      for (Iterator<RiskRecord> all = records.iterator(); all.hasNext(); ) {
        writeRecord(json, all.next());
      }
      json.writeEndArray();
      json.writeEndObject();
    }
  }

  private static void writeRecord(JsonGenerator json, RiskRecord risk) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", risk.id());
    json.writeStringField("corpKeyNo", risk.corpKeyNo());
    json.writeStringField("corpName", risk.corpName());
    json.writeStringField("monitorContent", risk.monitorContent());
    json.writeStringField("monitorLevel", risk.monitorLevel());
    json.writeStringField("monitorType", risk.monitorType());
    Integer score = risk.score();
    if (score == null) {
      json.writeNullField("score");
    } else {
      json.writeNumberField("score", score);
    }
    json.writeStringField("changeDate", risk.changeDate());
    json.writeEndObject();
  }
}
