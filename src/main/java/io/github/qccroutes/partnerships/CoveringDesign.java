package io.github.qccroutes.partnerships;

import static io.github.qccroutes.partnerships.CoveringTable.NAMES_PER_CALL;

import io.github.qccroutes.partnerships.CoveringRule.Split;
import io.github.qccroutes.partnerships.CoveringRule.Transversal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Builds the calls that the rules of a table stand for. Names are numbers from 0; calls are arrays
 * of them. Not for use by several threads.
 */
final class CoveringDesign {
  private final CoveringTable table;

  /** The groups of a plane are alike, so each size is built once. */
  private final Map<Integer, List<int[]>> built = new HashMap<>();

  CoveringDesign(CoveringTable table) {
    this.table = table;
  }

  /** Calls that hold every pair of so many names. */
  List<int[]> calls(int names) {
    List<int[]> known = built.get(names);
    if (known != null) {
      return known;
    }
    List<int[]> calls;
    CoveringRule rule = table.rule(names);
    if (names < 2) {
      calls = List.of();
    } else if (rule instanceof Split split) {
      calls = split(split.larger(), split.smaller());
    } else if (rule instanceof Transversal transversal) {
      calls = transversal(names, transversal);
    } else {
      calls = List.of(range(0, names));
    }
    built.put(names, calls);
    return calls;
  }

  /** The names of both calls, each once. */
  static int[] union(int[] a, int[] b) {
    return IntStream.concat(IntStream.of(a), IntStream.of(b)).distinct().toArray();
  }

  private List<int[]> split(int larger, int smaller) {
    int[] others = range(0, larger);
    int[] chunk = range(larger, larger + smaller);
    if (inOneChunk(larger, smaller)) {
      return splitWithChunk(new PairCounts(larger).prune(calls(larger)), others, chunk);
    }
    List<int[]> calls = new ArrayList<>(calls(larger));
    calls.addAll(joinApart(others, chunk));
    return calls;
  }

  /**
   * The first name of the chunk takes the places left empty in the other part's calls. Where it has
   * met names there already, calls without it hold one more of them. Calls of up to ten names keep
   * their room: two of them become one.
   */
  private static List<int[]> splitWithChunk(List<int[]> before, int[] others, int[] chunk) {
    List<int[]> calls = new ArrayList<>();
    BitSet met = new BitSet();
    for (int[] call : before) {
      boolean room = call.length < NAMES_PER_CALL && call.length > NAMES_PER_CALL / 2;
      calls.add(room ? union(call, new int[] {chunk[0]}) : call);
      if (room) {
        IntStream.of(call).forEach(met::set);
      }
    }
    int[] unmet = IntStream.of(others).filter(name -> !met.get(name)).toArray();
    int room = NAMES_PER_CALL - chunk.length;
    int last = unmet.length % room == 0 ? 0 : room - unmet.length % room;
    int[] withAll = IntStream.concat(IntStream.of(unmet), met.stream().limit(last)).toArray();
    calls.addAll(CrossCovering.callsOfChunk(chunk, withAll));
    if (unmet.length == 0) {
      calls.add(chunk);
    }
    int[] withoutFirst = Arrays.copyOfRange(chunk, 1, chunk.length);
    if (withoutFirst.length > 0) {
      calls.addAll(CrossCovering.callsOfChunk(withoutFirst, met.stream().skip(last).toArray()));
    }
    return calls;
  }

  private boolean inOneChunk(int larger, int smaller) {
    return smaller < NAMES_PER_CALL
        && CrossCovering.priceOfChunk(smaller, larger)
            <= CrossCovering.price(larger, smaller) + table.price(smaller);
  }

  private List<int[]> joinApart(int[] others, int[] part) {
    List<int[]> calls = CrossCovering.calls(others, part);
    addRenamed(calls, calls(part.length), part);
    return calls;
  }

  private List<int[]> transversal(int names, Transversal rule) {
    int[] common = range(0, rule.common());
    List<int[]> groups = new ArrayList<>();
    int start = rule.common();
    for (int size : table.groups(rule)) {
      int end = Math.min(names, start + size);
      groups.add(range(start, end));
      start = end;
    }
    List<int[]> calls = lines(rule.order(), groups);
    for (int[] group : groups) {
      if (group.length > 0) {
        addRenamed(calls, calls(common.length + group.length), union(common, group));
      }
    }
    return calls;
  }

  /**
   * A call for each line of the plane that isn't one of the groups: they meet each group in one
   * point. Neighbours share a point: they meet on several lines, so that pruning finds more to
   * drop.
   */
  private static List<int[]> lines(int order, List<int[]> groups) {
    GaloisField field = new GaloisField(order);
    List<int[]> calls = new ArrayList<>();
    for (int slope = 0; slope < order; slope++) {
      for (int offset = 0; offset < order; offset++) {
        IntStream.Builder call = IntStream.builder();
        for (int i = 0; i < groups.size(); i++) {
          int[] group = groups.get(i);
          int point = i < order ? field.add(field.multiply(slope, i), offset) : slope;
          int weight = (group.length + order - 1) / order;
          for (int j = point * weight; j < Math.min(group.length, (point + 1) * weight); j++) {
            call.add(group[j]);
          }
        }
        calls.add(call.build().toArray());
      }
    }
    return calls;
  }

  private static void addRenamed(List<int[]> calls, List<int[]> more, int[] names) {
    for (int[] call : more) {
      calls.add(IntStream.of(call).map(i -> names[i]).toArray());
    }
  }

  private static int[] range(int start, int end) {
    return IntStream.range(start, end).toArray();
  }
}
