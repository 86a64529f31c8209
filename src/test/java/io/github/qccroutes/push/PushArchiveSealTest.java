package io.github.qccroutes.push;

import static io.github.qccroutes.push.PushArchiveTest.AMPLE;
import static io.github.qccroutes.push.PushArchiveTest.PASSWORD;
import static io.github.qccroutes.push.PushArchiveTest.aes256;
import static io.github.qccroutes.push.PushArchiveTest.rows;
import static io.github.qccroutes.push.PushArchiveTest.zip;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import net.lingala.zip4j.model.ZipParameters;
import net.lingala.zip4j.model.enums.AesVersion;
import net.lingala.zip4j.model.enums.CompressionMethod;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** ZIP, encryption and checksum: what is wrong with the box, not with what is in it. */
class PushArchiveSealTest {

  private static final String NAME = "dd_risk_corp.json";
  private static final String FIXTURE_PASSWORD = "fixture-Pass1";

  /** Local header: 30 bytes, the name, the AES field of 11; behind them salt 16, verifier 2. */
  private static final int DATA = 30 + NAME.length() + 11 + 16 + 2;

  @TempDir Path dir;

  private static Path fixture(String name) throws Exception {
    return Path.of(
        Objects.requireNonNull(PushArchiveSealTest.class.getResource("/push/" + name)).toURI());
  }

  private PushArchive verified(byte[] zip) throws IOException, PushArchiveException {
    Path file = dir.resolve("push.zip");
    Files.write(file, zip);
    return PushArchive.verified(file, PASSWORD.toCharArray(), AMPLE, dir);
  }

  private PushArchiveException fault(byte[] zip) {
    PushArchiveException fault =
        catchThrowableOfType(PushArchiveException.class, () -> verified(zip));
    assertThat(fault).isNotNull().hasNoCause();
    assertThat(fault.toString()).doesNotContain(PASSWORD, dir.toString());
    return fault;
  }

  private static byte[] json(int records) {
    StringBuilder json = new StringBuilder("{\"pushDate\":\"2022-06-07\",\"result\":[");
    for (int i = 0; i < records; i++) {
      json.append(i == 0 ? "" : ",")
          .append("{\"id\":\"" + i + "\",\"corpName\":\"四川\",\"score\":" + i % 100 + "}");
    }
    return json.append("]}").toString().getBytes(UTF_8);
  }

  private static ZipParameters packed(CompressionMethod method, AesVersion version, int size) {
    ZipParameters parameters = aes256(NAME);
    parameters.setCompressionMethod(method);
    parameters.setAesVersion(version);
    parameters.setEntrySize(size);
    return parameters;
  }

  private static byte[] small(CompressionMethod method, AesVersion version) throws IOException {
    byte[] json = json(3);
    return zip(json, packed(method, version, json.length));
  }

  private static byte[] with(byte[] zip, int at, int... bytes) {
    byte[] changed = zip.clone();
    for (int i = 0; i < bytes.length; i++) {
      changed[at + i] = (byte) bytes[i];
    }
    return changed;
  }

