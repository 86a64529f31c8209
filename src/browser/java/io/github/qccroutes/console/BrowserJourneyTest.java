package io.github.qccroutes.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qccroutes.app.TestNode;
import io.github.qccroutes.sandbox.SampleData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.openqa.selenium.Keys;

/**
 * A day's work of an operator in a browser, from the log-in to the audit. {@code
 * -Dqccroutes.write=true} makes the pictures of {@code docs/operate/console.md} anew.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrowserJourneyTest {
  private static final String LIST = "客户名单.csv";
  private static final String LINES =
      """
      登录名,企业名称
      13900000001,示例企业000001有限公司
      13900000001,示例企业000002有限公司
      13900000002,示例企业000003有限公司
      13900000002,没有登记的公司
      1390000000,示例企业000001有限公司
      13900000001,示例企业000001有限公司
      """;
  private static final String COMPANY = "示例市青禾建设工程有限公司";

  private TestNode node;
  private Browser browser;

  @BeforeAll
  void start() {
    node = SampleNode.start();
  }

  @BeforeEach
  void open() {
    browser = Browser.open(node);
  }

  @AfterEach
  void close() {
    browser.close();
  }

  @AfterAll
  void end() {
    node.closeAll();
  }

  @Test
  void aDaysWorkInChinese() throws IOException {
    browser.type("用户名", SampleNode.NAME);
    browser.type("密码", "不是这个密码 123");
    browser.press("登录");
    browser.awaitText("用户名或密码不对");
    browser.logIn(SampleNode.NAME, SampleNode.PASSWORD);
    browser.awaitText(SampleData.CANCELS_NAME);
    picture("todo", 480);

    handOver();
    release();
    handle();
    lookBack();
    assertThat(browser.trouble("retry.csv - Failed to load resource")).isEmpty();
  }

  private void handOver() throws IOException {
    long jobs = node.count("assignment_job");
    browser.follow("提交");
    browser.drop(LIST, LINES, "把文件拖到这里");
    browser.awaitText("计划：" + LIST, "还没有发送任何内容", "行数 6", "可发送 4", "无效 1", "重复 1");
    browser.awaitText("13900000001 示例企业000001有限公司", "有 10 位数字，手机号应为 11 位");
    picture("plan", 800);
    assertThat(browser.faults()).isEmpty();
    assertThat(node.count("assignment_job")).isEqualTo(jobs);
    browser.press("放弃");
    browser.awaitNoText("计划：");
    Path file = Files.createTempDirectory("qcc-list-").resolve(LIST);
    browser.choose(Files.writeString(file, LINES));
    browser.awaitText("计划：" + LIST);
    browser.press("发送");
    browser.awaitText("· 分配 " + LIST, "→ 结束", "关键字不存在");
    browser.screenshot("job");
    browser.follow("结果（.csv）");
    assertThat(browser.downloaded(".result.csv"))
        .content()
        .contains(
            "2,13900000001,示例企业000001有限公司,",
            "200,保存成功",
            "5,13900000002,没有登记的公司,,500,关键字不存在",
            "6,1390000000,示例企业000001有限公司,,INVALID,",
            "7,13900000001,示例企业000001有限公司,,DUPLICATE,");
    browser.press("可重发的行（.csv）");
    browser.awaitText("没有需要重发的行");
    Files.delete(file);
    Files.delete(file.getParent());
  }

  private void release() {
    browser.follow("待办");
    browser.press("放行", SampleData.CANCELS_NAME);
    browser.type("原因（会记入审计）", "人事部已确认");
    browser.screenshot("release");
    assertThat(browser.faults()).isEmpty();
    browser.press("放行");
    browser.awaitText("已放行");
    browser.awaitNoText(SampleData.CANCELS_NAME);
    browser.follow("任务");
    browser.awaitText(SampleData.CANCELS_NAME + " 取消 完成");
  }

  private void handle() throws IOException {
    browser.follow("客户风险");
    browser.type("企业", COMPANY);
    browser.press("查询");
    browser.follow(COMPANY);
    browser.press("标记已处理");
    browser.type("怎么处理的", "已电话联系客户经理甲");
    browser.press("标记已处理");
    browser.awaitText("未处理 0", "已处理 " + SampleNode.NAME, "已电话联系客户经理甲");
    picture("company", 560);
    browser.follow("20");
    browser.awaitText("推送订单", "已电话联系客户经理甲");
  }

  private void lookBack() throws IOException {
    browser.follow("客户风险");
    browser.follow("导出（.csv）");
    assertThat(browser.downloaded("risks.csv")).content().contains(COMPANY, "已电话联系客户经理甲");
    browser.follow("审计");
    browser.awaitText("登录", "提交文件", LIST, "放行", "人事部已确认", "标记已处理", "已电话联系客户经理甲", SampleNode.NAME);
    browser.screenshot("audit");
  }

  /** What somebody does who reads no Chinese. */
  @Test
  void theSameInEnglish() throws IOException {
    browser.press("English");
    browser.type("Name", SampleNode.NAME);
    browser.type("Password", SampleNode.PASSWORD);
    browser.press("Log in");
    browser.awaitText("To do", "Log out");
    browser.follow("Submit");
    browser.drop("customers.csv", LINES, "QCC integration console");
    browser.awaitText("Nothing was sent yet", "Invalid 1", "Duplicate 1");
    browser.screenshot("plan-english");
    browser.press("Give up");
    browser.awaitNoText("Nothing was sent yet");
    browser.follow("Risks");
    browser.type("Company", COMPANY);
    browser.press("Search");
    browser.awaitText(COMPANY);
    browser.reload();
    browser.awaitText("Risks", COMPANY);
    browser.follow("Audit");
    browser.awaitText("log in", SampleNode.NAME);
    browser.screenshot("audit-english");
    assertThat(browser.trouble()).isEmpty();
  }

  @Test
  void allIsReachedWithoutAMouse() {
    browser.keys(SampleNode.NAME, Keys.TAB, SampleNode.PASSWORD, Keys.ENTER);
    browser.awaitText("待办");
    browser.tabTo("任务");
    browser.keys(Keys.ENTER);
    browser.awaitText("文件名开头");
    browser.awaitRest();
    browser.tabTo("1");
    browser.keys(Keys.ENTER);
    browser.awaitText("任务 1 ·");
    browser.go("#/operation");
    browser.tabTo("push-import");
    browser.keys(Keys.ENTER);
    browser.awaitText("push-import：");
  }

  private void picture(String name, int height) throws IOException {
    browser.size(1280, height);
    Path screenshot = browser.screenshot(name);
    if (Boolean.getBoolean("qccroutes.write")) {
      Path picture = Path.of("docs", "operate", "images", "console-" + name + ".png");
      Files.createDirectories(picture.getParent());
      Files.write(picture, Files.readAllBytes(screenshot));
    }
    browser.size(1280, 800);
  }
}
