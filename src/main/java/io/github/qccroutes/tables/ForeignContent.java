package io.github.qccroutes.tables;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Content of another kind than the file's ending says, told by how it begins: web pages that
 * systems export as lists, documents, archives, pictures.
 */
final class ForeignContent {
  /** So much of a file's begin is looked at. */
  static final int HEAD_BYTES = 4096;

  private static final Message WEB_PAGE =
      new Message(
          "内容是 HTML 网页，不是表格文件（常见于系统导出）；请用表格软件打开，另存为 .xlsx 或 .csv",
          "the content is an HTML page, not a list (many systems export such); open it in a"
              + " spreadsheet program and save it as .xlsx or .csv");
  private static final Message XML =
      new Message(
          "内容是 XML，不是名单；请用表格软件打开，另存为 .xlsx 或 .csv",
          "the content is XML, not a list; open it in a spreadsheet program and save it as .xlsx or"
              + " .csv");
  private static final Message ARCHIVE =
      new Message(
          "内容是 ZIP 压缩文件或 .xlsx 工作簿，不是文本文件；若是工作簿请把扩展名改为 .xlsx，否则请先解压",
          "the content is a ZIP archive or an .xlsx workbook, not a text file; give a workbook the"
              + " ending .xlsx, unpack an archive");
  private static final Message OLD_WORKBOOK =
      new Message(
          "内容是旧版 .xls 工作簿（OLE 文件）或有密码保护，请另存为没有密码的 .xlsx",
          "the content is an old .xls workbook (an OLE file) or one with a password; save it as"
              + " .xlsx without a password");
  private static final Message UNMARKED =
      new Message(
          "内容像是没有标记（BOM）的 UTF-16 文本或二进制数据；请另存为 UTF-8 编码",
          "the content looks like UTF-16 text without a byte order mark, or binary data; save it in"
              + " UTF-8");

  private static final Pattern HTML =
      Pattern.compile(
          "<(?:!doctype\\s+html|!--|html|head|body|meta|title|style|script|table|thead|tbody|tr|td|th"
              + "|div|span|p|br|font|center)\\b.*",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
  private static final Pattern ANY_XML =
      Pattern.compile(
          "<(?:\\?xml|!doctype|[a-z][\\w:.-]*[\\s/>]).*",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private record Kind(String name, String start) {}

  /** How other kinds begin, byte by byte. */
  private static final List<Kind> KINDS =
      List.of(
          new Kind("PDF", "%PDF-"),
          new Kind("RTF", "{\\rtf"),
          new Kind("MHTML", "MIME-Version:"),
          new Kind("RAR", "Rar!\u001a"),
          new Kind("7z", "7z\u00bc\u00af\u0027\u001c"),
          new Kind("gzip", "\u001f\u008b"),
          new Kind("bzip2", "BZh"),
          new Kind("xz", "\u00fd7zXZ\0"),
          new Kind("PNG", "\u0089PNG"),
          new Kind("JPEG", "\u00ff\u00d8\u00ff"),
          new Kind("GIF", "GIF8"),
          new Kind("TIFF", "II*\0"),
          new Kind("SQLite", "SQLite format 3\0"),
          new Kind("ELF", "\u007fELF"),
          new Kind("PostScript", "%!PS"));

  private ForeignContent() {}

  /**
   * Refuses a file of text that is none.
   *
   * @param head its first bytes
   */
  static void refuseInText(Path file, byte[] head) {
    Message kind = kind(head);
    if (kind == null && isBinary(head)) {
      kind = UNMARKED;
    }
    if (kind != null) {
      throw new DropFileException(file, kind);
    }
  }

  /** Whether a file that is named like a text is of a kind that is known, whatever follows. */
  static boolean isForeign(byte[] head) {
    return kind(head) != null;
  }

  /** Refuses a file that is named like a workbook and begins like none. */
  static void refuseInWorkbook(Path file, byte[] head) {
    if (isArchive(head)) {
      return;
    }
    Message kind = kind(head);
    throw new DropFileException(
        file,
        kind != null
            ? kind
            : new Message(
                "这不是 .xlsx 工作簿，请在表格软件中另存为 .xlsx 或 .csv",
                "not an .xlsx workbook; save it as .xlsx or .csv in a spreadsheet program"));
  }

  /** Whether it begins as ZIP archives do, which workbooks are. */
  static boolean isArchive(byte[] head) {
    return starts(head, "PK\u0003\u0004");
  }

  private static @Nullable Message kind(byte[] head) {
    if (starts(head, "PK\u0003\u0004") || starts(head, "PK\u0005\u0006")) {
      return ARCHIVE;
    }
    if (starts(head, "\u00d0\u00cf\u0011\u00e0\u00a1\u00b1\u001a\u00e1")) {
      return OLD_WORKBOOK;
    }
    String text = Invisible.strip(new String(head, charset(head)));
    if (HTML.matcher(text).matches()) {
      return WEB_PAGE;
    }
    if (ANY_XML.matcher(text).matches()) {
      return text.toLowerCase(Locale.ROOT).contains("<html") ? WEB_PAGE : XML;
    }
    for (Kind kind : KINDS) {
      if (starts(head, kind.start) || text.startsWith(kind.start)) {
        return new Message(
            "内容是 " + kind.name + "，不是名单；请另存为 .xlsx、.csv 或 .txt",
            "the content is " + kind.name + ", not a list; save it as .xlsx, .csv or .txt");
      }
    }
    return null;
  }

  /** Letters of markup are ASCII, which all encodings of texts have but UTF-16. */
  private static Charset charset(byte[] head) {
    if (starts(head, "\u00ff\u00fe")) {
      return StandardCharsets.UTF_16LE;
    }
    if (starts(head, "\u00fe\u00ff")) {
      return StandardCharsets.UTF_16BE;
    }
    return starts(head, "\u00ef\u00bb\u00bf")
        ? StandardCharsets.UTF_8
        : StandardCharsets.ISO_8859_1;
  }

  /** A stray control or two is a broken line; more than one in twenty bytes is no text. */
  private static boolean isBinary(byte[] head) {
    if (charset(head).name().startsWith("UTF-16")) {
      return false;
    }
    int controls = 0;
    for (byte each : head) {
      boolean layout = each == '\t' || each == '\n' || each == '\r' || each == '\f' || each == 26;
      if (each >= 0 && each < ' ' && !layout) {
        controls++;
      }
    }
    return controls > 3 && controls * 20 > head.length;
  }

  private static boolean starts(byte[] head, String start) {
    byte[] bytes = start.getBytes(StandardCharsets.ISO_8859_1);
    return head.length >= bytes.length
        && Arrays.equals(head, 0, bytes.length, bytes, 0, bytes.length);
  }
}
