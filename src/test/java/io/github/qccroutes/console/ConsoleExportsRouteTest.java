package io.github.qccroutes.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qccroutes.app.TestNode;
import io.github.qccroutes.sandbox.Publication;
import io.github.qccroutes.sandbox.RiskRecord;
import io.github.qccroutes.store.Dialect;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Exports whose readers are slow, or go away, or whose database fails meanwhile. */
@Tag("full")
class ConsoleExportsRouteTest {
  private static final int RECORDS = 100_000;

  private TestNode node;
  private String token;

  @BeforeEach
  void start() {
    node = ConsoleClient.sharedNode(Dialect.SQLITE);
    token = new ConsoleTokens(node.application().database()).add("t", Role.VIEWER).orElseThrow();
    node.sql()
        .sql(
            "insert into customer_risk (id, corp_name, monitor_content, change_date, order_no)"
                + " with recursive s (n) as (select 1 union all select n + 1 from s where n < "
                + RECORDS
                + ") select printf('%08d', n), '示例企业', printf('%.*c', 500, 'x'), '2026-01-01',"
                + " 'T1' from s")
        .update();
  }

  @AfterEach
  void giveBack() {
    node.giveBack();
  }

  @Test
  void aReaderThatStopsDelaysNoCallbackAndIsForgottenWhenItGoes() throws Exception {
    String order = node.pushListed(Publication.of(RiskRecord.sample(1)).missed());
    node.awaitState(order, "IMPORTED");
    List<Socket> readers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      readers.add(stalled("/risks.csv"));
    }
    assertThat(ConsoleClient.of(node, Role.VIEWER).get("/risks.xlsx").status()).isEqualTo(503);

    for (int i = 0; i < 50; i++) {
      long began = System.nanoTime();
      assertThat(node.send(node.callbackOf(order)).statusCode()).isEqualTo(200);
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(2));
    }

    for (Socket reader : readers) {
      reader.close();
    }
    node.awaitRest();
    assertThat(ConsoleClient.of(node, Role.VIEWER).get("/risks.csv").text().lines().count())
        .isEqualTo(RECORDS + 2);
  }

  @Test
  void aFileThatCouldNotBeMadeToItsEndIsSeenToBeCutOff() throws Exception {
    try (Socket reader = stalled("/risks.csv")) {
      node.sql().sql("alter table risk_handled rename to risk_handled_gone").update();

      assertThat(rest(reader)).doesNotEndWith("0\r\n\r\n");
    } finally {
      node.sql().sql("alter table risk_handled_gone rename to risk_handled").update();
    }
    node.awaitRest();
  }

  private static String rest(Socket reader) throws IOException {
    InputStream in = reader.getInputStream();
    try {
      byte[] all = in.readAllBytes();
      return new String(
          all, Math.max(0, all.length - 50), Math.min(50, all.length), StandardCharsets.UTF_8);
    } catch (SocketTimeoutException e) {
      throw new AssertionError("the connection stays open", e);
    } catch (IOException e) {
      return "reset";
    }
  }

  /** A client that has read the beginning and reads no further. */
  private Socket stalled(String path) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(16 << 10);
    socket.connect(new InetSocketAddress("127.0.0.1", node.application().managementPort()));
    socket.setSoTimeout(15_000);
    socket
        .getOutputStream()
        .write(
            ("GET /console/api"
                    + path
                    + " HTTP/1.1\r\nHost: 127.0.0.1:"
                    + node.application().managementPort()
                    + "\r\nAuthorization: Bearer "
                    + token
                    + "\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
    String head = new String(socket.getInputStream().readNBytes(12), StandardCharsets.UTF_8);
    assertThat(head).isEqualTo("HTTP/1.1 200");
    return socket;
  }
}
