package io.github.qccroutes.push;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import net.lingala.zip4j.io.outputstream.ZipOutputStream;
import net.lingala.zip4j.model.ZipParameters;
import net.lingala.zip4j.model.enums.CompressionLevel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PushArchiveLoadTest {

  private static final int RECORDS = 200_000;

  @TempDir Path dir;

  @Test
  void reads200000RecordsInAHeapOf24Mebibytes() throws Exception {
    Path file = dir.resolve("push.zip");
    try (OutputStream bytes = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(bytes, PushArchiveTest.PASSWORD.toCharArray())) {
      zip.putNextEntry(PushArchiveTest.aes256("dd_risk_corp.json"));
      zip.write("{\"result\":[".getBytes(UTF_8));
      for (int i = 0; i < RECORDS; i++) {
        String record =
            (i == 0 ? "" : ",")
                + "{\"id\":\"ffedc4cfc1754968ae6afadb%08x\",".formatted(i)
                + "\"corpKeyNo\":\"00a0e21af7e492dbe88a54682fd4a2b2\","
                + "\"corpName\":\"四川中津建设集团有限公司\",\"monitorLevel\":\"高风险信息\","
                + "\"monitorContent\":\"该企业由原“较高风险”上升至“高风险”\","
                + "\"monitorType\":\"高风险\",\"score\":82,\"changeDate\":\"2022-06-01\"}";
        zip.write(record.getBytes(UTF_8));
      }
      zip.write("]}".getBytes(UTF_8));
      zip.closeEntry();
    }

    assertThat(readInASmallHeap(file)).isEqualTo("200000 records, 200000 rows in 200 blocks");
  }

  @Test
  void readsAroundATextOf100MegabytesInAHeapOf24Mebibytes() throws Exception {
    assertThat(readInASmallHeap(withLongText("more"))).isEqualTo("1 records, 1 rows in 1 blocks");
    assertThat(readInASmallHeap(withLongText("corpName"))).contains("too long");
  }

  /** A field of the first record, known or not, of 100 MB. */
  private Path withLongText(String field) throws Exception {
    Path file = dir.resolve(field + ".zip");
    try (OutputStream bytes = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(bytes, PushArchiveTest.PASSWORD.toCharArray())) {
      ZipParameters entry = PushArchiveTest.aes256("dd_risk_corp.json");
      entry.setCompressionLevel(CompressionLevel.FASTEST);
      zip.putNextEntry(entry);
      zip.write(("{\"result\":[{\"id\":\"a\",\"" + field + "\":\"").getBytes(UTF_8));
      byte[] block = "x".repeat(1_000_000).getBytes(UTF_8);
      for (int n = 0; n < 100; n++) {
        zip.write(block);
      }
      zip.write("\"}]}".getBytes(UTF_8));
      zip.closeEntry();
    }
    return file;
  }

  private String readInASmallHeap(Path file) throws Exception {
    Path output = dir.resolve("output.txt");
    Process reader =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx24m",
                "-cp",
                System.getProperty("java.class.path"),
                SmallHeapReader.class.getName(),
                file.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();

    assertThat(reader.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(reader.exitValue()).as(Files.readString(output)).isZero();
    return Files.readString(output);
  }

  /** Runs in a Java of its own, whose heap is the bound. */
  static final class SmallHeapReader {

    public static void main(String[] args) throws Exception {
      PushArchive archive;
      try {
        archive =
            PushArchive.verified(
                Path.of(args[0]),
                PushArchiveTest.PASSWORD.toCharArray(),
                Long.MAX_VALUE,
                Path.of(args[0]).resolveSibling("scratch"));
      } catch (PushArchiveException e) {
        System.out.print(e.getMessage());
        return;
      }
      int rows = 0;
      int blockCount = 0;
      for (RecordBlocks blocks = archive.blocks(1000); blocks.hasNext(); blockCount++) {
        rows += blocks.next().size();
      }
      System.out.print(
          archive.recordCount() + " records, " + rows + " rows in " + blockCount + " blocks");
    }
  }
}
