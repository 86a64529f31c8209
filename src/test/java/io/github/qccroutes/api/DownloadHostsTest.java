package io.github.qccroutes.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DownloadHostsTest {
  private static final DownloadHosts HOSTS =
      new DownloadHosts(List.of("pro-files.qichacha.com", "127.0.0.1:9000", "[::1]:9000"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://pro-files.qichacha.com/a.zip?Signature=D0lw%2BSECs%2F4ubXU%3D",
        "https://pro-files.qichacha.com/a.zip",
        "HTTP://PRO-FILES.QICHACHA.COM/a.zip",
        "http://pro-files.qichacha.com:80/a.zip",
        "https://pro-files.qichacha.com:443/a.zip",
        "http://127.0.0.1:9000/a.zip",
        "https://127.0.0.1:9000/a.zip",
        "http://[::1]:9000/a.zip"
      })
  void letsListedHostsPass(String link) {
    assertThatCode(() -> HOSTS.require(link)).doesNotThrowAnyException();
  }

  @Test
  void takesBlanksOffALink() throws Exception {
    try (DefaultCamelContext camel = new DefaultCamelContext()) {
      Exchange exchange = new DefaultExchange(camel);
      exchange.setVariable("downloadUrl", " \thttp://127.0.0.1:9000/a.zip\r\n\u3000");

      HOSTS.check(exchange);

      assertThat(exchange.getMessage().getHeader(Exchange.HTTP_URI))
          .isEqualTo("http://127.0.0.1:9000/a.zip");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/a.zip",
        "//pro-files.qichacha.com/a.zip",
        "http:pro-files.qichacha.com/a.zip",
        "http://pro-files.qichacha.com:8080/a.zip",
        "http://pro-files.qichacha.com:443/a.zip",
        "https://pro-files.qichacha.com:80/a.zip",
        "http://pro-files.qichacha.com./a.zip",
        "http://evil.pro-files.qichacha.com/a.zip",
        "http://pro-files.qichacha.com.evil.com/a.zip",
        "http://evilpro-files.qichacha.com/a.zip",
        "http://pro-files.qichacha.com@evil.com/a.zip",
        "http://pro-files.qichacha.com:80@evil.com/a.zip",
        "http://user@pro-files.qichacha.com/a.zip",
        "http://evil.com#@pro-files.qichacha.com/a.zip",
        "http://evil.com?@pro-files.qichacha.com/a.zip",
        "http://evil.com\\@pro-files.qichacha.com/a.zip",
        "http://evil.com%2F@pro-files.qichacha.com/a.zip",
        "http://pro-files.qichacha.com%00.evil.com/a.zip",
        "http://pro-files.qichacha.com /a.zip",
        "http://127.0.0.1/a.zip",
        "http://127.1:9000/a.zip",
        "http://2130706433:9000/a.zip",
        "http://localhost:9000/a.zip",
        "http://[::ffff:127.0.0.1]:9000/a.zip",
        "ftp://pro-files.qichacha.com/a.zip",
        "file://pro-files.qichacha.com/a.zip",
        "jar:http://pro-files.qichacha.com/a.zip!/",
        "javascript://pro-files.qichacha.com/a.zip"
      })
  void refusesEverythingElse(String link) {
    assertThatThrownBy(() -> HOSTS.require(link))
        .isInstanceOf(DownloadRefusedException.class)
        .hasMessageNotContaining("a.zip");
  }
}
