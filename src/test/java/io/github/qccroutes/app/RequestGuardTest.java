package io.github.qccroutes.app;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.timeout.IdleStateEvent;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a request may be, and how long it and its answer may take; on a clock of its own. */
class RequestGuardTest {
  private final EmbeddedChannel channel = new EmbeddedChannel();

  /** Ends a connection on which nothing moves, as Vert.x does. */
  private static final class IdleEnd extends ChannelInboundHandlerAdapter {
    @Override
    public void userEventTriggered(ChannelHandlerContext connection, Object event) {
      connection.close();
    }
  }

  private void standStill() {
    channel.pipeline().addLast(new IdleEnd());
    channel.pipeline().fireUserEventTriggered(IdleStateEvent.ALL_IDLE_STATE_EVENT);
    if (channel.isActive()) {
      channel.pipeline().removeLast();
    }
  }

  @BeforeEach
  void connectAndStopTheClock() {
    channel.freezeTime();
    channel
        .pipeline()
        .addLast(
            new HttpServerCodec(),
            new RequestGuard(new RequestGuard.Limits(20, 100), RequestGuard.Uploads.NONE, null));
  }

  @Test
  void endsASilentConnection() {
    assertEndsAfter(20);
  }

  @Test
  void endsARequestWhoseHeadDrips() {
    for (char c : "GET / HTTP/1.1\r\nX: ".toCharArray()) {
      send(String.valueOf(c));
      pass(1);
    }
    assertEndsAfter(1);
  }

  @Test
  void endsARequestWhoseBodyDrips() {
    send("POST / HTTP/1.1\r\nContent-Length: 100\r\n\r\n");
    for (int second = 0; second < 19; second++) {
      send("x");
      pass(1);
    }
    assertEndsAfter(1);
  }

  @Test
  void letsAnAnswerTakeItsTimeAndTheNextRequestStartAnew() {
    send("GET / HTTP/1.1\r\n\r\n");
    pass(600);
    assertThat(channel.isActive()).isTrue();
    answer(HttpResponseStatus.OK);
    pass(19);
    send("GET / HTTP/1.1\r\n\r\n");
    pass(600);
    answer(HttpResponseStatus.OK);
    assertEndsAfter(20);
  }

  @Test
  void letsTheAnswersOfPipelinedRequestsTakeTheirTime() {
    send("GET / HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\n\r\n");
    answer(HttpResponseStatus.OK);
    pass(600);
    assertThat(channel.isActive()).isTrue();
    answer(HttpResponseStatus.OK);
    assertEndsAfter(20);
  }

  @Test
  void keepsAConnectionThatIsStillWhileItsAnswerIsMade() {
    send("GET / HTTP/1.1\r\n\r\n");
    standStill();
    assertThat(channel.isActive()).isTrue();

    answer(HttpResponseStatus.OK);
    standStill();
    assertThat(channel.isActive()).isFalse();
  }

  @Test
  void endsAConnectionThatIsStillWithinARequest() {
    send("POST / HTTP/1.1\r\nContent-Length: 100\r\n\r\n");
    standStill();
    assertThat(channel.isActive()).isFalse();
  }

  @Test
  void endsAConnectionWhoseClientDoesNotReadOn() {
    send("GET / HTTP/1.1\r\n\r\n");
    // As it is while more waits to be sent than a connection keeps.
    channel.unsafe().outboundBuffer().setUserDefinedWritability(1, false);
    standStill();
    assertThat(channel.isActive()).isFalse();
  }

  @Test
  void takesContinueForNoAnswer() {
    send("POST / HTTP/1.1\r\nContent-Length: 1\r\nExpect: 100-continue\r\n\r\n");
    answer(HttpResponseStatus.CONTINUE);
    send("x");
    pass(600);
    assertThat(channel.isActive()).isTrue();
  }

  @Test
  void waitsForTheRestOfARequestThatWasAnsweredEarly() {
    send("POST / HTTP/1.1\r\nContent-Length: 100\r\n\r\n");
    pass(10);
    answer(HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE);
    send("x");
    assertEndsAfter(10);
  }