  private static int directory(byte[] zip) {
    return ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN).getInt(zip.length - 22 + 16);
  }

  @ParameterizedTest
  @ValueSource(strings = {"aes256-deflate.zip", "aes256-store.zip", "aes256-two-entries.zip"})
  void readsWhat7ZipSealed(String name) throws Exception {
    PushArchive archive =
        PushArchive.verified(fixture(name), FIXTURE_PASSWORD.toCharArray(), AMPLE, dir);

    assertThat(archive.pushDate()).isEqualTo("2022-06-07 10:13:42");
    assertThat(archive.totalSize()).isEqualTo(4);
    assertThat(archive.recordCount()).isEqualTo(3);
    assertThat(rows(archive))
        .extracting(row -> row.get("corpName"), row -> row.get("score"))
        .containsExactly(
            tuple("四川中津建设集团有限公司", 82), tuple("深圳市𠮷野家商贸（集团）有限公司", null), tuple("北京测试科技有限公司", 61));
  }

  @ParameterizedTest
  @CsvSource({
    "plain.zip, is not encrypted",
    "zipcrypto.zip, ZipCrypto",
    "aes128.zip, AES-128",
  })
  void refusesWeakerSealsAndSaysSo(String name, String why) throws Exception {
    Path file = fixture(name);

    assertThat(
            catchThrowableOfType(
                PushArchiveException.class,
                () -> PushArchive.verified(file, FIXTURE_PASSWORD.toCharArray(), AMPLE, dir)))
        .isNotNull()
        .hasMessageContaining(why)
        .hasMessageContaining("AES-256");
  }

  @ParameterizedTest
  @ValueSource(strings = {"fixture-Pass2", "", "密码"})
  void aWrongPasswordIsAFaultOfItsOwn(String password) throws Exception {
    Path file = fixture("aes256-deflate.zip");

    assertThat(
            catchThrowableOfType(
                PushArchiveException.WrongPassword.class,
                () -> PushArchive.verified(file, password.toCharArray(), AMPLE, dir)))
        .isNotNull()
        .hasNoCause();
  }

  @ParameterizedTest
  @EnumSource(AesVersion.class)
  void readsBothAesVersionsDeflatedAndStoredAcrossManyBuffers(AesVersion version) throws Exception {
    for (CompressionMethod method : List.of(CompressionMethod.DEFLATE, CompressionMethod.STORE)) {
      byte[] json = json(20_000);
      PushArchive archive = verified(zip(json, packed(method, version, json.length)));

      assertThat(archive.recordCount()).isEqualTo(20_000);
      assertThat(rows(archive))
          .extracting(row -> row.get("id"))
          .isEqualTo(IntStream.range(0, 20_000).mapToObj(String::valueOf).sorted().toList());
    }
  }

  @Test
  void ignoresOtherEntriesAndOtherSpellings() throws Exception {
    byte[] json = json(3);
    assertThat(verified(zip(json, aes256("a.json"), aes256(NAME), aes256("b/" + NAME))))
        .satisfies(archive -> assertThat(archive.recordCount()).isEqualTo(3));
    assertThat(fault(zip(json, aes256("DD_RISK_CORP.JSON"), aes256("b/" + NAME))))
        .hasMessageContaining("holds no dd_risk_corp.json");
    assertThat(fault(zip(json))).hasMessageContaining("holds no dd_risk_corp.json");
  }

  @Test
  void refusesTheEntryTwice() throws Exception {
    byte[] zip = zip(json(3), aes256(NAME), aes256("dd_risk_corp.jsoN"));
    for (int i = 0; i < zip.length - NAME.length(); i++) {
      if (Arrays.equals("jsoN".getBytes(UTF_8), 0, 4, zip, i, i + 4)) {
        zip[i + 3] = 'n';
      }
    }

    assertThat(fault(zip)).hasMessageContaining("more than once");
  }

  @Test
  void countsTheInflatedBytesItself() throws Exception {
    byte[] json = json(5_000);
    byte[] zip = zip(json, aes256(NAME));
    int directory = directory(zip);
    byte[] lying = with(zip, directory + 24, 1, 0, 0, 0);
    for (byte[] bytes : List.of(zip, lying)) {
      Path file = dir.resolve("push.zip");
      Files.write(file, bytes);
      char[] password = PASSWORD.toCharArray();

      assertThat(PushArchive.verified(file, password, json.length, dir).recordCount())
          .isEqualTo(5_000);
      assertThat(
              catchThrowableOfType(
                  PushArchiveException.class,
                  () -> PushArchive.verified(file, password, json.length - 1, dir)))
          .hasMessageContaining(json.length - 1 + " bytes");
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = CompressionMethod.class,
      names = {"DEFLATE", "STORE"})
  void everyTruncationIsAFault(CompressionMethod method) throws Exception {
    byte[] zip = small(method, AesVersion.TWO);
    for (int length = 0; length < zip.length; length++) {
      fault(Arrays.copyOf(zip, length));
    }
  }

  @ParameterizedTest
  @Tag("full")
  @EnumSource(
      value = CompressionMethod.class,
      names = {"DEFLATE", "STORE"})
  void noFlippedByteYieldsOtherRecords(CompressionMethod method) throws Exception {
    for (AesVersion version : AesVersion.values()) {
      byte[] zip = small(method, version);
      PushArchive whole = verified(zip);
      List<Map<String, @Nullable Object>> rows = rows(whole);
      int entryEnd = directory(zip);
      ByteBuffer header = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
      int sealed = DATA + header.getInt(entryEnd + 20) - 28 + 10;
      assertThat(rows).hasSize(3);

      for (int at = 0; at < zip.length; at++) {
        if (at >= DATA && at < sealed) {
          // The seal covers each bit alike, and each look at it takes a thousand rounds of hashing.
          assertThat(fault(with(zip, at, zip[at] ^ 1 << at % 8))).hasMessageContaining("damaged");
          continue;
        }
        for (int mask : new int[] {0x01, 0x80, 0xff}) {
          try {
            PushArchive archive = verified(with(zip, at, zip[at] ^ mask));
            assertThat(rows(archive)).as("byte %d", at).isEqualTo(rows);
            assertThat(archive.pushDate()).isEqualTo(whole.pushDate());
          } catch (PushArchiveException e) {
            assertThat(e).hasMessageNotContaining(PASSWORD);
          }
        }
      }
    }
  }

  @Test
  void damageIsToldFromBadJson() throws Exception {
    byte[] zip =
        zip(
            "<html>".repeat(100).getBytes(UTF_8),
            packed(CompressionMethod.STORE, AesVersion.TWO, 600));

    assertThat(fault(zip)).hasMessageContaining("not valid JSON");
    assertThat(fault(with(zip, DATA + 500, zip[DATA + 500] ^ 1))).hasMessageContaining("damaged");
  }

  @Test
  void refusesAPlainEntryBehindADirectoryThatCallsItEncrypted() throws Exception {
    byte[] forged = "{\"result\":[{\"id\":\"forged\"}]}".getBytes(UTF_8);
    byte[] zip =
        zip(
            new byte[forged.length],
            packed(CompressionMethod.STORE, AesVersion.TWO, forged.length));
    zip[6] &= ~1;
    zip[8] = 0;
    System.arraycopy(forged, 0, zip, DATA - 18, forged.length);

    assertThat(fault(zip)).hasMessageContaining("not encrypted");
  }

  @Test
  void refusesAnEntryWhoseOwnHeaderHasAnotherName() throws Exception {
    byte[] zip = small(CompressionMethod.DEFLATE, AesVersion.TWO);

    assertThat(fault(with(zip, 30, 'x'))).hasMessageContaining("damaged");
  }

  @Test
  void readsAnArchiveWhoseCommentLooksLikeAnEnd() throws Exception {
    byte[] zip = small(CompressionMethod.DEFLATE, AesVersion.TWO);
    byte[] comment = "made by PK\u0005\u0006 and twenty-two bytes more".getBytes(UTF_8);
    byte[] commented = Arrays.copyOf(zip, zip.length + comment.length);
    commented[zip.length - 2] = (byte) comment.length;
    System.arraycopy(comment, 0, commented, zip.length, comment.length);

    assertThat(verified(commented).recordCount()).isEqualTo(verified(zip).recordCount());
  }

  @Test
  void namesWhatIsThereInPlaceOfTheEntry() throws Exception {
    byte[] inFolder = zip(json(1), aes256("push/" + NAME), aes256("readme.txt"));

    assertThat(fault(inFolder))
        .hasMessage("the archive holds no " + NAME + ", but push/" + NAME + ", readme.txt");
  }

  @Test
  void refusesWhatIsNoZip() throws Exception {
    assertThat(fault(new byte[0])).hasMessageContaining("not a ZIP");
    assertThat(fault("<html>403</html>".repeat(9000).getBytes(UTF_8)))
        .hasMessageContaining("not a ZIP");
    assertThat(
            catchThrowableOfType(
                PushArchiveException.class,
                () -> PushArchive.verified(dir.resolve("none"), new char[] {'x'}, AMPLE, dir)))
        .hasMessageContaining("cannot be read")
        .hasMessageNotContaining(dir.toString());
  }

  @Test
  void refusesADirectoryThatWouldFillTheHeap() throws Exception {
    ZipParameters[] many =
        IntStream.range(0, 1001)
            .mapToObj(
                i -> {
                  ZipParameters entry = aes256(i == 7 ? NAME : "e" + i);
                  entry.setEncryptFiles(i == 7);
                  return entry;
                })
            .toArray(ZipParameters[]::new);
    byte[] json = json(1);
    assertThat(verified(zip(json, Arrays.copyOf(many, 1000))).recordCount()).isEqualTo(1);
    assertThat(fault(zip(json, many))).hasMessageContaining("more than 1000 entries");

    for (int i = 0; i < 40; i++) {
      many[i].setFileComment("c".repeat(30_000));
    }
    assertThat(fault(zip(json, Arrays.copyOf(many, 40)))).hasMessageContaining("directory");
  }

  @Test
  void refusesAZip64RecordThatClaimsGigabytes() throws Exception {
    byte[] zip = small(CompressionMethod.DEFLATE, AesVersion.TWO);
    int end = zip.length - 22;
    ByteBuffer hostile = ByteBuffer.allocate(zip.length + 76).order(ByteOrder.LITTLE_ENDIAN);
    hostile.put(zip, 0, end);
    hostile.putInt(0x06064b50).putLong(44).putInt(0).putLong(0).putLong(1).putLong(1);
    hostile.putLong(0).putLong(directory(zip));
    hostile.putInt(0x07064b50).putInt(0).putLong(end).putInt(1);
    hostile.put(zip, end, 22);
    assertThat(verified(hostile.array()).recordCount()).isEqualTo(3);

    for (long size : new long[] {Integer.MAX_VALUE, -1, Long.MAX_VALUE, 1L << 31}) {
      assertThat(fault(hostile.putLong(end + 4, size).array())).hasMessageContaining("damaged");
    }
    hostile.putLong(end + 4, 44);
    for (long entries : new long[] {-1, 1001, Long.MAX_VALUE}) {
      assertThat(fault(hostile.putLong(end + 32, entries).array()))
          .hasMessageContaining("more than 1000 entries");
    }
    hostile.putLong(end + 32, 1);
    for (long start : new long[] {-1, Long.MIN_VALUE, Long.MAX_VALUE, hostile.capacity() - 9}) {
      assertThat(fault(hostile.putLong(end + 48, start).array())).hasMessageContaining("damaged");
    }
    hostile.putLong(end + 48, directory(zip));
    for (long record : new long[] {-1, Long.MAX_VALUE, hostile.capacity() - 9}) {
      assertThat(fault(hostile.putLong(end + 56 + 8, record).array()))
          .hasMessageContaining("damaged");
    }
  }

  @Test
  void refusesHeadersThatTheZipLibraryTripsOver() throws Exception {
    byte[] zip = small(CompressionMethod.DEFLATE, AesVersion.TWO);
    int directory = directory(zip);
    int extra = directory + 46 + NAME.length();
    byte[] hostile = new byte[zip.length + 5];
    System.arraycopy(zip, 0, hostile, 0, extra);
    hostile[extra] = 1;
    hostile[extra + 2] = 1;
    System.arraycopy(zip, extra, hostile, extra + 5, zip.length - extra);
    hostile[directory + 30] += 5;
    assertThat(verified(hostile).recordCount()).isEqualTo(3);

    // A ZIP64 field of one byte where zip4j reads a disk number of four.
    assertThat(fault(with(hostile, directory + 34, 0xff, 0xff))).hasMessageContaining("damaged");
  }

  @Test
  void refusesOtherCompressionMethods() throws Exception {
    byte[] zip = small(CompressionMethod.DEFLATE, AesVersion.TWO);
    int aesField = directory(zip) + 46 + NAME.length();

    assertThat(fault(with(zip, aesField + 9, 14))).hasMessageContaining("Deflate or Store");
  }

  @Test
  void showsNoPassword() throws Exception {
    PushArchive archive = verified(small(CompressionMethod.DEFLATE, AesVersion.TWO));

    assertThat(archive.toString()).doesNotContain(PASSWORD, dir.toString());
  }
}
