package io.github.qccroutes.assignments;

import static io.github.qccroutes.assignments.CallPlan.Shape.ONE_KEYWORD;
import static io.github.qccroutes.assignments.CallPlan.Shape.ONE_LOGIN;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.github.qccroutes.assignments.CallPlan.Call;
import io.github.qccroutes.assignments.CallPlan.Shape;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class CallPlanTest {
  private static final CallPlanLimits DOCUMENTED = CallPlanLimits.DOCUMENTED;

  private record Pair(String login, String keyword) {}

  @Property(tries = 500)
  void sendsEachPairOnceWithinTheLimits(
      @ForAll("pairs") List<Pair> pairs,
      @ForAll @IntRange(min = 1, max = 5) int keywordsPerCall,
      @ForAll @IntRange(min = 1, max = 5) int loginsPerCall) {
    CallPlan plan = plan(pairs, limits(keywordsPerCall, loginsPerCall));

    assertThat(positions(plan))
        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, pairs.size()).boxed().toList());
    assertThat(plan.calls())
        .allSatisfy(
            call -> {
              assertThat(call.positions())
                  .hasSizeLessThanOrEqualTo(
                      call.shape() == ONE_LOGIN ? keywordsPerCall : loginsPerCall)
                  .isSorted();
              assertThat(call.positions())
                  .extracting(position -> centre(call.shape(), pairs.get(position)))
                  .containsOnly(call.centre());
            });
    assertThat(plan.calls()).extracting(call -> call.positions().get(0)).isSorted();
  }

  @Property(tries = 500)
  void takesTheFewestCallsWhereEachCentreFitsIntoOne(@ForAll("pairs") List<Pair> pairs) {
    assertThat(plan(pairs, DOCUMENTED).calls()).hasSize(leastCover(pairs, DOCUMENTED));
  }

  @Property(tries = 500)
  void takesNoMoreCallsThanCoversByWholeCentres(
      @ForAll("pairs") List<Pair> pairs,
      @ForAll @IntRange(min = 1, max = 5) int keywordsPerCall,
      @ForAll @IntRange(min = 1, max = 5) int loginsPerCall) {
    CallPlanLimits limits = limits(keywordsPerCall, loginsPerCall);

    assertThat(plan(pairs, limits).calls())
        .hasSizeLessThanOrEqualTo(calls(pairs, Pair::login, keywordsPerCall))
        .hasSizeLessThanOrEqualTo(calls(pairs, Pair::keyword, loginsPerCall))
        .hasSizeLessThanOrEqualTo(leastCover(pairs, limits));
  }

  @Property(tries = 500)
  void keepsTheEncodedQueryWithinItsBound(
      @ForAll("pairs") List<Pair> pairs, @ForAll @IntRange(min = 40, max = 200) int queryBytes) {
    int baseBytes = query(ONE_LOGIN, "", List.of()).length();
    CallPlan plan = plan(pairs, limits(4, 4).withQueryBytes(queryBytes, baseBytes));

    assertThat(positions(plan)).hasSize(pairs.size()).doesNotHaveDuplicates();
    assertThat(plan.calls())
        .filteredOn(call -> call.positions().size() > 1)
        .allSatisfy(
            call -> {
              List<String> items =
                  call.positions().stream()
                      .map(pairs::get)
                      .map(call.shape() == ONE_LOGIN ? Pair::keyword : Pair::login)
                      .toList();
              assertThat(query(call.shape(), call.centre(), items))
                  .hasSizeLessThanOrEqualTo(queryBytes);
            });
  }

  @Property(tries = 100)
  void givesTheSamePlanForTheSamePairs(@ForAll("pairs") List<Pair> pairs) {
    assertThat(plan(pairs, limits(3, 2))).isEqualTo(plan(pairs, limits(3, 2)));
  }

  @Provide
  Arbitrary<List<Pair>> pairs() {
    Arbitrary<String> logins = Arbitraries.of("1", "13800000002", "l 3", "l+4", "l5", "l6", "l7");
    Arbitrary<String> keywords =
        Arbitraries.of("小米科技", "广东小米科技有限责任公司", "k (3)", "k&4", "k5", "k6", "k7", "k8", "𠮷野家");
    return Combinators.combine(logins, keywords)
        .as(Pair::new)
        .list()
        .uniqueElements()
        .ofMaxSize(40);
  }

  @Example
  void plansNothingForNoPairs() {
    assertThat(plan(List.of(), DOCUMENTED).calls()).isEmpty();
  }

  @Example
  void sendsThreeKeywordsOf300LoginsInThreeCalls() {
    List<Pair> pairs = grid(300, 3);

    assertThat(plan(pairs, DOCUMENTED).calls())
        .extracting(Call::shape, Call::centre, call -> call.positions().size())
        .containsExactly(
            tuple(ONE_KEYWORD, "k0", 300),
            tuple(ONE_KEYWORD, "k1", 300),
            tuple(ONE_KEYWORD, "k2", 300));
  }

  @Example
  void cutsTheListOfOneLoginInFileOrder() {
    for (int size : new int[] {1, 200, 201, 8000}) {
      List<Call> calls = plan(grid(1, size), DOCUMENTED).calls();

      assertThat(calls).hasSize((size + 199) / 200).extracting(Call::shape).containsOnly(ONE_LOGIN);
      assertThat(calls.stream().flatMap(call -> call.positions().stream()))
          .containsExactlyElementsOf(IntStream.range(0, size).boxed().toList());
      assertThat(calls.subList(0, calls.size() - 1))
          .allSatisfy(call -> assertThat(call.positions()).hasSize(200));
    }
  }

  @Example
  void prefersCallsThatAnswerKeyNo() {
    assertThat(plan(grid(1, 1), DOCUMENTED).calls())
        .extracting(Call::shape)
        .containsOnly(ONE_LOGIN);
    assertThat(plan(grid(50, 50), DOCUMENTED).calls())
        .hasSize(50)
        .extracting(Call::shape)
        .containsOnly(ONE_LOGIN);
  }

  @Example
  void fillsTheCallsOfALargeLoginWithWhatOtherCallsDoNotSend() {
    // 250 keywords of one login, every fifth of which 300 other logins share.
    List<Pair> pairs = new ArrayList<>();
    for (int keyword = 0; keyword < 250; keyword++) {
      pairs.add(new Pair("large", "k" + keyword));
    }
    for (int login = 0; login < 300; login++) {
      for (int keyword = 0; keyword < 250; keyword += 5) {
        pairs.add(new Pair("l" + login, "k" + keyword));
      }
    }

    assertThat(plan(pairs, DOCUMENTED).calls()).hasSize(51);
  }

  @Example
  void leavesToAKeywordWhatItsLoginWouldNeedAnotherCallFor() {
    // 201 keywords of one login, the first of which 300 other logins share.
    List<Pair> pairs = new ArrayList<>(grid(1, 201));
    for (int login = 1; login <= 300; login++) {
      pairs.add(new Pair("l" + login, "k0"));
    }

    assertThat(plan(pairs, DOCUMENTED).calls())
        .extracting(Call::shape, Call::centre, call -> call.positions().size())
        .containsExactly(tuple(ONE_KEYWORD, "k0", 301), tuple(ONE_LOGIN, "l0", 200));
  }

  @Example
  void sendsByLoginWhatBothCallsCouldSend() {
    // 199 keywords of one login, the first of which 300 other logins share.
    List<Pair> pairs = new ArrayList<>(grid(1, 199));
    for (int login = 1; login <= 300; login++) {
      pairs.add(new Pair("l" + login, "k0"));
    }

    assertThat(plan(pairs, DOCUMENTED).calls())
        .extracting(Call::shape, Call::centre, call -> call.positions().size())
        .containsExactly(tuple(ONE_LOGIN, "l0", 199), tuple(ONE_KEYWORD, "k0", 300));
  }

  @Example
  void oneLargeGroupOfPairsDoesNotSpoilTheOthers() {
    List<Pair> pairs = new ArrayList<>(grid(300, 3));
    for (int keyword = 0; keyword < 1001; keyword++) {
      pairs.add(new Pair("large", "only" + keyword));
    }

    assertThat(plan(pairs, DOCUMENTED).calls()).hasSize(3 + 6);
  }

  @Example
  void finishesWith100000PairsOfAnyForm() {
    for (int[] size :
        new int[][] {
          {50_000, 50_000}, {100_000, 100_000}, {20, 20_000}, {400, 400}, {40, 100_000}
        }) {
      List<Pair> pairs = random(size[0], size[1], 100_000);

      CallPlan plan = plan(pairs, DOCUMENTED);

      assertThat(positions(plan)).hasSize(100_000).doesNotHaveDuplicates();
      assertThat(plan.calls())
          .hasSizeLessThanOrEqualTo(calls(pairs, Pair::login, 200))
          .hasSizeLessThanOrEqualTo(calls(pairs, Pair::keyword, 500));
    }
  }

  @Example
  void cutsEachLoginInFileOrderAboveTheSearchedPairs() {
    List<Pair> pairs = grid(33_334, 3);

    CallPlan plan = plan(pairs, DOCUMENTED);

    assertThat(pairs).hasSizeGreaterThan(100_000);
    assertThat(plan.calls()).hasSize(33_334).extracting(Call::shape).containsOnly(ONE_LOGIN);
    assertThat(positions(plan)).hasSize(pairs.size()).doesNotHaveDuplicates();
  }

  @Example
  void sendsAPairTooLongForTheBoundAlone() {
    assertThat(plan(grid(1, 3), DOCUMENTED.withQueryBytes(1, 0)).calls()).hasSize(3);
  }

  @Example
  void fallsBackWhenAPlanIsNotSound() {
    CallPlanPairs pairs = pairs(grid(2, 3), limits(3, 2));
    CallPlan simple =
        new CallPlan(
            List.of(
                new Call(ONE_LOGIN, "l0", List.of(0, 1, 2)),
                new Call(ONE_LOGIN, "l1", List.of(3, 4)),
                new Call(ONE_KEYWORD, "k2", List.of(5))));
    Call first = new Call(ONE_LOGIN, "l0", List.of(0, 1, 2));
    List<List<Call>> unsound =
        List.of(
            List.of(first),
            List.of(first, new Call(ONE_LOGIN, "l1", List.of(3, 4))),
            List.of(first, first, new Call(ONE_LOGIN, "l1", List.of(3, 4, 5))),
            List.of(first, new Call(ONE_LOGIN, "l0", List.of(3, 4, 5))),
            List.of(first, new Call(ONE_LOGIN, "l1", List.of(3, 4, 5, 6))),
            List.of(first, new Call(ONE_KEYWORD, "k0", List.of(3, 4, 5))),
            List.of(
                first,
                new Call(ONE_LOGIN, "l1", List.of(3, 4, 5)),
                new Call(ONE_LOGIN, "l1", List.of())));

    for (List<Call> calls : unsound) {
      assertThat(new CallPlan(calls).orInstead(simple, pairs)).isSameAs(simple);
    }
    CallPlan sound = new CallPlan(List.of(first, new Call(ONE_LOGIN, "l1", List.of(3, 4, 5))));
    assertThat(sound.orInstead(simple, pairs)).isSameAs(sound);
    assertThat(simple.orInstead(sound, pairs)).as("more calls").isSameAs(sound);
  }

  @Example
  void fallsBackWhenACallIsOverItsLimits() {
    List<Pair> grid = grid(1, 3);
    CallPlan simple = plan(grid, limits(1, 1));
    CallPlan oneCall = plan(grid, DOCUMENTED);

    assertThat(oneCall.orInstead(simple, pairs(grid, limits(3, 1)))).isSameAs(oneCall);
    assertThat(oneCall.orInstead(simple, pairs(grid, limits(2, 1)))).isSameAs(simple);
    // l0, k0 %2C k1 %2C k2: 14 bytes
    assertThat(oneCall.orInstead(simple, pairs(grid, limits(3, 1).withQueryBytes(24, 10))))
        .isSameAs(oneCall);
    assertThat(oneCall.orInstead(simple, pairs(grid, limits(3, 1).withQueryBytes(23, 10))))
        .isSameAs(simple);
  }

  @Example
  void refusesWhatIsNoListOfDistinctPairsInFileOrder() {
    CallPlanPairs pairs = new CallPlanPairs(DOCUMENTED);
    pairs.add(7, "a", "x");

    assertThatThrownBy(() -> pairs.add(7, "a", "y"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("position 7 after 7");

    pairs.add(8, "b", "x");
    pairs.add(9, "a", "x");
    assertThatThrownBy(() -> CallPlan.of(pairs))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the same pair at 7 and 9");
  }

  /** The least sum of the calls of whole centres that touch every pair, by trying all. */
  private static int leastCover(List<Pair> pairs, CallPlanLimits limits) {
    List<String> logins = pairs.stream().map(Pair::login).distinct().toList();
    int least = Integer.MAX_VALUE;
    for (int chosen = 0; chosen < 1 << logins.size(); chosen++) {
      Set<String> chosenLogins = new HashSet<>();
      for (int i = 0; i < logins.size(); i++) {
        if ((chosen >> i & 1) == 1) {
          chosenLogins.add(logins.get(i));
        }
      }
      Set<String> chosenKeywords = new HashSet<>();
      pairs.stream()
          .filter(pair -> !chosenLogins.contains(pair.login))
          .forEach(pair -> chosenKeywords.add(pair.keyword));
      int calls =
          calls(
                  pairs.stream().filter(pair -> chosenLogins.contains(pair.login)).toList(),
                  Pair::login,
                  limits.keywordsPerCall())
              + calls(
                  pairs.stream().filter(pair -> chosenKeywords.contains(pair.keyword)).toList(),
                  Pair::keyword,
                  limits.loginsPerCall());
      least = Math.min(least, calls);
    }
    return least;
  }

  /** The calls that one side alone takes. */
  private static int calls(Collection<Pair> pairs, Function<Pair, String> centre, int limit) {
    Map<String, Long> sizes = pairs.stream().collect(groupingBy(centre, counting()));
    return sizes.values().stream().mapToInt(size -> (int) ((size + limit - 1) / limit)).sum();
  }

  private static List<Pair> grid(int logins, int keywords) {
    List<Pair> pairs = new ArrayList<>();
    for (int login = 0; login < logins; login++) {
      for (int keyword = 0; keyword < keywords; keyword++) {
        pairs.add(new Pair("l" + login, "k" + keyword));
      }
    }
    return pairs;
  }

  private static List<Pair> random(int logins, int keywords, int size) {
    Random random = new Random(1);
    Set<Pair> pairs = new LinkedHashSet<>();
    while (pairs.size() < size) {
      pairs.add(new Pair("l" + random.nextInt(logins), "k" + random.nextInt(keywords)));
    }
    return List.copyOf(pairs);
  }

  private static String query(Shape shape, String centre, List<String> items) {
    String list = URLEncoder.encode(String.join(",", items), StandardCharsets.UTF_8);
    String one = URLEncoder.encode(centre, StandardCharsets.UTF_8);
    return shape == ONE_LOGIN
        ? "loginName=" + one + "&keyWordList=" + list
        : "loginNameList=" + list + "&keyWord=" + one;
  }

  private static String centre(Shape shape, Pair pair) {
    return shape == ONE_LOGIN ? pair.login : pair.keyword;
  }

  private static List<Integer> positions(CallPlan plan) {
    return plan.calls().stream().flatMap(call -> call.positions().stream()).toList();
  }

  private static CallPlanLimits limits(int keywordsPerCall, int loginsPerCall) {
    return new CallPlanLimits(keywordsPerCall, loginsPerCall, 0, 0, 100_000);
  }

  private static CallPlan plan(List<Pair> pairs, CallPlanLimits limits) {
    return CallPlan.of(pairs(pairs, limits));
  }

  private static CallPlanPairs pairs(List<Pair> pairs, CallPlanLimits limits) {
    CallPlanPairs table = new CallPlanPairs(limits);
    for (int i = 0; i < pairs.size(); i++) {
      table.add(i, pairs.get(i).login, pairs.get(i).keyword);
    }
    return table;
  }
}
