package io.github.qccroutes.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.qccroutes.app.TestNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.ElementNotInteractableException;
import org.openqa.selenium.JavascriptException;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * A Chromium without a window before the console of a node. Finds things as a person does, by what
 * stands on them, and waits for them.
 */
final class Browser implements AutoCloseable {
  private static final Path CHROMIUM =
      Path.of(System.getProperty("qccroutes.chromium", "/usr/bin/chromium"));
  private static final Path DRIVER =
      Path.of(System.getProperty("qccroutes.chromedriver", "/usr/bin/chromedriver"));
  private static final Path SCREENSHOTS = Path.of("target", "screenshots");
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int MOST_TABS = 80;

  /** That nobody is logged in, or with a wrong password, pages learn by being refused. */
  private static final String LOGGED_OUT =
      "/console/api/session - Failed to load resource: the server responded with a status of 401";

  private static final List<String> ON_ITS_WAY =
      List.of("正在打开", "正在读取", "正在提交", "Opening…", "Loading…", "Reading");

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String AXE = read("/axe.min.js");
  private static final String FIND =
      """
      const [what, name, near] = arguments;
      const squeeze = text => (text || '').replace(/\\s+/g, ' ').trim();
      const top = document.querySelector('dialog[open]') || document;
      const all = selector => [...top.querySelectorAll(selector)];
      const named = e => squeeze(e.getAttribute('aria-label') || e.innerText);
      const found = {
        button: () => all('button, summary, [role=button], [role=tab]'),
        link: () => all('a[href]'),
        table: () => all('table, [role=region]'),
        field: () => all('label').filter(e => e.control).map(e => [e, e.control])
            .concat(all('[aria-label]').map(e => [e, e])),
      }[what]().map(e => Array.isArray(e) ? e : [e, e])
          .filter(([e, it]) => it.checkVisibility({ visibilityProperty: true }) && !it.disabled);
      const exact = found.filter(([e]) => named(e) === name);
      const begun = found.filter(([e]) => named(e).startsWith(name));
      const fitting = exact.length ? exact : begun;
      if (!near) return fitting.length ? fitting[0][1] : null;
      let best = null, least = Infinity;
      for (const [e, it] of fitting) {
        let around = e;
        while (around && !squeeze(around.innerText).includes(near)) around = around.parentElement;
        if (around && around.innerText.length < least) [best, least] = [it, around.innerText.length];
      }
      return best;
      """;

  private final String console;
  private final Path folder;
  private final ChromeDriver driver;

  private Browser(String console, Path folder, ChromeDriver driver) {
    this.console = console;
    this.folder = folder;
    this.driver = driver;
  }

