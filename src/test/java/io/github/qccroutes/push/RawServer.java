package io.github.qccroutes.push;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A server that answers each connection's first request with whatever bytes it is told to. */
final class RawServer implements AutoCloseable {
  private final ServerSocket server;
  private volatile Answer answer = (socket, out) -> {};

  /** Writes an answer, head and all; the connection is closed when it returns. */
  @FunctionalInterface
  interface Answer {
    void write(Socket socket, OutputStream out) throws IOException;
  }

  private RawServer(ServerSocket server) {
    this.server = server;
  }

  static RawServer start() throws IOException {
    RawServer raw = new RawServer(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    Thread acceptor = new Thread(raw::accept, "raw-server");
    acceptor.setDaemon(true);
    acceptor.start();
    return raw;
  }

  String address() {
    return "127.0.0.1:" + server.getLocalPort();
  }

  void answer(Answer next) {
    answer = next;
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        Thread thread = new Thread(() -> serve(socket), "raw-connection");
        thread.setDaemon(true);
        thread.start();
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      BufferedReader in =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
      String line = in.readLine();
      while (line != null && !line.isEmpty()) {
        line = in.readLine();
      }
      answer.write(socket, socket.getOutputStream());
    } catch (IOException e) {
      // The client hung up.
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
