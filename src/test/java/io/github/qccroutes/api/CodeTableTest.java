package io.github.qccroutes.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qccroutes.api.StatusCode.Hold;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The tables against the provider's documents, copied here as they stand there. */
class CodeTableTest {
  private static final String ALLOCATION =
      """
      101 当前的 KEY 无效或者还未生效中
      102 当前 KEY 已过期
      103 当前 Key 被暂停使用
      104 接口正在维护中
      105 接口已下线停用
      107 被禁止的 IP 或者签名错误
      108 请求格式错误，请重试
      109 请求超过系统限制
      110 当前相同查询连续出错，请等 2 小时后重试
      111 接口权限未开通
      112 当前账户购买额度已用完
      199 系统未知错误，请联系技术客服
      200 查询成功
      201 查询无结果
      202 查询参数错误，请检查
      203 系统查询有异常，请联系技术人员
      204 请至少输入一个参数
      205 等待处理中
      206 无效的省份代码
      207 请求数据的条目数超过上限（5000）
      208 请求数据过旧
      213 参数长度不能小于 2
      214 未申请该接口
      215 不支持的查询关键字
      299 无效的请求
      500 接口相关的逻辑错误
      """;

  private static final String GENERAL =
      """
      200 查询成功
      201 查询无结果
      202 查询参数错误，请检查
      205 等待处理中
      207 请求数据的条目数超过上限（5000）
      208 此接口不支持此公司类型查询
      209 企业数量超过上限
      213 参数长度不能小于 2
      215 不支持的查询关键字
      218 该企业暂不支持空壳扫描
      219 该企业暂不支持准入尽调
      101 当前的 KEY 无效或者还未生效中
      102 当前 KEY 已欠费
      103 当前 KEY 被暂停使用
      104 请求 KEY 异常，请联系管理员
      106 非法请求过多，请联系管理员
      107 被禁止的 IP 或者签名错误
      108 异常请求过多，请联系管理员
      109 请求超过每日系统限制
      111 接口权限未开通，请联系管理员
      112 您的账号剩余使用量已不足或已过期
      113 当前接口已被删除，请重新申请
      114 当前接口已被禁用，请联系管理员
      115 身份验证错误或者已过期
      116 请求超过每日调用总量限制
      117 当前不支持的请求参数调用量过多
      118 当前接口不支持此方式的调用
      119 您的帐号出现异常，请联系管理员
      199 系统未知错误，请联系技术客服
      203 系统查询有异常，请联系技术人员
      214 您还未购买过该接口，请先购买
      223 当前接口的计费方式不支持此查询参数
      500 接口相关的逻辑错误
      """;

  @Test
  void saysWhatTheAllocationDocumentSays() {
    assertSays(CodeTable.ALLOCATION, ALLOCATION);
  }

  @Test
  void saysWhatTheOtherDocumentsSay() {
    assertSays(CodeTable.GENERAL, GENERAL);
  }

  @ParameterizedTest
  @CsvSource({
    "GENERAL, OK, NONE, 200",
    "GENERAL, NONE, NONE, 201",
    "GENERAL, WAIT, NONE, 205",
    "GENERAL, RETRY, NONE, 120 122 124 199 203",
    "GENERAL, ITEM, NONE, 202 207 208 209 213 215 218 219 223 500",
    "GENERAL, STOP, ALL_CALLS, 101 102 103 104 106 107 108 115 119",
    "GENERAL, STOP, THIS_CALL, 105 109 110 111 112 113 114 116 117 118 121 214",
    "ALLOCATION, OK, NONE, 200",
    "ALLOCATION, NONE, NONE, 201",
    "ALLOCATION, WAIT, NONE, 205",
    "ALLOCATION, RETRY, NONE, 104 109 120 122 124 199 203",
    "ALLOCATION, ITEM, NONE, 108 202 204 206 207 208 213 215 299 500",
    "ALLOCATION, STOP, ALL_CALLS, 101 102 103 106 107 115 119",
    "ALLOCATION, STOP, THIS_CALL, 105 110 111 112 113 114 116 117 118 121 214"
  })
  void makesUsDoWhatTheDesignSays(String document, Outcome outcome, Hold hold, String codes) {
    CodeTable table = document.equals("GENERAL") ? CodeTable.GENERAL : CodeTable.ALLOCATION;

    assertThat(codes.split(" "))
        .allSatisfy(
            code ->
                assertThat(table.find(code))
                    .as(code)
                    .returns(outcome, StatusCode::outcome)
                    .returns(hold, StatusCode::hold));
  }

  @ParameterizedTest
  @ValueSource(strings = {"109", "112", "116"})
  void liftsTheLimitsOfADayAtTheNextFiveMinutesPastMidnight(String code) {
    assertThat(lasts(code, "2024-02-28T23:59:00+08:00[Asia/Shanghai]"))
        .isEqualTo(Duration.ofMinutes(6));
    assertThat(lasts(code, "2024-02-28T00:01:00+08:00[Asia/Shanghai]"))
        .isEqualTo(Duration.ofMinutes(4));
    assertThat(lasts(code, "2024-02-28T00:05:00+08:00[Asia/Shanghai]"))
        .isEqualTo(Duration.ofHours(24));
  }

  @Test
  void liftsARepeatedFaultAfterTwoHours() {
    assertThat(lasts("110", "2024-02-28T10:00:00+08:00[Asia/Shanghai]"))
        .isEqualTo(Duration.ofHours(2));
  }

  @Test
  void leavesOtherHoldsToAPerson() {
    assertThat(lasts("111", "2024-02-28T10:00:00+08:00[Asia/Shanghai]")).isNull();
  }

  @Test
  void knowsNoOtherCode() {
    assertThat(Arrays.asList("", "0", "777", "2000", "#"))
        .allSatisfy(code -> assertThat(CodeTable.GENERAL.find(code)).isNull());
  }

  @Test
  void tellsBothMeaningsOf107AndWhatToDo() {
    assertThat(CodeTable.GENERAL.find("107").explained())
        .contains("107", "被禁止的 IP 或者签名错误", "IP", "signature", "qcc.api.secret-key");
  }

  private static Duration lasts(String code, String now) {
    return CodeTable.GENERAL.find(code).lifts().from(ZonedDateTime.parse(now));
  }

  private static void assertSays(CodeTable table, String document) {
    assertThat(document.lines())
        .allSatisfy(
            line -> {
              StatusCode code = table.find(line.substring(0, 3));
              assertThat(code).as(line).isNotNull();
              assertThat(code.words().toUpperCase(Locale.ROOT))
                  .isEqualTo(line.substring(4).toUpperCase(Locale.ROOT));
              assertThat(code.meaning()).isNotBlank();
              assertThat(code.todo()).isNotBlank();
              assertThat(code.todoChinese()).containsPattern("\\p{IsHan}");
            });
  }
}
