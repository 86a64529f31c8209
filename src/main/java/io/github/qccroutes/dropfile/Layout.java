package io.github.qccroutes.dropfile;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Pattern;

/** What a row of a dropped file says, which follows from the folder the file lies in. */
public sealed interface Layout {

  /**
   * A login and a keyword a row, below a header that names both columns in any order; other columns
   * are ignored.
   *
   * @param loginPattern what a whole login must match, {@code qcc.assignments.login-pattern}
   */
  record Pairs(Pattern loginPattern) implements Layout {}

  /**
   * One keyword a row for the login the folder is named after: the whole line of a {@code .txt},
   * the first column of a {@code .csv} or {@code .xlsx}; the header is optional.
   */
  record Keywords(String loginName) implements Layout {

    /**
     * The layout of a sub-folder named after a login.
     *
     * @throws DropFileException when the folder is a link or its name is no login
     */
    public static Keywords of(Path folder, Pattern loginPattern) {
      String name = String.valueOf(folder.getFileName());
      if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
        throw new DropFileException(
            folder, new Message("这不是普通文件夹，不予处理", "not an ordinary folder, so it is not read"));
      }
      if (!loginPattern.matcher(name).matches()) {
        throw new DropFileException(
            folder,
            new Message(
                "文件夹名不像登录名（应符合 " + loginPattern + "），不予处理",
                "the folder's name does not look like a login (expected "
                    + loginPattern
                    + "), so it is not read"));
      }
      return new Keywords(name);
    }
  }

  /**
   * One company name a row: the whole line of a {@code .txt}, the first column of a {@code .csv} or
   * {@code .xlsx}; the header is optional.
   */
  record Names() implements Layout {}

  /** The header words of a column of logins, lower case. */
  Set<String> LOGIN_WORDS = Set.of("loginname", "登录名", "手机号");

  /** The header words of a column of keywords or company names, lower case. */
  Set<String> KEYWORD_WORDS = Set.of("keyword", "关键字", "公司名", "企业名称", "统一社会信用代码", "注册号");

  /** What a partnership file's first column may be called beside {@link #KEYWORD_WORDS}. */
  Set<String> NAME_WORDS = Set.of("companyname", "公司名称", "企业名");
}
