package io.github.qccroutes.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qccroutes.app.TestNode;
import io.github.qccroutes.sandbox.Company;
import io.github.qccroutes.store.Dialect;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;

/**
 * A node on the routes of a flow that takes files, what is dropped there, and what becomes of it.
 */
public abstract class DroppedFiles {
  private final String row;
  private final List<String> folders;
  private final String[] settings;

  protected TestNode.Plan plan;
  protected TestNode node;

  /**
   * @param row how the flow's tables begin, such as {@code assignment}
   * @param folders the flow's routes and those it calls
   * @param settings keys and values by turns
   */
  protected DroppedFiles(String row, List<String> folders, String... settings) {
    this.row = row;
    this.folders = folders;
    this.settings = settings;
  }

  /** Has the provider know what the tests are about. */
  protected abstract void furnish();

  @AfterEach
  final void end() {
    if (node != null) {
      node.giveBack();
    } else if (plan != null) {
      plan.close();
    }
  }

  protected static void eventually(ThrowingRunnable holds) {
    TestNode.eventually(holds);
  }

  /** Takes a node that other tests take, too. */
  protected void start(Dialect dialect, String... others) {
    node = TestNode.shared(dialect, folders, all(others));
    plan = node.plan();
    furnish();
  }

  /** Plans nodes of this test alone. */
  protected void prepare(Dialect dialect, String... others) {
    plan = TestNode.on(dialect).only(folders.toArray(String[]::new)).with(all(others));
    furnish();
  }

  private String[] all(String... others) {
    String[] all = Arrays.copyOf(settings, settings.length + others.length);
    System.arraycopy(others, 0, all, settings.length, others.length);
    return all;
  }

  /** The sample company of that number. */
  protected static String name(int n) {
    return Company.sample(n).name();
  }

  protected static List<String> names(int from, int to) {
    return IntStream.range(from, to).mapToObj(DroppedFiles::name).toList();
  }

  /** A line a sample company. */
  protected static String lines(int from, int to) {
    return names(from, to).stream().map(name -> name + "\n").collect(Collectors.joining());
  }

  protected Path data() {
    return node.data();
  }

  /** Drops a text with a line end behind its last line: without one it is waited for. */
  protected void drop(String path, String text) {
    node.drop(path, text.endsWith("\n") ? text : text + "\n");
  }

  protected List<Path> files(String folder) {
    return node.files(folder);
  }

  protected String text(String path) {
    return node.text(path);
  }

  /** The lines of an answer to the file of that name, once it is there and its job knows. */
  protected List<String> result(String folder, String name, String ending) {
    eventually(() -> assertThat(find(folder, name, ending)).isPresent());
    String known =
        Map.of("result.csv", "finished_at is not null", "held.txt", "held_at is not null")
            .get(ending);
    if (known != null) {
      eventually(
          () -> assertThat(jobs("file_name like '" + name + ".%' and " + known)).isNotEmpty());
    }
    return find(folder, name, ending)
        .map(file -> text(data().relativize(file).toString()).lines().toList())
        .orElseThrow();
  }

  private Optional<Path> find(String folder, String name, String ending) {
    return files("results/" + folder).stream()
        .filter(file -> file.getFileName().toString().matches(name + "-\\d+\\." + ending))
        .findFirst();
  }

  /** The row of a job, empty where there is none. */
  protected Map<String, Object> job(long id) {
    return jobs("id = " + id).stream().findFirst().orElse(Map.of());
  }

  private List<Map<String, Object>> jobs(String condition) {
    return node.sql().sql("select * from " + row + "_job where " + condition).query().listOfRows();
  }
}
