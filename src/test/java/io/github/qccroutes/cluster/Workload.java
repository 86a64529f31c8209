package io.github.qccroutes.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.qccroutes.app.LiveFolder;
import io.github.qccroutes.cli.Program;
import io.github.qccroutes.cli.Records;
import io.github.qccroutes.sandbox.AllocationCalls;
import io.github.qccroutes.sandbox.Company;
import io.github.qccroutes.sandbox.Ledger;
import io.github.qccroutes.sandbox.Partnership;
import io.github.qccroutes.sandbox.Publication;
import io.github.qccroutes.sandbox.Simulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Work for every flow of the nodes on one data folder, and whether all of it was done. */
final class Workload {
  private static final int COMPANIES = 2_000;
  private static final int PARTNERS = 60;
  private static final List<String> ASSIGNING =
      List.of(AllocationCalls.ADD_COMPANIES, AllocationCalls.ADD_USERS);

  private final Simulator provider;
  private final Path data;
  private final Map<String, List<String>> assigned = new LinkedHashMap<>();
  private final Set<String> inFlight = new HashSet<>();
  private int published;
  private int compared;

  /**
   * @param data the nodes' {@code qcc.data-dir}, whose folders exist once a node has started
   */
  Workload(Simulator provider, Path data) {
    this.provider = provider;
    this.data = data;
    provider.quota().set("radar_id", 1_000_000, 0, 50);
    provider
        .allocation()
        .know(IntStream.range(0, COMPANIES).mapToObj(Company::sample).toArray(Company[]::new));
    provider
        .partnerships()
        .relate(
            IntStream.range(0, PARTNERS - 1)
                .mapToObj(n -> Partnership.sample(n, name(n), name(n + 1)))
                .toArray(Partnership[]::new));
  }

  /** A push that is announced, one that is not, and a file for each folder. */
  void add(int lines, int records) throws IOException {
    provider.push().publish(Publication.generated(100L * published++, records));
    provider.push().publish(Publication.generated(100L * published++, records).missed());
    assign(lines);
    compare();
  }

  /** Drops a file of pairs that no other file has; returns the name of the file. */
  String assign(int lines) throws IOException {
    int first = assigned.values().stream().mapToInt(List::size).sum();
    List<String> pairs =
        IntStream.range(first, first + lines)
            .mapToObj(n -> "1380000" + "%04d".formatted(n / COMPANIES) + "," + name(n % COMPANIES))
            .toList();
    String file = "名单-" + assigned.size() + ".csv";
    drop("assign", file, "loginName,keyWord\n" + String.join("\n", pairs) + "\n");
    assigned.put(file, pairs);
    return file;
  }

  /** Drops a list of all partners. */
  void compare() throws IOException {
    String names =
        IntStream.range(0, PARTNERS).mapToObj(Workload::name).collect(Collectors.joining("\n"));
    // Not the same bytes twice, which would be a repeat.
    drop("partnerships", "客户-" + compared + ".txt", names + "\n".repeat(1 + compared));
    compared++;
  }

