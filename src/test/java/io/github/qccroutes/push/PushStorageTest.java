package io.github.qccroutes.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.qccroutes.app.EachDatabase;
import io.github.qccroutes.app.TestDatabase;
import io.github.qccroutes.flow.Events;
import io.github.qccroutes.sandbox.RiskArchive;
import io.github.qccroutes.sandbox.RiskRecord;
import io.github.qccroutes.store.Database;
import io.github.qccroutes.store.Dialect;
import io.github.qccroutes.work.ClaimLostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.UnitOfWorkHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;

/** The end of an import and what other flows make of it stand or fall together. */
@ParameterizedClass
@EachDatabase
class PushStorageTest {
  private static final String ORDER = "IMPORTED-HERE";
  private static final String NOTE = "NOTE-OF-A-LISTENER";

  @Parameter Dialect dialect;

  @TempDir private static Path folder;

  private static TestDatabase test;
  private static Database database;

  private final CamelContext camel = new DefaultCamelContext();
  private final Events events = new Events();
  private PushStorage storage;
  private Exchange exchange;

  @BeforeParameterizedClassInvocation
  static void open(Dialect dialect) throws Exception {
    test = TestDatabase.fresh(dialect, folder);
    database =
        Database.open(
            new Database.Options(test.url(), null, null, Duration.ofMinutes(1), true),
            Clock.systemUTC());
  }

  @AfterParameterizedClassInvocation
  static void close() {
    database.close();
    test.close();
  }

  @BeforeEach
  void comeToTheEndOfAnImport() throws Exception {
    test.clear();
    storage =
        new PushStorage(
            database,
            events,
            PushArchiveTest.AMPLE,
            folder,
            Clock.systemUTC(),
            ZoneId.of("Asia/Shanghai"));
    record(ORDER);
    exchange = new DefaultExchange(camel);
    exchange.setVariable("orderNo", ORDER);
    exchange.setVariable("claimNo", claim());
    exchange.setVariable("downloadFile", archive());
    exchange.setVariable("unzipPassword", PushArchiveTest.PASSWORD);
    storage.verify(exchange);
    new RiskTable(database).begin(exchange);
  }

  @AfterEach
  void end() throws Exception {
    UnitOfWorkHelper.doneSynchronizations(
        exchange, exchange.getExchangeExtension().handoverCompletions());
    camel.close();
  }

  @Test
  void tellsOfTheEndBeforeOthersSeeIt() {
    List<String> seen = new ArrayList<>();
    events.on(
        Events.ImportFinished.class,
        event -> {
          seen.add(event.orderNo());
          seen.add(stateWithin());
          seen.add(state(ORDER).get(0));
          record(NOTE);
        });

    storage.finish(exchange);

    assertThat(seen).containsExactly(ORDER, "IMPORTED", "IMPORTING");
    assertThat(state(ORDER)).containsExactly("IMPORTED");
    assertThat(state(NOTE)).containsExactly("RECEIVED");
  }

  @Test
  void takesTheEndBackWithWhatAListenerWroteBeforeItFailed() {
    events.on(
        Events.ImportFinished.class,
        event -> {
          record(NOTE);
          throw new IllegalStateException("the listener fails");
        });

    assertThatThrownBy(() -> storage.finish(exchange)).hasMessage("the listener fails");

    assertThat(state(ORDER)).containsExactly("IMPORTING");
    assertThat(state(NOTE)).isEmpty();
  }

  @Test
  void tellsNothingWhenAnotherNodeHasTakenTheOrderOver() {
    List<String> told = new ArrayList<>();
    events.on(Events.ImportFinished.class, event -> told.add(event.orderNo()));
    test.sql().sql("update push_order set claim_no = claim_no + 1").update();

    assertThatThrownBy(() -> storage.finish(exchange)).isInstanceOf(ClaimLostException.class);

    assertThat(told).isEmpty();
  }

  private void record(String orderNo) {
    database.statement("push/record-asked-order").param("orderNo", orderNo).update();
  }

  private Object claim() {
    return database
        .statement("push/claim-order")
        .param("leaseMs", 60_000)
        .query()
        .singleRow()
        .get("claim_no");
  }

  private Path archive() throws Exception {
    Path file = folder.resolve("push.zip");
    RiskArchive.write(
        Files.newOutputStream(file),
        PushArchiveTest.PASSWORD,
        "2026-01-01 10:00:00",
        1,
        Stream.of(RiskRecord.sample(1)));
    return file;
  }

  /** As a listener sees it. */
  private String stateWithin() {
    return database.statement("push/list-orders").query().listOfRows().stream()
        .filter(order -> ORDER.equals(order.get("order_no")))
        .map(order -> String.valueOf(order.get("state")))
        .findFirst()
        .orElseThrow();
  }

  /** As everybody else sees it: nothing where there is no such order. */
  private List<String> state(String orderNo) {
    return test.sql()
        .sql("select state from push_order where order_no = :orderNo")
        .param("orderNo", orderNo)
        .query(String.class)
        .list();
  }
}
