package io.github.qccroutes.assignments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import io.github.qccroutes.app.EachDatabase;
import io.github.qccroutes.app.LogRecorder;
import io.github.qccroutes.store.Dialect;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/** What becomes of files as they are dropped: in which order, beside which others, however odd. */
class DroppedFilesRouteTest extends DroppedAssignments {

  /** Puts a file into the inbox of a node that is yet to start. */
  private void waiting(Path data, String path, String text, Duration age) throws IOException {
    Path file = data.resolve("inbox").resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(age)));
  }

  /** Many lines take their time. */
  private static void inTheEnd(ThrowingRunnable holds) {
    await().atMost(Duration.ofMinutes(3)).pollInterval(Duration.ofMillis(25)).untilAsserted(holds);
  }

  /** Waits until the file of that name has its result. */
  private void answered(String flow, String name) {
    inTheEnd(
        () ->
            assertThat(files("results/" + flow))
                .anyMatch(file -> file.getFileName().toString().startsWith(name + "-")));
  }

  private Path touched(String path) throws IOException {
    return Files.setLastModifiedTime(
        data().resolve("inbox").resolve(path), FileTime.from(Instant.now()));
  }

  @ParameterizedTest
  @EachDatabase
  void keepsTheOrderOfAssignsAndCancels(Dialect dialect) throws IOException {
    prepare(dialect, "qcc.assignments.admin-logins", "none");
    Path data = Files.createDirectories(plan.folder().resolve("data"));
    plan.with("qcc.data-dir", data.toString());
    waiting(data, "cancel/" + LOGIN + "/b.txt", lines(0, 2), Duration.ofDays(2));
    waiting(data, "assign/" + LOGIN + "/a.txt", lines(0, 2), Duration.ofDays(1));
    waiting(
        data,
        "cancel/c.csv",
        "loginName,keyWord\n" + LOGIN + "," + name(1) + "\n",
        Duration.ofHours(1));
    node = plan.start();

    answered("cancel", "b");
    answered("assign", "a");
    answered("cancel", "c");

    assertThat(List.of(job(1), job(2), job(3)))
        .extracting(job -> job.get("action"))
        .containsExactly("CANCEL", "ASSIGN", "CANCEL");
    assertThat(plan.provider().allocation().assignments()).hasSize(1);
  }

  @Test
  void loadsASmallFileWhileABigOneIsBeingLoaded() {
    start(Dialect.SQLITE);
    // As many lines as rows, none of which is sent.
    drop("assign/" + LOGIN + "/大.txt", "短\n".repeat(60_000));
    inTheEnd(() -> assertThat(job(1)).containsEntry("state", "LOADING"));
    drop("assign/" + OTHER + "/小.txt", lines(0, 10));

    inTheEnd(() -> assertThat(job(2).get("state")).isNotIn(null, "LOADING"));

    assertThat(job(1)).containsEntry("state", "LOADING");
  }

  @Test
  void leavesAFileWhileTheDiskFailsAndSaysSoOnce() throws IOException {
    start(Dialect.SQLITE);
    Path done = data().resolve("done/assign");
    Files.delete(done);
    Files.createFile(done);
    try (LogRecorder log = new LogRecorder()) {
      drop("assign/" + LOGIN + "/一.txt", lines(0, 2));
      drop("assign/" + LOGIN + "/二.txt", lines(2, 4));
      answered("assign", "一");
      answered("assign", "二");
      touched("assign/" + LOGIN + "/一.txt");
      touched("assign/" + LOGIN + "/二.txt");

      Files.delete(done);
      touched("assign/" + LOGIN + "/一.txt");
      touched("assign/" + LOGIN + "/二.txt");
      inTheEnd(() -> assertThat(files("inbox/assign")).isEmpty());

      assertThat(log.at(Level.ERROR))
          .singleElement()
          .asString()
          .contains(".txt can't be taken for now (", "tried again")
          .doesNotContain("\tat ");
    }
    assertThat(files("done/assign")).hasSize(2);
    assertThat(node.count("assignment_job")).isEqualTo(2);
  }

  @Test
  void refusesNamesThatAreTooLongOrUnprintable() throws IOException {
    start(Dialect.SQLITE);
    String longest = "长".repeat(83) + "ab.csv";
    assertThat(longest.getBytes(StandardCharsets.UTF_8)).hasSize(255);
    try (LogRecorder log = new LogRecorder()) {
      Files.writeString(data().resolve("inbox/assign").resolve(longest), "x\n");
      Files.writeString(data().resolve("inbox/assign").resolve("x." + "长".repeat(84)), "x\n");
      Files.writeString(data().resolve("inbox/assign/a\nERROR forged.csv"), "x\n");

      inTheEnd(() -> assertThat(files("rejected/assign")).hasSize(6));
      assertThat(files("inbox/assign")).isEmpty();
      assertThat(log.at(Level.WARN)).hasSize(3).noneMatch(line -> line.strip().contains("\n"));
      assertThat(log.at(Level.ERROR)).isEmpty();
    }
    assertThat(files("rejected/assign"))
        .anyMatch(file -> file.getFileName().toString().matches("长+\\.csv\\.why\\.txt"));
  }

  @Test
  void saysOnceWhatWouldLieThereForEver() throws Exception {
    start(Dialect.SQLITE);
    Path inbox = data().resolve("inbox");
    Path elsewhere = Files.createDirectories(data().resolve("elsewhere"));
    try (LogRecorder log = new LogRecorder()) {
      Files.createSymbolicLink(inbox.resolve("assign").resolve(LOGIN), elsewhere);
      Files.writeString(inbox.resolve("名单.csv"), "x");
      Files.createDirectories(inbox.resolve("Assign"));
      // The name in GBK.
      new ProcessBuilder(
              "sh", "-c", "printf x > \"$1/$(printf '\\303\\373').csv\"", "sh", inbox + "/cancel")
          .inheritIO()
          .start()
          .waitFor();
      Files.createDirectories(inbox.resolve("cancel/1/2/3/4"));
      Files.writeString(inbox.resolve("cancel/1/2/3/4/深.csv"), "x\n");

      inTheEnd(() -> assertThat(files("rejected/cancel")).hasSize(2));
      drop("assign/" + OTHER + "/好.txt", lines(0, 1));
      answered("assign", "好");

      assertThat(log.at(Level.WARN))
          .hasSize(5)
          .anyMatch(line -> line.contains("深.csv") && line.contains("too deep"))
          .anyMatch(line -> line.contains(LOGIN) && line.contains("the folder is a link"))
          .anyMatch(line -> line.contains("名单.csv") && line.contains("move it to one of"))
          .anyMatch(line -> line.contains("Assign") && line.contains("move it to one of"))
          .anyMatch(line -> line.contains("cancel") && line.contains("not in UTF-8"));
      assertThat(log.at(Level.ERROR)).isEmpty();
    }
  }

  @Test
  void takesTellsOrKnowsEverythingThatIsDropped() throws Exception {
    start(Dialect.SQLITE);
    try (LogRecorder log = new LogRecorder()) {
      Path inbox = data().resolve("inbox/assign");
      Files.createDirectories(inbox.resolve(LOGIN));
      Files.createDirectories(inbox.resolve("@eaDir"));
      Files.createDirectories(inbox.resolve("张三"));
      List<String> taken = List.of("好.csv", "好.txt", LOGIN + "/好.txt");
      for (String file : taken) {
        Files.writeString(inbox.resolve(file), "登录名,关键字\n" + LOGIN + "," + name(1) + "\n");
      }
      Files.writeString(inbox.resolve(LOGIN + "/好.txt"), lines(0, 1));
      List<String> rejected =
          List.of(
              "a.xls",
              "a.docx",
              "a.zip",
              "a",
              "a.csv.bak",
              "a.csv ",
              "张三/a.csv",
              "网页.csv",
              "空.xlsx");
      for (String file : rejected) {
        Files.writeString(inbox.resolve(file), "<html>\n");
      }
      List<String> told = List.of("反\\斜.csv", "反\\斜/a.csv");
      Files.createDirectories(inbox.resolve("反\\斜"));
      for (String file : told) {
        Files.writeString(inbox.resolve(file), lines(0, 1));
      }
      List<String> left =
          List.of(
              "Thumbs.db",
              "desktop.ini",
              ".DS_Store",
              "~$好.xlsx",
              "@eaDir/好.csv",
              "好.csv.camelLock",
              "好.csv.part",
              "好.csv.partial",
              "好.csv.filepart",
              "好.csv.crdownload",
              "好.csv.tmp",
              "好.csv.temp",
              "好.csv.download",
              "好.csv.downloading",
              "好.csv.opdownload",
              "好.csv.xltd",
              "好.csv.!qB",
              "好.csv.baiduyun.p.downloading",
              "好.csv.lock",
              "好.csv.syncing");
      for (String file : left) {
        Files.writeString(inbox.resolve(file), lines(0, 1));
      }
      inTheEnd(() -> assertThat(files("done/assign")).hasSize(taken.size()));
      inTheEnd(() -> assertThat(files("rejected/assign")).hasSize(2 * rejected.size()));
      inTheEnd(() -> assertThat(log.at(Level.WARN)).hasSize(rejected.size() + 2));

      assertThat(log.at(Level.WARN))
          .anyMatch(line -> line.contains("反\\斜.csv") && line.contains("backslash"))
          .anyMatch(line -> line.contains("反\\斜:") && line.contains("backslash"));
      assertThat(log.at(Level.ERROR)).isEmpty();
      assertThat(files("inbox/assign"))
          .extracting(file -> inbox.relativize(file).toString())
          .containsExactlyInAnyOrderElementsOf(
              Stream.concat(told.stream(), left.stream())
                  .filter(name -> !name.startsWith("."))
                  .toList());
    }
  }

  @Test
  void saysWhatIsWrittenToAFileAfterItWasTaken() throws IOException {
    start(Dialect.SQLITE);
    Path inbox = Files.createDirectories(data().resolve("inbox/assign").resolve(LOGIN));
    try (LogRecorder log = new LogRecorder();
        OutputStream paused = Files.newOutputStream(inbox.resolve("慢.txt"))) {
      paused.write(lines(0, 2).getBytes(StandardCharsets.UTF_8));
      answered("assign", "慢");

      paused.write(lines(2, 5).getBytes(StandardCharsets.UTF_8));

      inTheEnd(() -> assertThat(log.at(Level.ERROR)).hasSize(1));
      assertThat(log.at(Level.ERROR).get(0))
          .contains("job 1: 慢.txt", "又写入了 3 行（第 3 行起）", "3 more line(s)", "from line 3 on")
          .contains("慢-1.txt");
    }
    assertThat(plan.provider().allocation().assignments()).hasSize(2);
  }

  @Test
  void saysAfterAStartWhatWasWrittenWhileNoNodeRan() throws IOException {
    prepare(Dialect.SQLITE);
    Path data = Files.createDirectories(plan.folder().resolve("data"));
    plan.with("qcc.data-dir", data.toString());
    node = plan.start();
    drop("assign/" + LOGIN + "/停.txt", lines(0, 2));
    drop("assign/" + OTHER + "/好.txt", lines(0, 2));
    answered("assign", "停");
    answered("assign", "好");
    inTheEnd(() -> assertThat(files("done/assign")).hasSize(2));
    Path done = files("done/assign").stream().filter(f -> f.endsWith("停-1.txt")).findAny().get();
    node.close();

    Files.writeString(done, lines(2, 3), StandardOpenOption.APPEND);
    try (LogRecorder log = new LogRecorder()) {
      node = plan.start();
      inTheEnd(() -> assertThat(log.at(Level.ERROR)).hasSize(1));
      assertThat(log.at(Level.ERROR).get(0)).contains("job 1: 停.txt", "1 more line(s)");
    }
  }

  @ParameterizedTest
  @EachDatabase
  void sendsAnotherSpellingOfALineThatFailed(Dialect dialect) {
    start(dialect);
    String text =
        Stream.of(
                "ＡＢＣ（未知）公司",
                "ABC(未知)公司",
                "ＡＢＣ(未知)公司",
                "ABC(未知)公司",
                name(1),
                name(1).replace("0", "０"),
                name(2).replace("0", "０"),
                name(2))
            .map(keyword -> keyword + "\n")
            .collect(Collectors.joining());
    drop("assign/" + LOGIN + "/写法.txt", text);

    assertThat(result("assign", "写法", "result.csv").subList(1, 9))
        .extracting(line -> line.split(",", -1)[4])
        .containsExactly("500", "500", "500", "DUPLICATE", "200", "DUPLICATE", "500", "200");
    assertThat(job(1)).containsEntry("state", "DONE");
    // The first of each pair together, then one more spelling at a time.
    assertThat(allocations()).hasSize(3);
  }

  @Test
  void refusesWhatIsNoFileAndMarksLinesThatAreBroken() throws Exception {
    start(Dialect.SQLITE);
    Path inbox = data().resolve("inbox/assign");
    new ProcessBuilder("mkfifo", inbox + "/管.csv").inheritIO().start().waitFor();
    Files.createDirectories(inbox.resolve("目录.csv"));
    Files.writeString(inbox.resolve("目录.csv/里面.csv"), "x\n");
    Files.writeString(inbox.resolve("~$开着.xlsx"), "x");
    String header = "登录名,关键字\n";
    node.drop(
        "assign/无标记.csv",
        (header + LOGIN + "," + name(1) + "\n").getBytes(StandardCharsets.UTF_16LE));
    // A mark of UTF-8, a line in GB18030, one with a NUL, one that a spreadsheet would run, two
    // lines in one, and a last one that ends within a character.
    ByteArrayOutputStream mixed = new ByteArrayOutputStream();
    mixed.writeBytes(("\uFEFF" + header + LOGIN + ",").getBytes(StandardCharsets.UTF_8));
    mixed.writeBytes("华为技术\n".getBytes(Charset.forName("GB18030")));
    mixed.writeBytes((LOGIN + ",小\0米\n").getBytes(StandardCharsets.UTF_8));
    mixed.writeBytes((LOGIN + ",@SUM(1+1)\n").getBytes(StandardCharsets.UTF_8));
    mixed.writeBytes((LOGIN + ",\"小米\n科技\"\n").getBytes(StandardCharsets.UTF_8));
    mixed.writeBytes((LOGIN + "," + name(2) + "\r").getBytes(StandardCharsets.UTF_8));
    mixed.writeBytes((LOGIN + ",小米\u79D1").getBytes(StandardCharsets.UTF_8));
    byte[] cut = mixed.toByteArray();
    cut[cut.length - 1] = '\n';
    node.drop("assign/混.CSV", cut);

    answered("assign", "混");

    assertThat(result("assign", "混", "result.csv").subList(1, 7))
        .satisfiesExactly(
            line -> assertThat(line).startsWith("2,").contains(",INVALID,", "undecodable"),
            line -> assertThat(line).startsWith("3,").contains(",INVALID,", "U+0000"),
            line -> assertThat(line).startsWith("4,").contains(",'@SUM(1+1),,500,"),
            line -> assertThat(line).startsWith("5,").contains("\"小米"),
            line -> assertThat(line).startsWith("科技\"").contains("line 5 to line 6"),
            line -> assertThat(line).startsWith("7,").contains(name(2)).contains(",200,"));
    assertThat(result("assign", "混", "result.csv").get(7))
        .startsWith("8,")
        .contains(",INVALID,", "undecodable");
    inTheEnd(() -> assertThat(files("rejected/assign")).hasSize(6));
    assertThat(text("rejected/assign/管.csv.why.txt")).contains("not an ordinary file");
    assertThat(text("rejected/assign/里面.csv.why.txt")).contains("does not look like a login");
    assertThat(text("rejected/assign/无标记.csv.why.txt")).contains("UTF-16");
    assertThat(files("inbox/assign"))
        .extracting(Path::getFileName)
        .containsExactly(Path.of("~$开着.xlsx"));
  }

  @Test
  void readsAFileAgainThatWasRefusedBefore() throws IOException {
    start(Dialect.SQLITE);
    String text =
        "登录名,关键字\n" + (LOGIN + "," + name(1) + "\n").repeat(3_000) + LOGIN + ",\"x\ny\"z\n";
    drop("assign/引号.csv", text);
    inTheEnd(() -> assertThat(files("rejected/assign")).hasSize(2));
    drop("assign/引号.csv", text);
    inTheEnd(() -> assertThat(files("rejected/assign")).hasSize(4));

    assertThat(text("rejected/assign/引号-2.csv.why.txt")).contains("never closed");
    assertThat(job(1)).containsEntry("state", "REJECTED");
    assertThat(allocations()).isEmpty();
    // Else each line of one and the same pair would be looked for in all lines before it.
    assertThat(
            node.sql()
                .sql("select count(*) from assignment_item where keyword_folded is not null")
                .query(Long.class)
                .single())
        .isEqualTo(2);
  }

  @Test
  void saysThatAFileWasTakenAwayWhileItWasLoaded() throws IOException {
    start(Dialect.SQLITE, "qcc.work.lease-ms", "3000");
    drop("assign/" + LOGIN + "/走.txt", "短\n".repeat(20_000));
    inTheEnd(() -> assertThat(count("INVALID")).isPositive());

    Files.delete(data().resolve("inbox/assign").resolve(LOGIN).resolve("走.txt"));

    inTheEnd(() -> assertThat(job(1)).containsEntry("state", "REJECTED"));
    assertThat(job(1).get("reason").toString()).contains("moved away");
    assertThat(allocations()).isEmpty();
  }

  @Test
  void takesAFileAnewThatIsWrittenOnWhileItIsLoaded() throws IOException {
    start(Dialect.SQLITE);
    drop("assign/" + LOGIN + "/长.txt", "短\n".repeat(20_000));
    inTheEnd(() -> assertThat(count("INVALID")).isPositive());
    Path file = data().resolve("inbox/assign").resolve(LOGIN).resolve("长.txt");

    Files.writeString(file, "短\n", StandardOpenOption.APPEND);

    inTheEnd(
        () ->
            assertThat(
                    node.sql()
                        .sql("select count(*) from assignment_job where finished_at is not null")
                        .query(Long.class)
                        .single())
                .isPositive());
    assertThat(node.count("assignment_job")).isEqualTo(1);
    assertThat(count("INVALID")).isEqualTo(20_001);
  }
}
