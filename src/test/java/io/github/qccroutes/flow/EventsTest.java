package io.github.qccroutes.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.qccroutes.store.Database;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a listener writes stands or falls with what it was told of. */
final class EventsTest {
  private final Events events = new Events();

  @TempDir private Path folder;

  private Database database;

  @BeforeEach
  void open() throws Exception {
    database =
        Database.open(
            new Database.Options(
                "jdbc:sqlite:" + folder.resolve("events.db"),
                null,
                null,
                Duration.ofMinutes(1),
                true),
            Clock.systemUTC());
    events.on(
        Events.ImportFinished.class,
        event ->
            database
                .statement("push/record-asked-order")
                .param("orderNo", event.orderNo())
                .update());
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void isHeardWithinTheTransactionOfTheTeller() {
    database.inOneTransaction(() -> events.tell(new Events.ImportFinished("HEARD")));
    assertThatThrownBy(
            () ->
                database.inOneTransaction(
                    () -> {
                      events.tell(new Events.ImportFinished("TAKEN-BACK"));
                      throw new IllegalStateException("the teller fails");
                    }))
        .hasMessage("the teller fails");

    assertThat(orders()).isEqualTo("HEARD");
  }

  @Test
  void takesTheTellersWorkBackWhenAListenerFails() {
    events.on(
        Events.ImportFinished.class,
        event -> {
          throw new IllegalStateException("the listener fails");
        });

    assertThatThrownBy(
            () ->
                database.inOneTransaction(
                    () -> {
                      database.statement("push/record-asked-order").param("orderNo", "A").update();
                      events.tell(new Events.ImportFinished("B"));
                    }))
        .hasMessage("the listener fails");
    assertThat(orders()).isEmpty();
  }

  @Test
  void isNotHeardByWhoListensForAnotherKind() {
    events.tell(new Events.LinesSettled(1, 1));
    assertThat(orders()).isEmpty();
  }

  private String orders() {
    return String.join(
        ",",
        database.statement("push/list-orders").query().listOfRows().stream()
            .map(row -> String.valueOf(row.get("order_no")))
            .toList());
  }
}
