package io.github.qccroutes.partnerships;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongPredicate;

/**
 * The search for the names on account of which whole calls were refused.
 *
 * <p>A name that stands in an answered call is good, so the names of a refused call that stand in
 * no answered one are under suspicion. Of those, half are asked alone, until one name is left that
 * is refused together with a good one. Then the call goes out again without it. Where there are
 * other calls to learn from, as in a list of more than 20 names, that is one call for a bad name
 * and one for each call that held it; in a list of up to 20 it is about five and one.
 */
final class RefusalSearch {
  /** Names of which none is known to be good; beyond this not every pair of them is tried. */
  private static final int FEW = 4;

  private final LongPredicate good;
  private final Set<Long> bad;
  private final Set<Set<Long>> refusedPairs = new HashSet<>();

  private RefusalSearch(LongPredicate good, Set<Long> bad) {
    this.good = good;
    this.bad = bad;
  }

  /**
   * A call that was refused as a whole.
   *
   * @param lines those of its names
   * @param probe whether it stands beside the plan
   * @param error what the provider said
   */
  record Refused(long id, List<Long> lines, boolean probe, int attempts, String error) {}

  /**
   * What follows from the answers so far.
   *
   * @param bad the names now known to be refused, by line, each with what the provider said
   * @param again calls of the plan to send again, without names that are refused
   * @param over calls of which nothing is left to ask
   * @param failed calls that were refused though none of their names is, or nobody can tell which
   * @param probes calls to make beside the plan
   */
  record Step(
      Map<Long, String> bad,
      List<Refused> again,
      List<Refused> over,
      List<Refused> failed,
      List<List<Long>> probes) {}

  /**
   * Takes the next step; to be taken when no probe is under way.
   *
   * @param names all names of the job, by line
   * @param good whether a name stands in an answered call
   * @param knownBad names that are known to be refused
   */
  static Step next(
      Collection<Long> names, Collection<Refused> calls, LongPredicate good, Set<Long> knownBad) {
    return new RefusalSearch(good, new HashSet<>(knownBad)).next(names, calls);
  }

  private Step next(Collection<Long> names, Collection<Refused> calls) {
    Step step =
        new Step(
            new TreeMap<>(),
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>());
    for (Refused call : calls) {
      List<Long> suspects = suspects(call);
      // Only of two names that were refused by themselves; of a longer call another name was bad.
      if (call.lines.size() == 2 && left(call).size() == 2) {
        if (suspects.size() == 1) {
          step.bad.put(suspects.get(0), call.error);
        } else {
          refusedPairs.add(Set.copyOf(call.lines));
        }
      }
    }
    bad.addAll(step.bad.keySet());
    List<Refused> open = new ArrayList<>();
    for (Refused call : calls) {
      if (!isSettled(call, calls, step)) {
        open.add(call);
      }
    }
    Long anyGood = names.stream().filter(good::test).findFirst().orElse(null);
    open.sort(Comparator.comparing(call -> suspects(call).size()));
    Set<Long> searched = new HashSet<>();
    for (Refused call : open) {
      List<Long> suspects = suspects(call);
      if (suspects.stream().noneMatch(searched::contains)) {
        List<Long> probe =
            anyGood == null ? probeAmongSuspects(suspects) : probe(suspects, call, anyGood);
        if (!probe.isEmpty()) {
          step.probes.add(probe.stream().sorted().toList());
          searched.addAll(suspects);
        }
      }
    }
    if (step.bad.isEmpty() && step.again.isEmpty() && step.probes.isEmpty()) {
      step.failed.addAll(open);
    }
    return step;
  }

  private List<Long> left(Refused call) {
    return call.lines.stream().filter(line -> !bad.contains(line)).toList();
  }

  private List<Long> suspects(Refused call) {
    return left(call).stream().filter(line -> !good.test(line)).toList();
  }

  /** Whether a call needs no more search: its bad name is known, or none of its names is bad. */
  private boolean isSettled(Refused call, Collection<Refused> calls, Step step) {
    List<Long> left = left(call);
    boolean unexplained = left.size() == call.lines.size();
    if (left.size() < 2 || (call.probe && (!unexplained || suspects(call).isEmpty()))) {
      return step.over.add(call);
    }
    if (unexplained) {
      if (!suspects(call).isEmpty()) {
        return false;
      }
      return call.attempts == 0 ? step.again.add(call) : step.failed.add(call);
    }
    // A call that holds all names of another refused one would be refused again.
    if (calls.stream()
        .anyMatch(other -> left(other).equals(other.lines) && isPart(other.lines, left))) {
      return false;
    }
    return step.again.add(new Refused(call.id, left, false, call.attempts, call.error));
  }

  private static boolean isPart(List<Long> lines, List<Long> whole) {
    return lines.size() < whole.size() && whole.containsAll(lines);
  }

  /** Half of the suspects; a single one is asked with a good name, since two are a call's least. */
  private List<Long> probe(List<Long> suspects, Refused call, Long anyGood) {
    List<Long> half = new ArrayList<>(suspects.subList(0, (suspects.size() + 1) / 2));
    if (half.size() == 1) {
      half.add(left(call).stream().filter(good::test).findFirst().orElse(anyGood));
    }
    return half;
  }

  /**
   * Two or more of the suspects where no name at all is known to be good; empty when nothing is
   * left that is worth a call.
   */
  private List<Long> probeAmongSuspects(List<Long> suspects) {
    Set<Long> inRefusedPairs = new LinkedHashSet<>();
    refusedPairs.forEach(inRefusedPairs::addAll);
    List<Long> fresh = suspects.stream().filter(line -> !inRefusedPairs.contains(line)).toList();
    if (fresh.size() >= 2) {
      return fresh.subList(0, Math.max(2, (fresh.size() + 1) / 2));
    }
    if (suspects.size() <= FEW) {
      for (Long one : suspects) {
        for (Long other : suspects) {
          if (one < other && !refusedPairs.contains(Set.of(one, other))) {
            return List.of(one, other);
          }
        }
      }
    }
    return List.of();
  }
}
