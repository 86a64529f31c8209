package io.github.qccroutes.tables;

/**
 * An item of a row and where it stands, for the reasons why it must not be sent.
 *
 * @param text what the item says, without what is around it in the cell
 * @param lettered whether the file has columns that a person sees, A, B and so on
 */
record Place(Item item, RawRow row, int column, String text, boolean lettered) {

  /** How an item is called in a reason. */
  record Item(String chinese, String english) {
    static final Item LOGIN = new Item("登录名", "the login");
    static final Item KEYWORD = new Item("关键字", "the keyword");
    static final Item NAME = new Item("公司名", "the company name");
  }

  Cell cell() {
    return row.cell(column);
  }

  Message because(String chinese, String english) {
    String at = lettered ? DropFileException.letters(column) + row.line() : "";
    String shown = ShownText.inReason(text);
    return new Message(
        item.chinese()
            + (lettered ? "（" + at + "）" : "")
            + (shown.isEmpty() ? "" : "“" + shown + "”")
            + chinese,
        item.english()
            + (lettered ? " (" + at + ")" : "")
            + (shown.isEmpty() ? "" : " “" + shown + "”")
            + " "
            + english);
  }
}
