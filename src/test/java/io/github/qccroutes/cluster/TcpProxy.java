package io.github.qccroutes.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A way to a server on loopback that can be cut, or swallow everything without a word. */
final class TcpProxy implements AutoCloseable {
  private final ServerSocket server;
  private final int target;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private boolean held;

  private TcpProxy(ServerSocket server, int target) {
    this.server = server;
    this.target = target;
  }

  static TcpProxy to(int target) {
    try {
      TcpProxy proxy =
          new TcpProxy(new ServerSocket(0, 200, InetAddress.getLoopbackAddress()), target);
      proxy.threads.execute(proxy::accept);
      return proxy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port() {
    return server.getLocalPort();
  }

  /** Resets every connection; new ones are let through. */
  void cut() {
    for (Socket socket : sockets) {
      try {
        socket.setSoLinger(true, 0);
      } catch (IOException e) {
        // closed meanwhile
      }
      close(socket);
    }
  }

  /** Lets nothing through in either direction, though connections stay and are taken. */
  synchronized void hold() {
    held = true;
  }

  synchronized void pass() {
    held = false;
    notifyAll();
  }

  private synchronized void awaitPass() throws IOException {
    try {
      while (held) {
        wait();
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        sockets.add(client);
        threads.execute(() -> serve(client));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      awaitPass();
      try (Socket origin = new Socket(InetAddress.getLoopbackAddress(), target)) {
        sockets.add(origin);
        threads.execute(() -> pipe(client, origin));
        pipe(origin, client);
        sockets.remove(origin);
      }
    } catch (IOException e) {
      // nobody is there
    } finally {
      sockets.remove(client);
    }
  }

  private void pipe(Socket from, Socket to) {
    try {
      byte[] buffer = new byte[8192];
      InputStream in = from.getInputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        awaitPass();
        to.getOutputStream().write(buffer, 0, n);
      }
    } catch (IOException e) {
      // one side has hung up
    }
    close(from);
    close(to);
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // it is gone
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      cut();
      pass();
      threads.shutdownNow();
    }
  }
}
