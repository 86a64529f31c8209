package io.github.qccroutes.console;

import io.github.qccroutes.config.Settings;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A reverse proxy that logs people in and tells their names in a header ({@code
 * qcc.console.proxy-header}). It is believed when the request comes from one of its addresses and
 * has its secret in the header {@code X-Qcc-Proxy-Secret}; from anywhere else the headers mean
 * nothing.
 */
final class ConsoleProxy {
  private static final String SECRET = "X-Qcc-Proxy-Secret";

  private final @Nullable String header;
  private final Set<String> addresses;
  private final @Nullable String secret;

  ConsoleProxy(Settings settings) {
    this.header = settings.optional("qcc.console.proxy-header").orElse(null);
    this.addresses =
        settings
            .optional("qcc.console.proxy-addresses")
            .map(text -> Stream.of(text.split(",", -1)).map(ConsoleProxy::plain))
            .orElse(Stream.of())
            .collect(Collectors.toUnmodifiableSet());
    this.secret = settings.optional("qcc.console.proxy-secret").orElse(null);
  }

  /** As a connection tells it; an address of version 6 can be written in many ways. */
  private static String plain(String address) {
    InetAddress known = NetUtil.createInetAddressFromIpAddressString(address);
    return known == null ? address : known.getHostAddress();
  }

  boolean isTrusted(String address) {
    return addresses.contains(address);
  }

  /** The name that the proxy tells, where it may tell one. */
  Optional<String> name(ConsoleRequest request) {
    if (header == null
        || secret == null
        || !isTrusted(request.address())
        || !Hashes.isSame(request.header(SECRET), secret)) {
      return Optional.empty();
    }
    return Optional.of(request.header(header)).filter(name -> !name.isEmpty());
  }
}
