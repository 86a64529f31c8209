package io.github.qccroutes.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Takes every mail that is sent to it, one connection after another (RFC 5321, without TLS). */
final class MailServer implements AutoCloseable {
  private final ServerSocket socket;
  private final List<String> mails = new CopyOnWriteArrayList<>();

  private MailServer(ServerSocket socket) {
    this.socket = socket;
  }

  static MailServer start() throws IOException {
    MailServer server = new MailServer(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    Thread thread = new Thread(server::serve, "mail server");
    thread.setDaemon(true);
    thread.start();
    return server;
  }

  int port() {
    return socket.getLocalPort();
  }

  /** Headers and body of each mail. */
  List<String> mails() {
    return List.copyOf(mails);
  }

  private void serve() {
    try {
      while (!socket.isClosed()) {
        try (Socket client = socket.accept()) {
          converse(client);
        }
      }
    } catch (IOException e) {
      if (!socket.isClosed()) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private void converse(Socket client) throws IOException {
    BufferedReader in = new BufferedReader(new InputStreamReader(client.getInputStream(), UTF_8));
    Writer out = new java.io.OutputStreamWriter(client.getOutputStream(), UTF_8);
    say(out, "220 ready");
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      if (line.equals("DATA")) {
        say(out, "354 go on");
        StringBuilder mail = new StringBuilder();
        for (String text = in.readLine(); text != null && !text.equals("."); text = in.readLine()) {
          mail.append(text).append('\n');
        }
        mails.add(mail.toString());
      }
      say(out, line.equals("QUIT") ? "221 bye" : "250 fine");
    }
  }

  private static void say(Writer out, String line) throws IOException {
    out.write(line + "\r\n");
    out.flush();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
