package io.github.qccroutes.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qccroutes.sandbox.Company;
import io.github.qccroutes.store.Dialect;
import io.github.qccroutes.tables.DropFileException;
import io.github.qccroutes.tables.WorkbookParts;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A list that was cut off, wherever that was, gives nothing up by itself. */
@Tag("full")
class SyncCutListTest extends DroppedLists {
  private static final int LINES = 4;

  /** 上 ends in UTF-16BE, and begins in UTF-16LE, with the byte of a line end. */
  private static final List<String> SHANGHAI =
      List.of(
          login(1) + ",大上海有限公司",
          login(2) + ",上海示例有限公司",
          login(1) + ",示例（上海）有限公司",
          login(2) + ",上上海上有限公司");

  @TempDir private Path folder;

  @Test
  void nothingIsCancelledByAListThatWasCutOffAnywhere() {
    start(Dialect.SQLITE);
    int bare = bytes(csv(pairsOf(0))).length;
    int ended = bytes(ended(pairsOf(0))).length;
    int lists = bare + ended;
    Set<String> all = new LinkedHashSet<>();
    IntStream.range(0, lists).forEach(n -> all.addAll(pairsOf(n)));
    assign("all", all);
    assertThat(watched()).isEqualTo(all);
    IntStream.range(0, lists).forEach(n -> adopt("cut" + n, pairsOf(n)));

    for (int n = 0; n < lists; n++) {
      byte[] whole = bytes(n < bare ? csv(pairsOf(n)) : ended(pairsOf(n)));
      node.drop(
          "sync/cut" + n + "/list" + n + ".csv", Arrays.copyOf(whole, n < bare ? n : n - bare));
    }
    for (int n = 0; n < lists; n++) {
      assertThat(outcome(n)).as("list %d", n).isIn("HELD", "REJECTED", "DONE");
    }

    assertThat(watched()).isEqualTo(all);
    assertThat(node.count("assignment_job where action = 'CANCEL'")).isZero();
  }

  /** What became of a list. */
  private String outcome(int n) {
    String list = "cut" + n + "/list" + n;
    String[] outcome = new String[1];
    io.github.qccroutes.app.TestNode.eventually(
        () -> {
          Object state = run(list).get("state");
          outcome[0] = String.valueOf(state);
          boolean refused =
              Files.exists(node.data().resolve("rejected/sync/list" + n + ".csv.why.txt"));
          assertThat(refused || List.of("HELD", "REJECTED", "DONE").contains(outcome[0]))
              .as("%s %s", list, state)
              .isTrue();
          if (refused) {
            outcome[0] = "REJECTED";
          }
        });
    return outcome[0];
  }

  @ParameterizedTest
  @CsvSource({
    "UTF-8, quoted",
    "UTF-8, ended",
    "GB18030, crlf",
    "UTF-16LE, plain",
    "UTF-16BE, ended"
  })
  void previewsNoCancelOfAListThatWasCutOff(String encoding, String form) throws IOException {
    start(Dialect.SQLITE);
    knowShanghai();
    adopt("default", SHANGHAI);
    String text = form.equals("ended") ? ended(SHANGHAI) : csv(SHANGHAI);
    text =
        switch (form) {
          case "crlf" -> text.replace("\n", "\r\n");
          case "quoted" -> text.replace(",", "\",\"").replace("\n", "\"\n\"").replaceAll("\"$", "");
          default -> text;
        };
    if (form.equals("quoted")) {
      text = '"' + text;
    }
    byte[] whole = (mark(encoding) + text).getBytes(Charset.forName(encoding));
    assertThat(preview("whole.csv", whole).cancels()).isZero();

    requireNoCancel("cut.csv", whole);
  }

  @Test
  void previewsNoCancelOfAWorkbookThatWasCutOff() throws IOException {
    start(Dialect.SQLITE);
    adopt("default", pairsOf(0));
    byte[] whole = Files.readAllBytes(workbook(pairsOf(0), ""));
    assertThat(preview("whole.xlsx", whole).cancels()).isZero();

    requireNoCancel("cut.xlsx", whole);
  }

  @Test
  void previewsNoCancelOfACutListThatBeginsWithSomethingNew() throws IOException {
    start(Dialect.SQLITE);
    adopt("default", pairsOf(0));
    List<String> longer = new java.util.ArrayList<>(List.of(pair(1, 2000)));
    longer.addAll(pairsOf(0));

    requireNoCancel("cut.csv", bytes(csv(longer)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " hidden='1'"})
  void rowsThatAFilterHidesAreInTheList(String hidden) throws IOException {
    start(Dialect.SQLITE);
    Set<String> all = pairs(0, 12);
    carryOut("first", all);

    node.drop("sync/second.xlsx", Files.readAllBytes(workbook(all, hidden)));

    assertThat(state("second")).isEqualTo("DONE");
    assertThat(watched()).isEqualTo(all);
    assertThat(run("second")).extracting("pairs", "cancels").isEqualTo(List.of(12, 0));
  }

  private void requireNoCancel(String name, byte[] whole) throws IOException {
    for (int length = 0; length < whole.length; length++) {
      SyncLists.Preview preview;
      try {
        preview = preview(name, Arrays.copyOf(whole, length));
      } catch (DropFileException e) {
        continue;
      }
      assertThat(preview.cancels() == 0 || !preview.holds().isEmpty())
          .as("cut after %d of %d bytes: %s", length, whole.length, preview)
          .isTrue();
    }
  }

  private SyncLists.Preview preview(String name, byte[] bytes) throws IOException {
    return lists().preview(Files.write(folder.resolve(name), bytes), "default", 10);
  }

  /** Two logins by turns, so that a login keeps something when the last line goes. */
  private static List<String> pairsOf(int list) {
    return IntStream.range(0, LINES)
        .mapToObj(n -> pair(list * 2 + n % 2, list * LINES + n))
        .toList();
  }

  private void knowShanghai() {
    for (int n = 0; n < SHANGHAI.size(); n++) {
      Company sample = Company.sample(n);
      node.provider()
          .allocation()
          .know(
              new Company(
                  sample.keyNo(),
                  SHANGHAI.get(n).split(",", 2)[1],
                  sample.registrationNumber(),
                  sample.creditCode()));
    }
  }

  /** A sheet in which every second row has these attributes. */
  private Path workbook(java.util.Collection<String> pairs, String attributes) throws IOException {
    List<String> rows = new java.util.ArrayList<>(List.of("loginName,keyWord"));
    rows.addAll(pairs);
    String sheet =
        IntStream.range(0, rows.size())
            .mapToObj(
                n ->
                    "<row r='%d'%s>%s</row>"
                        .formatted(
                            n + 1,
                            n > 0 && n % 2 == 0 ? attributes : "",
                            Arrays.stream(rows.get(n).split(",", -1))
                                .map(cell -> "<c t='inlineStr'><is><t>" + cell + "</t></is></c>")
                                .collect(Collectors.joining())))
            .collect(Collectors.joining());
    return new WorkbookParts().sheet(sheet).write(folder.resolve("made.xlsx"));
  }

  private static String mark(String encoding) {
    return encoding.startsWith("UTF-16") ? "\uFEFF" : "";
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
