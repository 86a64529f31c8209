package io.github.qccroutes.assignments;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jgrapht.Graph;
import org.jgrapht.alg.matching.HopcroftKarpMaximumCardinalityBipartiteMatching;
import org.jgrapht.graph.DefaultEdge;
import org.jgrapht.graph.SimpleGraph;

class CallPlanCoverTest {
  private record Edge(int left, int right) {}

  @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
  void isAsSmallAsALibrarysLargestMatching(
      @ForAll @IntRange(min = 1, max = 2000) int lefts,
      @ForAll @IntRange(min = 1, max = 2000) int rights,
      @ForAll @IntRange(min = 0, max = 4000) int draws,
      @ForAll long seed) {
    Random random = new Random(seed);
    Set<Edge> edges = new HashSet<>();
    for (int i = 0; i < draws; i++) {
      edges.add(new Edge(random.nextInt(lefts), random.nextInt(rights)));
    }

    assertLeast(List.copyOf(edges), lefts, rights, largestMatching(edges));
  }

  @Example
  void followsAPathLongerThanAThreadsStack() {
    // The edges come so that taking the first free ones leaves only the two ends unmatched.
    int length = 50_000;
    List<Edge> edges = new ArrayList<>();
    for (int i = 1; i < length; i++) {
      edges.add(new Edge(i, i - 1));
      edges.add(new Edge(i, i));
    }
    edges.add(new Edge(0, 0));

    assertLeast(edges, length, length, length);
  }

  private static void assertLeast(List<Edge> edges, int lefts, int rights, int size) {
    CallPlanCover cover =
        new CallPlanCover(
            edges.stream().mapToInt(Edge::left).toArray(),
            lefts,
            edges.stream().mapToInt(Edge::right).toArray(),
            rights);

    assertThat(edges)
        .allMatch(edge -> cover.hasLeft(edge.left) || cover.hasRight(edge.right), "is covered");
    assertThat(
            IntStream.range(0, lefts).filter(cover::hasLeft).count()
                + IntStream.range(0, rights).filter(cover::hasRight).count())
        .isEqualTo(cover.size())
        .isEqualTo(size);
  }

  private static int largestMatching(Set<Edge> edges) {
    Graph<Integer, DefaultEdge> graph = new SimpleGraph<>(DefaultEdge.class);
    Set<Integer> lefts = new HashSet<>();
    Set<Integer> rights = new HashSet<>();
    for (Edge edge : edges) {
      int right = -1 - edge.right;
      lefts.add(edge.left);
      rights.add(right);
      graph.addVertex(edge.left);
      graph.addVertex(right);
      graph.addEdge(edge.left, right);
    }
    return new HopcroftKarpMaximumCardinalityBipartiteMatching<>(graph, lefts, rights)
        .getMatching()
        .getEdges()
        .size();
  }
}
