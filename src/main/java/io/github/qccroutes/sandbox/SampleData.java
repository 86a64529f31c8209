package io.github.qccroutes.sandbox;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;

/**
 * The sandbox's sample pushes and its dropped files: companies that do not exist, and what an
 * operator meets sooner or later.
 *
 * <ul>
 *   <li>at once: a push that is listed but never called back, and one whose password is wrong;
 *   <li>as soon as the push is enabled: four pushes by callback, the third updating records of the
 *       first, the last of 1,000 records;
 *   <li>from its inbox: a list with good and bad lines, a cancel that is held until a person
 *       releases it, companies to compare, and a whole list;
 *   <li>when asked: a report of the day, none of the week, and a quota that is short of one module.
 * </ul>
 */
public final class SampleData {

  /** The dropped file of the sandbox, for {@code inbox/assign}. */
  public static final String DROPPED_NAME = "示例名单.csv";

  /** Seven lines: three good ones, one unknown, one repeated, and two that are no use. */
  public static final String DROPPED_TEXT =
      """
      登录名,企业名称,备注
      13800000001,示例企业000001有限公司,客户经理甲
      13800000001,示例企业000002有限公司,
      13800000002,示例企业000001有限公司,客户经理乙
      13800000002,没有登记的公司,名称写错
      13800000001, 示例企业000001有限公司,重复
      1380000000,示例企业000003有限公司,手机号少一位
      13800000002,"示例企业000002有限公司,示例企业000003有限公司",一行两家
      """;

  /** The dropped file of the sandbox for {@code inbox/cancel}, which is held for a person. */
  public static final String CANCELS_NAME = "离职名单.csv";

  /** Two companies of somebody who has left. */
  public static final String CANCELS_TEXT =
      """
      登录名,企业名称,备注
      13800000004,示例企业000001有限公司,已离职
      13800000004,示例企业000002有限公司,已离职
      """;

  /** The dropped list of companies of the sandbox, for {@code inbox/partnerships}. */
  public static final String COMPANIES_NAME = "示例客户.txt";

  /** Four companies, one of them twice, and a credit code, which is no name. */
  public static final String COMPANIES_TEXT =
      """
      示例市青禾建设工程有限公司
      示例市白鹭物流有限公司
      示例市远帆贸易有限公司
      示例市听雨酒店管理有限公司
      示例市白鹭物流有限公司
      91330000MA00000001
      """;

  /** The whole list of the sandbox, for {@code inbox/sync}. */
  public static final String LIST_NAME = "关注名单.csv";

  /** Two pairs, and the line that says so. */
  public static final String LIST_TEXT =
      """
      登录名,企业名称
      13800000003,示例企业000001有限公司
      13800000003,示例企业000003有限公司
      #END,2
      """;

  private SampleData() {}

  /** Publishes to a stand-in; the pushes by callback wait until an application registers. */
  public static void publish(Simulator provider) {
    provider.quota().set("radar_id", 50, 30, 2);
    provider.quota().set("natural_person_id", 50, 47, 15);
    provider.reports().nothingChanged("week");
    provider.allocation().know(Company.sample(1), Company.sample(2), Company.sample(3));
    provider
        .partnerships()
        .relate(
            new Partnership("示例市青禾建设工程有限公司", "示例市白鹭物流有限公司", "34.8", "2021-11", "招投标"),
            new Partnership("示例市远帆贸易有限公司", "示例市青禾建设工程有限公司", "约100", "2021", "企业年报"));
    PushCalls push = provider.push();
    push.publish(Publication.of(MISSED).missed());
    push.publish(Publication.of(UNREADABLE).wrongPassword().missed());
    push.onceEnabled(
        () -> {
          push.publish(Publication.of(FIRST));
          push.publish(Publication.of(SECOND));
          push.publish(Publication.of(UPDATE));
          push.publish(Publication.generated(0, 1000));
        });
  }

  /** A change of these days, as the pages' charts begin a month ago. */
  private static String daysAgo(int days) {
    return LocalDate.now(ZoneId.of("Asia/Shanghai")).minusDays(days).toString();
  }

  private static final RiskRecord QINGHE =
      new RiskRecord(
          "5b0c6f1e2a7d4c3f9e8b7a6d5c4f3e21",
          "0f1e2d3c4b5a69788796a5b4c3d2e1f0",
          "示例市青禾建设工程有限公司",
          "该企业由原“较高风险”上升至“高风险”",
          "高风险信息",
          "高风险",
          82,
          daysAgo(2));

  private static final List<RiskRecord> FIRST =
      List.of(
          QINGHE,
          new RiskRecord(
              "6c1d7a2f3b8e4d40af9c8b7e6d504f32",
              "1a2f3e4d5c6b7a898908b7c6d5e4f301",
              "示例省云栖食品股份有限公司",
              "该企业新增被执行人信息1条",
              "风险信息",
              "中风险",
              61,
              daysAgo(2)),
          new RiskRecord(
              "7d2e8b304c9f4e51b0ad9c8f7e615043",
              "2b304f5e6d7c8b9a9a19c8d7e6f50412",
              "示例市白鹭物流有限公司",
              "该企业法定代表人发生变更",
              "提示信息",
              "绿色通道",
              null,
              daysAgo(3)));

  private static final List<RiskRecord> SECOND =
      List.of(
          new RiskRecord(
              "8e3f9c415da04f62c1beada08f726154",
              "3c41506f7e8d9cababa2d9e8f7061523",
              "示例县金穗农业科技有限公司",
              "该企业被列入经营异常名录",
              "警示信息",
              "黄色通道",
              45,
              daysAgo(1)),
          new RiskRecord(
              "9f40ad526eb14073d2cfbeb190837265",
              "4d5261708f9eadbcbcb3eaf908172634",
              "示例区“星桥”软件（示范）有限公司",
              "该企业注册资本由 1,000 万元减少至 100 万元",
              "风险信息",
              "较高风险",
              73,
              daysAgo(1)));

  private static final List<RiskRecord> UPDATE =
      List.of(QINGHE.withScore(64).withMonitorContent("该企业由原“高风险”下降至“中风险”"));

  private static final List<RiskRecord> MISSED =
      List.of(
          new RiskRecord(
              "a051be637fc24184e3d0cfc2a1948376",
              "5e637281a0afbecdcdc4fb0a19283745",
              "示例市远帆贸易有限公司",
              "该企业新增开庭公告2条",
              "警示信息",
              "较低风险",
              28,
              daysAgo(4)));

  private static final List<RiskRecord> UNREADABLE =
      List.of(
          new RiskRecord(
              "b162cf7480d34295f4e1d0d3b2a59487",
              "6f748392b1b0cfdeded50c1b2a394856",
              "示例市听雨酒店管理有限公司",
              "该企业新增股权冻结信息1条",
              "高风险信息",
              "红色通道",
              90,
              daysAgo(4)));
}
