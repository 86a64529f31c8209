package io.github.qccroutes.console;

import io.github.qccroutes.config.Settings;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The names under which the console may be asked for. A page of another name that the browser was
 * led to resolve to our address (DNS rebinding) is refused, and so is a request that a page of
 * another origin makes a browser send (CSRF).
 */
final class ConsoleHosts {
  private final Set<String> hosts = new HashSet<>();

  ConsoleHosts(Settings settings) {
    settings
        .optional("qcc.console.hosts")
        .ifPresentOrElse(
            told -> hosts.addAll(List.of(told.toLowerCase(Locale.ROOT).split(",", -1))),
            () -> {
              hosts.addAll(List.of("localhost", "127.0.0.1", "[::1]"));
              hosts.add(settings.text("qcc.management.host").toLowerCase(Locale.ROOT));
            });
  }

  /**
   * Makes sure that the request was sent to one of our names.
   *
   * @throws ConsoleProblem 421 when it was not
   */
  void require(ConsoleRequest request) {
    String host = request.header("Host").toLowerCase(Locale.ROOT);
    if (!hosts.contains(host.replaceFirst(":\\d*$", ""))) {
      throw ConsoleProblem.misdirected();
    }
  }

  /**
   * Makes sure that a page of ours made the browser send it, which the browser says in {@code
   * Sec-Fetch-Site}, and an older one in {@code Origin}.
   *
   * @throws ConsoleProblem 403 when that can't be seen
   */
  void requireOwnPage(ConsoleRequest request) {
    String site = request.header("Sec-Fetch-Site");
    boolean own =
        site.isEmpty()
            ? request
                .header("Origin")
                .replaceFirst("^https?://", "")
                .equalsIgnoreCase(request.header("Host"))
            : site.equals("same-origin");
    if (!own) {
      throw ConsoleProblem.forbidden(
          "请求不是来自控制台的页面；程序请用 API 令牌",
          "The request does not come from a page of the console; a program uses an API token");
    }
  }
}
