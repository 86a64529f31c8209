package io.github.qccroutes.config;

import static io.github.qccroutes.config.Setting.setting;

import java.util.List;

/** The configuration keys of a node itself and of its calls, in the order of reading. */
final class NodeSettings {
  static final List<Setting> ALL =
      List.of(
          setting(
              "qcc.api.base-url",
              "https://pro.qcc.com/api",
              SettingType.BASE_URL,
              "Base address of the provider's interfaces"),
          setting(
              "qcc.api.key",
              SettingType.APPLICATION_KEY,
              "Application key, AppKey in the provider's documents"),
          setting(
              "qcc.api.secret-key",
              SettingType.APPLICATION_KEY,
              "Secret key that signs the calls, never sent"),
          setting(
              "qcc.api.max-in-flight",
              "5",
              SettingType.wholeNumber("calls", 1, 5),
              "How many calls may be in flight, over all nodes; a download does not count"),
          setting(
              "qcc.api.max-uri-bytes",
              "0",
              SettingType.wholeNumber("bytes", 0, Integer.MAX_VALUE),
              "Longest request URI, beside the provider's limits on items; 0 is no limit"),
          setting(
              "qcc.api.timeout-ms",
              "30000",
              SettingType.MILLIS,
              "Longest time of one call, from connecting to the last byte"),
          setting(
              "qcc.api.slot-lease-ms",
              "120000",
              SettingType.MILLIS,
              "How long a call whose end was not seen keeps its slot; qcc.api.timeout-ms + 100 or more"),
          setting(
              "qcc.api.proxy",
              SettingType.PROXY,
              "HTTP proxy of calls and downloads; unset goes straight to the provider"),
          setting(
              "qcc.api.proxy-username", SettingType.TEXT, "User name at a proxy that wants one"),
          setting(
              "qcc.api.proxy-password", SettingType.PASSWORD, "Password of qcc.api.proxy-username"),
          setting(
              "qcc.api.ca-file",
              SettingType.PATH,
              "Certificates (PEM) of authorities to trust beside the JDK's, for calls and"
                  + " downloads"),
          setting(
              "qcc.work.lease-ms",
              "60000",
              // Leases are renewed by a timer of half a second.
              SettingType.wholeNumber("milliseconds", 1000, Integer.MAX_VALUE),
              "How long a silent node keeps its work before another takes it over"),
          setting(
              "qcc.db.url",
              SettingType.DATABASE_URL,
              "Database; unset is jdbc:sqlite:<qcc.data-dir>/qcc.db"),
          setting("qcc.db.username", SettingType.TEXT, "User name at the database server"),
          setting("qcc.db.password", SettingType.PASSWORD, "Password at the database server"),
          setting(
              "qcc.data-dir",
              "data",
              SettingType.PATH,
              "Directory of everything the program writes"),
          setting(
              "qcc.keep-days",
              "90",
              SettingType.wholeNumber("days", 0, 36_500),
              "How long files, snapshots and finished jobs are kept; 0 is for ever"),
          setting(
              "qcc.secrets-dir",
              SettingType.PATH,
              "Directory of secrets, one file a key, named like the key"),
          setting(
              "qcc.http.host",
              "127.0.0.1",
              SettingType.HOST,
              "Address that listens for the provider's callback"),
          setting(
              "qcc.http.port",
              "8080",
              SettingType.PORT,
              "Port that listens for the provider's callback; 0 takes a free one"),
          setting(
              "qcc.http.tls-key-store",
              SettingType.PATH,
              "Key store (PKCS12 or JKS) with the certificate of the callback; unset speaks HTTP"),
          setting(
              "qcc.http.tls-key-store-password",
              SettingType.PASSWORD,
              "Password of the key store and of the key in it"),
          setting(
              "qcc.management.host",
              "127.0.0.1",
              SettingType.HOST,
              "Address of /observe/health, /observe/metrics and the console"),
          setting(
              "qcc.management.port",
              "8081",
              SettingType.PORT,
              "Port of /observe/health, /observe/metrics and the console; 0 takes a free one"),
          setting(
              "qcc.management.tls-key-store",
              SettingType.PATH,
              "Key store (PKCS12 or JKS) with the certificate of that port; unset speaks HTTP"),
          setting(
              "qcc.management.tls-key-store-password",
              SettingType.PASSWORD,
              "Password of that key store and of the key in it"),
          setting(
              "qcc.time-zone",
              "Asia/Shanghai",
              SettingType.ZONE,
              "Time zone of crons, of the provider's times and of the log"),
          setting(
              "qcc.log-level", "INFO", SettingType.LOG_LEVEL, "Least severe level that is logged"),
          setting(
              "qcc.log-file",
              SettingType.PATH,
              "File that a running node logs to as well, a new one a day; unset is the console alone"),
          setting(
              "qcc.routes-reload",
              "false",
              SettingType.FLAG,
              "Whether a saved route file takes effect without a restart"));

  private NodeSettings() {}
}
