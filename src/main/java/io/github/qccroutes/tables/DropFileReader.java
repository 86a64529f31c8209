package io.github.qccroutes.tables;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The way into dropped files: {@code .csv}, {@code .txt} and {@code .xlsx}, in UTF-8 with or
 * without byte order mark, UTF-16 with one, or GB18030. A file is read twice, once for its hash and
 * encoding and once for its rows; memory does not grow with it. Safe for use by several threads.
 */
public final class DropFileReader {
  /** So that {@code <name>-<job id>.result.csv} stays within the 255 bytes of a file name. */
  private static final int MAX_NAME_BYTES = 200;

  /**
   * Names of what programs are still busy with or have written for themselves: hidden files, lists
   * of thumbnails, locks, and what browsers, cloud drives and file transfers put behind the name.
   */
  private static final Pattern TEMPORARY =
      Pattern.compile(
          "[.~].*|.*~|(?:eh)?thumbs(?:_vista)?\\.db|desktop\\.ini|icon\r|@eadir|#recycle"
              + "|\\$recycle\\.bin|system volume information|__macosx"
              + "|.*\\.(?:tmp|temp|swp|part|partial|filepart|crdownload|download|downloading"
              + "|opdownload|uploading|xltd|xltd\\.cfg|td|td\\.cfg|!qb|!ut|bc!|aria2|lock|camellock"
              + "|syncing)");

  private static final Pattern SEP =
      Pattern.compile("[\"“]?sep=(.?)[\"”]?[,;\t]*", Pattern.CASE_INSENSITIVE);

  private static final char[] DELIMITERS = {',', ';', '\t', '|'};
  private static final int MOST_NAMED = 10;

  private enum Format {
    CSV,
    TXT,
    XLSX
  }

  private final Path scratch;
  private final Limits limits;

  /**
   * @param scratch a folder for what a large workbook needs while it is read; created when needed
   */
  public DropFileReader(Path scratch) {
    this(scratch, Limits.standard());
  }

  public DropFileReader(Path scratch, Limits limits) {
    this.scratch = scratch;
    this.limits = limits;
  }

  /**
   * Whether a name is one that programs give to files they are still busy with or keep for
   * themselves, which are left alone rather than rejected.
   */
  public static boolean isTemporary(Path file) {
    return TEMPORARY.matcher(name(file).toLowerCase(Locale.ROOT)).matches();
  }

