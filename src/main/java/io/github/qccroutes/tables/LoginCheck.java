package io.github.qccroutes.tables;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a login is sent as: as written, or the plain form of a mobile number. */
final class LoginCheck {
  private final ItemCheck items;

  LoginCheck(ItemCheck items) {
    this.items = items;
  }

  /**
   * @param pattern what a whole login must match
   */
  CheckedItem check(Place place, Pattern pattern) {
    String text = place.text();
    Cell cell = place.cell();
    // However a sheet shows a number of eleven digits, it is that number.
    if (PhoneNumber.isPlain(text) && pattern.matcher(text).matches()) {
      return new CheckedItem(text, null);
    }
    if (cell.fault() == null && !pattern.matcher(text).matches()) {
      String number = PhoneNumber.of(cell.text());
      if (number != null && pattern.matcher(number).matches()) {
        return new CheckedItem(number, null);
      }
      if (PhoneNumber.isRounded(text)) {
        return new CheckedItem(text, rounded(place));
      }
    }
    Message reason = items.fault(place);
    if (reason == null && !pattern.matcher(text).matches()) {
      reason = malformed(place, pattern);
    }
    return new CheckedItem(text, reason);
  }

  private static Message rounded(Place place) {
    return place.because(
        "：表格软件（Excel）把手机号显示成了科学计数法，末尾的数字已丢失；请把这一列设为文本格式后重新填写",
        "is in scientific notation: a spreadsheet (Excel) has shown a mobile number so and"
            + " lost its last digits; make the column a text column and enter it again");
  }

  private static Message malformed(Place place, Pattern pattern) {
    if (!pattern.matcher("13800138000").matches()) {
      return place.because(
          "不像本企业的登录名（见 qcc.assignments.login-pattern）",
          "does not look like a login of yours (see qcc.assignments.login-pattern)");
    }
    boolean digits = place.text().chars().allMatch(c -> c >= '0' && c <= '9');
    return digits
        ? place.because(
            "格式不对：有 %d 位数字，手机号应为 11 位、以 1 开头".formatted(place.text().length()),
            "is malformed: it has %d digits, a mobile number has 11 and begins with 1"
                .formatted(place.text().length()))
        : place.because("格式不对：不是 11 位手机号", "is malformed: it is not a mobile number of 11 digits");
  }

  /** Why the login of a row is not for the folder it lies in, which is named after another one. */
  @Nullable Message otherThan(Place place, Layout.Keywords folder) {
    CheckedItem login = check(place, folder.loginPattern());
    if (login.reason() != null || Folding.of(login.text()).equals(Folding.of(folder.loginName()))) {
      return null;
    }
    return new Place(place.item(), place.row(), place.column(), login.text(), place.lettered())
        .because(
            "与文件夹“" + folder.loginName() + "”不同：带登录名的名单请放到上一级文件夹",
            "is another one than that of the folder, "
                + folder.loginName()
                + "; drop lists with logins in the folder above");
  }
}
