package io.github.qccroutes.app;

import io.github.qccroutes.config.Settings;
import io.github.qccroutes.store.Database;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/**
 * The ports that the two HTTP servers can have. They are tried before the start, because Camel
 * starts a node whose server can't listen and only logs that.
 */
record ServerPorts(int http, int management) {

  /** Tries both addresses at once; a port that is set to 0 becomes a free one. */
  static ServerPorts free(Settings settings) throws StartException {
    try (ServerSocket http = listen(settings, "qcc.http");
        ServerSocket management = listen(settings, "qcc.management")) {
      return new ServerPorts(http.getLocalPort(), management.getLocalPort());
    } catch (IOException e) {
      throw new StartException("can't close a port: " + Database.reason(e), e);
    }
  }

  private static ServerSocket listen(Settings settings, String server) throws StartException {
    String host = settings.text(server + ".host");
    int port = Math.toIntExact(settings.number(server + ".port"));
    try {
      return listen(host, port);
    } catch (IOException e) {
      String key = canListen(host) ? ".port" : ".host";
      throw new StartException(
          server + key + ": can't listen on " + host + ":" + port + ": " + Database.reason(e), e);
    }
  }

  private static boolean canListen(String host) {
    try (ServerSocket any = listen(host, 0)) {
      return any.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  private static ServerSocket listen(String host, int port) throws IOException {
    ServerSocket socket = new ServerSocket();
    try {
      // as the servers do it: connections of an earlier run that linger are no obstacle
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(host, port));
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }
}
