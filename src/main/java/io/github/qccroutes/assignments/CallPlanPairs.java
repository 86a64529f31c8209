package io.github.qccroutes.assignments;

import io.github.qccroutes.api.ApiRequest;
import io.github.qccroutes.assignments.CallPlan.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The pairs to plan calls for, in file order. Pairs are numbered from 0 in the order they were
 * added. About 30 bytes a pair and each distinct login and keyword once; above the limit of
 * searched pairs no keyword is kept. Not safe for several threads.
 */
public final class CallPlanPairs {
  private static final int SEPARATOR_BYTES = "%2C".length();

  private final CallPlanLimits limits;
  private final Map<String, Integer> loginNumbers = new HashMap<>();
  private final Map<String, Integer> keywordNumbers = new HashMap<>();
  private final List<String> logins = new ArrayList<>();
  private final List<String> keywords = new ArrayList<>();

  private int size;
  private int[] positions = new int[16];
  private int[] loginOf = new int[16];
  private int[] keywordOf = new int[16];
  private int[] loginBytes = new int[16];
  private int[] keywordBytes = new int[16];

  /** No pairs yet. */
  public CallPlanPairs(CallPlanLimits limits) {
    this.limits = limits;
  }

  /**
   * Adds a pair.
   *
   * @param position what the plan names the pair by, such as its line; above the last one's
   * @throws IllegalArgumentException if the position does not rise
   */
  public void add(int position, String login, String keyword) {
    if (size > 0 && position <= positions[size - 1]) {
      throw new IllegalArgumentException(
          "position %d after %d".formatted(position, positions[size - 1]));
    }
    if (size == positions.length) {
      grow();
    }
    positions[size] = position;
    loginOf[size] = number(login, loginNumbers, logins);
    if (size < limits.searchedPairs()) {
      keywordOf[size] = number(keyword, keywordNumbers, keywords);
    } else {
      keywordNumbers.clear();
      keywords.clear();
    }
    if (limits.queryBytes() > 0) {
      loginBytes[size] = ApiRequest.encodedBytes(login);
      keywordBytes[size] = ApiRequest.encodedBytes(keyword);
    }
    size++;
  }

  /** How many pairs were added. */
  public int size() {
    return size;
  }

  CallPlanLimits limits() {
    return limits;
  }

  int position(int pair) {
    return positions[pair];
  }

  /** The pair at a position, negative if there is none. */
  int indexOf(int position) {
    return Arrays.binarySearch(positions, 0, size, position);
  }

  String centre(Shape shape, int pair) {
    return shape == Shape.ONE_LOGIN ? logins.get(loginOf[pair]) : keywords.get(keywordOf[pair]);
  }

  /** The pairs grouped by what is one in a call of this shape. */
  CallPlanSide side(Shape shape) {
    return shape == Shape.ONE_LOGIN
        ? new CallPlanSide(this, shape, Arrays.copyOf(loginOf, size), logins.size())
        : new CallPlanSide(this, shape, Arrays.copyOf(keywordOf, size), keywords.size());
  }

  /** Bytes of the encoded query of a call with this one pair. */
  long queryBytes(int pair) {
    return (long) limits.baseBytes() + loginBytes[pair] + keywordBytes[pair];
  }

  /** Bytes by which a pair lengthens the encoded query of a call that has one already. */
  long furtherBytes(Shape shape, int pair) {
    return (long) SEPARATOR_BYTES + (shape == Shape.ONE_LOGIN ? keywordBytes : loginBytes)[pair];
  }

  boolean fitOneCall(Shape shape, int[] pairs) {
    if (pairs.length < 2 || limits.queryBytes() == 0) {
      return pairs.length > 0 && pairs.length <= limits.items(shape);
    }
    long bytes = queryBytes(pairs[0]);
    for (int i = 1; i < pairs.length; i++) {
      bytes += furtherBytes(shape, pairs[i]);
    }
    return pairs.length <= limits.items(shape) && bytes <= limits.queryBytes();
  }

  void requireDistinct() {
    CallPlanGroups byLogin = new CallPlanGroups(Arrays.copyOf(loginOf, size), logins.size());
    int[] lastWith = new int[keywords.size()];
    Arrays.fill(lastWith, -1);
    for (int login = 0; login < logins.size(); login++) {
      for (int pair : byLogin.members(login)) {
        int last = lastWith[keywordOf[pair]];
        if (last >= 0 && loginOf[last] == login) {
          throw new IllegalArgumentException(
              "the same pair at %d and %d".formatted(positions[last], positions[pair]));
        }
        lastWith[keywordOf[pair]] = pair;
      }
    }
  }

  private static int number(String text, Map<String, Integer> numbers, List<String> texts) {
    Integer known = numbers.putIfAbsent(text, texts.size());
    if (known != null) {
      return known;
    }
    texts.add(text);
    return texts.size() - 1;
  }

  private void grow() {
    int length = Math.addExact(size, size >> 1);
    positions = Arrays.copyOf(positions, length);
    loginOf = Arrays.copyOf(loginOf, length);
    keywordOf = Arrays.copyOf(keywordOf, length);
    loginBytes = Arrays.copyOf(loginBytes, length);
    keywordBytes = Arrays.copyOf(keywordBytes, length);
  }
}
