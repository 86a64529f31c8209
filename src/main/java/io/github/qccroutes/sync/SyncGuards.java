package io.github.qccroutes.sync;

import io.github.qccroutes.config.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What holds a run for a person: anything by which a list could give up more than its owner meant.
 *
 * @param maxCancelPercent of the pairs that the scope claims
 * @param maxCancels at one time
 * @param adminLoginsKnown whether anybody has said which logins are an admin's
 */
record SyncGuards(long maxCancelPercent, long maxCancels, boolean adminLoginsKnown) {
  /** So few cancels are never held for their share. */
  private static final int FEW = 5;

  private static final int SHRUNK_PERCENT = 80;

  static final String ADMIN_LOGINS = "ADMIN_LOGINS";

  static SyncGuards of(Settings settings) {
    return new SyncGuards(
        settings.number("qcc.sync.max-cancel-percent"),
        settings.number("qcc.sync.max-cancels"),
        settings.optional("qcc.assignments.admin-logins").isPresent());
  }

  /**
   * One reason to hold a run.
   *
   * @param check as in {@code sync_run.held_check}
   * @param chinese the figures, and what was compared with what
   * @param english the same
   */
  record Hold(String check, String chinese, String english) {}

  /** All reasons to hold a run of these figures; empty lets it go on. */
  List<Hold> holds(SyncDiff.Figures figures, boolean trailer) {
    List<Hold> holds = new ArrayList<>();
    if (figures.invalid() > 0) {
      holds.add(
          new Hold(
              "INVALID",
              "有 %d 行无效，无法知道它们要保留哪一对；第一行是 %s".formatted(figures.invalid(), figures.firstInvalid()),
              "%d line(s) are invalid, so that nobody knows which pair they keep; the first is line %s"
                  .formatted(figures.invalid(), figures.firstInvalid())));
    }
    if (figures.cancels() > FEW && figures.cancels() * 100 > figures.claims() * maxCancelPercent) {
      holds.add(
          new Hold(
              "CANCEL_PERCENT",
              "要取消 %d 对，是此名单现有 %d 对的 %d%%，超过 qcc.sync.max-cancel-percent=%d"
                  .formatted(
                      figures.cancels(), figures.claims(), percent(figures), maxCancelPercent),
              "%d cancels are %d %% of the %d pairs that this list holds, more than qcc.sync.max-cancel-percent=%d"
                  .formatted(
                      figures.cancels(), percent(figures), figures.claims(), maxCancelPercent)));
    }
    if (figures.cancels() > maxCancels) {
      holds.add(
          new Hold(
              "CANCELS",
              "要取消 %d 对，超过 qcc.sync.max-cancels=%d".formatted(figures.cancels(), maxCancels),
              "%d cancels are more than qcc.sync.max-cancels=%d"
                  .formatted(figures.cancels(), maxCancels)));
    }
    if (figures.emptiedLogins() > 0) {
      String some =
          figures.emptied().stream().collect(Collectors.joining(", "))
              + (figures.emptiedLogins() > figures.emptied().size() ? ", ..." : "");
      holds.add(
          new Hold(
              "LOGIN_EMPTIED",
              "%d 个登录名在名单中已完全没有，将失去全部关注：%s".formatted(figures.emptiedLogins(), some),
              "%d login(s) are not in the list at all and would lose everything: %s"
                  .formatted(figures.emptiedLogins(), some)));
    }
    Long before = figures.before();
    if (before != null && figures.pairs() * 100 < before * SHRUNK_PERCENT) {
      holds.add(
          new Hold(
              "SHRANK",
              "名单有 %d 对，上一份执行过的名单有 %d 对，少了 20%% 以上".formatted(figures.pairs(), before),
              "the list has %d pairs and the last one that was carried out had %d, more than 20 %% fewer"
                  .formatted(figures.pairs(), before)));
    }
    if (figures.cancels() > 0 && figures.endIsLost() && !trailer) {
      holds.add(
          new Hold(
              "CUT_OFF",
              "要取消的 %d 对正好是上一份名单的末尾，名单可能被截断；加上结束行 #END,%d 可避免此项检查"
                  .formatted(figures.cancels(), figures.pairs()),
              "the %d pairs to cancel are just the end of the list before, as if this one was cut off; a last line #END,<rows> spares this check"
                  .formatted(figures.cancels())));
    }
    if (figures.cancels() > 0 && !adminLoginsKnown) {
      holds.add(
          new Hold(
              ADMIN_LOGINS,
              "请先设置 qcc.assignments.admin-logins（主账号、业务管理员的登录名；没有则写 none）并重启节点，会自动继续；用这些登录名的取消会让所有人不再关注该企业",
              "set qcc.assignments.admin-logins (the logins of the main account and the business admins, or none) and restart the node: it goes on by itself. A cancel with one of these logins unfollows the company for everybody"));
    }
    return holds;
  }

  private static long percent(SyncDiff.Figures figures) {
    return figures.claims() == 0 ? 100 : figures.cancels() * 100 / figures.claims();
  }
}
