package io.github.qccroutes.dropfile;

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
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The way into dropped files: {@code .csv}, {@code .txt} and {@code .xlsx}, in UTF-8 with or
 * without byte order mark, UTF-16 with one, or GB18030. A file is read twice, once for its hash and
 * encoding and once for its rows; memory does not grow with it. Safe for use by several threads.
 */
public final class DropFileReader {
  /** So that {@code <name>-<job id>.result.csv} stays within the 255 bytes of a file name. */
  private static final int MAX_NAME_BYTES = 200;

  private static final Pattern TEMPORARY =
      Pattern.compile("(?:[.~].*|.*~|.*\\.(?:tmp|temp|part|partial|filepart|crdownload|swp))");

  private static final char[] DELIMITERS = {',', ';', '\t'};

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
   * Whether a name is one that programs give to files they are still busy with (hidden, an editor's
   * or a download's), which are left alone rather than rejected.
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
    Workbook.refuseInText(file, head(channel));
    MessageDigest digest = sha256();
    TextEncoding encoding = TextEncoding.of(digesting(channel, digest));
    boolean wholeLines = format == Format.TXT && !(layout instanceof Layout.Pairs);
    char delimiter = wholeLines ? 0 : delimiter(file, channel, encoding, layout);
    // One channel serves all passes, so the last one must be opened last.
    DecodedText text = text(channel, encoding);
    RowSource rows =
        wholeLines
            ? DelimitedRows.lines(file, text, limits)
            : DelimitedRows.csv(file, text, delimiter, limits);
    return opened(file, channel, digest, layout, rows, encoding::isForeign, !wholeLines);
  }

  private DropFile openWorkbook(Path file, FileChannel channel, Layout layout) throws IOException {
    MessageDigest digest = sha256();
    digesting(channel, digest).transferTo(OutputStream.nullOutputStream());
    Workbook workbook = Workbook.open(file, head(channel), limits);
    RowSource rows;
    try {
      rows = workbook.firstVisibleSheet(scratch);
    } catch (IOException | RuntimeException e) {
      workbook.close();
      throw e;
    }
    return opened(file, channel, digest, layout, rows, text -> false, false);
  }

  /** The delimiter under which the first row is a header, else a comma. */
  private char delimiter(Path file, FileChannel channel, TextEncoding encoding, Layout layout)
      throws IOException {
    for (char delimiter : DELIMITERS) {
      RawRow row = firstRow(DelimitedRows.csv(file, text(channel, encoding), delimiter, limits));
      if (row == null) {
        return ',';
      }
      Header header = header(row, layout);
      boolean found =
          layout instanceof Layout.Pairs
              ? header.namesBoth()
              : !header.keywords().isEmpty() || !header.logins().isEmpty();
      if (found) {
        return delimiter;
      }
    }
    return ',';
  }

  /**
   * @param splits whether a comma that nobody quoted makes a column of its own
   */
  private DropFile opened(
      Path file,
      FileChannel channel,
      MessageDigest digest,
      Layout layout,
      RowSource rows,
      Predicate<String> foreign,
      boolean splits)
      throws IOException {
    try {
      String sha256 = HexFormat.of().formatHex(digest.digest());
      RawRow first = firstRow(rows);
      if (first == null) {
        throw noRows(file);
      }
      Header header = header(first, layout);
      LineCheck check = new LineCheck(limits, foreign, splits ? first.width() : Integer.MAX_VALUE);
      DropFile opened;
      if (layout instanceof Layout.Pairs pairs) {
        header.requireBoth(file, first.line());
        opened =
            new DropFile(file, channel, sha256, rows, null, row -> pair(row, header, pairs, check));
      } else {
        header.requireFirstColumn(file, first.line());
        opened =
            new DropFile(
                file,
                channel,
                sha256,
                rows,
                header.keywords().isEmpty() ? first : null,
                row -> single(row, layout, check));
      }
      if (!opened.hasNext()) {
        throw noRows(file);
      }
      return opened;
    } catch (IOException | RuntimeException e) {
      rows.close();
      throw e;
    }
  }

  private @Nullable DropRow pair(RawRow row, Header header, Layout.Pairs pairs, LineCheck check) {
    if (row.isBlank()) {
      return null;
    }
    Cell login = row.cell(header.logins().get(0));
    Cell keyword = row.cell(header.keywords().get(0));
    String loginName = FormulaGuard.off(login.text());
    String keyWord = FormulaGuard.off(keyword.text());
    Message reason = row.fault() != null ? row.fault() : check.columns(row);
    if (reason == null) {
      reason = check.login(row, login, loginName, pairs.loginPattern());
    }
    if (reason == null) {
      reason = check.keyword(LineCheck.Item.KEYWORD, row, keyword, keyWord);
    }
    return reason == null
        ? new DropRow(row.line(), loginName, keyWord, null)
        : new DropRow(row.line(), shown(loginName), shown(keyWord), reason);
  }

  private @Nullable DropRow single(RawRow row, Layout layout, LineCheck check) {
    if (row.isBlank()) {
      return null;
    }
    LineCheck.Item item =
        layout instanceof Layout.Names ? LineCheck.Item.NAME : LineCheck.Item.KEYWORD;
    String loginName = layout instanceof Layout.Keywords keywords ? keywords.loginName() : "";
    Cell cell = row.cell(0);
    String keyWord = FormulaGuard.off(cell.text());
    Message reason = row.fault() != null ? row.fault() : check.columns(row);
    if (reason == null) {
      reason = check.keyword(item, row, cell, keyWord);
    }
    return new DropRow(row.line(), loginName, reason == null ? keyWord : shown(keyWord), reason);
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

  private static Header header(RawRow row, Layout layout) {
    Set<String> keywordWords = Layout.KEYWORD_WORDS;
    if (layout instanceof Layout.Names) {
      keywordWords = new HashSet<>(Layout.KEYWORD_WORDS);
      keywordWords.addAll(Layout.NAME_WORDS);
    }
    return Header.of(row, Layout.LOGIN_WORDS, keywordWords);
  }

  private static @Nullable RawRow firstRow(RowSource rows) throws IOException {
    RawRow row = rows.next();
    while (row != null && row.isBlank()) {
      row = rows.next();
    }
    return row;
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
        file, new Message("只接受 .csv、.txt、.xlsx 文件", "only .csv, .txt and .xlsx files are taken"));
  }

  private static FileChannel channel(Path file) throws IOException {
    try {
      return FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    } catch (AccessDeniedException e) {
      throw new DropFileException(file, new Message("没有读取权限", "no permission to read the file"));
    }
  }

  private static byte[] head(FileChannel channel) throws IOException {
    return Channels.newInputStream(channel.position(0)).readNBytes(Workbook.HEAD_BYTES);
  }

  private static InputStream digesting(FileChannel channel, MessageDigest digest)
      throws IOException {
    return new DigestInputStream(Channels.newInputStream(channel.position(0)), digest);
  }

  private static DecodedText text(FileChannel channel, TextEncoding encoding) throws IOException {
    return new DecodedText(
        Channels.newInputStream(channel.position(encoding.markBytes())), encoding.charset());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static DropFileException noRows(Path file) {
    return new DropFileException(file, new Message("文件里没有数据行", "the file has no rows"));
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }
}