  private void drop(String flow, String name, String text) throws IOException {
    Path part = Files.writeString(data.resolve(name), text);
    Files.move(
        part, data.resolve("inbox").resolve(flow).resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Waits until nothing is left to do. */
  void awaitEnd(Records records, Duration patience) {
    Map<String, Long> waits = new LinkedHashMap<>();
    // First that all are there: a row may come between two queries.
    waits.put("select count(*) from push_order", (long) provider.ledger().orders().size());
    waits.put("select count(*) from assignment_job", (long) assigned.size());
    waits.put("select count(*) from partnership_job", (long) compared);
    waits.put("select count(*) from push_order where state <> 'IMPORTED'", 0L);
    waits.put("select count(*) from assignment_job where finished_at is null", 0L);
    waits.put("select count(*) from partnership_job where finished_at is null", 0L);
    if (!records.isSqlite()) {
      waits.put("select count(*) from api_slot where lease_until > now()", 0L);
    }
    await("everything at its end")
        .atMost(patience)
        .pollInterval(Duration.ofMillis(100))
        .ignoreExceptions()
        .untilAsserted(
            () -> {
              Map<String, Long> found = new LinkedHashMap<>();
              waits.keySet().forEach(query -> found.put(query, records.count(query)));
              assertThat(found).isEqualTo(waits);
              // A file that an outage kept where it lay is looked at again within a minute.
              assertThat(files("inbox")).as("files left").isEmpty();
            });
  }

  /** Notes the calls that are in flight, as what strikes now may have them made again; how many. */
  int noteInFlight(Records records) {
    List<String> calls = new ArrayList<>();
    for (String flow : List.of("assignment", "partnership")) {
      calls.addAll(
          records.texts(
              "select '%1$s ' || id || '#' || claim_no from %1$s_call where state = 'SENDING'"
                  .formatted(flow)));
    }
    inFlight.addAll(calls);
    return calls.size();
  }

  /**
   * As {@link #assertFilesAndRows}; besides, the day's report was ordered, none was ordered twice,
   * and no call was made again but those that were noted in flight.
   */
  void assertDone(Records records) throws IOException {
    assertFilesAndRows(records);
    await("the reports at their end")
        .atMost(Program.PATIENCE)
        .until(
            () ->
                records.count("select count(*) from report_order where finished_at is null") == 0);
    assertThat(records.count("select count(*) from report_order where report_type = 'day'"))
        .as("the day's report")
        .isPositive();
    for (String type : List.of("day", "week", "month")) {
      long rows =
          records.count(
              "select count(*) from report_order where report_type = '%s'".formatted(type));
      assertThat(provider.ledger().reportOrders(type))
          .as("%s reports ordered, once a row at most", type)
          .hasSizeLessThanOrEqualTo((int) rows);
    }
    long made =
        provider.ledger().questions().size()
            + provider.ledger().calls().stream()
                .filter(call -> ASSIGNING.contains(call.path()) && call.effect())
                .count();
    long chunks =
        records.count("select count(*) from assignment_call where state = 'DONE'")
            + records.count("select count(*) from partnership_call where state = 'DONE'");
    assertThat(made)
        .as("calls for %d chunks; those in flight when something struck: %s", chunks, inFlight)
        .isBetween(chunks, chunks + inFlight.size());
  }

  /** Rows and results equal the provider's ledger; nobody had a sixth call in flight. */
  void assertFilesAndRows(Records records) throws IOException {
    Ledger ledger = provider.ledger();
    assertThat(ledger.violations()).as("a sixth call in flight").isEmpty();
    records.assertEqual(ledger);
    List<Path> results = files("results/assign");
    assertThat(results).hasSameSizeAs(assigned.keySet());
    Set<AllocationCalls.Assignment> wanted = new HashSet<>();
    Map<String, String> keyNos =
        IntStream.range(0, COMPANIES)
            .mapToObj(Company::sample)
            .collect(Collectors.toMap(Company::name, Company::keyNo));
    for (Map.Entry<String, List<String>> file : assigned.entrySet()) {
      String stem = file.getKey().replace(".csv", "-");
      Path result =
          results.stream()
              .filter(each -> each.getFileName().toString().startsWith(stem))
              .findFirst()
              .orElseThrow(() -> new AssertionError("no result of " + file.getKey()));
      List<String> lines = Files.readAllLines(result);
      List<String> expected = new ArrayList<>();
      for (int n = 0; n < file.getValue().size(); n++) {
        String pair = file.getValue().get(n);
        String keyNo = keyNos.get(pair.split(",", 2)[1]);
        expected.add(n + 2 + "," + pair + "," + keyNo + ",200");
        wanted.add(new AllocationCalls.Assignment(pair.split(",", 2)[0], keyNo));
      }
      assertThat(lines.stream().skip(1).map(line -> line.replaceFirst(",[^,]*$", "")))
          .as(file.getKey())
          .isEqualTo(expected);
    }
    assertThat(provider.allocation().assignments()).isEqualTo(wanted);
    assertThat(files("results/partnerships")).hasSize(compared);
    assertThat(records.count("select count(*) from partnership_job where state <> 'DONE'"))
        .isZero();
    if (compared > 0) {
      assertThat(records.count("select count(*) from partnership_relation"))
          .isEqualTo(PARTNERS - 1);
    }
  }

  /** How often a pair was asked for, at most. */
  long mostTimesAssigned() {
    return provider.ledger().allocations().stream()
        .collect(
            Collectors.groupingBy(each -> each.login() + each.keyWord(), Collectors.counting()))
        .values()
        .stream()
        .mapToLong(Long::longValue)
        .max()
        .orElse(0);
  }

  private List<Path> files(String folder) throws IOException {
    return LiveFolder.files(data.resolve(folder));
  }

  private static String name(int n) {
    return Company.sample(n).name();
  }
}
