package io.github.qccroutes.tables;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** What a row of a dropped file says, which follows from the folder the file lies in. */
public sealed interface Layout {

  /**
   * A login and a keyword a row, below a header ({@link Header}) that names both columns in any
   * order; other columns are ignored.
   *
   * @param loginPattern what a whole login must match, {@code qcc.assignments.login-pattern}
   */
  record Pairs(Pattern loginPattern) implements Layout {}

  /**
   * One keyword a row for the login the folder is named after: the column that a header names, or
   * without a header the one column there is; the whole line of a {@code .txt}.
   */
  record Keywords(String loginName, Pattern loginPattern) implements Layout {

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
      return named(folder, name, loginPattern);
    }

    /**
     * The layout of a folder that is yet to be.
     *
     * @param file that the refusal is about
     * @throws DropFileException when the name is no login
     */
    public static Keywords named(Path file, String name, Pattern loginPattern) {
      if (!loginPattern.matcher(name).matches()) {
        throw new DropFileException(
            file,
            new Message(
                "文件夹名“"
                    + Message.shown(name)
                    + "”不像登录名（如 11 位手机号，见 qcc.assignments.login-pattern），不予处理",
                "the folder's name, "
                    + Message.shown(name)
                    + ", does not look like a login (such as a mobile number, see"
                    + " qcc.assignments.login-pattern), so it is not read"));
      }
      return new Keywords(name, loginPattern);
    }
  }

  /**
   * One company name a row: the column that a header names, or without a header the one column
   * there is; the whole line of a {@code .txt}.
   */
  record Names() implements Layout {}
}
