package io.github.qccroutes.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocket;

/** Clients that begin a request and fall silent, or let the rest drip. */
final class SlowClient {
  private static final List<String> BEGINNINGS =
      List.of(
          "",
          "GET /qcc/push HTTP/1.1\r\nHost: ",
          "POST /qcc/push HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
              + "Content-Length: 9999\r\n\r\nkey=");

  private static final Duration LEAST = Duration.ofSeconds(5);

  private SlowClient() {}

  /** Whether none of them is borne with, on any of the ports. */
  static boolean areAllCutOff(SocketFactory sockets, String... ports) {
    ExecutorService patient = Executors.newCachedThreadPool();
    try {
      List<CompletableFuture<Boolean>> ends = new ArrayList<>();
      for (String port : ports) {
        for (String beginning : BEGINNINGS) {
          for (boolean drips : new boolean[] {false, true}) {
            ends.add(
                CompletableFuture.supplyAsync(
                    () -> isCutOff(sockets, port, beginning, drips), patient));
          }
        }
      }
      return ends.stream().map(CompletableFuture::join).toList().stream().allMatch(end -> end);
    } finally {
      patient.shutdown();
    }
  }

  /**
   * Whether the connection ends although the client is not done, and not before it has had some
   * seconds; one that drips waits seconds.
   */
  static boolean isCutOff(SocketFactory sockets, String port, String beginning, boolean drips) {
    long start = System.nanoTime();
    try (Socket socket = connect(sockets, port)) {
      socket.setSoTimeout(1000);
      socket.getOutputStream().write(beginning.getBytes(StandardCharsets.US_ASCII));
      while (System.nanoTime() - start < Program.PATIENCE.toNanos()) {
        try {
          if (socket.getInputStream().read() < 0) {
            return System.nanoTime() - start > LEAST.toNanos();
          }
        } catch (SocketTimeoutException e) {
          socket
              .getOutputStream()
              .write(drips ? "a".getBytes(StandardCharsets.US_ASCII) : new byte[0]);
        }
      }
      return false;
    } catch (IOException e) {
      return System.nanoTime() - start > LEAST.toNanos();
    }
  }

  /** Nobody there is no cut. */
  private static Socket connect(SocketFactory sockets, String port) {
    try {
      Socket socket = sockets.createSocket("127.0.0.1", Integer.parseInt(port));
      if (socket instanceof SSLSocket secure) {
        secure.startHandshake();
      }
      return socket;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