  /** A new one that knows nothing, 1280 pixels wide, at the log-in. */
  static Browser open(TestNode node) {
    try {
      Path folder = Files.createTempDirectory("qcc-browser-");
      Files.createDirectories(downloads(folder));
      ChromeDriver driver =
          new ChromeDriver(
              new ChromeDriverService.Builder()
                  .usingDriverExecutable(DRIVER.toFile())
                  .usingAnyFreePort()
                  .build(),
              options(folder));
      Browser browser = new Browser(node.management("/console/").toString(), folder, driver);
      browser.size(1280, 800);
      browser.go("");
      return browser;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ChromeOptions options(Path folder) {
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    logs.enable(LogType.PERFORMANCE, Level.ALL);
    ChromeOptions options = new ChromeOptions();
    options.setBinary(CHROMIUM.toFile());
    options.setCapability("goog:loggingPrefs", logs);
    options.setExperimentalOption(
        "prefs", Map.of("download.default_directory", downloads(folder).toString()));
    return options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-quic",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
        "--hide-scrollbars",
        "--user-data-dir=" + folder.resolve("profile"));
  }

  private static Path downloads(Path folder) {
    return folder.resolve("downloads");
  }

  /** The address of a page, such as {@code #/jobs}, as if it were typed. */
  void go(String place) {
    driver.get(console + place);
    awaitRest();
  }

  void reload() {
    driver.navigate().refresh();
    awaitRest();
  }

  /** Logs in at the log-in page, in Chinese. */
  void logIn(String name, String password) {
    type("用户名", name);
    type("密码", password);
    press("登录");
    waiting().untilAsserted(() -> assertThat(text()).contains("待办"));
    awaitRest();
  }

  /** Waits until nothing is on its way to the page any more: it stays as it is. */
  void awaitRest() {
    AtomicReference<String> before = new AtomicReference<>("");
    waiting()
        .pollInterval(Duration.ofMillis(120))
        .until(
            () -> {
              String now =
                  text() + script("return performance.getEntriesByType('resource').length");
              boolean rests = now.equals(before.getAndSet(now));
              return rests && ON_ITS_WAY.stream().noneMatch(now::contains);
            });
  }

  /** What can be read on the page now. */
  String text() {
    return squeezed(Objects.toString(script("return document.body.innerText"), ""));
  }

  /** Waits until this can be read. */
  void awaitText(String... texts) {
    waiting().untilAsserted(() -> assertThat(text()).contains(texts));
  }

  void awaitNoText(String text) {
    waiting().untilAsserted(() -> assertThat(text()).doesNotContain(text));
  }

  void press(String button) {
    press(button, null);
  }

  /** Presses the button of this name that is nearest to a text. */
  void press(String button, @Nullable String near) {
    doing(() -> find("button", button, near).click());
  }

  void follow(String link) {
    follow(link, null);
  }

  /** Follows the link of this name that is nearest to a text. */
  void follow(String link, @Nullable String near) {
    doing(() -> find("link", link, near).click());
    awaitRest();
  }

  /** Has a field hold this text and nothing else. */
  void type(String label, String text) {
    doing(
        () -> {
          WebElement field = find("field", label, null);
          field.clear();
          field.sendKeys(text);
        });
  }

  /** Chooses an option of a list by its text. */
  void choose(String label, String option) {
    doing(
        () ->
            find("field", label, null).findElements(By.tagName("option")).stream()
                .filter(each -> squeezed(each.getText()).equals(option))
                .findFirst()
                .orElseThrow(() -> new StaleElementReferenceException("no option " + option))
                .click());
  }

  /** Gives a file to the one field on the page that takes files. */
  void choose(Path file) {
    doing(
        () ->
            driver
                .findElement(By.cssSelector("input[type=file]"))
                .sendKeys(file.toAbsolutePath().toString()));
  }

  /** Lets a file fall where this can be read, as somebody who has dragged it there. */
  void drop(String name, String text, String where) {
    script(
        """
        const [name, text, where] = arguments;
        const transfer = new DataTransfer();
        transfer.items.add(new File([text], name, { type: 'text/csv' }));
        let target = document.body;
        for (let inner = target; inner; inner = [...target.children].find(e => e.innerText && e.innerText.includes(where))) {
          target = inner;
        }
        for (const type of ['dragenter', 'dragover', 'drop']) {
          target.dispatchEvent(
              new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: transfer }));
        }
        """,
        name,
        text,
        where);
  }

  /** Waits for a file to be there that the page has had downloaded. */
  Path downloaded(String nameEnd) {
    return waiting()
        .until(
            () -> {
              try (Stream<Path> files = Files.list(downloads(folder))) {
                return files.filter(file -> file.toString().endsWith(nameEnd)).findFirst();
              }
            },
            Optional::isPresent)
        .orElseThrow();
  }

  /** Presses the Tab key until what has the focus is called so. */
  void tabTo(String name) {
    for (int i = 0; i < MOST_TABS; i++) {
      new Actions(driver).sendKeys(Keys.TAB).perform();
      if (name.equals(focused())) {
        return;
      }
    }
    throw new AssertionError("the Tab key never comes to " + name + ": " + text());
  }

  /** What has the focus, as a screen reader calls it. */
  String focused() {
    return squeezed(driver.switchTo().activeElement().getAccessibleName());
  }

  /** Types where the focus is. */
  void keys(CharSequence... keys) {
    new Actions(driver).sendKeys(keys).perform();
  }

  void size(int width, int height) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
  }

  void dark(boolean dark) {
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
  }

  /** By how many pixels the page is wider than the window. */
  long overflow() {
    Object wide =
        script(
            "return document.documentElement.scrollWidth - document.documentElement.clientWidth");
    return ((Number) Objects.requireNonNull(wide)).longValue();
  }

  /** What makes the page wider than the window. */
  List<String> tooWide() {
    return strings(
        """
        return [...document.querySelectorAll('body *')]
            .filter(e => e.getBoundingClientRect().right > innerWidth + 1)
            .map(e => e.outerHTML.slice(0, 120)).slice(0, 5)
        """);
  }

