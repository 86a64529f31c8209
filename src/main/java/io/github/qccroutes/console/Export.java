package io.github.qccroutes.console;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A list that can be had as a file.
 *
 * @param statement that gives its pages
 * @param file how the file is named
 * @param title of the sheet
 * @param columns of the statement, with their headings, in their order
 */
record Export(String statement, String file, String title, Map<String, String> columns) {
  private static final Map<String, String> RISKS =
      columns(
          "corp_name", "企业名称",
          "corp_key_no", "企业编号",
          "monitor_level", "级别",
          "monitor_type", "类型",
          "monitor_content", "内容",
          "score", "评分",
          "change_date", "变更日期",
          "push_date", "推送时间",
          "first_seen_at", "首次收到",
          "changed_at", "最近变化",
          "handled_at", "处理时间",
          "handled_by", "处理人",
          "note", "处理说明",
          "order_no", "推送单号",
          "id", "记录编号");

  /** All there are, by the name that routes give them. */
  private static final Map<String, Export> ALL =
      Map.of(
          "risks", new Export("console/list-risks", "risks", "客户风险", RISKS),
          "few-risks", new Export("console/list-few-risks", "risks", "客户风险", RISKS),
          "relations",
              new Export(
                  "console/list-relations",
                  "partnerships",
                  "合作关系",
                  columns(
                      "company_name", "企业",
                      "related_company_name", "合作企业",
                      "amount", "金额（万元）",
                      "amount_text", "金额原文",
                      "public_date", "公开日期",
                      "source", "来源",
                      "first_seen_at", "首次收到",
                      "last_seen_at", "最近收到")),
          "changes",
              new Export(
                  "console/list-changes",
                  "plan",
                  "计划",
                  columns(
                      "action", "变化",
                      "line", "行",
                      "login_name", "登录名",
                      "keyword", "企业",
                      "reason", "原因")),
          "actions",
              new Export(
                  "console/list-actions",
                  "audit",
                  "审计",
                  columns(
                      "at", "时间",
                      "who", "操作人",
                      "source", "来源",
                      "what", "操作",
                      "subject", "对象",
                      "reason", "原因")));

  private static Map<String, String> columns(String... namesAndHeadings) {
    Map<String, String> columns = new LinkedHashMap<>();
    for (int i = 0; i < namesAndHeadings.length; i += 2) {
      columns.put(namesAndHeadings[i], namesAndHeadings[i + 1]);
    }
    return columns;
  }

  static Export of(String name) {
    Export export = ALL.get(name);
    if (export == null) {
      throw new IllegalArgumentException("no export is named " + name);
    }
    return export;
  }

  /** The first line of the file. */
  List<String> headings() {
    return List.copyOf(columns.values());
  }
}
