package io.github.qccroutes.app;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Stands between the HTTP codec and Vert.x on one connection. Ends it when a request is not
 * complete in time, however steadily its bytes drip; an answer may take as long as it takes. Reads
 * a stray {@code %} in a query as itself: Vert.x refuses the whole request for one, also in a
 * parameter that nobody reads. Runs on the connection's event loop only.
 */
final class RequestGuard extends ChannelDuplexHandler {
  private static final Pattern STRAY_PERCENT = Pattern.compile("%(?![0-9A-Fa-f]{2})");

  private final int seconds;
  private int unanswered;
  private @Nullable Future<?> alarm;

  RequestGuard(int seconds) {
    this.seconds = seconds;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext connection) {
    arm(connection);
  }

  @Override
  public void channelInactive(ChannelHandlerContext connection) throws Exception {
    disarm();
    super.channelInactive(connection);
  }

  @Override
  public void channelRead(ChannelHandlerContext connection, Object message) throws Exception {
    if (message instanceof HttpRequest request) {
      request.setUri(STRAY_PERCENT.matcher(request.uri()).replaceAll("%25"));
    }
    if (message instanceof LastHttpContent && ++unanswered > 0) {
      disarm();
    }
    super.channelRead(connection, message);
  }

  @Override
  public void write(ChannelHandlerContext connection, Object message, ChannelPromise promise)
      throws Exception {
    // An answer may come before its request is complete: what is missing of it still has to come.
    if (message instanceof LastHttpContent && !isInterim(message) && --unanswered <= 0) {
      arm(connection);
    }
    super.write(connection, message, promise);
  }

  private static boolean isInterim(Object message) {
    return message instanceof HttpResponse answer
        && answer.status().codeClass() == HttpStatusClass.INFORMATIONAL;
  }

  private void arm(ChannelHandlerContext connection) {
    if (alarm == null) {
      alarm = connection.executor().schedule(() -> connection.close(), seconds, TimeUnit.SECONDS);
    }
  }

  private void disarm() {
    if (alarm != null) {
      alarm.cancel(false);
      alarm = null;
    }
  }
}
