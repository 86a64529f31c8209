package io.github.qccroutes.tables;

import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What stands above the header of a file: titles and remarks, which are left out and told of, and
 * rows of the list, where the header was pasted into its midst.
 *
 * @param rows those that are read like the ones below the header
 * @param remarks those that are left out
 */
record Heading(long headerLine, List<RawRow> rows, List<RawRow> remarks) {
  /** How the name of a company ends, or its code. */
  private static final Pattern COMPANY =
      Pattern.compile(
          ".+(?:(?:有限|股份|集团|有限责任|总|分|子)公司|集团|厂|合作社|合伙企业|\\(有限合伙\\)|\\(普通合伙\\)"
              + "|事务所|银行|商行|经营部|店|\\bLtd\\.?|\\bLimited|\\bInc\\.?|\\bLLC|\\bGmbH)"
              + "|[0-9A-Z]{18}|\\d{15}",
          Pattern.CASE_INSENSITIVE);

  /** What titles and remarks have and names of companies seldom. */
  private static final Pattern REMARK =
      Pattern.compile(
          "名单|清单|列表|一览|目录|汇总|统计|合计|总计|明细|报表|台账|说明|备注|注意|提示|填写|填报|模板|样例"
              + "|导入|导出|日期|时间|制表|编制|部门|客户|企业|公司|供应商|合作|监控|监测|重点"
              + "|第.{1,4}[批期]|\\d[年月]|[:;。!?]");

  /**
   * @param row whether a row has what the file's rows have to have
   */
  static Heading of(Header header, List<RawRow> above, Predicate<RawRow> row) {
    // Above several columns a title stands alone.
    boolean oneColumn = header.cells() == 1;
    List<RawRow> rows =
        above.stream().filter(each -> oneColumn || Header.cells(each) > 1).filter(row).toList();
    return new Heading(
        header.row().line(), rows, above.stream().filter(each -> !rows.contains(each)).toList());
  }

  /** Whether a text that could be a company is one rather than a title. */
  static boolean isCompany(String text) {
    String folded = Folding.of(text);
    return COMPANY.matcher(folded).matches() || !REMARK.matcher(folded).find();
  }

  /** What was left out, for whoever looks for a line that is missing; null when nothing was. */
  @Nullable Message told() {
    if (remarks.isEmpty()) {
      return null;
    }
    return new Message(
        "表头（第 %d 行）以上不算名单，没有读入：%s。其中若有公司，请移到表头以下重新放入"
            .formatted(headerLine, shown("第 %d 行“%s”", "、")),
        "what stands above the header (line %d) is not part of the list and was left out: %s. If a company is among it, drop it again below the header"
            .formatted(headerLine, shown("line %d “%s”", ", ")));
  }

  private String shown(String format, String between) {
    return remarks.stream()
        .map(row -> format.formatted(row.line(), Header.shown(row)))
        .collect(Collectors.joining(between));
  }
}
