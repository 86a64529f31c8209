package io.github.qccroutes.failpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qccroutes.cli.Installation;
import io.github.qccroutes.cli.Records;
import io.github.qccroutes.sandbox.Company;
import io.github.qccroutes.sandbox.Fault;
import io.github.qccroutes.sandbox.Faults;
import io.github.qccroutes.sandbox.Ledger;
import io.github.qccroutes.sandbox.Partnership;
import io.github.qccroutes.sandbox.PartnershipCalls;
import io.github.qccroutes.sandbox.Publication;
import io.github.qccroutes.sandbox.PushCalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Pushes, and with {@code -Dqccroutes.failpoints=all} partnerships, killed before every step; see
 * {@link FailpointWalk}.
 */
@Tag("long")
class FailpointWalkTest {
  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path folder;

  @Test
  void losesAndDoublesNoPush() throws IOException {
    assertThat(new Pushes(folder).walk())
        .contains("step:claim-order", "step:finish-order", "step:upsert-records")
        .hasSizeGreaterThan(15);
  }

  @Test
  @EnabledIfSystemProperty(named = "qccroutes.failpoints", matches = "all")
  void asksForEveryPairOfCompanies() throws IOException {
    assertThat(new Partnerships(folder).walk())
        .contains("step:claim-question", "step:store-relations", "step:write-relations")
        .hasSizeGreaterThan(15);
  }

  private static final class Pushes extends FailpointWalk {
    private int bad;

    Pushes(Path folder) {
      super(folder);
    }

    @Override
    Installation prepare(Installation installation) {
      return installation
          .with("QCC_API_TIMEOUT_MS", "3000")
          .with("QCC_API_SLOT_LEASE_MS", "3500")
          .with("QCC_PUSH_POLL_MS", "100")
          .with("QCC_PUSH_RETRY_DELAY_MS", "50")
          .with("QCC_PUSH_MAX_ATTEMPTS", "100")
          .with("QCC_PUSH_RECONCILE_CRON", "* * * * * ?");
    }

    @Override
    String flow() {
      return "push";
    }

    @Override
    void work() {
      provider.push().publish(Publication.generated(100L * rounds, 3));
      provider.push().publish(Publication.generated(100L * rounds + 2, 3).missed());
      provider
          .push()
          .publish(Publication.generated(100L * rounds + 50, 1).wrongPassword().missed());
      bad++;
      provider.faults().next(PushCalls.DOWNLOAD_URL, Fault.httpStatus(503, "busy"));
      provider.faults().next(PushCalls.DOWNLOAD_URL, Fault.envelope("205", "等待处理中"));
      provider.faults().next(Faults.DOWNLOAD, Fault.httpStatus(403, "expired"));
    }

    @Override
    boolean isDone() {
      return count("push_order where state = 'DEAD'") == bad
          && count("push_order where state = 'IMPORTED'")
              == provider.ledger().orders().size() - bad;
    }

    @Override
    void check() {
      new Records("jdbc:sqlite:" + folder.resolve("db/qcc.db")).assertEqual(provider.ledger());
    }
  }

  private static final class Partnerships extends FailpointWalk {
    private final Set<Ledger.Pair> wanted = new HashSet<>();

    Partnerships(Path folder) {
      super(folder);
      provider
          .partnerships()
          .relate(
              IntStream.range(0, 2_000)
                  .mapToObj(n -> Partnership.sample(n, name(n), name(n + 1)))
                  .toArray(Partnership[]::new));
    }

    @Override
    Installation prepare(Installation installation) {
      return installation
          .with("QCC_API_TIMEOUT_MS", "3000")
          .with("QCC_API_SLOT_LEASE_MS", "3500")
          .with("QCC_PARTNERSHIPS_POLL_MS", "100");
    }

    @Override
    String flow() {
      return "partnerships";
    }

    @Override
    void work() throws IOException {
      int first = 30 * rounds;
      for (int i = first; i < first + 23; i++) {
        for (int j = i + 1; j < first + 23; j++) {
          wanted.add(Ledger.Pair.of(name(i), name(j)));
        }
      }
      Path part = folder.resolve("part");
      Files.writeString(
          part,
          IntStream.range(first, first + 23)
              .mapToObj(n -> name(n) + "\n")
              .collect(Collectors.joining()));
      Path inbox = Files.createDirectories(folder.resolve("data/inbox/partnerships"));
      Files.move(part, inbox.resolve("客户" + rounds + ".txt"), StandardCopyOption.ATOMIC_MOVE);
      provider.faults().next(PartnershipCalls.FIND, Fault.httpStatus(503, "busy"));
    }

    @Override
    boolean isDone() {
      return count("partnership_job where state = 'DONE'") == rounds;
    }

    @Override
    void check() throws IOException {
      assertThat(provider.ledger().pairsAsked()).containsAll(wanted);
      assertThat(count("partnership_job")).isEqualTo(rounds);
      assertThat(count("partnership_relation")).isEqualTo(22L * rounds);
      try (Stream<Path> files = Files.walk(folder.resolve("data/results/partnerships"))) {
        List<Path> results = files.filter(file -> file.toString().endsWith(".result.csv")).toList();
        assertThat(results).hasSize(rounds);
        for (Path result : results) {
          assertThat(Files.readAllLines(result)).as("%s", result).hasSize(23);
        }
      }
    }

    private static String name(int n) {
      return Company.sample(n).name();
    }
  }
}
