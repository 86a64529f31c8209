package io.github.qccroutes.assignments;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qccroutes.tables.DropFileReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AssignmentEstimateTest {
  @TempDir private Path folder;

  /** Prints what a file would cost, in a Java machine of its own. */
  static final class Print {
    private Print() {}

    public static void main(String[] arguments) throws IOException {
      Path file = Path.of(arguments[0]);
      AssignmentEstimate estimate =
          AssignmentEstimate.of(
              file,
              new DropFileReader(file.resolveSibling("scratch")),
              Pattern.compile("1\\d{10}"),
              Set.of(),
              CallPlanLimits.DOCUMENTED);
      System.out.println(
          estimate.lines()
              + " lines, "
              + estimate.duplicates()
              + " again, "
              + estimate.keywords()
              + " companies, "
              + estimate.callCount()
              + " calls");
    }
  }

  @Test
  void tellsTextsApart() {
    DistinctTexts texts = new DistinctTexts();
    IntStream.range(0, 10_000).forEach(n -> assertThat(texts.add("公司" + n)).isTrue());
    IntStream.range(0, 10_000).forEach(n -> assertThat(texts.add("公司" + n)).isFalse());
    assertThat(texts.size()).isEqualTo(10_000);
  }

  @Test
  @Tag("full")
  void pricesAMillionLinesInASmallHeap() throws Exception {
    Path file = folder.resolve("a.csv");
    try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(file))) {
      out.println("loginName,keyWord");
      for (int i = 0; i < 1_000_000; i++) {
        out.println((13800000000L + i / 8_000) + ",第" + i + "号科技发展有限责任公司");
      }
      out.println("13800000000,第7号科技发展有限责任公司");
    }
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                Print.class.getName(),
                file.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("output").toFile())
            .start();
    process.waitFor();

    assertThat(Files.readString(folder.resolve("output")).strip())
        .isEqualTo("1000001 lines, 1 again, 1000000 companies, 5000 calls");
  }
}
