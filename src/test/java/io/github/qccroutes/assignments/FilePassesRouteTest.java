package io.github.qccroutes.assignments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.qccroutes.store.Dialect;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

/** How often the bytes of a dropped file are read until its lines are sent. */
class FilePassesRouteTest extends DroppedAssignments {
  /** What this process has read, on Linux. */
  private static final Path READ = Path.of("/proc/self/io");

  private static final int LONG_ROWS = 16;
  private static final int ROW_CHARS = 1_000_000;
  private static final String REMARK = "x".repeat(ROW_CHARS);

  private static final String RELATIONSHIP =
      "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";

  private static long bytesRead() throws IOException {
    return Files.readAllLines(READ).stream()
        .filter(line -> line.startsWith("rchar: "))
        .mapToLong(line -> Long.parseLong(line.substring(7)))
        .findFirst()
        .orElseThrow();
  }

  /** How often as many bytes as the file has were read until its result was there. */
  private double passes(String name, Path written) throws IOException {
    long size = Files.size(written);
    long before = bytesRead();
    node.reveal("assign/" + name);
    result("assign", name.substring(0, name.indexOf('.')), "result.csv");
    return (double) (bytesRead() - before) / size;
  }

  private void startWarm() {
    assumeTrue(Files.isReadable(READ));
    start(Dialect.SQLITE);
    // What a node loads of its own at its first file is none of the next one's.
    drop("assign/暖.csv", "loginName,keyWord\n" + LOGIN + "," + name(0) + "\n");
    result("assign", "暖", "result.csv");
  }

  @Test
  void readsATextTwice() throws IOException {
    startWarm();
    Path file = node.write("assign/长.csv", new byte[0]);
    try (Writer out = Files.newBufferedWriter(file)) {
      out.write("loginName,keyWord,remark\n");
      for (int i = 0; i < 20; i++) {
        out.write(LOGIN + "," + name(i) + ",\n");
      }
      for (int i = 0; i < LONG_ROWS; i++) {
        out.write(LOGIN + "," + name(20 + i) + "," + REMARK + "\n");
      }
    }

    assertThat(passes("长.csv", file)).isBetween(2.0, 2.5);
  }

  /** Its bytes are hashed, and its parts, which have them in another order, are read two times. */
  @Test
  void readsAWorkbookOnceForItsHashAndTwiceForItsRows() throws IOException {
    startWarm();
    Path file = node.write("assign/表.xlsx", new byte[0]);
    write(file);

    assertThat(passes("表.xlsx", file)).isBetween(3.0, 3.5);
  }

  private static void write(Path file) throws IOException {
    Random random = new Random(1);
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (Map.Entry<String, String> part :
          Map.of(
                  "_rels/.rels",
                  relationship("officeDocument", "xl/workbook.xml"),
                  "xl/_rels/workbook.xml.rels",
                  relationship("worksheet", "worksheets/sheet1.xml"),
                  "xl/workbook.xml",
                  "<workbook><sheets><sheet name='a' sheetId='1' r:id='rId1'"
                      + " xmlns:r='http://schemas.openxmlformats.org/officeDocument/2006/relationships'"
                      + "/></sheets></workbook>")
              .entrySet()) {
        zip.putNextEntry(new ZipEntry(part.getKey()));
        zip.write(part.getValue().getBytes(StandardCharsets.UTF_8));
      }
      zip.putNextEntry(new ZipEntry("xl/worksheets/sheet1.xml"));
      Writer out = new BufferedWriter(new OutputStreamWriter(zip, StandardCharsets.UTF_8));
      out.write("<worksheet><sheetData><row r='1'>");
      out.write(cell("A1", "loginName") + cell("B1", "keyWord") + "</row>");
      for (int row = 2; row < 20 + LONG_ROWS; row++) {
        out.write("<row r='" + row + "'>" + cell("A" + row, LOGIN) + cell("B" + row, name(row)));
        // What can't be packed much.
        out.write(row < 20 ? "" : "<c r='C" + row + "' t='inlineStr'><is><t>");
        for (int i = 0; row >= 20 && i < ROW_CHARS; i++) {
          out.write('A' + random.nextInt(26));
        }
        out.write(row < 20 ? "</row>" : "</t></is></c></row>");
      }
      out.write("</sheetData></worksheet>");
      out.flush();
    }
  }

  private static String relationship(String type, String target) {
    return "<Relationships><Relationship Id='rId1' Type='%s' Target='%s'/></Relationships>"
        .formatted(RELATIONSHIP + type, target);
  }

  private static String cell(String reference, String text) {
    return "<c r='%s' t='inlineStr'><is><t>%s</t></is></c>".formatted(reference, text);
  }
}
