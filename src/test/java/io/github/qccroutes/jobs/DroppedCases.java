package io.github.qccroutes.jobs;

import static org.awaitility.Awaitility.await;

import io.github.qccroutes.app.LogRecorder;
import io.github.qccroutes.app.TestNode;
import io.github.qccroutes.sandbox.AllocationCalls;
import io.github.qccroutes.sandbox.Company;
import io.github.qccroutes.sandbox.Ledger;
import io.github.qccroutes.store.Dialect;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.core.ConditionTimeoutException;

/**
 * The company lists of {@code dropfiles/cases.tsv}, all dropped into one node, and what became of
 * each.
 */
final class DroppedCases implements AutoCloseable {
  private static final Pattern IN_TWO_PARTS = Pattern.compile("(.+) \\+([0-9.]+) (.+) as (.+)");
  private static final Pattern UNDER_A_NAME = Pattern.compile("(.+?) as (.+)");

  private final List<Case> cases;
  private final TestNode node;
  private final LogRecorder log = new LogRecorder();
  private final ScheduledExecutorService writers = Executors.newScheduledThreadPool(2);

  /**
   * One list and its right outcome.
   *
   * @param first what is dropped, or written first
   * @param rest what the same open file is given after {@code pause}; null for none
   */
  record Case(
      String id,
      String name,
      String folder,
      byte[] first,
      byte[] rest,
      Duration pause,
      String outcome,
      List<String> sent,
      Map<String, String> lines,
      String why) {

    String flow() {
      return folder.contains("/") ? folder.substring(0, folder.indexOf('/')) : folder;
    }

    /** Whether a program may still be writing it, for all that can be seen. */
    boolean isHalf() {
      boolean told = outcome.equals("LEFT") || outcome.equals("REJECTED");
      boolean ended = first.length > 0 && "\n\r\0\u001a".indexOf(first[first.length - 1]) >= 0;
      return rest != null
          || first.length == 0
          || (!told && !ended && !name.toLowerCase(Locale.ROOT).endsWith(".xlsx"));
    }

    /** The companies or pairs that are sent in any case. */
    Set<String> surely() {
      Set<String> surely = new LinkedHashSet<>();
      sent.stream()
          .filter(item -> !item.contains("|?"))
          .forEach(item -> surely.add(item.replace("|!", "|")));
      return surely;
    }

    /** The pairs that are sent or worth sending again. */
    Set<String> perhaps() {
      Set<String> perhaps = new LinkedHashSet<>();
      sent.stream()
          .filter(item -> item.contains("|?"))
          .forEach(item -> perhaps.add(item.replace("|?", "|")));
      return perhaps;
    }

    Set<String> logins() {
      Set<String> logins = new LinkedHashSet<>();
      sent.forEach(pair -> logins.add(pair.split("\\|", 2)[0]));
      if (folder.contains("/")) {
        logins.add(folder.substring(folder.indexOf('/') + 1));
      }
      return logins;
    }

    @Override
    public String toString() {
      return id;
    }
  }

  private DroppedCases(List<Case> cases) {
    this.cases = cases;
    this.node =
        TestNode.on(Dialect.SQLITE)
            .only("api", "assignments", "partnerships", "quota")
            .with("qcc.assignments.poll-ms", "50", "qcc.partnerships.poll-ms", "50")
            .start();
  }

