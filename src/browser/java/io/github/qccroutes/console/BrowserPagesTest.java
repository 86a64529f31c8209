package io.github.qccroutes.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qccroutes.app.TestNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What holds of every page: nothing in it runs that is no part of it, everybody can use it, and it
 * asks nobody but its node.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrowserPagesTest {
  private static final String SCRIPT =
      "甲\"'><script>window.ran = 1</script><img src=x onerror=\"window.ran = 1\">";
  private static final String SHOWN = "<script>window.ran = 1</script>";
  private static final int PHONE = 390;

  private TestNode node;
  private Browser browser;

  @BeforeAll
  void start() {
    node = SampleNode.start();
    plant();
    browser = Browser.open(node);
    browser.logIn(SampleNode.NAME, SampleNode.PASSWORD);
  }

  @AfterAll
  void end() {
    browser.close();
    node.closeAll();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "todo, true",
    "submit, false",
    "jobs, true",
    "jobs/1, true",
    "jobs/p1, true",
    "sync, true",
    "sync/s1, true",
    "risks, true",
    "risks/planted, true",
    "company/<script>, true",
    "pushes, true",
    "reports, true",
    "quota, true",
    "partnerships, true",
    "partnerships?company=<script>, true",
    "operation, true",
    "audit, true",
    "me, false",
  })
  void isSafeAndForEverybody(String page, boolean showsScript) {
    browser.go("#/" + page.replace("<script>", encoded(SCRIPT)));
    if (showsScript) {
      browser.awaitText(SHOWN);
    }
    String name = page.replaceAll("[^a-z0-9]+", "-");

    SoftAssertions all = new SoftAssertions();
    all.assertThat(browser.ran()).as("what ran").isEmpty();
    all.assertThat(browser.faults()).as("faults of accessibility").isEmpty();
    browser.screenshot("page-" + name);
    browser.dark(true);
    all.assertThat(browser.faults("color-contrast")).as("faults in the dark").isEmpty();
    browser.screenshot("page-" + name + "-dark");
    browser.dark(false);
    browser.size(PHONE, 844);
    browser.awaitRest();
    all.assertThat(browser.overflow()).as("too wide for a phone: %s", browser.tooWide()).isZero();
    browser.screenshot("page-" + name + "-phone");
    browser.size(1280, 800);
    all.assertThat(browser.trouble()).as("trouble").isEmpty();
    all.assertAll();
  }

  @Test
  void theLogInIsForEverybodyToo() {
    try (Browser stranger = Browser.open(node)) {
      assertThat(stranger.faults()).isEmpty();
      stranger.dark(true);
      assertThat(stranger.faults("color-contrast")).isEmpty();
      stranger.screenshot("page-log-in-dark");
      stranger.size(PHONE, 844);
      assertThat(stranger.overflow()).isZero();
      assertThat(stranger.trouble()).isEmpty();
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** A script in all that others tell us: the provider, whoever drops a file, colleagues. */
  private void plant() {
    for (String statement :
        """
        update customer_risk set id = 'planted', corp_name = :script, monitor_content = :script,
            monitor_level = :script, monitor_type = :script, change_date = '2099-01-01'
        where id = (select min(id) from customer_risk);
        insert into risk_handled (id, change_no, handled_at, handled_by, note)
        select id, change_no, '2026-01-01T00:00:00.000Z', :script, :script
        from customer_risk where id = 'planted';
        insert into risk_day (day, monitor_level, risks) values (date('now'), :script, 5);
        update push_order set last_error = :script;
        update assignment_job set file_name = :script || '.csv', reason = :script;
        update assignment_item set msg = :script, keyword = :script || line;
        update assignment_call set last_error = :script, code = :script;
        update partnership_job set file_name = :script || '.csv', reason = :script;
        update partnership_item set msg = :script, name = :script || line;
        update partnership_call set last_error = :script;
        update partnership_relation set company_name = :script, source = :script,
            amount_text = :script, public_date = :script;
        update sync_run set file_name = :script || '.csv', reason = :script, scope = :script;
        update sync_change set reason = :script, keyword = :script || line;
        update watch_claim set scope = :script, refused_msg = :script;
        update report_order set last_error = :script, period = :script || report_type;
        insert into quota_snapshot (taken_at, module_id, total_count, consumed_count)
        select max(taken_at), :script, 9, 1 from quota_snapshot;
        insert into api_hold (call, code, msg, held_at)
        values (:script, '1', :script, '2026-01-01T00:00:00.000Z');
        insert into operator_action (at, who, source, what, subject, reason)
        values ('2026-01-01T00:00:00.000Z', :script, :script, :script, :script, :script);
        """
            .split(";\n")) {
      node.sql().sql(statement).param("script", SCRIPT).update();
    }
  }
}
