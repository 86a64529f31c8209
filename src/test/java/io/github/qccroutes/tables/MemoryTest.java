package io.github.qccroutes.tables;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads in a Java machine of its own, whose heap is far smaller than what it reads. */
@Tag("full")
class MemoryTest {
  private static final int MILLION = 1_000_000;

  /** {@code -Dqccroutes.long=true}: a gigabyte. */
  private static final int LONG_LINE_MIB = Boolean.getBoolean("qccroutes.long") ? 1024 : 64;

  @TempDir Path folder;

  /** Reads one file of pairs, writes its result, and prints how many rows were good and bad. */
  static final class Count {
    private Count() {}

    public static void main(String[] arguments) throws IOException {
      Path file = Path.of(arguments[0]);
      Layout pairs = new Layout.Pairs(Pattern.compile("1\\d{10}"));
      long good = 0;
      long bad = 0;
      Path folder = file.toAbsolutePath().getParent();
      try (DropFile rows = new DropFileReader(folder.resolve("scratch")).open(file, pairs);
          ResultFile result =
              ResultFile.create(folder.resolve("result"), List.of("line", "keyWord"))) {
        while (rows.hasNext()) {
          DropRow row = rows.next();
          result.write(List.of(Long.toString(row.line()), row.keyWord()));
          if (row.isValid()) {
            good++;
          } else {
            bad++;
          }
        }
        result.commit();
      }
      System.out.println(good + " good, " + bad + " bad");
    }
  }

  private String count(String heap, Path file) throws IOException, InterruptedException {
    Path output = folder.resolve("output");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                heap,
                "-cp",
                System.getProperty("java.class.path"),
                Count.class.getName(),
                file.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    process.waitFor();
    return Files.readString(output).strip();
  }

  @Test
  void aMillionLinesOfText() throws Exception {
    Path file = folder.resolve("a.csv");
    try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(file))) {
      out.println("loginName,keyWord");
      for (int i = 0; i < MILLION; i++) {
        out.println("13800138000,第" + i + "号科技发展有限责任公司");
      }
    }

    assertThat(count("-Xmx32m", file)).isEqualTo("1000000 good, 0 bad");
  }

  @Test
  void aMillionRowsOfAWorkbook() throws Exception {
    Path file = folder.resolve("a.xlsx");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.setLevel(1);
      for (String name : List.of("_rels/.rels", "xl/_rels/workbook.xml.rels")) {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(new WorkbookParts().part(name).getBytes(StandardCharsets.UTF_8));
      }
      zip.putNextEntry(new ZipEntry("xl/workbook.xml"));
      zip.write(new WorkbookParts().part("xl/workbook.xml").getBytes(StandardCharsets.UTF_8));
      zip.putNextEntry(new ZipEntry("xl/sharedStrings.xml"));
      Writer out = new BufferedWriter(new OutputStreamWriter(zip, StandardCharsets.UTF_8));
      out.write("<sst><si><t>登录名</t></si><si><t>关键字</t></si>");
      for (int i = 0; i < MILLION; i++) {
        out.write("<si><t>第" + i + "号科技发展有限责任公司</t></si>");
      }
      out.write("</sst>");
      out.flush();
      zip.putNextEntry(new ZipEntry("xl/worksheets/sheet1.xml"));
      out.write("<worksheet><sheetData>");
      out.write("<row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1' t='s'><v>1</v></c></row>");
      for (int i = 2; i < MILLION + 2; i++) {
        out.write("<row r='" + i + "'><c r='A" + i + "'><v>13800138000</v></c>");
        out.write("<c r='B" + i + "' t='s'><v>" + i + "</v></c></row>");
      }
      out.write("</sheetData></worksheet>");
      out.flush();
    }

    assertThat(count("-Xmx48m", file)).isEqualTo("1000000 good, 0 bad");
  }

  @Test
  void aLineLongerThanTheHeap() throws Exception {
    Path file = folder.resolve("a.csv");
    try (Writer out = Files.newBufferedWriter(file)) {
      out.write("loginName,keyWord\n13800138000,\"");
      for (int i = 0; i < LONG_LINE_MIB; i++) {
        out.write("x,\"\"".repeat(1 << 18));
      }
      out.write("\"\n13800138000,小米科技\n");
    }

    assertThat(count("-Xmx48m", file)).isEqualTo("1 good, 1 bad");
  }
}
