package io.github.qccroutes.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.qccroutes.sandbox.Ledger.Pair;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartnershipCallsTest {

  private final MovableClock clock = new MovableClock();
  private final Simulator provider = Simulator.start(clock);
  private final PartnershipCalls partnerships = provider.partnerships();
  private final Ledger ledger = provider.ledger();
  private Customer customer;

  @BeforeEach
  void open() throws Exception {
    customer = new Customer(provider, clock);
  }

  @AfterEach
  void close() {
    customer.close();
    provider.close();
  }

  @Test
  void tellsARelationAsTheDocumentShowsIt() throws Exception {
    partnerships.relate(new Partnership("企查查科技股份有限公司", "大连银行股份有限公司", "34.8", "2021-11", "招投标"));

    JsonNode answer = find("企查查科技股份有限公司,大连银行股份有限公司");

    assertThat(((ObjectNode) answer.path("result")).remove("requestId").asText())
        .matches("[0-9a-f]{32}");
    assertThat(answer)
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    """
                    {"status": "200", "msg": "【有效请求】查询成功", "result": {
                      "key": "%s",
                      "companyNames": "企查查科技股份有限公司,大连银行股份有限公司",
                      "partnershipRelationList": [
                        {"companyName": "企查查科技股份有限公司",
                         "relatedCompanyName": "大连银行股份有限公司",
                         "amount": "34.8", "publicDate": "2021-11", "source": "招投标"}]}}
                    """
                        .formatted(provider.account().key())));
  }

  @Test
  void tellsARelationWheneverBothCompaniesAreAskedInAnyOrder() throws Exception {
    partnerships.relate(Partnership.sample(0, "甲公司", "乙公司"), Partnership.sample(1, "甲公司", "丙公司"));

    assertThat(pairs(find("甲公司,乙公司"))).containsExactly("甲公司-乙公司");
    assertThat(pairs(find("乙公司,丁公司,甲公司"))).containsExactly("甲公司-乙公司");
    assertThat(pairs(find("丙公司,乙公司,甲公司"))).containsExactlyInAnyOrder("甲公司-乙公司", "甲公司-丙公司");
  }

  @ParameterizedTest
  @ValueSource(strings = {"甲公司,丁公司", "甲公司", "乙公司,丙公司"})
  void tellsNothingWhenNotBothAreAsked(String names) throws Exception {
    partnerships.relate(Partnership.sample(0, "甲公司", "乙公司"));

    JsonNode answer = find(names);

    assertThat(answer).hasToString("{\"status\":\"201\",\"msg\":\"【有效请求】查询无结果\",\"result\":null}");
    assertThat(ledger.questions()).hasSize(1);
  }

  @Test
  void tellsAmountsAndDatesOfEveryKind() throws Exception {
    for (int n = 0; n < 60; n++) {
      partnerships.relate(Partnership.sample(n, "甲公司", "乙公司"));
    }

    JsonNode list = find("甲公司,乙公司").at("/result/partnershipRelationList");

    assertThat(list).hasSize(60).doesNotHaveDuplicates();
    assertThat(list.findValues("amount").stream().map(JsonNode::toString))
        .contains("\"34.8\"", "\"\"", "\"1,234.5\"", "\"约100\"", "null");
    assertThat(list.findValuesAsText("publicDate")).contains("2021-11", "2021", "2021-11-03");
  }

  @Test
  void takesTwentyCompaniesAndNotOneMore() throws Exception {
    partnerships.relate(Partnership.sample(0, name(0), name(19)));

    assertThat(status(find(names(20)))).isEqualTo("200");
    assertThat(status(find(names(21)))).isEqualTo("209");
    assertThat(ledger.questions()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"91330000MA00000001", "330000000000001", ""})
  void refusesCodesInsteadOfNames(String code) throws Exception {
    assertThat(status(find(code.isEmpty() ? "" : name(1) + "," + code))).isEqualTo("202");
    assertThat(ledger.questions()).isEmpty();
  }

  @Test
  void refusesANameOfOneCharacter() throws Exception {
    assertThat(status(find("甲公司,乙"))).isEqualTo("213");
  }

  @Test
  void writesDownWhichPairsWereAskedTogether() throws Exception {
    find("甲公司,丙公司,乙公司,甲公司");
    find("丁公司,丙公司");

    assertThat(ledger.questions())
        .containsExactly(
            new Ledger.Question(clock.instant(), List.of("甲公司", "丙公司", "乙公司")),
            new Ledger.Question(clock.instant(), List.of("丁公司", "丙公司")));
    assertThat(ledger.pairsAsked())
        .containsExactlyInAnyOrder(
            Pair.of("甲公司", "乙公司"),
            Pair.of("乙公司", "丙公司"),
            Pair.of("丙公司", "甲公司"),
            Pair.of("丙公司", "丁公司"));
    assertThat(Pair.of("甲公司", "乙公司")).isEqualTo(Pair.of("乙公司", "甲公司"));
  }

  @Test
  void countsAPairAsAskedOnlyWhenTheCallWasCarriedOut() throws Exception {
    provider.faults().next(PartnershipCalls.FIND, Fault.envelope("199", "系统未知错误"));
    provider.faults().next(PartnershipCalls.FIND, Fault.html());

    find("甲公司,乙公司");
    customer.call(PartnershipCalls.FIND, "companyNames", "甲公司,乙公司");

    assertThat(ledger.pairsAsked()).isEmpty();
    find("甲公司,乙公司");
    assertThat(ledger.pairsAsked()).hasSize(1);
  }

  private JsonNode find(String companyNames) throws Exception {
    return customer.json(PartnershipCalls.FIND, "companyNames", companyNames);
  }

  private static List<String> pairs(JsonNode answer) {
    JsonNode list = answer.at("/result/partnershipRelationList");
    return IntStream.range(0, list.size())
        .mapToObj(list::get)
        .map(
            row -> row.path("companyName").asText() + "-" + row.path("relatedCompanyName").asText())
        .toList();
  }

  private static String names(int count) {
    return IntStream.range(0, count)
        .mapToObj(PartnershipCallsTest::name)
        .collect(Collectors.joining(","));
  }

  private static String name(int n) {
    return "示例企业%06d有限公司".formatted(n);
  }

  private static String status(JsonNode answer) {
    return answer.path("status").asText();
  }
}