  /** The cases of the manifest. */
  static List<Case> all() {
    try (InputStream in = open("cases.tsv")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .skip(1)
          .map(DroppedCases::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Case read(String line) {
    String[] columns = line.split("\t", -1);
    Matcher two = IN_TWO_PARTS.matcher(columns[1]);
    Matcher named = UNDER_A_NAME.matcher(columns[1]);
    Map<String, String> lines = new HashMap<>();
    for (String each : columns[5].split(";")) {
      if (!each.isEmpty()) {
        lines.put(each.split("=")[0], each.split("=")[1]);
      }
    }
    List<String> sent = columns[4].isEmpty() ? List.of() : Arrays.asList(columns[4].split(";", -1));
    if (two.matches()) {
      return new Case(
          columns[0],
          two.group(4),
          columns[2],
          bytes(two.group(1)),
          bytes(two.group(3)),
          Duration.ofMillis(Math.round(Double.parseDouble(two.group(2)) * 1000)),
          columns[3],
          sent,
          lines,
          columns[6]);
    }
    boolean renamed = named.matches();
    return new Case(
        columns[0],
        renamed ? named.group(2) : columns[1],
        columns[2],
        bytes(renamed ? named.group(1) : columns[1]),
        null,
        Duration.ZERO,
        columns[3],
        sent,
        lines,
        columns[6]);
  }

  private static byte[] bytes(String resource) {
    if (resource.equals("-")) {
      return new byte[0];
    }
    try (InputStream in = open(resource)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream open(String resource) {
    return DroppedCases.class.getResourceAsStream("/dropfiles/" + resource);
  }

  /** Drops those cases together and waits until each has its outcome, or for a good while. */
  static DroppedCases drop(Predicate<Case> which, Duration patience) {
    DroppedCases dropped = new DroppedCases(all().stream().filter(which).toList());
    dropped.furnish();
    try {
      for (Case each : dropped.cases) {
        dropped.drop(each);
      }
      await()
          .atMost(patience)
          .pollInterval(Duration.ofMillis(200))
          .until(() -> dropped.cases.stream().allMatch(dropped::isOver));
    } catch (ConditionTimeoutException e) {
      // The tests say which.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return dropped;
  }

  private void furnish() {
    node.provider().quota().set("radar_id", 1_000_000, 0, 50);
    for (Case each : cases) {
      for (String pair : each.sent) {
        String company = pair.substring(pair.indexOf('|') + 1);
        if (!company.startsWith("!")) {
          String name = company.startsWith("?") ? company.substring(1) : company;
          String keyNo = "%032x".formatted(name.hashCode());
          node.provider().allocation().know(new Company(keyNo, name, name, name));
        }
      }
    }
  }

  private void drop(Case dropped) throws IOException {
    if (dropped.rest == null) {
      node.drop(dropped.folder + "/" + dropped.name, dropped.first);
      return;
    }
    Path folder = Files.createDirectories(node.data().resolve("inbox").resolve(dropped.folder));
    OutputStream open = Files.newOutputStream(folder.resolve(dropped.name));
    open.write(dropped.first);
    writers.schedule(
        () -> {
          try (open) {
            open.write(dropped.rest);
          }
          return null;
        },
        dropped.pause.toMillis(),
        TimeUnit.MILLISECONDS);
  }

  private boolean isOver(Case dropped) {
    if (dropped.lines.containsValue("LATE") && !isTold("ERROR", dropped.name)) {
      return false;
    }
    return switch (dropped.outcome) {
      case "LEFT" -> true;
      case "REJECTED" -> why(dropped) != null;
      default ->
          jobs(dropped).stream().anyMatch(job -> job.get("finished_at") != null)
              || (dropped.lines.containsKey("*") && isTold("WARN", dropped.name));
    };
  }

  boolean isTold(String level, String name) {
    return log.at(ch.qos.logback.classic.Level.valueOf(level)).stream()
        .anyMatch(line -> line.contains(name));
  }

  /** The lines of the log with the case's name. */
  List<String> told(Case dropped) {
    return log.all().stream().filter(line -> line.contains(dropped.name)).toList();
  }

  boolean isInInbox(Case dropped) {
    return Files.exists(node.data().resolve("inbox").resolve(dropped.folder).resolve(dropped.name));
  }

  /** The rows of the case's jobs. */
  List<Map<String, Object>> jobs(Case dropped) {
    return node.sql()
        .sql("select * from " + row(dropped) + "_job where file_name = :name order by id")
        .param("name", dropped.name)
        .query()
        .listOfRows();
  }

  private static String row(Case dropped) {
    return dropped.flow().equals("assign") ? "assignment" : "partnership";
  }

  /** Status and message of each line of the case's job. */
  List<Map<String, Object>> items(Case dropped) {
    return node.sql()
        .sql(
            "select item.* from assignment_item as item join assignment_job as job"
                + " on job.id = item.job_id where job.file_name = :name order by line")
        .param("name", dropped.name)
        .query()
        .listOfRows();
  }

  /** The pairs that were sent for the case's logins, {@code login|company}. */
  Set<String> sent(Case dropped) {
    Set<String> logins = dropped.logins();
    Set<String> sent = new LinkedHashSet<>();
    for (Ledger.Call call : node.ledger().calls()) {
      Map<String, String> parameters = call.parameters();
      if (call.path().equals(AllocationCalls.ADD_COMPANIES)) {
        for (String company : parameters.get("keyWordList").split(",")) {
          sent.add(parameters.get("loginName") + "|" + company);
        }
      } else if (call.path().equals(AllocationCalls.ADD_USERS)) {
        for (String login : parameters.get("loginNameList").split(",")) {
          sent.add(login + "|" + parameters.get("keyWord"));
        }
      }
    }
    sent.removeIf(pair -> !logins.contains(pair.split("\\|", 2)[0]));
    return sent;
  }

  /** All companies that were asked in calls with any of the case's. */
  Set<String> asked(Case dropped) {
    Set<String> asked = new LinkedHashSet<>();
    for (Ledger.Question question : node.ledger().questions()) {
      if (question.companyNames().stream().anyMatch(dropped.sent::contains)) {
        asked.addAll(question.companyNames());
      }
    }
    return asked;
  }

  /** The reason beside the rejected file, null where one of both is missing. */
  String why(Case dropped) {
    Path rejected = node.data().resolve("rejected").resolve(dropped.flow());
    Path why = rejected.resolve(dropped.name + ".why.txt");
    if (!Files.exists(rejected.resolve(dropped.name)) || !Files.exists(why)) {
      return null;
    }
    return node.text(node.data().relativize(why).toString());
  }

  /** Why lists were rejected and lines are invalid. */
  List<String> reasons() {
    List<String> reasons =
        new ArrayList<>(
            node.sql()
                .sql("select msg from assignment_item where state = 'INVALID'")
                .query(String.class)
                .list());
    for (Path file : node.files("rejected")) {
      if (file.toString().endsWith(".why.txt")) {
        reasons.add(node.text(node.data().relativize(file).toString()));
      }
    }
    return reasons;
  }

  /** The lines of the case's answer with that ending, none where there is none. */
  List<String> answer(Case dropped, String ending) {
    List<String> lines = new ArrayList<>();
    for (Path file : node.files("results/" + dropped.flow())) {
      String stem = dropped.name.substring(0, dropped.name.lastIndexOf('.'));
      if (file.getFileName().toString().matches(Pattern.quote(stem) + "-\\d+\\." + ending)) {
        lines.addAll(node.text(node.data().relativize(file).toString()).lines().toList());
      }
    }
    return lines;
  }

  @Override
  public void close() {
    writers.shutdownNow();
    log.close();
    node.closeAll();
  }
}
