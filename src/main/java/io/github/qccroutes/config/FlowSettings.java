package io.github.qccroutes.config;

import static io.github.qccroutes.config.Setting.setting;

import java.util.List;

/** The configuration keys of the flows, in the order of reading. */
final class FlowSettings {
  private static final String HOST_NAME = "([A-Za-z0-9][A-Za-z0-9.-]*|\\[[0-9A-Fa-f:.]+])";

  static final List<Setting> ALL =
      List.of(
          setting(
              "qcc.push.callback-url",
              SettingType.HTTP_URL,
              "Address registered at start for the provider's callback; unset registers nothing"),
          setting(
              "qcc.push.path",
              "/qcc/push",
              SettingType.HTTP_PATH,
              "Path of the callback; add an unguessable segment in production"),
          setting(
              "qcc.push.period-time",
              SettingType.PERIOD_TIME,
              "Hour of day at which the provider pushes, registered with the callback"),
          setting(
              "qcc.push.reconcile-cron",
              "0 0/10 * * * ?",
              SettingType.CRON,
              "When to compare with the provider's list of orders, as is done at start"),
          setting(
              "qcc.push.poll-ms",
              "1000",
              SettingType.MILLIS,
              "How often to look for orders that are due"),
          setting(
              "qcc.push.max-attempts",
              "6",
              SettingType.wholeNumber("attempts", 1, 1000),
              "How often an order may fail by its own fault before it is DEAD"),
          setting(
              "qcc.push.retry-delay-ms",
              "10000",
              SettingType.MILLIS,
              "First delay after such a fault; doubles up to 5 minutes"),
          setting(
              "qcc.push.give-up-hours",
              "48",
              SettingType.HOURS,
              "How long to try an order that is never ready, refused or never downloaded"),
          setting(
              "qcc.push.max-archive-mb",
              "512",
              SettingType.MEGABYTES,
              "Largest archive or report that is downloaded"),
          setting(
              "qcc.push.max-inflated-mb",
              "4096",
              SettingType.MEGABYTES,
              "Largest size of an archive or report once unpacked"),
          setting(
              "qcc.push.download-deadline-s",
              "600",
              SettingType.SECONDS,
              "Longest time of one download, of an archive or a report"),
          setting(
              "qcc.download-hosts",
              "pro-files.qichacha.com",
              SettingType.HOSTS,
              "Hosts that archives and reports may come from; no port is 80 or 443 by scheme"),
          setting(
              "qcc.assignments.poll-ms",
              "1000",
              SettingType.MILLIS,
              "How often to look for dropped files and for calls that are due"),
          setting(
              "qcc.assignments.admin-logins",
              SettingType.LOGINS,
              "Logins whose cancel unfollows a company for everybody; unset holds every cancel"),
          setting(
              "qcc.assignments.allow-unfollow",
              "false",
              SettingType.FLAG,
              "Whether cancels of the admin logins are sent rather than refused"),
          setting(
              "qcc.assignments.login-pattern",
              "^1\\d{10}$",
              SettingType.PATTERN,
              "What a login looks like"),
          setting(
              "qcc.assignments.quota-check",
              "true",
              SettingType.FLAG,
              "Whether assignments wait until the quota is enough"),
          setting(
              "qcc.partnerships.poll-ms",
              "1000",
              SettingType.MILLIS,
              "How often to look for dropped lists of companies and for calls that are due"),
          setting(
              "qcc.partnerships.max-calls",
              "1000",
              SettingType.wholeNumber("calls", 0, 1_000_000),
              "How many calls a list may cost before it is held"),
          setting(
              "qcc.reports.day-cron",
              "0 0 8 * * ?",
              SettingType.CRON,
              "When the day's report is ordered, once a day"),
          setting(
              "qcc.reports.week-cron",
              "0 0 8 ? * MON",
              SettingType.CRON,
              "When the week's report is ordered, once a week from Monday"),
          setting(
              "qcc.reports.month-cron",
              "0 0 8 1 * ?",
              SettingType.CRON,
              "When the month's report is ordered, once a month"),
          setting(
              "qcc.reports.poll-cron",
              "0/30 * * * * ?",
              SettingType.CRON,
              "When to look for report orders that are due or may be ready"),
          setting(
              "qcc.reports.retry-delay-ms",
              "10000",
              SettingType.MILLIS,
              "First delay before a report order is looked at again; doubles up to 5 minutes"),
          setting(
              "qcc.reports.max-attempts",
              "6",
              SettingType.wholeNumber("attempts", 1, 1000),
              "How often a report that is ready may fail to be fetched before its order is FAILED"),
          setting(
              "qcc.reports.deadline-minutes",
              "240",
              SettingType.MINUTES,
              "How long to wait for the provider to make an ordered report"),
          setting(
              "qcc.sync.poll-ms",
              "1000",
              SettingType.MILLIS,
              "How often to look for whole lists and for those that can go on"),
          setting(
              "qcc.sync.max-cancel-percent",
              "5",
              SettingType.wholeNumber("percent", 0, 100),
              "Hold a list that cancels more than this share of the pairs it held; five cancels are never held for it"),
          setting(
              "qcc.sync.max-cancels",
              "200",
              SettingType.wholeNumber("pairs", 0, Integer.MAX_VALUE),
              "Hold a list that cancels more pairs than this"),
          setting(
              "qcc.sync.adds-while-held",
              "true",
              SettingType.FLAG,
              "Whether what a held list adds is sent all the same"),
          setting(
              "qcc.sync.require-trailer",
              "false",
              SettingType.FLAG,
              "Whether a list must end in the line #END,<rows>"),
          setting(
              "qcc.sync.jdbc-url",
              SettingType.JDBC_URL,
              "Your database with the whole list; its driver lies in lib/ext"),
          setting(
              "qcc.sync.username", SettingType.TEXT, "User at the database of qcc.sync.jdbc-url"),
          setting(
              "qcc.sync.password",
              SettingType.PASSWORD,
              "Password at the database of qcc.sync.jdbc-url"),
          setting(
              "qcc.sync.query",
              SettingType.TEXT,
              "What gives the whole list there, two columns: the login and the company"),
          setting(
              "qcc.sync.cron",
              "off",
              SettingType.CRON,
              "When to ask the database of qcc.sync.jdbc-url for its list"),
          setting(
              "qcc.sync.scope",
              "default",
              SettingType.matching("letters, digits, - and _", "[\\p{L}\\p{N}_-]{1,64}"),
              "Scope of the list from the database"),
          setting(
              "qcc.quota.cron",
              "0 0 * * * ?",
              SettingType.CRON,
              "When to record the quota of every module"),
          setting(
              "qcc.quota.warn-remaining-percent",
              "10",
              SettingType.wholeNumber("percent", 0, 100),
              "Warn once when less than this share of a module's total is left"),
          setting(
              "qcc.console.enabled",
              "false",
              SettingType.FLAG,
              "Whether /console/ is there, on the port of qcc.management.port"),
          setting(
              "qcc.console.hosts",
              SettingType.matching(
                  "comma-separated host names without a port, an IPv6 address in brackets",
                  HOST_NAME + "(," + HOST_NAME + ")*"),
              "Names under which people reach the console; unset is the loopback and"
                  + " qcc.management.host"),
          setting(
              "qcc.console.max-upload-mb",
              "64",
              SettingType.wholeNumber("megabytes", 1, 2047),
              "Largest file that is taken"),
          setting(
              "qcc.console.proxy-header",
              SettingType.matching("the name of a header", "[A-Za-z0-9-]{1,64}"),
              "Header in which a reverse proxy tells who is logged in; unset believes none"),
          setting(
              "qcc.console.proxy-addresses",
              SettingType.matching(
                  "comma-separated IP addresses", "[0-9A-Fa-f:.]+(,[0-9A-Fa-f:.]+)*"),
              "Addresses of that proxy"),
          setting(
              "qcc.console.proxy-secret",
              SettingType.PASSWORD,
              "What that proxy says in the header X-Qcc-Proxy-Secret"));

  private FlowSettings() {}
}
