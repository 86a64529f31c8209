package io.github.qccroutes.torture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.qccroutes.cli.Program;
import io.github.qccroutes.sandbox.AllocationCalls;
import io.github.qccroutes.sandbox.Company;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Files of pairs to assign and to cancel. One is dropped when those before are taken, so that the
 * order of the jobs is the order of the files.
 */
final class ListWork implements Work {
  private static final int COMPANIES = 2_000;
  private static final int LOGINS = 5;

  private final Site site;
  private final Map<String, List<String>> dropped = new LinkedHashMap<>();
  private final Set<String> ever = new LinkedHashSet<>();

  ListWork(Site site) {
    this.site = site;
    site.provider().quota().set("radar_id", 1_000_000, 0, 50);
    site.provider()
        .allocation()
        .know(IntStream.range(0, COMPANIES).mapToObj(Company::sample).toArray(Company[]::new));
  }

  @Override
  public void add() throws IOException {
    Random random = site.random();
    int size = random.nextInt(8) == 0 ? 2_500 : 1 + random.nextInt(400);
    List<String> pairs = new ArrayList<>();
    for (int n = 0; n < size; n++) {
      pairs.add("1380000000" + random.nextInt(LOGINS) + "," + name(random.nextInt(COMPANIES)));
    }
    List<String> cancelled = new ArrayList<>(ever);
    cancelled.removeAll(new HashSet<>(pairs));
    Collections.shuffle(cancelled, random);
    awaitTaken();
    drop("assign", pairs);
    if (random.nextBoolean() && !cancelled.isEmpty()) {
      // None of its pairs stands in the file beside it: no matter which is taken first.
      drop("cancel", cancelled.subList(0, 1 + random.nextInt(Math.min(300, cancelled.size()))));
    }
    ever.addAll(pairs);
  }

  private void drop(String flow, List<String> pairs) throws IOException {
    String file = flow + "-" + dropped.size() + ".csv";
    site.drop(flow, file, "loginName,keyWord\n" + String.join("\n", pairs) + "\n");
    dropped.put(file, pairs);
  }

  private void awaitTaken() {
    await("files so far are taken")
        .atMost(Program.PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .ignoreExceptions()
        .until(() -> site.records().count("select count(*) from assignment_job") == dropped.size());
  }

  @Override
  public Map<String, Long> end() {
    return Map.of(
        "select count(*) from assignment_job",
        (long) dropped.size(),
        "select count(*) from assignment_job where finished_at is null or moved_at is null",
        0L);
  }

  /** Every line of every file in one result, in order; every pair as the last file wants it. */
  @Override
  public void compare(Figures figures) throws IOException {
    assertThat(site.files("inbox", "")).as("files left").isEmpty();
    Set<String> wanted = new HashSet<>();
    int lines = 0;
    Map<String, String> last = new HashMap<>();
    dropped.forEach((file, pairs) -> pairs.forEach(pair -> last.put(pair, file)));
    for (String flow : List.of("assign", "cancel")) {
      long files = dropped.keySet().stream().filter(file -> file.startsWith(flow)).count();
      assertThat(site.files("done/" + flow, ".csv")).hasSize((int) files);
      assertThat(site.files("results/" + flow, ".result.csv")).hasSize((int) files);
      assertThat(site.files("rejected/" + flow, "")).isEmpty();
    }
    List<Path> results = site.files("results", ".result.csv");
    for (Map.Entry<String, List<String>> file : dropped.entrySet()) {
      List<String> pairs = file.getValue();
      List<String> result = Files.readAllLines(Site.resultOf(file.getKey(), results));
      assertThat(result).as(file.getKey()).hasSize(pairs.size() + 1);
      for (int n = 0; n < pairs.size(); n++) {
        String pair = pairs.get(n);
        // A file that is slow to be read may be passed by a newer one that holds the pair, too.
        boolean passed = !file.getKey().equals(last.get(pair));
        assertThat(result.get(n + 1))
            .as(file.getKey())
            .startsWith(n + 2 + "," + pair + ",")
            .containsPattern(passed ? ",(200|DUPLICATE|REFUSED)," : ",(200|DUPLICATE),");
      }
      lines += pairs.size();
      if (file.getKey().startsWith("assign")) {
        wanted.addAll(pairs);
      } else {
        pairs.forEach(wanted::remove);
      }
    }
    Map<String, String> keyNos =
        IntStream.range(0, COMPANIES)
            .mapToObj(Company::sample)
            .collect(Collectors.toMap(Company::name, Company::keyNo));
    assertThat(site.provider().allocation().assignments())
        .as("assignments")
        .isEqualTo(
            wanted.stream()
                .map(pair -> pair.split(",", 2))
                .map(pair -> new AllocationCalls.Assignment(pair[0], keyNos.get(pair[1])))
                .collect(Collectors.toSet()));
    long terminal =
        site.records()
            .count(
                "select count(*) from assignment_item where state in ('OK', 'DUPLICATE', 'REFUSED')");
    assertThat(terminal).as("lines at their end").isEqualTo(lines);
    figures.put("lines", lines);
    figures.put("linesTerminal", terminal);
  }

  private static String name(int n) {
    return Company.sample(n).name();
  }
}