  /**
   * Opens a file for its rows.
   *
   * @throws DropFileException when the file is refused: no plain file, no known ending, not
   *     readable, empty, without the header it needs, not what its ending says
   * @throws IOException when the disk fails, or the file is gone ({@link
   *     java.nio.file.NoSuchFileException})
   */
  public DropFile open(Path file, Layout layout) throws IOException {
    requirePlainFile(file);
    Format format = format(file);
    FileChannel channel = channel(file);
    try {
      return format == Format.XLSX
          ? openWorkbook(file, channel, layout)
          : openText(file, channel, layout, format);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private DropFile openText(Path file, FileChannel channel, Layout layout, Format format)
      throws IOException {
    ForeignContent.refuseInText(file, head(channel));
    MessageDigest digest = sha256();
    TextEncoding encoding = TextEncoding.of(digesting(channel, digest));
    Dialect dialect = dialect(file, channel, encoding, layout, format);
    // One channel serves all passes, so the last one must be opened last.
    DecodedText text = text(channel, encoding);
    RowSource rows =
        dialect.columns
            ? DelimitedRows.csv(file, text, dialect.delimiter, limits)
            : DelimitedRows.lines(file, text, limits);
    return opened(file, channel, digest, layout, rows, encoding::isForeign, dialect.columns, false);
  }

  private DropFile openWorkbook(Path file, FileChannel channel, Layout layout) throws IOException {
    MessageDigest digest = sha256();
    digesting(channel, digest).transferTo(OutputStream.nullOutputStream());
    Workbook workbook = Workbook.open(file, head(channel), scratch, limits);
    RowSource rows;
    try {
      rows = workbook.rows(sheet(file, workbook, layout));
    } catch (IOException | RuntimeException e) {
      workbook.close();
      throw e;
    }
    return opened(file, channel, digest, layout, rows, text -> false, true, true);
  }

  /** The sheet to read: the one with a header, or, where none has one, the one with any rows. */
  private static Workbook.Sheet sheet(Path file, Workbook workbook, Layout layout)
      throws IOException {
    List<Workbook.Sheet> visible = workbook.visibleSheets();
    if (visible.size() == 1) {
      return visible.get(0);
    }
    List<Workbook.Sheet> filled = new ArrayList<>();
    List<Workbook.Sheet> headed = new ArrayList<>();
    for (Workbook.Sheet sheet : visible) {
      try (RowSource rows = workbook.peek(sheet)) {
        List<RawRow> first = firstRows(rows);
        if (!first.isEmpty()) {
          filled.add(sheet);
        }
        if (Header.find(first, layout) != null) {
          headed.add(sheet);
        }
      }
    }
    List<Workbook.Sheet> candidates = headed.isEmpty() ? filled : headed;
    if (candidates.isEmpty()) {
      throw noRows(file);
    }
    if (candidates.size() > 1) {
      throw severalSheets(file, candidates, !headed.isEmpty());
    }
    return candidates.get(0);
  }

  private static DropFileException severalSheets(
      Path file, List<Workbook.Sheet> sheets, boolean headed) {
    String names =
        sheets.stream()
                .limit(MOST_NAMED)
                .map(sheet -> ShownText.inReason(sheet.name()))
                .collect(Collectors.joining("、"))
            + (sheets.size() > MOST_NAMED ? "…" : "");
    return new DropFileException(
        file,
        new Message(
            "工作簿有 %d 张可见的工作表%s：%s。不猜读哪一张：请只留一张，或把它们合并、隐藏其余各张"
                .formatted(sheets.size(), headed ? "带有表头" : "有内容，且都没有表头", names),
            "the workbook has %d visible sheets %s: %s. Which one is meant is not guessed: keep one, or hide the others"
                .formatted(
                    sheets.size(), headed ? "with a header" : "with rows and no header", names)));
  }

  /**
   * How a text is cut.
   *
   * @param columns whether into columns, else into whole lines
   */
  private record Dialect(boolean columns, char delimiter) {}

  /**
   * The delimiter that the file announces, or under which one of its first rows is a header; of a
   * file without one that under which all its first rows have several columns, else a comma. A
   * {@code .txt} of single items has whole lines, unless it is a table with tabs and a header.
   */
  private Dialect dialect(
      Path file, FileChannel channel, TextEncoding encoding, Layout layout, Format format)
      throws IOException {
    boolean single = !(layout instanceof Layout.Pairs);
    if (single && format == Format.TXT) {
      List<RawRow> rows = firstRows(file, channel, encoding, '\t');
      Header header = Header.find(rows, layout);
      return new Dialect(header != null && header.row().width() > 1, '\t');
    }
    List<RawRow> lines = firstRows(DelimitedRows.lines(file, text(channel, encoding), limits));
    Character announced = lines.isEmpty() ? null : announced(lines.get(0));
    if (announced != null) {
      return new Dialect(true, announced);
    }
    char splitting = ',';
    for (char delimiter : DELIMITERS) {
      List<RawRow> rows = firstRows(file, channel, encoding, delimiter);
      if (Header.find(rows, layout) != null) {
        return new Dialect(true, delimiter);
      }
      if (splitting == ',' && rows.stream().allMatch(row -> row.width() > 1)) {
        splitting = delimiter;
      }
    }
    return new Dialect(true, single ? splitting : ',');
  }

  /** The first rows under a delimiter; none where they can't be told apart under it. */
  private List<RawRow> firstRows(
      Path file, FileChannel channel, TextEncoding encoding, char delimiter) throws IOException {
    try {
      return firstRows(DelimitedRows.csv(file, text(channel, encoding), delimiter, limits));
    } catch (DropFileException e) {
      return List.of();
    }
  }

  /** What the line {@code sep=;} says, which Excel reads and removes, or null. */
  private static @Nullable Character announced(RawRow row) {
    Matcher sep = SEP.matcher(Invisible.strip(row.cell(0).text()));
    if (!sep.matches()) {
      return null;
    }
    String delimiter = sep.group(1);
    return delimiter.isEmpty() ? '\t' : Character.valueOf(delimiter.charAt(0));
  }

  /**
   * @param columns whether the rows have columns rather than being whole lines
   * @param workbook whether it told itself which cell is in which column
   */
  private DropFile opened(
      Path file,
      FileChannel channel,
      MessageDigest digest,
      Layout layout,
      RowSource rows,
      Predicate<String> foreign,
      boolean columns,
      boolean workbook)
      throws IOException {
    try {
      String sha256 = HexFormat.of().formatHex(digest.digest());
      List<RawRow> first = firstRows(rows);
      if (!first.isEmpty() && SEP.matcher(Invisible.strip(first.get(0).cell(0).text())).matches()) {
        first.remove(0);
      }
      if (first.isEmpty()) {
        throw noRows(file);
      }
      Header header = Header.find(first, layout);
      int width = columns && !workbook && header != null ? header.row().width() : Integer.MAX_VALUE;
      LineCheck check = new LineCheck(limits, foreign, columns, width);
      List<RawRow> begun = first;
      Message leftOut = null;
      if (header != null) {
        Heading heading = heading(file, layout, header, first.subList(0, header.place()), check);
        begun = new ArrayList<>(heading.rows());
        begun.addAll(first.subList(header.place() + 1, first.size()));
        leftOut = heading.told();
      }
      DropFile opened =
          new DropFile(
              file,
              channel,
              sha256,
              RowSource.of(begun, rows),
              checks(file, layout, header, first, check),
              leftOut);
      if (!opened.hasNext()) {
        throw noRows(file);
      }
      return opened;
    } catch (IOException | RuntimeException e) {
      rows.close();
      throw e;
    }
  }

  private static Heading heading(
      Path file, Layout layout, Header header, List<RawRow> above, LineCheck check) {
    if (above.isEmpty()) {
      return new Heading(header.row().line(), above, above);
    }
    int company = header.company(file);
    int login = layout instanceof Layout.Pairs ? header.login(file) : -1;
    return Heading.of(
        header,
        above,
        row -> {
          CheckedItem name = check.keyword(Place.Item.KEYWORD, row, company);
          if (row.fault() != null || name.reason() != null) {
            return false;
          }
          return layout instanceof Layout.Pairs pairs
              ? check.login(row, login, pairs.loginPattern()).reason() == null
              : Heading.isCompany(name.text());
        });
  }

  private Function<RawRow, @Nullable DropRow> checks(
      Path file, Layout layout, @Nullable Header header, List<RawRow> first, LineCheck check) {
    if (layout instanceof Layout.Pairs pairs) {
      if (header == null) {
        throw Header.missing(file, first);
      }
      int login = header.login(file);
      int company = header.company(file);
      return row -> pair(row, login, company, pairs, check);
    }
    if (header == null) {
      OneColumn column = new OneColumn(file);
      return row -> single(row, column.of(row), -1, layout, check);
    }
    int company = header.company(file);
    int login =
        layout instanceof Layout.Keywords && header.logins().size() == 1
            ? header.logins().get(0)
            : -1;
    return row -> single(row, company, login, layout, check);
  }

  /** The one column that has texts where no header says which it is. */
  private static final class OneColumn {
    private final Path file;
    private int column = -1;

    OneColumn(Path file) {
      this.file = file;
    }

    int of(RawRow row) {
      for (int i = 0; i < row.cells().size() && row.fault() == null; i++) {
        if (row.cell(i).isBlank()) {
          continue;
        }
        if (column < 0) {
          column = i;
        } else if (column != i) {
          throw severalColumns(row, i);
        }
      }
      return Math.max(column, 0);
    }

    private DropFileException severalColumns(RawRow row, int other) {
      String first = DropFileException.letters(Math.min(column, other));
      String second = DropFileException.letters(Math.max(column, other));
      String text = ShownText.inReason(Invisible.strip(row.cell(other).text()));
      return new DropFileException(
          file,
          row.line(),
          DropFileException.letters(other),
          new Message(
              "没有表头，却有不止一列有内容（%s 列、%s 列；此处是“%s”），不猜公司在哪一列：请加上表头（如 企业名称），或只留公司一列"
                  .formatted(first, second, text),
              "there is no header, and more than one column has content (%s and %s; here it is \"%s\"), so it would be a guess which are the companies: add a header (such as 企业名称), or keep that column only"
                  .formatted(first, second, text)));
    }
  }

  private @Nullable DropRow pair(
      RawRow row, int loginColumn, int companyColumn, Layout.Pairs pairs, LineCheck check) {
    if (row.isBlank()) {
      return null;
    }
    CheckedItem login = check.login(row, loginColumn, pairs.loginPattern());
    CheckedItem company = check.keyword(Place.Item.KEYWORD, row, companyColumn);
    Message reason = row.fault() != null ? row.fault() : check.columns(row);
    if (reason == null) {
      reason = login.reason() != null ? login.reason() : company.reason();
    }
    return row(row, login.text(), company.text(), reason);
  }

  /**
   * @param loginColumn where the row names the login it is for, negative for nowhere
   */
  private @Nullable DropRow single(
      RawRow row, int companyColumn, int loginColumn, Layout layout, LineCheck check) {
    if (row.isBlank()) {
      return null;
    }
    Place.Item item =
        layout instanceof Layout.Names ? Place.Item.NAME : Place.Item.KEYWORD;
    CheckedItem company = check.keyword(item, row, companyColumn);
    Message reason = row.fault() != null ? row.fault() : check.columns(row);
    String loginName = "";
    if (layout instanceof Layout.Keywords keywords) {
      loginName = keywords.loginName();
      if (reason == null && loginColumn >= 0) {
        reason = check.otherLogin(row, loginColumn, keywords);
      }
    }
    return row(row, loginName, company.text(), reason == null ? company.reason() : reason);
  }

  private DropRow row(RawRow row, String login, String company, @Nullable Message reason) {
    return reason == null
        ? new DropRow(row.line(), login, company, null)
        : new DropRow(row.line(), shown(login), shown(company), reason);
  }

  /** A text that a database takes and a person can look at, for a row that is never sent. */
  private String shown(String text) {
    StringBuilder shown = new StringBuilder();
    text.codePoints()
        .limit(limits.itemChars())
        .map(c -> c == 0 ? '␀' : c)
        .map(c -> Character.getType(c) == Character.SURROGATE ? DecodedText.UNDECODABLE : c)
        .forEach(shown::appendCodePoint);
    return text.codePointCount(0, text.length()) > limits.itemChars()
        ? shown.append('…').toString()
        : shown.toString();
  }

  /** The rows that a header may be among. Blank rows are left out. */
  private static List<RawRow> firstRows(RowSource rows) throws IOException {
    List<RawRow> first = new ArrayList<>();
    RawRow row = rows.next();
    while (row != null) {
      if (!row.isBlank()) {
        first.add(row);
      }
      row = first.size() < Header.MOST_ROWS + 1 ? rows.next() : null;
    }
    return first;
  }

  private static void requirePlainFile(Path file) throws IOException {
    String name = name(file);
    BasicFileAttributes attributes =
        Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (attributes.isSymbolicLink()) {
      throw new DropFileException(
          file, new Message("这是链接，不是文件本身，不予处理", "a link, not the file itself, so it is not read"));
    }
    if (!attributes.isRegularFile()) {
      throw new DropFileException(
          file, new Message("这不是普通文件，不予处理", "not an ordinary file, so it is not read"));
    }
    if (isTemporary(file) || Files.isHidden(file)) {
      throw new DropFileException(
          file, new Message("这是隐藏文件或临时文件，不予处理", "a hidden or temporary file, so it is not read"));
    }
    if (name.codePoints().anyMatch(c -> Character.isISOControl(c) || c == DecodedText.UNDECODABLE)
        || name.getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES) {
      throw new DropFileException(
          file,
          new Message(
              "文件名太长（超过 " + MAX_NAME_BYTES + " 字节，约 66 个汉字）或含控制字符，请改名",
              "the file's name is too long (more than "
                  + MAX_NAME_BYTES
                  + " bytes) or has control characters; rename it"));
    }
    if (attributes.size() == 0) {
      throw noRows(file);
    }
  }

  private static Format format(Path file) {
    String name = name(file).toLowerCase(Locale.ROOT);
    if (name.endsWith(".csv")) {
      return Format.CSV;
    }
    if (name.endsWith(".txt")) {
      return Format.TXT;
    }
    if (name.endsWith(".xlsx")) {
      return Format.XLSX;
    }
    throw new DropFileException(
        file,
        new Message(
            "只接受 .csv、.txt、.xlsx 文件，请另存为其中一种",
            "only .csv, .txt and .xlsx files are taken; save it as one of them"));
  }

  private static FileChannel channel(Path file) throws IOException {
    try {
      return FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    } catch (AccessDeniedException e) {
      throw new DropFileException(file, new Message("没有读取权限", "no permission to read the file"));
    }
  }

  private static byte[] head(FileChannel channel) throws IOException {
    return Channels.newInputStream(channel.position(0)).readNBytes(ForeignContent.HEAD_BYTES);
  }

  private static InputStream digesting(FileChannel channel, MessageDigest digest)
      throws IOException {
    return new DigestInputStream(Channels.newInputStream(channel.position(0)), digest);
  }

  private static DecodedText text(FileChannel channel, TextEncoding encoding) throws IOException {
    return new DecodedText(
        Channels.newInputStream(channel.position(encoding.markBytes())), encoding.charset());
  }

  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static DropFileException noRows(Path file) throws IOException {
    return new DropFileException(
        file,
        Files.size(file) == 0
            ? new Message(
                "文件是空的（0 字节），可能没有复制完整，请重新放入",
                "the file is empty (0 bytes) and has no rows; if a copy broke off, drop it again")
            : new Message(
                "文件里没有数据行，请在表头以下填写后重新放入",
                "the file has no rows; add them below the header and drop it again"));
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }
}
