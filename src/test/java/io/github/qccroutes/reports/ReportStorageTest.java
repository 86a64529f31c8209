package io.github.qccroutes.reports;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import net.lingala.zip4j.model.ZipParameters;
import net.lingala.zip4j.model.enums.CompressionMethod;
import net.lingala.zip4j.model.enums.EncryptionMethod;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReportStorageTest {
  private static final byte[] CONTENT = "企业名称,监控内容\n示例公司,新增开庭公告\n".repeat(20).getBytes(UTF_8);

  @TempDir Path folder;
  private ReportStorage storage;

  @BeforeEach
  void open() throws IOException {
    storage = new ReportStorage(folder, 1 << 20);
    storage.prepare();
  }

  @Test
  void takesAZipAsItsWriterMadeIt() throws IOException {
    assertWhole(zip(UTF_8, "监控日报.csv", "附件/", "附件/a.xlsx"));
    assertWhole(zip(Charset.forName("GBK"), "监控日报.csv", "附件/a.xlsx"));
    assertWhole(stored());
    assertWhole(zip(UTF_8));
  }

  @Test
  void refusesAZipThatIsCutOffAnywhere() throws IOException {
    byte[] whole = zip(UTF_8, "a.csv", "b.csv");
    for (int length = 0; length < whole.length; length++) {
      assertDamaged(Arrays.copyOf(whole, length));
    }
  }

  @Test
  void refusesAZipWithAFlippedByteInItsContent() throws IOException {
    byte[] whole = stored();
    int content = new String(whole, ISO_8859_1).indexOf("a.csv") + 5;
    for (int i = content; i < content + CONTENT.length; i += 7) {
      byte[] damaged = whole.clone();
      damaged[i] ^= 0x10;
      assertDamaged(damaged);
    }
  }

  @Test
  void survivesAnyFlippedByte() throws IOException {
    survivesFlippedBytes(zip(UTF_8, "a.csv", "b.csv"));
  }

  private void survivesFlippedBytes(byte[] whole) throws IOException {
    for (int i = 0; i < whole.length; i++) {
      byte[] damaged = whole.clone();
      damaged[i] ^= 0x55;
      Path file = Files.write(folder.resolve("damaged.zip"), damaged);
      try {
        storage.verify(file);
      } catch (ReportArchiveException e) {
        assertThat(e.getMessage()).startsWith("the report ");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"AES", "ZIP_STANDARD"})
  void takesAnEncryptedZipThatIsWhole(EncryptionMethod method) throws IOException {
    byte[] whole = encrypted(method);

    assertWhole(whole);
    for (int length = 0; length < whole.length; length += 3) {
      assertDamaged(Arrays.copyOf(whole, length));
    }
    assertDamaged(without(whole, 60, 1));
  }

  @ParameterizedTest
  @ValueSource(ints = {9, 14})
  void takesAZipOfAMethodThatTheJdkDoesNotKnow(int method) throws IOException {
    byte[] whole = ofMethod(stored(), method);

    assertWhole(whole);
    assertDamaged(without(whole, 50, 1));
    assertDamaged(Arrays.copyOf(whole, whole.length - 1));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void checksWhatCanBeInflatedBesideASealedEntry(boolean deflated) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (var zip =
        new net.lingala.zip4j.io.outputstream.ZipOutputStream(bytes, "pw".toCharArray())) {
      add(zip, "sealed.csv", EncryptionMethod.AES, true);
      add(zip, "plain.csv", EncryptionMethod.NONE, deflated);
    }
    byte[] whole = bytes.toByteArray();
    int content = new String(whole, ISO_8859_1).indexOf("plain.csv") + 9;

    assertWhole(whole);
    for (int i = content; i < content + 40; i++) {
      byte[] damaged = whole.clone();
      damaged[i] ^= 0x10;
      assertDamaged(damaged);
    }
    assertThatThrownBy(
            () ->
                new ReportStorage(folder, CONTENT.length - 1)
                    .verify(Files.write(folder.resolve("sealed.zip"), whole)))
        .isInstanceOf(ReportArchiveException.class)
        .hasMessageContaining("qcc.push.max-inflated-mb");
  }

  @ParameterizedTest
  @EnumSource(names = {"AES", "ZIP_STANDARD"})
  void survivesAnyFlippedByteOfAnEncryptedZip(EncryptionMethod method) throws IOException {
    survivesFlippedBytes(encrypted(method));
  }

  private static byte[] encrypted(EncryptionMethod method) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (var zip =
        new net.lingala.zip4j.io.outputstream.ZipOutputStream(bytes, "pw".toCharArray())) {
      add(zip, "a.csv", method, true);
    }
    return bytes.toByteArray();
  }

  private static void add(
      net.lingala.zip4j.io.outputstream.ZipOutputStream zip,
      String name,
      EncryptionMethod method,
      boolean deflated)
      throws IOException {
    ZipParameters parameters = new ZipParameters();
    parameters.setFileNameInZip(name);
    parameters.setEncryptFiles(method != EncryptionMethod.NONE);
    parameters.setEncryptionMethod(method);
    parameters.setCompressionMethod(deflated ? CompressionMethod.DEFLATE : CompressionMethod.STORE);
    parameters.setEntrySize(CONTENT.length);
    zip.putNextEntry(parameters);
    zip.write(CONTENT);
    zip.closeEntry();
  }

  /** The same with another method in both headers of its entry. */
  private static byte[] ofMethod(byte[] zip, int method) {
    byte[] other = zip.clone();
    other[8] = (byte) method;
    other[new String(zip, ISO_8859_1).indexOf("PK\u0001\u0002") + 10] = (byte) method;
    return other;
  }

  private static byte[] without(byte[] bytes, int at, int count) {
    byte[] fewer = Arrays.copyOf(bytes, bytes.length - count);
    System.arraycopy(bytes, at + count, fewer, at, fewer.length - at);
    return fewer;
  }

  /** The same with the figures of its end record in ZIP64 records, as for very large archives. */
  private static byte[] inZip64(byte[] zip) {
    int end = zip.length - 22;
    ByteBuffer old = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer all = ByteBuffer.allocate(zip.length + 76).order(ByteOrder.LITTLE_ENDIAN);
    all.put(zip, 0, end);
    all.putInt(0x06064b50).putLong(44).putShort((short) 45).putShort((short) 45);
    all.putInt(0).putInt(0).putLong(old.getShort(end + 8)).putLong(old.getShort(end + 10));
    all.putLong(old.getInt(end + 12)).putLong(old.getInt(end + 16));
    all.putInt(0x07064b50).putInt(0).putLong(end).putInt(1);
    all.putInt(0x06054b50).putInt(0).putShort((short) -1).putShort((short) -1);
    return all.putInt(-1).putInt(-1).putShort((short) 0).array();
  }

  @Test
  void takesAReportInZip64() throws Exception {
    assertWhole(inZip64(zip(UTF_8, "a.csv", "b.csv")));
    byte[] sealed = inZip64(encrypted(EncryptionMethod.AES));
    assertWhole(sealed);
    assertDamaged(without(sealed, 60, 1));
  }

  @Test
  void takesAReportWhoseCommentLooksLikeAnEnd() throws Exception {
    byte[] zip = zip(UTF_8, "a.csv");
    byte[] comment = "x PK\u0005\u0006 and more than twenty-two bytes of a comment".getBytes(UTF_8);
    byte[] commented = Arrays.copyOf(zip, zip.length + comment.length);
    commented[zip.length - 2] = (byte) comment.length;
    System.arraycopy(comment, 0, commented, zip.length, comment.length);

    assertWhole(commented);
  }

  @Test
  void refusesWhatIsNoZip() throws IOException {
    assertDamaged(new byte[0]);
    assertDamaged("<html><body>系统维护中</body></html>".getBytes(UTF_8));
  }

  @Test
  void refusesAZipThatInflatesTooFar() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (String name : new String[] {"a", "b"}) {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(new byte[600_000]);
        zip.closeEntry();
      }
    }
    Path file = Files.write(folder.resolve("bomb.zip"), bytes.toByteArray());

    assertThatThrownBy(() -> storage.verify(file))
        .isInstanceOf(ReportArchiveException.class)
        .hasMessageContaining("qcc.push.max-inflated-mb");
  }

  @Test
  void refusesADirectoryThatWouldFillTheHeap() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (int n = 0; n < 300; n++) {
        zip.putNextEntry(new ZipEntry("x".repeat(60_000) + n));
        zip.closeEntry();
      }
    }
    Path file = Files.write(folder.resolve("directory.zip"), bytes.toByteArray());

    assertThatThrownBy(() -> storage.verify(file))
        .isInstanceOf(ReportArchiveException.class)
        .hasMessageContaining("directory is larger than");
  }

  @Test
  void movesTheFileToItsPlaceAndReplacesWhatIsThere() throws Exception {
    Path target = folder.resolve("reports/day/JKDAY-1.zip");
    Files.writeString(target, "an earlier copy");
    Path downloaded = Files.writeString(folder.resolve("download.tmp"), "whole");
    Exchange exchange = exchange("day", "JKDAY-1", downloaded);

    storage.publish(exchange);

    assertThat(target).hasContent("whole");
    assertThat(downloaded).doesNotExist();
    assertThat(exchange.getVariable("file")).isEqualTo("reports/day/JKDAY-1.zip");
  }

  @Test
  void opensAReportToThoseWhoMayReadTheFolder() throws Exception {
    Files.setPosixFilePermissions(
        folder.resolve("reports/week"), PosixFilePermissions.fromString("rwxrwx---"));
    Path downloaded = Files.writeString(folder.resolve("download.tmp"), "whole");
    Files.setPosixFilePermissions(downloaded, PosixFilePermissions.fromString("rw-------"));

    storage.publish(exchange("week", "JKWEEK-1", downloaded));

    assertThat(Files.getPosixFilePermissions(folder.resolve("reports/week/JKWEEK-1.zip")))
        .isEqualTo(PosixFilePermissions.fromString("rw-rw----"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"../escape", "a/b", "", ".", "a.b", "订单", "a b"})
  void makesNoFileOfAnOrderNumberThatIsNone(String orderNo) throws Exception {
    Path downloaded = Files.writeString(folder.resolve("download.tmp"), "whole");
    Exchange exchange = exchange("day", orderNo, downloaded);

    assertThatThrownBy(() -> storage.publish(exchange)).isInstanceOf(ReportArchiveException.class);
    assertThat(downloaded).exists();
  }

  private void assertWhole(byte[] bytes) throws IOException {
    Path file = Files.write(folder.resolve("whole.zip"), bytes);
    assertThatCode(() -> storage.verify(file)).doesNotThrowAnyException();
  }

  private void assertDamaged(byte[] bytes) throws IOException {
    Path file = Files.write(folder.resolve("damaged.zip"), bytes);
    assertThatThrownBy(() -> storage.verify(file))
        .as("%d bytes", bytes.length)
        .isInstanceOf(ReportArchiveException.class)
        .hasMessageStartingWith("the report is not a whole ZIP");
  }

  private static Exchange exchange(String type, String orderNo, Path downloaded) {
    Exchange exchange = new DefaultExchange(new DefaultCamelContext());
    exchange.setVariable("reportType", type);
    exchange.setVariable("orderNo", orderNo);
    exchange.setVariable("downloadFile", downloaded);
    return exchange;
  }

  private static byte[] zip(Charset names, String... entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes, names)) {
      for (String entry : entries) {
        zip.putNextEntry(new ZipEntry(entry));
        if (!entry.endsWith("/")) {
          new ByteArrayInputStream(CONTENT).transferTo(zip);
        }
        zip.closeEntry();
      }
    }
    return bytes.toByteArray();
  }

  private static byte[] stored() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      ZipEntry entry = new ZipEntry("a.csv");
      CRC32 checksum = new CRC32();
      checksum.update(CONTENT);
      entry.setMethod(ZipEntry.STORED);
      entry.setSize(CONTENT.length);
      entry.setCrc(checksum.getValue());
      zip.putNextEntry(entry);
      zip.write(CONTENT);
      zip.closeEntry();
    }
    return bytes.toByteArray();
  }
}
