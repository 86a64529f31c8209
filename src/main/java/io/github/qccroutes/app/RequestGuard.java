package io.github.qccroutes.app;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.ReferenceCountUtil;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Stands between the HTTP codec and Vert.x on one connection.
 *
 * <ul>
 *   <li>Ends it when a request is not complete in time, however steadily its bytes drip; an answer
 *       may take as long as it takes, unless it is the client who does not read it on.
 *   <li>Refuses bodies that are too long, which Camel bounds on one of its two servers only, and
 *       uploads: Camel's switch for them leaves them on, as files below the working directory.
 *   <li>Reads a stray {@code %} in a query as itself, and drops the content type of any request but
 *       a POST: Vert.x refuses the whole request for the one, and fails on a GET of the JDK's HTTP
 *       client that has the type of a form, though no route asks for either.
 *   <li>Answers HEAD as GET without the body, as load balancers ask whether a server is there.
 *   <li>Takes longer bodies, for longer, where files are handed over.
 *   <li>On the other port has browsers be strict with every answer.
 *   <li>On the callback's port takes headers away that are not HTTP's own, which Camel would mix up
 *       with the parameters of the same name, and tells what was refused.
 * </ul>
 *
 * Runs on the connection's event loop only.
 */
final class RequestGuard extends ChannelDuplexHandler {
  private static final Pattern STRAY_PERCENT = Pattern.compile("%(?![0-9A-Fa-f]{2})");
  private static final String UPLOAD = "multipart/";

  private static final Set<String> OWN_HEADERS =
      Set.of("host", "connection", "content-length", "content-type", "transfer-encoding", "expect");

  private static final Map<String, String> STRICT =
      Map.of(
          "Cache-Control", "no-store",
          "Content-Security-Policy",
              "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
          "Cross-Origin-Resource-Policy", "same-origin",
          "Referrer-Policy", "no-referrer",
          "X-Content-Type-Options", "nosniff");

  private final Limits usual;
  private final Uploads uploads;
  private final @Nullable RefusedRequests refusals;
  private final Queue<Boolean> headsAsked = new ArrayDeque<>();
  private Limits limits;
  private long bodyBytes;
  private boolean bodyless;
  private boolean refused;
  private int unanswered;
  private @Nullable Future<?> alarm;

  /**
   * What a request may be.
   *
   * @param seconds how long it may take to come
   */
  record Limits(int seconds, long maxBodyBytes) {}

  /**
   * Where files are handed over.
   *
   * @param paths their addresses as they are documented: another one that a server takes for the
   *     same, such as one with {@code ..}, is none
   */
  record Uploads(Set<String> paths, Limits limits) {
    static final Uploads NONE = new Uploads(Set.of(), new Limits(0, 0));

    private boolean take(HttpRequest request) {
      return request.method().equals(HttpMethod.POST)
          && paths.contains(request.uri().split("\\?", 2)[0]);
    }
  }

  /**
   * Guards one connection.
   *
   * @param usual for all requests but uploads
   * @param refusals hears what was refused on the port of the callback; null on any other
   */
  RequestGuard(Limits usual, Uploads uploads, @Nullable RefusedRequests refusals) {
    this.usual = usual;
    this.uploads = uploads;
    this.limits = usual;
    this.refusals = refusals;
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
    if (!refused) {
      HttpResponseStatus refusal = look(connection, message);
      if (refusal != null) {
        refuse(connection, refusal);
      }
    }
    if (refused) {
      drop(connection, message);
      return;
    }
    if (message instanceof LastHttpContent) {
      disarm();
      if (++unanswered <= 0) {
        arm(connection);
      }
    }
    super.channelRead(connection, message);
  }

  private @Nullable HttpResponseStatus look(ChannelHandlerContext connection, Object message) {
    if (message instanceof HttpRequest request) {
      headsAsked.add(asksForTheHead(request));
    }
    // One that the codec could not read is Vert.x's to answer.
    if (message instanceof HttpRequest request && request.decoderResult().isSuccess()) {
      bodyBytes = 0;
      limits = uploads.take(request) ? uploads.limits() : usual;
      if (limits != usual) {
        disarm();
        arm(connection);
      }
      if (refusals != null) {
        request.headers().names().stream()
            .filter(name -> !OWN_HEADERS.contains(name.toLowerCase(Locale.ROOT)))
            .forEach(request.headers()::remove);
      }
      request.setUri(STRAY_PERCENT.matcher(request.uri()).replaceAll("%25"));
      if (!request.method().equals(HttpMethod.POST)) {
        request.headers().remove(HttpHeaderNames.CONTENT_TYPE);
      }
      String type = request.headers().get(HttpHeaderNames.CONTENT_TYPE, "");
      if (type.regionMatches(true, 0, UPLOAD, 0, UPLOAD.length())) {
        return HttpResponseStatus.UNSUPPORTED_MEDIA_TYPE;
      }
      if (HttpUtil.getContentLength(request, 0L) > limits.maxBodyBytes()) {
        return HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE;
      }
    }
    if (message instanceof HttpContent content) {
      bodyBytes += content.content().readableBytes();
    }
    return bodyBytes > limits.maxBodyBytes() ? HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE : null;
  }

