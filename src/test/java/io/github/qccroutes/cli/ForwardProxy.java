package io.github.qccroutes.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A forward proxy on loopback: tunnels ({@code CONNECT}), and requests that name a whole URL. */
final class ForwardProxy implements AutoCloseable {
  private final ServerSocket server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<String> requests = new CopyOnWriteArrayList<>();

  private ForwardProxy(ServerSocket server) {
    this.server = server;
  }

  static ForwardProxy start() throws IOException {
    ForwardProxy proxy =
        new ForwardProxy(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    proxy.threads.execute(proxy::accept);
    return proxy;
  }

  int port() {
    return server.getLocalPort();
  }

  /** Method and target of every request that opened a connection. */
  List<String> requests() {
    return requests;
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        threads.execute(() -> serve(client));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      InputStream in = client.getInputStream();
      String[] request = line(in).split(" ");
      requests.add(request[0] + " " + request[1]);
      boolean tunnel = request[0].equals("CONNECT");
      URI target = URI.create(tunnel ? "http://" + request[1] : request[1]);
      try (Socket origin = new Socket(target.getHost(), target.getPort())) {
        if (tunnel) {
          while (!line(in).isEmpty()) {
            // headers for the proxy
          }
          client.getOutputStream().write(bytes("HTTP/1.1 200 Connected\r\n\r\n"));
        } else {
          String path = request[1].substring(request[1].indexOf('/', "http://".length()));
          origin.getOutputStream().write(bytes(request[0] + " " + path + " HTTP/1.1\r\n"));
        }
        threads.execute(() -> pipe(client, origin));
        pipe(origin, client);
      }
    } catch (IOException e) {
      // one side has hung up
    }
  }

  private static void pipe(Socket from, Socket to) {
    try {
      byte[] buffer = new byte[8192];
      InputStream in = from.getInputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        to.getOutputStream().write(buffer, 0, n);
      }
      to.shutdownOutput();
    } catch (IOException e) {
      // one side has hung up
    }
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      line.write(c);
    }
    return line.toString(StandardCharsets.ISO_8859_1).strip();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      threads.shutdownNow();
    }
  }
}
