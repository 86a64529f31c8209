package io.github.qccroutes.torture;

import io.github.qccroutes.sandbox.AllocationCalls;
import io.github.qccroutes.sandbox.Fault;
import io.github.qccroutes.sandbox.Faults;
import io.github.qccroutes.sandbox.Ledger;
import io.github.qccroutes.sandbox.PartnershipCalls;
import io.github.qccroutes.sandbox.PushCalls;
import io.github.qccroutes.sandbox.QuotaCalls;
import io.github.qccroutes.sandbox.ReportCalls;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/** The provider's moods: every call takes a while, and some go wrong. */
final class Trouble implements Work {
  /** A kill should find calls in flight. */
  private static final Fault USUAL = Fault.delay(Duration.ofMillis(150));

  private static final Fault TOO_LATE = Fault.delay(Torture.TIMEOUT.plusMillis(300));

  private static final List<Fault> OF_ANYTHING =
      List.of(
          TOO_LATE,
          Fault.resetBeforeEffect(),
          Fault.resetAfterEffect(),
          Fault.httpStatus(503, "busy"),
          Fault.cut());

  /** Of a download they would make a good archive a bad one. */
  private static final List<Fault> OF_CALLS =
      List.of(Fault.html(), Fault.cutText(), Fault.envelope("122", "并发超限"));

  private static final List<String> CALLS =
      List.of(
          AllocationCalls.ADD_COMPANIES,
          AllocationCalls.CANCEL_COMPANIES,
          PartnershipCalls.FIND,
          PushCalls.DOWNLOAD_URL,
          PushCalls.LIST,
          ReportCalls.CREATE,
          ReportCalls.INFO,
          QuotaCalls.GET_QUOTA);

  private final Site site;
  private int faults;
  private int tooLate;

  Trouble(Site site) {
    this.site = site;
    site.provider().faults().always(Faults.ANY, USUAL);
  }

  @Override
  public void add() {
    Random random = site.random();
    for (int n = random.nextInt(3); n > 0; n--) {
      if (random.nextBoolean()) {
        Fault fault = OF_ANYTHING.get(random.nextInt(OF_ANYTHING.size()));
        site.provider().faults().next(Faults.ANY, fault);
        tooLate += fault == TOO_LATE ? 1 : 0;
      } else {
        site.provider()
            .faults()
            .next(
                CALLS.get(random.nextInt(CALLS.size())),
                OF_CALLS.get(random.nextInt(OF_CALLS.size())));
      }
      faults++;
    }
  }

  /** From now on nothing goes wrong. */
  void calm() {
    site.provider().faults().clear();
  }

  /** How many calls of these paths went wrong at most: the ledger calls late and too late alike. */
  long spoilt(String... paths) {
    return tooLate + spoilt(List.of(paths)).count();
  }

  /** How many of them were carried out all the same. */
  long unheard(String... paths) {
    // A question without an answer has no effect, but was asked.
    return tooLate
        + spoilt(List.of(paths))
            .filter(call -> call.effect() || call.path().equals(PartnershipCalls.FIND))
            .count();
  }

  private Stream<Ledger.Call> spoilt(List<String> paths) {
    return site.provider().ledger().calls().stream()
        .filter(call -> paths.contains(call.path()))
        .filter(call -> call.fault() != null && !call.fault().equals(USUAL.toString()));
  }

  @Override
  public Map<String, Long> end() {
    return Map.of();
  }

  @Override
  public void compare(Figures figures) {
    figures.put("faults", faults);
  }
}