  @Test
  void readsAStrayPercentAsItself() {
    send("GET /p?a=%ZZ&b=%&c=%E4%BD%A0&d=%2&e=%2B HTTP/1.1\r\n\r\n");

    assertThat(((HttpRequest) channel.readInbound()).uri())
        .isEqualTo("/p?a=%25ZZ&b=%25&c=%E4%BD%A0&d=%252&e=%2B");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 101\r\n\r\n",
        "Content-Type: Multipart/Form-Data; boundary=x\r\nContent-Length: 100\r\n\r\n"
      })
  void refusesWhatIsTooLongAndUploads(String request) {
    send("POST / HTTP/1.1\r\n" + request);
    assertThat(channel.isActive()).isTrue();
    send("x".repeat(request.contains("101") ? 101 : 100));

    assertThat(sent())
        .matches("(?s)HTTP/1.1 4(13|15) .*content-length: 0\r\n.*")
        .contains("connection: close");
    assertThat(channel.inboundMessages()).as("what Vert.x sees").isEmpty();
    assertThat(channel.isActive()).as("is closed when all has come").isFalse();
  }

  @Test
  void endsARefusedRequestThatGoesOnAndOn() {
    send("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n");
    for (int second = 0; second < 19; second++) {
      send("40\r\n" + "x".repeat(64) + "\r\n");
      pass(1);
    }
    assertThat(sent()).startsWith("HTTP/1.1 413 ").doesNotContain("HTTP/1.1 200");
    assertEndsAfter(1);
  }

  @Test
  void givesOneAnswerToARequestThatIsRefusedWhileItIsAnswered() {
    send("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n");
    send("70\r\n" + "x".repeat(112) + "\r\n");
    assertThatThrownBy(() -> answer(HttpResponseStatus.OK))
        .isInstanceOf(ClosedChannelException.class);
    send("0\r\n\r\n");

    assertThat(sent()).startsWith("HTTP/1.1 413 ").doesNotContain("200");
    assertThat(channel.isActive()).isFalse();
  }

  @Test
  void leavesAnAnswerThatWasGivenEarly() {
    send("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n");
    answer(HttpResponseStatus.NOT_FOUND);
    send("70\r\n" + "x".repeat(112) + "\r\n");
    assertThat(channel.isActive()).isTrue();
    send("0\r\n\r\n");

    assertThat(sent()).startsWith("HTTP/1.1 404 ").doesNotContain("413");
    assertThat(channel.isActive()).isFalse();
  }

  @Test
  void givesTheRequestAfterAnEarlyAnswerAllItsTime() {
    send("POST / HTTP/1.1\r\nContent-Length: 1\r\n\r\n");
    answer(HttpResponseStatus.NOT_FOUND);
    pass(19);
    send("x");
    assertEndsAfter(20);
  }

  @Test
  void letsABodyOfTheLimitThrough() {
    send("POST / HTTP/1.1\r\nContent-Length: 100\r\n\r\n" + "x".repeat(100));

    assertThat(channel.inboundMessages()).last().isInstanceOf(LastHttpContent.class);
    assertThat(sent()).isEmpty();
  }

  @Test
  void takesTheContentTypeOfAPostOnly() {
    for (String method : List.of("GET", "POST")) {
      send(method + " / HTTP/1.1\r\nContent-Type: text/plain\r\nContent-Length: 0\r\n\r\n");
      HttpRequest request = channel.readInbound();
      channel.releaseInbound();
      assertThat(request.headers().contains("Content-Type")).isEqualTo(method.equals("POST"));
    }
  }

  private String sent() {
    StringBuilder all = new StringBuilder();
    for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
      all.append(part.toString(US_ASCII));
    }
    return all.toString();
  }

  private void send(String text) {
    channel.writeInbound(Unpooled.copiedBuffer(text, US_ASCII));
  }

  private void answer(HttpResponseStatus status) {
    channel.writeOutbound(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status));
  }

  private void pass(int seconds) {
    channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
    channel.runScheduledPendingTasks();
  }

  private void assertEndsAfter(int seconds) {
    channel.advanceTimeBy(seconds * 1000L - 1, TimeUnit.MILLISECONDS);
    channel.runScheduledPendingTasks();
    assertThat(channel.isActive()).isTrue();
    channel.advanceTimeBy(1, TimeUnit.MILLISECONDS);
    channel.runScheduledPendingTasks();
    assertThat(channel.isActive()).isFalse();
  }
}
