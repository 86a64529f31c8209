package io.github.qccroutes.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qccroutes.app.TestNode;
import io.github.qccroutes.sandbox.AllocationCalls;
import io.github.qccroutes.sandbox.Company;
import io.github.qccroutes.sandbox.QuotaCalls;
import io.github.qccroutes.sandbox.Simulator;
import io.github.qccroutes.store.Dialect;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator asks of dropped files: the price, the jobs, and that a held one goes on. */
final class AssignmentCommandsTest {
  private static final String LOGIN = "13800000001";

  @TempDir private Path folder;
  private Simulator provider;
  private Installation installation;

  @BeforeEach
  void prepare() {
    provider = Simulator.start();
    knowCompanies(provider);
    installation =
        Installation.of(provider, folder).only("api", "assignments", "quota").withDatabase();
  }

  @AfterEach
  void stopProvider() {
    provider.close();
  }

  @Test
  void showsAHeldJobAndLetsItGoOn() {
    TestNode node =
        TestNode.shared(
            Dialect.SQLITE,
            List.of("api", "assignments", "quota"),
            "qcc.assignments.poll-ms",
            "50");
    try {
      knowCompanies(node.provider());
      assertThat(output(node, "jobs")).isEqualTo("没有任务 No job yet.");
      node.drop("assign/" + LOGIN + "/名单.txt", lines(3));
      TestNode.eventually(
          () ->
              assertThat(output(node, "jobs").lines())
                  .satisfiesExactly(
                      job ->
                          assertThat(job)
                              .startsWith("1  暂停 HELD  assign/" + LOGIN + "/名单.txt")
                              .endsWith(
                                  "行 lines 3, 成功 succeeded 0, 失败或无效 failed or invalid 0, 未完成 left 3"),
                      reason ->
                          assertThat(reason)
                              .contains("at most 3 needed (0 of it by jobs under way), 2 left"),
                      todo -> assertThat(todo).contains("qcc-routes release 1"),
                      look -> assertThat(look).contains("looked at again by itself")));
      assertThat(CommandRun.beside(node, "release", "7").refusal()).contains("7");
      // What the check would still hold, the operator knows better: two are followed already.
      node.provider().allocation().follow(Company.sample(0), Company.sample(1));

      assertThat(output(node, "release", "1")).isEqualTo("已放行 Released: 任务继续 job 1 goes on.");

      TestNode.eventually(
          () ->
              assertThat(output(node, "jobs"))
                  .isEqualTo(
                      "1  完成 DONE  assign/"
                          + LOGIN
                          + "/名单.txt  行 lines 3, 成功 succeeded 3, 失败或无效 failed or invalid 0, 未完成 left 0"));
      assertThat(CommandRun.beside(node, "release", "1").refusal()).contains("1");
      assertThat(node.ledger().calls(AllocationCalls.ADD_COMPANIES)).hasSize(1);
    } finally {
      node.giveBack();
    }
  }

  @Test
  void tellsWhatAFileWouldCostAndSendsNothing() throws IOException {
    Path file = folder.resolve("计划.csv");
    Files.writeString(
        file,
        "loginName,keyWord\n"
            + IntStream.range(0, 300)
                .mapToObj(n -> LOGIN + "," + Company.sample(n).name() + "\n")
                .collect(Collectors.joining())
            + IntStream.range(0, 50)
                .mapToObj(n -> (13900000000L + n) + "," + Company.sample(300).name() + "\n")
                .collect(Collectors.joining())
            + LOGIN
            + ","
            + Company.sample(7).name()
            + "\n"
            + LOGIN
            + ",短\n");
    String costs =
        """
        行数 lines:        352
        无效 invalid:      1
        重复 duplicates:   1
        调用 calls:        3
          一人多企 one login, many companies:  2
          一企多人 one company, many logins:   1\
        """;

    assertThat(output("plan", file.toString()))
        .isEqualTo(
            costs
                + """

                额度 quota before: 98 / 100 (剩余 free 2)
                额度 quota after:  399 / 100 最多 at most (剩余 free -299)\
                """);
    assertThat(provider.ledger().calls())
        .singleElement()
        .satisfies(call -> assertThat(call.path()).isEqualTo(QuotaCalls.GET_QUOTA));

    assertThat(output("plan", "--cancel", file.toString()))
        .isEqualTo(
            costs + "\n  未设置 unset qcc.assignments.admin-logins：任务会暂停 the job would be HELD");
    installation.without("QCC_API_KEY").without("QCC_API_SECRET_KEY");
    assertThat(output("plan", file.toString()))
        .isEqualTo(
            costs + "\n额度 quota:        未知 unknown (没有设置 qcc.api.key：qcc.api.key is not set)");
    assertThat(output("plan", "--cancel", file.toString())).doesNotContain("quota:");
    assertThat(provider.ledger().calls()).hasSize(1);
  }

  @Test
  void saysInOneLineWhyAFileHasNoPrice() throws IOException {
    Path file = folder.resolve("无表头.csv");
    Files.writeString(file, LOGIN + ",小米\n");
    assertThat(refused("plan", file.toString())).contains("无表头.csv");
    CommandRun plan = installation.command("plan", folder.resolve("none.csv").toString());
    assertThat(plan.exitCode()).isEqualTo(2);
    assertThat(plan.err()).contains("there is no file");
  }

  private static String lines(int count) {
    return IntStream.range(0, count)
        .mapToObj(n -> Company.sample(n).name() + "\n")
        .collect(Collectors.joining());
  }

  private static void knowCompanies(Simulator provider) {
    provider
        .allocation()
        .know(IntStream.range(0, 400).mapToObj(Company::sample).toArray(Company[]::new));
    provider.quota().set("radar_id", 100, 98, 50);
  }

  private static String output(TestNode node, String... arguments) {
    return CommandRun.beside(node, arguments).output();
  }

  private String output(String... arguments) {
    return installation.command(arguments).output();
  }

  private String refused(String... arguments) {
    return installation.command(arguments).refusal();
  }
}
