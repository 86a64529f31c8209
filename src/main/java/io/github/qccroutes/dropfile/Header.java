package io.github.qccroutes.dropfile;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the first row of a file says about its columns.
 *
 * @param logins the columns named like a login
 * @param keywords the columns named like a keyword
 */
record Header(List<Integer> logins, List<Integer> keywords) {

  static Header of(RawRow row, Set<String> loginWords, Set<String> keywordWords) {
    List<Integer> logins = new ArrayList<>();
    List<Integer> keywords = new ArrayList<>();
    for (int i = 0; i < row.cells().size(); i++) {
      String word = Folding.of(row.cell(i).text()).toLowerCase(Locale.ROOT);
      if (loginWords.contains(word)) {
        logins.add(i);
      } else if (keywordWords.contains(word)) {
        keywords.add(i);
      }
    }
    return new Header(logins, keywords);
  }

  boolean namesBoth() {
    return !logins.isEmpty() && !keywords.isEmpty();
  }

  /** Refuses a header under which it would be a guess what is the login and what the keyword. */
  void requireBoth(Path file, long line) {
    if (!namesBoth()) {
      throw new DropFileException(
          file,
          line,
          null,
          new Message(
              "第一行应是表头，缺少"
                  + (logins.isEmpty() ? "“loginName”（或 登录名、手机号）" : "")
                  + (logins.isEmpty() && keywords.isEmpty() ? "和" : "")
                  + (keywords.isEmpty() ? "“keyWord”（或 关键字、公司名、企业名称、统一社会信用代码、注册号）" : ""),
              "the first line must be a header; it has no column "
                  + (logins.isEmpty() ? "\"loginName\" (or 登录名, 手机号)" : "")
                  + (logins.isEmpty() && keywords.isEmpty() ? " and no column " : "")
                  + (keywords.isEmpty() ? "\"keyWord\" (or 关键字, 公司名, 企业名称, 统一社会信用代码, 注册号)" : "")));
    }
    requireOne(file, line, logins, "登录名", "login");
    requireOne(file, line, keywords, "关键字", "keyword");
  }

  private static void requireOne(
      Path file, long line, List<Integer> columns, String chinese, String english) {
    if (columns.size() > 1) {
      String letters =
          columns.stream().map(DropFileException::letters).collect(Collectors.joining(", "));
      throw new DropFileException(
          file,
          line,
          DropFileException.letters(columns.get(1)),
          new Message(
              "有不止一列像" + chinese + "（" + letters + "），请只留一列或改名",
              "more than one column could be the "
                  + english
                  + " ("
                  + letters
                  + "); keep or name only one so"));
    }
  }

  /** Refuses a file whose first column is not the one its header announces. */
  void requireFirstColumn(Path file, long line) {
    if (!logins.isEmpty()) {
      throw new DropFileException(
          file,
          line,
          DropFileException.letters(logins.get(0)),
          new Message(
              "这里每行只应有一个关键字，文件却有登录名一列；带登录名的文件请放到上一级文件夹",
              "a line here is one keyword, but the file has a column of logins; drop files with"
                  + " logins in the folder above"));
    }
    if (!keywords.isEmpty() && keywords.get(0) != 0) {
      throw new DropFileException(
          file,
          line,
          DropFileException.letters(keywords.get(0)),
          new Message(
              "这里只读第一列，而表头所示在此列；请把它移到第一列",
              "only the first column is read here, but the header names this one; move it to the"
                  + " front"));
    }
  }
}
