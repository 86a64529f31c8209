package io.github.qccroutes.console;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Why a request is not done as asked, as RFC 9457 tells it: a status of HTTP, a kind that never
 * changes, and a sentence in Chinese and in English that says what to do.
 */
public final class ConsoleProblem extends RuntimeException {
  private static final long serialVersionUID = 1;
  private static final String TYPE = "urn:qcc-routes:problem:";

  private final int status;
  private final String kind;
  private final String chinese;
  private final String english;
  private final @Nullable Long retryAfterSeconds;

  private ConsoleProblem(
      int status, String kind, String chinese, String english, @Nullable Long retryAfterSeconds) {
    super(english, null, false, false);
    this.status = status;
    this.kind = kind;
    this.chinese = chinese;
    this.english = english;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  /** The request itself is wrong. */
  public static ConsoleProblem badRequest(String chinese, String english) {
    return new ConsoleProblem(400, "bad-request", chinese, english, null);
  }

  /** Nobody is logged in, or no longer. */
  static ConsoleProblem notLoggedIn() {
    return new ConsoleProblem(401, "not-logged-in", "请先登录", "Log in first", null);
  }

  /** The name or the password is wrong; it is not said which. */
  static ConsoleProblem wrongPassword() {
    return new ConsoleProblem(
        401, "wrong-password", "用户名或密码不对", "The name or the password is wrong", null);
  }

  /** Somebody else has to do it. */
  static ConsoleProblem forbidden(String chinese, String english) {
    return new ConsoleProblem(403, "forbidden", chinese, english, null);
  }

  /** There is nothing under this address. */
  static ConsoleProblem noAddress() {
    return notFound("没有这个地址", "There is nothing at this address");
  }

  /** There is no such thing. */
  public static ConsoleProblem notFound(String chinese, String english) {
    return new ConsoleProblem(404, "not-found", chinese, english, null);
  }

  /** What is under this address takes other methods. */
  static ConsoleProblem wrongMethod(String method, String others) {
    return new ConsoleProblem(
        405,
        "wrong-method",
        "这个地址不支持 " + method + "，可用的方法：" + others,
        "This address does not take " + method + "; it takes: " + others,
        null);
  }

  /** It does not fit how things stand now. */
  public static ConsoleProblem conflict(String chinese, String english) {
    return new ConsoleProblem(409, "conflict", chinese, english, null);
  }

  /** The host in the address is none of ours. */
  static ConsoleProblem misdirected() {
    return new ConsoleProblem(
        421,
        "misdirected",
        "这个主机名不是控制台的地址，见 qcc.console.hosts",
        "This host is no address of the console; see qcc.console.hosts",
        null);
  }

  /** A file is too long. */
  static ConsoleProblem tooLarge(long megabytes) {
    return new ConsoleProblem(
        413,
        "too-large",
        "文件超过 " + megabytes + " MB（qcc.console.max-upload-mb），请拆分",
        "The file is larger than " + megabytes + " MB (qcc.console.max-upload-mb); split it",
        null);
  }

  /** It can't be done so often. */
  static ConsoleProblem tooMany(long seconds) {
    return new ConsoleProblem(
        429,
        "too-many",
        "密码错误次数过多，请在 " + seconds + " 秒后再试",
        "Too many wrong passwords; try again in " + seconds + " s",
        seconds);
  }

  /** It can't be done now. */
  public static ConsoleProblem unavailable(String chinese, String english) {
    return new ConsoleProblem(503, "unavailable", chinese, english, 5L);
  }

  /** Nobody foresaw it. */
  static ConsoleProblem unexpected() {
    return new ConsoleProblem(
        500,
        "unexpected",
        "程序出错，请把节点的日志交给管理员",
        "The program failed; the node's log says more",
        null);
  }

  int status() {
    return status;
  }

  @Nullable Long retryAfterSeconds() {
    return retryAfterSeconds;
  }

  Map<String, Object> told() {
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("type", TYPE + kind);
    told.put("title", english);
    told.put("titleZh", chinese);
    told.put("status", status);
    if (retryAfterSeconds != null) {
      told.put("retryAfterSeconds", retryAfterSeconds);
    }
    return told;
  }
}
