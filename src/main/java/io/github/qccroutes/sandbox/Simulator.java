package io.github.qccroutes.sandbox;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A running stand-in for the provider: one account's calls, pushes and downloads over real HTTP, on
 * 127.0.0.1 only.
 *
 * <p>All time that the provider knows (order numbers, the age of a signature, the life of a link)
 * is read from the given clock; delays and latencies are real time. Safe for use by many threads.
 */
public final class Simulator implements AutoCloseable {

  /** Callers that open many connections at once wait here instead of being refused. */
  private static final int BACKLOG = 256;

  private final HttpServer server;
  private final ExecutorService threads;
  private final Archives archives;
  private final Account account;
  private final Clock clock;
  private volatile World world;

  private Simulator(HttpServer server, Account account, Clock clock, Archives archives) {
    this.server = server;
    this.account = account;
    this.clock = clock;
    this.archives = archives;
    threads = Executors.newCachedThreadPool(daemons("sandbox-http-"));
    world = new World();

    server.createContext("/api", exchange -> world.calls.handle(exchange));
    server.createContext("/", exchange -> world.downloads.handle(exchange));
    server.setExecutor(threads);
  }

  /** All that the provider knows of one account, and what happened to it. */
  private final class World {
    final Ledger ledger = new Ledger(account);
    final Faults faults = new Faults();
    final Callbacks callbacks = new Callbacks(clock, ledger);
    final ApiCalls calls = new ApiCalls("/api", account, clock, ledger, faults);
    final Downloads downloads = new Downloads(downloadHost(), clock, ledger, faults);
    final PartnershipCalls partnerships = new PartnershipCalls(account, clock, ledger);
    final PushCalls push = new PushCalls(account, clock, archives, downloads, callbacks, ledger);
    final ReportCalls reports = new ReportCalls(clock, archives, downloads, ledger);
    final QuotaCalls quota = new QuotaCalls();
    final AllocationCalls allocation = new AllocationCalls(clock, ledger, quota);

    World() {
      partnerships.register(calls);
      push.register(calls);
      reports.register(calls);
      quota.register(calls);
      allocation.register(calls);
    }
  }

  /** Starts on any free port, with the sample account, the system's clock and a directory aside. */
  public static Simulator start() {
    return start(Clock.systemUTC());
  }

  /** Starts on any free port, with the sample account and a temporary directory. */
  public static Simulator start(Clock clock) {
    return start(0, Account.sample(), clock, null);
  }

  /**
   * Starts the stand-in.
   *
   * @param port the port on 127.0.0.1; 0 takes any free one
   * @param directory where archives are written, created if missing; {@code null} for a temporary
   *     one. Closing removes the archives, and the temporary directory
   * @throws IllegalStateException when the port is taken or the directory cannot be written
   */
  public static Simulator start(int port, Account account, Clock clock, @Nullable Path directory) {
    // Headers and body leave in two writes; without this each answer waits for a delayed ACK.
    if (System.getProperty("sun.net.httpserver.nodelay") == null) {
      System.setProperty("sun.net.httpserver.nodelay", "true");
    }
    try {
      InetSocketAddress address =
          new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
      HttpServer server = HttpServer.create(address, BACKLOG);
      Archives archives;
      try {
        archives = Archives.in(directory);
      } catch (IOException e) {
        server.stop(0);
        throw e;
      }
      Simulator simulator = new Simulator(server, account, clock, archives);
      server.start();
      return simulator;
    } catch (IOException e) {
      throw new IllegalStateException(
          "The provider's stand-in cannot start on 127.0.0.1:" + port + ": " + e.getMessage(), e);
    }
  }

  /** The base of all calls, {@code http://127.0.0.1:<port>/api}. */
  public URI baseUrl() {
    return URI.create("http://" + downloadHost() + "/api");
  }

  /** The host of all download links, {@code 127.0.0.1:<port>}. */
  public String downloadHost() {
    return "127.0.0.1:" + port();
  }

  public int port() {
    return server.getAddress().getPort();
  }

  public Account account() {
    return account;
  }

  /** What happened so far. */
  public Ledger ledger() {
    return world.ledger;
  }

  /** What goes wrong from now on. */
  public Faults faults() {
    return world.faults;
  }

  /** The partnerships between companies. */
  public PartnershipCalls partnerships() {
    return world.partnerships;
  }

  /** The customer-risk push: its orders and its callback. */
  public PushCalls push() {
    return world.push;
  }

  /** The monitoring reports: their orders and their ZIPs. */
  public ReportCalls reports() {
    return world.reports;
  }

  /** The account's quota. */
  public QuotaCalls quota() {
    return world.quota;
  }

  /** The users, their companies and the calls that assign and cancel them. */
  public AllocationCalls allocation() {
    return world.allocation;
  }

  /**
   * Forgets all that happened, what was scripted and what the customer set, as if just started at
   * the same address. What {@link #ledger()} and the others gave before speaks of the past. A call
   * under way is still answered as before.
   */
  public void startOver() {
    World past = world;
    world = new World();
    past.callbacks.close();
  }

  /** Breaks off what is under way, stops listening and removes the archives. */
  @Override
  public void close() {
    world.callbacks.close();
    threads.shutdownNow();
    server.stop(0);
    archives.close();
  }

  static ThreadFactory daemons(String prefix) {
    AtomicInteger number = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, prefix + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }
}