  /** A HEAD becomes a GET; to the callback only without parameters, of which a callback is made. */
  private boolean asksForTheHead(HttpRequest request) {
    if (!request.method().equals(HttpMethod.HEAD)
        || (refusals != null && request.uri().indexOf('?') >= 0)) {
      return false;
    }
    request.setMethod(HttpMethod.GET);
    return true;
  }

  /**
   * Answers, unless that was done before; closes at once when another answer is due first. The
   * connection takes nothing more.
   */
  private void refuse(ChannelHandlerContext connection, HttpResponseStatus status) {
    refused = true;
    if (unanswered > 0) {
      connection.close();
    }
    if (unanswered != 0) {
      return;
    }
    FullHttpResponse answer = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status);
    answer.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    HttpUtil.setContentLength(answer, 0);
    tell(answer);
    beStrict(answer);
    connection.writeAndFlush(answer);
  }

  /** Vert.x ends a connection on which nothing moves: not one whose client waits for our answer. */
  @Override
  public void userEventTriggered(ChannelHandlerContext connection, Object event) throws Exception {
    boolean waits =
        event instanceof IdleStateEvent && unanswered > 0 && connection.channel().isWritable();
    if (!waits) {
      super.userEventTriggered(connection, event);
    }
  }

  /** To its end or the alarm: a client that is cut off while it sends sees no answer. */
  private static void drop(ChannelHandlerContext connection, Object message) {
    if (message instanceof LastHttpContent) {
      connection.close();
    }
    ReferenceCountUtil.release(message);
  }

  @Override
  public void write(ChannelHandlerContext connection, Object message, ChannelPromise promise)
      throws Exception {
    if (refused) {
      ReferenceCountUtil.release(message);
      promise.setFailure(new ClosedChannelException());
      return;
    }
    if (message instanceof HttpResponse head && !isInterim(message)) {
      tell(head);
      beStrict(head);
      bodyless = Boolean.TRUE.equals(headsAsked.poll());
    }
    Object answer = bodyless ? withoutBody(message) : message;
    // An answer may come before its request is complete: what is missing of it still has to come.
    if (message instanceof LastHttpContent && !isInterim(message) && --unanswered <= 0) {
      arm(connection);
    }
    super.write(connection, answer, promise);
  }

  /** The same part of an answer without content; none is announced that does not come. */
  private static Object withoutBody(Object message) {
    ReferenceCountUtil.release(message);
    if (!(message instanceof HttpResponse answer)) {
      return message instanceof LastHttpContent
          ? LastHttpContent.EMPTY_LAST_CONTENT
          : Unpooled.EMPTY_BUFFER;
    }
    answer.headers().remove(HttpHeaderNames.TRANSFER_ENCODING);
    return message instanceof LastHttpContent
        ? new DefaultFullHttpResponse(
            answer.protocolVersion(),
            answer.status(),
            Unpooled.EMPTY_BUFFER,
            answer.headers(),
            EmptyHttpHeaders.INSTANCE)
        : new DefaultHttpResponse(answer.protocolVersion(), answer.status(), answer.headers());
  }

  private void tell(HttpResponse answer) {
    if (refusals != null) {
      refusals.answered(answer.status().code());
    }
  }

  private void beStrict(HttpResponse answer) {
    if (refusals == null) {
      STRICT.forEach(
          (name, value) -> {
            if (!answer.headers().contains(name)) {
              answer.headers().set(name, value);
            }
          });
    }
  }

  private static boolean isInterim(Object message) {
    return message instanceof HttpResponse answer
        && answer.status().codeClass() == HttpStatusClass.INFORMATIONAL;
  }

  private void arm(ChannelHandlerContext connection) {
    if (alarm == null) {
      alarm =
          connection
              .executor()
              .schedule(() -> connection.close(), limits.seconds(), TimeUnit.SECONDS);
    }
  }

  private void disarm() {
    if (alarm != null) {
      alarm.cancel(false);
      alarm = null;
    }
  }
}
