package io.github.qccroutes.api;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/**
 * The hosts that files may be fetched from: {@code host} (port 80 or 443 by scheme) or {@code
 * host:port}. As a processor it lets the link in the variable {@code downloadUrl} pass and lays out
 * the request for it; a link to any other place is refused before a name is looked up. Thread-safe.
 */
public final class DownloadHosts {
  private final Set<String> hosts;

  public DownloadHosts(List<String> hosts) {
    this.hosts =
        hosts.stream().map(host -> host.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
  }

  public void check(Exchange exchange) throws DownloadRefusedException {
    String link = exchange.getVariable("downloadUrl", String.class);
    exchange.removeVariable("downloadUrl");
    // Blanks around a link are never meant.
    link = link == null ? null : link.strip();
    require(link);
    Message message = exchange.getMessage();
    message.removeHeaders("*");
    message.setBody(null);
    message.setHeader(Exchange.HTTP_METHOD, "GET");
    message.setHeader(Exchange.HTTP_URI, link);
  }

  void require(@Nullable String link) throws DownloadRefusedException {
    URI uri;
    try {
      uri = new URI(link == null ? "" : link);
    } catch (URISyntaxException e) {
      throw new DownloadRefusedException("the download link is not a URL");
    }
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    String host = uri.getHost();
    if (host == null || !(scheme.equals("http") || scheme.equals("https"))) {
      throw new DownloadRefusedException("the download link is not an http or https URL");
    }
    if (uri.getRawUserInfo() != null) {
      throw new DownloadRefusedException("the download link carries a user name");
    }
    int usual = scheme.equals("http") ? 80 : 443;
    int port = uri.getPort() < 0 ? usual : uri.getPort();
    String name = host.toLowerCase(Locale.ROOT);
    if (!hosts.contains(name + ":" + port) && !(port == usual && hosts.contains(name))) {
      throw new DownloadRefusedException(
          "the download link leads to "
              + name
              + ":"
              + port
              + ", which qcc.download-hosts does not list; add it there if it is the provider's");
    }
  }
}
