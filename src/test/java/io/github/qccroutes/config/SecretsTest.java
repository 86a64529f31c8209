package io.github.qccroutes.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "GET /q?key=S&orderNo=1 | GET /q?key=***&orderNo=1",
        "GET /q?orderNo=1&key=S, again | GET /q?orderNo=1&key=***, again",
        "/a.zip?Expires=S&OSSAccessKeyId=S&Signature=S%2BS%3D | "
            + "/a.zip?Expires=***&OSSAccessKeyId=***&Signature=***",
        "u=http%3A%2F%2Fh%2Fa.zip%3FSignature%3DSS%253D%26b%3D1&c=1 | "
            + "u=http%3A%2F%2Fh%2Fa.zip%3FSignature%3D***&c=1",
        "u=%253FOSSAccessKeyId%253DS&c=1 | u=%253FOSSAccessKeyId%253D***&c=1",
        "a\\u0026Signature\\u003dS x | a\\u0026Signature\\u003d*** x",
        "&unzipPassword=S | &unzipPassword=***",
        "{\"unzipPassword\": \"S s\", \"a\": 1} | {\"unzipPassword\": \"***\", \"a\": 1}",
        "{\"unzipPassword\":\"S\\\"S\",\"a\":1} | {\"unzipPassword\":\"***\",\"a\":1}",
        "{\\\"unzipPassword\\\":\\\"S\\\",\\\"a\\\":1} | "
            + "{\\\"unzipPassword\\\":\\\"***\\\",\\\"a\\\":1}",
        "{\"key\":\"S\"} | {\"key\":\"***\"}",
        "{\"Timespan\":1,\"a\":1} | {\"Timespan\":***\"a\":1}",
        "{unzipPassword=S, orderNo=1} | {unzipPassword=***, orderNo=1}",
        "{orderNo=1, unzipPassword=S} | {orderNo=1, unzipPassword=***}",
        "Token: S | Token: ***",
        "http-outgoing >> \"Token: S[\\r][\\n]\" | http-outgoing >> \"Token: ***\"",
        "{Timespan=S, Token=S} | {Timespan=***, Token=***}",
        "token='S S' | token='***'",
        "jdbc:postgresql://h/d?user=u&password=S | jdbc:postgresql://h/d?user=u&password=***",
        "secretKey=S appKey=S | secretKey=*** appKey=***",
        "https://u:S@h/p?a=b@c | https://***@h/p?a=b@c",
        "at x (https://S@h:1/) | at x (https://***@h:1/)",
      })
  void masksWhatFollowsTheNameOfASecret(String text, String masked) {
    assertThat(Secrets.mask(text)).isEqualTo(masked);
    assertThat(Secrets.mask(masked)).isEqualTo(masked);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "imported 300 records of DDMON2021031616145803273367",
        "qcc.api.key is not set; set QCC_API_KEY in the environment",
        "unknown key: qcc.api.kee",
        "keyWord=小米科技有限责任公司&loginName=13800000000",
        "corpKeyNo=9bc448a2ff6511e8890a6c92bf31542f",
        "Unrecognized token 'html': was expecting JSON",
        "ERROR: Key (order_no)=(1) already exists",
        "https://pro.qcc.com/api/company/quota/getQuota mail a@b",
        "Wrong password!"
      })
  void leavesOtherTextAlone(String text) {
    assertThat(Secrets.mask(text)).isEqualTo(text);
  }

  @Test
  void masksARegisteredTextWhereverItStands() {
    Secrets.register("p/w d+of Secrets");
    Secrets.register("p/w d+of Secrets and more");

    assertThat(Secrets.mask("<p/w d+of Secrets>p%2Fw+d%2Bof+Secrets;p/w d+of Secrets and more"))
        .isEqualTo("<***>***;***");
  }

  @Test
  void doesNotBlotOutWordsForAShortPassword() {
    Secrets.register("qcc");
    Secrets.register("    ");

    assertThat(Secrets.mask("qcc     qcc")).isEqualTo("qcc     qcc");
  }

  @Test
  void masksPassingSecretsUntilManyNewerOnesCame() {
    Secrets.registerPassing("p4ssing-first");
    assertThat(Secrets.mask("echo p4ssing-first")).isEqualTo("echo ***");

    for (int n = 0; n < 256; n++) {
      Secrets.registerPassing("p4ssing-later-" + n);
    }
    assertThat(Secrets.mask("echo p4ssing-later-0-")).isEqualTo("echo ***-");
    assertThat(Secrets.mask("echo p4ssing-first")).isEqualTo("echo p4ssing-first");
  }

  @Test
  void standsLongValues() {
    String value = "\\\\x}".repeat(500_000);

    assertThat(Secrets.mask("{\"unzipPassword\":\"" + value + "\"}"))
        .isEqualTo("{\"unzipPassword\":\"***\"}");
    assertThat(Secrets.mask("key=" + value + "& ")).isEqualTo("key=***& ");
    assertThat(Secrets.mask("http://" + value)).isEqualTo("http://" + value);
  }
}
