package io.github.qccroutes.tables;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Whether the text of an item can be sent at all, whatever it is to be. */
final class ItemCheck {
  private final Limits limits;
  private final Predicate<String> foreign;

  /**
   * @param foreign whether a text is in another encoding than the rest of its file
   */
  ItemCheck(Limits limits, Predicate<String> foreign) {
    this.limits = limits;
    this.foreign = foreign;
  }

  /** Why it can't be sent, or null. */
  @Nullable Message fault(Place place) {
    Message fault = place.cell().fault();
    if (fault != null) {
      return place.because(fault.chinese(), fault.english());
    }
    if (place.text().isEmpty()) {
      return place.because("为空", "is empty");
    }
    if (place.text().codePointCount(0, place.text().length()) > limits.itemChars()) {
      return place.because(
          "太长（超过 " + limits.itemChars() + " 个字）",
          "is too long (more than " + limits.itemChars() + " characters)");
    }
    Message character = characters(place);
    if (character != null) {
      return character;
    }
    if (foreign.test(place.text())) {
      return place.because(
          "是 UTF-8 编码，而文件其他部分是 GB18030", "is in UTF-8 while the rest of the file is GB18030");
    }
    return null;
  }

  private @Nullable Message characters(Place place) {
    String text = place.text();
    RawRow row = place.row();
    int position = 1;
    for (int i = 0; i < text.length(); position++) {
      int c = text.codePointAt(i);
      if (c == ',' || c == '，') {
        return place.because(
            "第 " + position + " 个字是逗号，一行只能有一项",
            "has a comma at character " + position + "; a line holds one item");
      }
      if (c == '\n' || c == '\r') {
        return row.line() == row.lastLine()
            ? place.because("里有换行，请写在一行内", "has a line break; write it on one line")
            : place.because(
                "里有换行（引号从第 " + row.line() + " 行到第 " + row.lastLine() + " 行），请写在一行内",
                "has a line break (quoted from line "
                    + row.line()
                    + " to line "
                    + row.lastLine()
                    + "); write it on one line");
      }
      if (c == DecodedText.UNDECODABLE) {
        return place.because(
            "第 " + position + " 个字无法识别（编码损坏）", "has undecodable bytes at character " + position);
      }
      if (c != ' ' && Invisible.isBlank(c)) {
        return place.because(
            "第 %d 个字是不可见的字符 %s，请删除".formatted(position, Invisible.name(c)),
            "has the invisible character %s at character %d; delete it"
                .formatted(Invisible.name(c), position));
      }
      i += Character.charCount(c);
    }
    return null;
  }
}