  /** What a script that should be text has left behind, if it ran. */
  List<String> ran() {
    return strings(
        """
        return (window.ran ? ['ran'] : []).concat(
            [...document.querySelectorAll('img[src="x"], [onerror], [onload], iframe, object, embed')]
                .map(e => e.outerHTML.slice(0, 120)))
        """);
  }

  /** The rules of accessibility that the page breaks seriously, each with where. */
  List<String> faults(String... rules) {
    if (!Boolean.TRUE.equals(script("return !!window.axe"))) {
      script(AXE);
    }
    Object found =
        driver.executeAsyncScript(
            """
            const done = arguments[arguments.length - 1];
            const rules = arguments[0];
            axe.run(document, {
              resultTypes: ['violations'],
              ...(rules.length ? { runOnly: { type: 'rule', values: rules } } : {}),
            }).then(results => done(results.violations
                .filter(each => ['serious', 'critical'].includes(each.impact))
                .flatMap(each => each.nodes.map(
                    node => `${each.id}: ${node.target} ${node.html.slice(0, 160)}`))),
                trouble => done(['axe: ' + trouble]));
            """,
            List.of(rules));
    return texts(found);
  }

  /**
   * What must not happen unseen, since this was asked last: errors in the browser's console,
   * requests to anybody but the node, and answers whose policy lets scripts or styles in.
   *
   * @param expected what an error says that a test has provoked
   */
  List<String> trouble(String... expected) {
    List<String> trouble = new ArrayList<>();
    for (LogEntry entry : driver.manage().logs().get(LogType.BROWSER)) {
      if (entry.getLevel().intValue() >= Level.WARNING.intValue()
          && !entry.getMessage().contains(LOGGED_OUT)
          && Stream.of(expected).noneMatch(entry.getMessage()::contains)) {
        trouble.add(entry.getMessage());
      }
    }
    for (LogEntry entry : driver.manage().logs().get(LogType.PERFORMANCE)) {
      JsonNode event = json(entry.getMessage()).path("message");
      JsonNode values = event.path("params");
      switch (event.path("method").asText()) {
        case "Network.requestWillBeSent" -> {
          String url = values.path("request").path("url").asText();
          if (url.startsWith("http") && !isOurs(url)) {
            trouble.add("a request to " + url);
          }
        }
        case "Network.responseReceived" -> {
          JsonNode answer = values.path("response");
          String url = answer.path("url").asText();
          String policy = header(answer.path("headers"), "Content-Security-Policy");
          if (isOurs(url) && (policy.isEmpty() || policy.contains("unsafe-"))) {
            trouble.add("the policy of " + url + ": " + policy);
          }
        }
        default -> {}
      }
    }
    return trouble;
  }

  private boolean isOurs(String url) {
    return URI.create(console).getAuthority().equals(URI.create(url).getAuthority());
  }

  private static String header(JsonNode headers, String name) {
    return headers.properties().stream()
        .filter(each -> each.getKey().equalsIgnoreCase(name))
        .map(each -> each.getValue().asText())
        .findFirst()
        .orElse("");
  }

  /** Keeps what is to be seen now, as PNG. */
  Path screenshot(String name) {
    try {
      Files.createDirectories(SCREENSHOTS);
      return Files.write(
          SCREENSHOTS.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private WebElement find(String what, String name, @Nullable String near) {
    if (script(FIND, what, name, near) instanceof WebElement found) {
      return found;
    }
    throw new StaleElementReferenceException(
        "no " + what + " " + name + (near == null ? "" : " near " + near) + " on: " + text());
  }

  /** Does it again while the page is being drawn anew. */
  private static void doing(Runnable work) {
    waiting().untilAsserted(work::run);
  }

  private static ConditionFactory waiting() {
    return await()
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(50))
        .ignoreExceptionsMatching(
            e ->
                e instanceof StaleElementReferenceException
                    || e instanceof ElementNotInteractableException
                    || e instanceof JavascriptException);
  }

  private @Nullable Object script(String text, Object... arguments) {
    return driver.executeScript(text, arguments);
  }

  private List<String> strings(String text) {
    return texts(script(text));
  }

  private static List<String> texts(@Nullable Object list) {
    return ((List<?>) Objects.requireNonNull(list)).stream().map(Object::toString).toList();
  }

  private static String squeezed(String text) {
    return text.replaceAll("\\s+", " ").strip();
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(String resource) {
    try (InputStream in = Browser.class.getResourceAsStream(resource)) {
      return new String(
          Objects.requireNonNull(in, resource).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    driver.quit();
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
