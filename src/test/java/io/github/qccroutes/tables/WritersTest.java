package io.github.qccroutes.tables;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One list as Apache POI, fastexcel, ExcelJS, SheetJS and LibreOffice write it. */
class WritersTest {
  private static final Path LISTS = Path.of("src", "test", "resources", "workbooks");
  private static final Layout PAIRS = new Layout.Pairs(Pattern.compile("^1\\d{10}$"));

  private static final List<DropRow> ABOVE =
      List.of(
          good(2, "13800138001", "青禾样品甲（集团）有限公司"),
          good(3, "13800138002", "青禾样品乙（集团）有限公司"),
          good(5, "13800138003", "青禾样品丙有限公司"));
  private static final DropRow MERGED = good(6, "13800138003", "青禾样品丁有限公司");
  private static final DropRow NOT_MERGED =
      new DropRow(6, "", "青禾样品丁有限公司", new Message("登录名（A6）为空", "the login (A6) is empty"), "A6");
  private static final List<DropRow> BELOW =
      List.of(
          good(7, "13800138004", "青禾样品戊有限公司"),
          good(8, "13800138005", "青禾样品己有限公司"),
          good(9, "13800138006", "330100000000061"),
          good(10, "13800138007", "青禾“庚”<R&D>\"𠮷\"有限公司"));

  @TempDir Path scratch;

  private static DropRow good(long line, String login, String keyWord) {
    return new DropRow(line, login, keyWord, null);
  }

  static List<Path> workbooks() throws IOException {
    return lists(".xlsx");
  }

  static List<Path> texts() throws IOException {
    return lists(".csv", ".txt");
  }

  private static List<Path> lists(String... endings) throws IOException {
    try (Stream<Path> files = Files.list(LISTS)) {
      List<Path> found =
          files.filter(file -> Stream.of(endings).anyMatch(file.toString()::endsWith)).toList();
      assertThat(found).hasSizeGreaterThanOrEqualTo(8);
      return found;
    }
  }

  private List<DropRow> rows(Path file) throws IOException {
    try (DropFile opened = new DropFileReader(scratch).open(file, PAIRS)) {
      List<DropRow> rows = new ArrayList<>();
      opened.forEachRemaining(rows::add);
      return rows;
    }
  }

  @ParameterizedTest
  @MethodSource("workbooks")
  void readsTheWorkbooksOfOtherPrograms(Path file) throws IOException {
    List<DropRow> rows = rows(file);

    assertThat(rows).hasSize(9);
    assertThat(rows.subList(0, 3)).isEqualTo(ABOVE);
    assertThat(rows.get(3)).isEqualTo(file.toString().contains("-csv") ? NOT_MERGED : MERGED);
    assertThat(rows.subList(4, 8)).isEqualTo(BELOW);
    assertThat(rows.get(8).loginName()).isEqualTo("13800138008");
    assertThat(rows.get(8).invalid().english()).contains("a date");
  }

  @ParameterizedTest
  @MethodSource("texts")
  void readsTheTextFilesOfOtherPrograms(Path file) throws IOException {
    List<DropRow> rows = rows(file);

    assertThat(rows).hasSize(9);
    assertThat(rows.subList(0, 3)).isEqualTo(ABOVE);
    assertThat(rows.get(3)).isEqualTo(file.endsWith("exceljs.csv") ? MERGED : NOT_MERGED);
    assertThat(rows.subList(4, 8)).isEqualTo(BELOW);
    assertThat(rows.get(8).loginName()).isEqualTo("13800138008");
    assertThat(rows.get(8).invalid().english()).contains("a date");
  }
}
