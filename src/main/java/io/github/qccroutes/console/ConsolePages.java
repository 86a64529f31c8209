package io.github.qccroutes.console;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.apache.camel.Exchange;

/**
 * The files of the console's pages, {@code console/pages/} of the program: they are the same for
 * everybody and hold nothing of anybody, so they need no login. Thread-safe.
 */
public final class ConsolePages {
  private static final String FOLDER = "/console/pages/";
  private static final String INDEX = "index.html";

  private static final Map<String, String> TYPES =
      Map.of(
          "css", "text/css; charset=utf-8",
          "html", "text/html; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml");

  /** What a page may load: our own files, and data from our own address. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

  /** {@code GET /console}: the page that loads all the others. */
  public void index(Exchange exchange) throws IOException {
    answer(exchange, INDEX);
  }

  /**
   * {@code GET /console/pages/{file}}.
   *
   * @throws ConsoleProblem 404 when there is no such file
   */
  public void file(Exchange exchange) throws IOException {
    answer(exchange, exchange.getVariable("file", String.class));
  }

  /** The document lets only letters, digits, hyphens and one dot into a name. */
  private static void answer(Exchange exchange, String file) throws IOException {
    String type = TYPES.get(file.substring(file.lastIndexOf('.') + 1));
    try (InputStream in = ConsolePages.class.getResourceAsStream(FOLDER + file)) {
      if (in == null || type == null) {
        throw ConsoleProblem.notFound("没有这个文件", "There is no such file");
      }
      ConsoleAnswer.text(exchange, type, in.readAllBytes());
    }
    exchange.getMessage().setHeader("Content-Security-Policy", POLICY);
    // Kept by the browser, and asked for again: what is the same does not come twice. Camel would
    // leave the header out.
    ConsoleRequest.of(exchange).http().response().putHeader("Cache-Control", "no-cache");
  }
}
