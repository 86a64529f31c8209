package io.github.qccroutes.observe;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** What a node is called where several speak: {@code process@host}. */
public final class NodeName {
  private static final String TEXT = ProcessHandle.current().pid() + "@" + host();

  private NodeName() {}

  /** That of this process. */
  public static String text() {
    return TEXT;
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }
}
