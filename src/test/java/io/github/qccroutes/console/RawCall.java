package io.github.qccroutes.console;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.qccroutes.app.TestNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Calls of a node byte by byte, as no well-behaved client sends them. */
final class RawCall {
  private static final ObjectMapper JSON = new ObjectMapper();

  private RawCall() {}

  /** An answer; the names of its headers in lower case. */
  record Answer(int status, String head, String body) {
    JsonNode json() {
      try {
        return JSON.readTree(body);
      } catch (IOException e) {
        throw new AssertionError("no JSON: " + body, e);
      }
    }

    /** The value of a header; empty if there is none, all of them if there are several. */
    String header(String name) {
      return String.join(" && ", headers(name));
    }

    List<String> headers(String name) {
      return head.lines()
          .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
          .map(line -> line.substring(name.length() + 1).strip())
          .toList();
    }

    /** What a log-in gave, as a browser sends it. */
    String cookie() {
      return header("Set-Cookie").replaceAll(";.*", "");
    }
  }

  /** Headers by turns of name and value; Host is the node's own unless it is among them. */
  static Answer send(
      TestNode node, String method, String target, @Nullable String body, String... headers) {
    return send(
        "127.0.0.1",
        node.application().managementPort(),
        request(node.application().managementPort(), method, target, body, headers));
  }

  /** The bytes of a request. */
  static byte[] request(
      int port, String method, String target, @Nullable String body, String... headers) {
    List<String> lines = new ArrayList<>();
    boolean host = false;
    for (int i = 0; i < headers.length; i += 2) {
      lines.add(headers[i] + ": " + headers[i + 1]);
      host |= headers[i].equalsIgnoreCase("Host");
    }
    if (!host) {
      lines.add(0, "Host: 127.0.0.1:" + port);
    }
    byte[] bytes = body == null ? new byte[0] : body.getBytes(UTF_8);
    if (body != null) {
      lines.add("Content-Length: " + bytes.length);
    }
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.writeBytes(
        (method
                + " "
                + target
                + " HTTP/1.1\r\n"
                + String.join("\r\n", lines)
                + "\r\nConnection: close\r\n\r\n")
            .getBytes(ISO_8859_1));
    request.writeBytes(bytes);
    return request.toByteArray();
  }

  /** Sends bytes from an address of this machine and reads to the end. */
  static Answer send(String from, int port, byte[] request) {
    try (Socket socket = new Socket()) {
      socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
      socket.connect(new InetSocketAddress("127.0.0.1", port));
      socket.setSoTimeout(60_000);
      ByteArrayOutputStream answer = new ByteArrayOutputStream();
      try {
        socket.getOutputStream().write(request);
        socket.getInputStream().transferTo(answer);
      } catch (SocketException e) {
        // It answered and closed before it had read all.
      }
      return answer(answer.toString(ISO_8859_1));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static Answer answer(String text) {
    int end = text.indexOf("\r\n\r\n");
    if (end < 0) {
      return new Answer(0, text, "");
    }
    String head = text.substring(0, end);
    String body = text.substring(end + 4);
    if (head.toLowerCase(Locale.ROOT).contains("transfer-encoding: chunked")) {
      body = joined(body);
    }
    return new Answer(
        Integer.parseInt(head.split(" ", 3)[1]),
        head,
        new String(body.getBytes(ISO_8859_1), UTF_8));
  }

  private static String joined(String chunks) {
    StringBuilder body = new StringBuilder();
    int at = 0;
    while (at < chunks.length()) {
      int line = chunks.indexOf("\r\n", at);
      int length = Integer.parseInt(chunks.substring(at, line), 16);
      body.append(chunks, line + 2, line + 2 + length);
      at = line + 2 + length + 2;
    }
    return body.toString();
  }
}
