package io.github.qccroutes.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SampleDataTest {

  private final MovableClock clock = new MovableClock();

  @Test
  void publishesAMissedAndABadPushAtOnceAndTheOthersWhenThePushIsEnabled() throws Exception {
    try (Simulator provider = Simulator.start(clock);
        Customer customer = new Customer(provider, clock)) {
      SampleData.publish(provider);
      assertThat(customer.json(PushCalls.LIST).path("resultList")).hasSize(2);

      customer.enablePush();
      provider.push().awaitCallbacks(Duration.ofSeconds(20));
      provider.push().awaitCallbacks(Duration.ofSeconds(20));

      assertThat(customer.json(PushCalls.LIST).path("resultList")).hasSize(6);
      assertThat(provider.ledger().callbacks()).hasSize(4).allMatch(Ledger.Callback::acknowledged);
      assertThat(provider.ledger().orders())
          .extracting(Ledger.Order::readable)
          .containsExactly(true, false, true, true, true, true);
      assertThat(provider.ledger().expectedRecords()).hasSize(1006);
      assertThat(provider.ledger().expectedRecords().values())
          .filteredOn(it -> it.record().corpName().equals("示例市青禾建设工程有限公司"))
          .singleElement()
          .satisfies(it -> assertThat(it.record().score()).isEqualTo(64));
    }
  }

  @Test
  void publishesEverythingWhenThePushIsEnabledAlready() throws Exception {
    try (Simulator provider = Simulator.start(clock);
        Customer customer = new Customer(provider, clock)) {
      customer.enablePush();

      SampleData.publish(provider);
      provider.push().awaitCallbacks(Duration.ofSeconds(20));
      provider.push().awaitCallbacks(Duration.ofSeconds(20));

      assertThat(provider.ledger().callbacks()).hasSize(4);
    }
  }
}
