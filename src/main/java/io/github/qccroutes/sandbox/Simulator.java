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
  private final Callbacks callbacks;
  private final Account account;
  private final Ledger ledger;
  private final Faults faults;
  private final PartnershipCalls partnerships;
  private final PushCalls push;
  private final ReportCalls reports;
  private final QuotaCalls quota;
  private final AllocationCalls allocation;

  private Simulator(HttpServer server, Account account, Clock clock, Archives archives) {
    this.server = server;
    this.account = account;
    this.archives = archives;
    threads = Executors.newCachedThreadPool(daemons("sandbox-http-"));
    ledger = new Ledger(account);
    faults = new Faults();
    callbacks = new Callbacks(clock, ledger);

    ApiCalls calls = new ApiCalls("/api", account, clock, ledger, faults);
    partnerships = new PartnershipCalls(account, clock, ledger);
    partnerships.register(calls);
    Downloads downloads = new Downloads(downloadHost(), clock, ledger, faults);
    push = new PushCalls(account, clock, archives, downloads, callbacks, ledger);
    push.register(calls);
    reports = new ReportCalls(clock, archives, downloads, ledger);
    reports.register(calls);
    quota = new QuotaCalls();
    quota.register(calls);
    allocation = new AllocationCalls(clock, ledger, quota);
    allocation.register(calls);

    server.createContext("/api", calls);
    server.createContext("/", downloads);
    server.setExecutor(threads);
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
    return ledger;
  }

  /** What goes wrong from now on. */
  public Faults faults() {
    return faults;
  }

  /** The partnerships between companies. */
  public PartnershipCalls partnerships() {
    return partnerships;
  }

  /** The customer-risk push: its orders and its callback. */
  public PushCalls push() {
    return push;
  }

  /** The monitoring reports: their orders and their ZIPs. */
  public ReportCalls reports() {
    return reports;
  }

  /** The account's quota. */
  public QuotaCalls quota() {
    return quota;
  }

  /** The users, their companies and the calls that assign and cancel them. */
  public AllocationCalls allocation() {
    return allocation;
  }

  /** Breaks off what is under way, stops listening and removes the archives. */
  @Override
  public void close() {
    callbacks.close();
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
