package io.github.qccroutes.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RiskSortTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {1, 300, 20_000, 1 << 24})
  void ordersRecordsAndKeepsTheLastOfEachIdHoweverLittleMemoryHolds(int runBytes)
      throws IOException {
    SplittableRandom random = new SplittableRandom(7);
    TreeMap<String, Risk> expected = new TreeMap<>();
    try (RiskSort sort = RiskSort.in(folder, runBytes)) {
      for (int n = 0; n < 3_000; n++) {
        Risk risk = risk(Integer.toHexString(random.nextInt(2_000)), n);
        sort.add(risk);
        expected.put(risk.id(), risk);
      }

      assertThat(all(sort)).containsExactlyElementsOf(expected.values());
      assertThat(all(sort)).hasSize(expected.size());
    }
  }

  @Test
  void keepsEachTextAsItIs() throws IOException {
    Risk empty = new Risk("空", "", "", "", "", "", Integer.MIN_VALUE, "");
    Risk none = new Risk("无", null, null, null, null, null, null, null);
    Risk odd = new Risk("\uD842\uDFB7", "a\tb\n\\", "四川\uFFFD", "%s", " ", "'", 7, "😀");
    try (RiskSort sort = RiskSort.in(folder)) {
      for (Risk risk : List.of(odd, none, empty)) {
        sort.add(risk);
      }

      assertThat(all(sort)).containsExactly(none, empty, odd);
    }
  }

  @Test
  void takesARecordThatIsLongerThanAllItsRoom() throws IOException {
    Risk longOne = risk("long", 1, "长".repeat(1_000_000));
    try (RiskSort sort = RiskSort.in(folder, 1_000)) {
      sort.add(risk("m", 2));
      sort.add(longOne);
      sort.add(risk("a", 3));

      assertThat(all(sort)).extracting(Risk::id).containsExactly("a", "long", "m");
      assertThat(all(sort).get(1)).isEqualTo(longOne);
    }
  }

  @Test
  void leavesNoFile() throws IOException {
    try (RiskSort sort = RiskSort.in(folder.resolve("tmp"))) {
      sort.add(risk("a", 1));
      assertThat(all(sort)).hasSize(1);
    }

    assertThat(folder.resolve("tmp")).isEmptyDirectory();
  }

  private static List<Risk> all(RiskSort sort) throws IOException {
    List<Risk> all = new ArrayList<>();
    RiskMerge sorted = sort.sorted();
    for (Risk risk = sorted.next(); risk != null; risk = sorted.next()) {
      all.add(risk);
    }
    return all;
  }

  private static Risk risk(String id, int no) {
    return risk(id, no, "内容 " + no);
  }

  private static Risk risk(String id, int no, @Nullable String content) {
    return new Risk(id, "key" + no, null, content, "高", "x", no, "2026-01-01");
  }
}
