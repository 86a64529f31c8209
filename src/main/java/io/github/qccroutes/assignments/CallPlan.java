package io.github.qccroutes.assignments;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The calls that send every pair of a login and a keyword exactly once. Calls stand in the order of
 * their first pair, so that a run cut short has sent roughly the top of the file.
 *
 * <p>Up to the limit of searched pairs, there are never more calls than each login's keywords, or
 * each keyword's logins, cut in file order would take; and among pairs that hang together through
 * shared logins and keywords, no plan has fewer if each of their logins and keywords fits into one
 * call. Of plans with as few calls it is one with many calls for one login, which answer more.
 * Above the limit, each login's keywords are cut in file order. The same pairs give the same plan.
 *
 * @param calls the calls, in the order to make them
 */
public record CallPlan(List<Call> calls) {
  private static final Logger LOG = LoggerFactory.getLogger(CallPlan.class);

  /** The two forms of a call. */
  public enum Shape {
    /** One login with several keywords; answers each keyword's {@code keyNo}. */
    ONE_LOGIN,
    /** One keyword with several logins; answers no {@code keyNo}. */
    ONE_KEYWORD
  }

  /**
   * One call.
   *
   * @param shape its form
   * @param centre the one login or the one keyword
   * @param positions the positions of its pairs, rising
   */
  public record Call(Shape shape, String centre, List<Integer> positions) {
    /** Keeps a copy of the positions. */
    public Call {
      positions = List.copyOf(positions);
    }
  }

  /** Keeps a copy of the calls. */
  public CallPlan {
    calls = List.copyOf(calls);
  }

  /**
   * Plans the calls for all pairs added so far.
   *
   * @throws IllegalArgumentException if a pair was added twice, as one call can't send it twice;
   *     not looked for above the limit of searched pairs
   */
  public static CallPlan of(CallPlanPairs pairs) {
    CallPlanSide logins = pairs.side(Shape.ONE_LOGIN);
    CallPlan byLogin = of(pairs, logins.calls(), logins.callOfPair());
    if (pairs.size() > pairs.limits().searchedPairs()) {
      return byLogin;
    }
    pairs.requireDistinct();
    try {
      CallPlanSearch search = new CallPlanSearch(logins, pairs.side(Shape.ONE_KEYWORD));
      return of(pairs, search.loginCalls(), search.callOfPair()).orInstead(byLogin, pairs);
    } catch (RuntimeException e) {
      LOG.error(
          "The search for the best plan of {} pairs failed; each login's companies are sent in file order. Please report this line",
          pairs.size(),
          e);
      return byLogin;
    }
  }

  /** Puts the pairs into their calls, of which the first are for one login each. */
  private static CallPlan of(CallPlanPairs pairs, int loginCalls, int[] callOfPair) {
    int numbers = Arrays.stream(callOfPair).max().orElse(-1) + 1;
    CallPlanGroups groups = new CallPlanGroups(callOfPair, numbers);
    List<Call> calls = new ArrayList<>();
    for (int number = 0; number < numbers; number++) {
      int[] members = groups.members(number);
      if (members.length > 0) {
        Shape shape = number < loginCalls ? Shape.ONE_LOGIN : Shape.ONE_KEYWORD;
        calls.add(
            new Call(
                shape,
                pairs.centre(shape, members[0]),
                Arrays.stream(members).mapToObj(pairs::position).toList()));
      }
    }
    calls.sort(Comparator.comparing(call -> call.positions.get(0)));
    return new CallPlan(calls);
  }

  /** This plan if it holds what it promises, else the other. */
  CallPlan orInstead(CallPlan simple, CallPlanPairs pairs) {
    if (calls.size() <= simple.calls.size() && sendsEachPairOnceWithinLimits(pairs)) {
      return this;
    }
    LOG.warn(
        "The best plan of {} pairs failed its check; each login's companies are sent in file order. Please report this line",
        pairs.size());
    return simple;
  }

  private boolean sendsEachPairOnceWithinLimits(CallPlanPairs pairs) {
    BitSet sent = new BitSet(pairs.size());
    for (Call call : calls) {
      int[] members = call.positions.stream().mapToInt(pairs::indexOf).toArray();
      for (int pair : members) {
        if (pair < 0 || sent.get(pair) || !pairs.centre(call.shape, pair).equals(call.centre)) {
          return false;
        }
        sent.set(pair);
      }
      if (!pairs.fitOneCall(call.shape, members)) {
        return false;
      }
    }
    return sent.cardinality() == pairs.size();
  }
}
