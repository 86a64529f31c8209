package io.github.qccroutes.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultFileTest {
  private static final List<String> COLUMNS = List.of("line", "loginName", "keyWord");

  @TempDir Path folder;

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void isUtf8WithMarkAndSafeInExcel() throws IOException {
    Path target = folder.resolve("名单-1.result.csv");
    try (ResultFile file = ResultFile.create(target, COLUMNS)) {
      file.write(Arrays.asList("1", null, "=cmd|' /C calc'!A0"));
      file.write(List.of("2", "+1", "a,\"b\"\n"));
      file.write(List.of("3", "@x", "\t=1"));
      file.write(List.of("4", "-1", "'=1"));
      file.commit();
    }

    assertThat(Files.readString(target))
        .isEqualTo(
            String.join(
                "\r\n",
                "\uFEFFline,loginName,keyWord",
                "1,,'=cmd|' /C calc'!A0",
                "2,'+1,\"a,\"\"b\"\"\n\"",
                "3,'@x,\"'\t=1\"",
                "4,'-1,''=1",
                ""));
  }

  @Test
  void appearsOnlyWhenItIsWhole() throws IOException {
    Path target = folder.resolve("a.csv");
    try (ResultFile file = ResultFile.create(target, COLUMNS)) {
      file.write(List.of("1", "2", "3"));
      assertThat(names()).hasSize(1).allMatch(name -> TemporaryName.isOf(Path.of(name)));
    }
    assertThat(names()).isEmpty();

    try (ResultFile file = ResultFile.create(target, COLUMNS)) {
      file.commit();
    }
    assertThat(names()).containsExactly("a.csv");
  }

  @Test
  void replacesAnOlderOne() throws IOException {
    Path target = folder.resolve("a.txt");
    WholeFile.write(target, "旧");
    WholeFile.write(target, "新");

    assertThat(Files.readString(target)).isEqualTo("\uFEFF新");
  }

  @Test
  void refusesARowOfAnotherWidth() throws IOException {
    try (ResultFile file = ResultFile.create(folder.resolve("a.csv"), COLUMNS)) {
      assertThatThrownBy(() -> file.write(List.of("1")))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Property(tries = 300)
  void whatItWritesTheReaderReadsBack(@ForAll("keywords") List<String> all) throws IOException {
    Path directory = Files.createTempDirectory("result");
    Path target = directory.resolve("a.csv");
    try (ResultFile file = ResultFile.create(target, List.of("keyNo", "keyWord", "loginName"))) {
      for (String keyword : all) {
        file.write(Arrays.asList(null, keyword, "13800138000"));
      }
      file.commit();
    }

    List<String> read = new ArrayList<>();
    Layout pairs = new Layout.Pairs(Pattern.compile("1\\d{10}"));
    try (DropFile rows = new DropFileReader(directory).open(target, pairs)) {
      rows.forEachRemaining(row -> read.add(row.isValid() ? row.keyWord() : row.toString()));
    }
    assertThat(read).isEqualTo(all);
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    }
  }

  @Provide
  Arbitrary<List<String>> keywords() {
    return Arbitraries.strings()
        .withChars("'=+-@＝\" ;小米（）x")
        .ofMinLength(2)
        .ofMaxLength(8)
        .filter(text -> Invisible.strip(text).equals(text))
        .filter(text -> text.matches(".*[小米x].*") && !text.matches("=\"[^\"]*\""))
        .list()
        .ofMinSize(1)
        .ofMaxSize(20);
  }
}
