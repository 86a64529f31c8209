package io.github.qccroutes.dropfile;

import java.io.Closeable;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * An .xlsx workbook (ECMA-376, Office Open XML) opened to read its first visible sheet. Every part
 * of it is inflated within the limits and checked against its checksum; a document type declaration
 * refuses the file, so no entity is ever resolved.
 *
 * <p>Workbook libraries hold all texts of a workbook in memory and give numbers as they would be
 * shown or as doubles; here texts go to disk and numbers keep their digits.
 */
final class Workbook implements Closeable {
  static final int HEAD_BYTES = 8;

  private static final byte[] ZIP = {'P', 'K', 3, 4};
  private static final byte[] COMPOUND_FILE = {
    (byte) 0xD0, (byte) 0xCF, 0x11, (byte) 0xE0, (byte) 0xA1, (byte) 0xB1, 0x1A, (byte) 0xE1
  };

  /** Relationship lists and the list of sheets, which are read before the sheet. */
  private static final long SMALL_PART_BYTES = 4L << 20;

  private static final long RATIO_GRACE_BYTES = 10L << 20;

  private final Path file;
  private final ZipFile zip;
  private final Limits limits;

  private Workbook(Path file, ZipFile zip, Limits limits) {
    this.file = file;
    this.zip = zip;
    this.limits = limits;
  }

  /**
   * @param head the file's first {@link #HEAD_BYTES} bytes
   */
  static Workbook open(Path file, byte[] head, Limits limits) throws IOException {
    if (startsWith(head, COMPOUND_FILE)) {
      throw new DropFileException(
          file,
          new Message(
              "这是旧版 .xls 工作簿或有密码保护，请另存为没有密码的 .xlsx",
              "an old .xls workbook or one with a password; save it as .xlsx without a password"));
    }
    if (!startsWith(head, ZIP)) {
      throw new DropFileException(
          file,
          new Message(
              "这不是 .xlsx 工作簿，请在表格软件中另存为 .xlsx 或 .csv",
              "not an .xlsx workbook; save it as .xlsx or .csv in a spreadsheet program"));
    }
    ZipFile zip;
    try {
      requireSmallDirectory(file, limits);
      zip = new ZipFile(file.toFile(), StandardCharsets.UTF_8);
    } catch (ZipException e) {
      throw damaged(file);
    }
    return new Workbook(file, zip, limits);
  }

  /** Refuses a workbook that was given the ending of a text file. */
  static void refuseInText(Path file, byte[] head) {
    if (startsWith(head, ZIP) || startsWith(head, COMPOUND_FILE)) {
      throw new DropFileException(
          file,
          new Message(
              "这是表格工作簿，不是文本文件，请把扩展名改为 .xlsx 或另存为 .csv",
              "a workbook, not a text file; give it the ending .xlsx or save it as .csv"));
    }
  }

  /** The rows of the first sheet that is not hidden. */
  RowSource firstVisibleSheet(Path scratch) throws IOException {
    String workbook = officeDocument();
    Map<String, Relation> relations = relations(workbook);
    String sheet = null;
    try (XmlPart xml = part(workbook, SMALL_PART_BYTES)) {
      while (sheet == null && xml.next()) {
        if (xml.isStart("sheet") && isVisible(xml.attribute("state"))) {
          Relation relation = relations.get(String.valueOf(xml.attribute("id")));
          if (relation != null && relation.type().endsWith("/worksheet")) {
            sheet = relation.target();
          }
        }
      }
    }
    if (sheet == null) {
      throw new DropFileException(
          file, new Message("工作簿里没有可见的工作表", "the workbook has no visible sheet"));
    }
    NumberFormats formats = numberFormats(relations);
    SharedStrings strings = sharedStrings(relations, scratch);
    try {
      MergedCells merged;
      try (XmlPart xml = part(sheet, limits.entryBytes())) {
        merged = MergedCells.read(file, xml);
      }
      XmlPart rows = part(sheet, limits.entryBytes());
      return new SheetRows(file, rows, strings, formats, merged, limits, this);
    } catch (IOException | RuntimeException e) {
      strings.close();
      throw e;
    }
  }

  private static boolean isVisible(@Nullable String state) {
    return state == null || state.equals("visible");
  }

  private SharedStrings sharedStrings(Map<String, Relation> relations, Path scratch)
      throws IOException {
    for (Relation relation : relations.values()) {
      if (relation.type().endsWith("/sharedStrings")) {
        try (XmlPart xml = part(relation.target(), limits.entryBytes())) {
          return SharedStrings.read(xml, scratch, limits.keptChars());
        }
      }
    }
    return SharedStrings.none();
  }

  private NumberFormats numberFormats(Map<String, Relation> relations) throws IOException {
    for (Relation relation : relations.values()) {
      if (relation.type().endsWith("/styles")) {
        try (XmlPart xml = part(relation.target(), limits.entryBytes())) {
          return NumberFormats.read(xml);
        }
      }
    }
    return NumberFormats.none();
  }

  private String officeDocument() throws IOException {
    for (Relation relation : relations("").values()) {
      if (relation.type().endsWith("/officeDocument")) {
        return relation.target();
      }
    }
    throw damaged(file);
  }

  private record Relation(String type, String target) {}

  /** The parts that a part refers to, by the names it gives them; "" is the package itself. */
  private Map<String, Relation> relations(String part) throws IOException {
    int slash = part.lastIndexOf('/') + 1;
    String list = part.substring(0, slash) + "_rels/" + part.substring(slash) + ".rels";
    Map<String, Relation> relations = new HashMap<>();
    try (XmlPart xml = part(list, SMALL_PART_BYTES)) {
      while (xml.next()) {
        String id = xml.isStart("Relationship") ? xml.attribute("Id") : null;
        String type = id == null ? null : xml.attribute("Type");
        String target = id == null ? null : xml.attribute("Target");
        if (id != null && type != null && target != null) {
          relations.put(id, new Relation(type, resolved("/" + part, target)));
        }
      }
    }
    return relations;
  }

  /** A target is a relative reference (RFC 3986) to the part that names it. */
  private String resolved(String base, String target) {
    try {
      String path = URI.create("x:" + base).resolve(target).normalize().getPath();
      return path == null ? "" : path.substring(1);
    } catch (IllegalArgumentException e) {
      throw damaged(file);
    }
  }

  private XmlPart part(String name, long maxBytes) throws IOException {
    ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      throw damaged(file);
    }
    try {
      return new XmlPart(file, new Inflated(zip.getInputStream(entry), entry, maxBytes));
    } catch (ZipException e) {
      throw damaged(file);
    }
  }

  static DropFileException damaged(Path file) {
    return new DropFileException(
        file,
        new Message(
            "工作簿已损坏或不是 .xlsx，请在表格软件中打开并另存为 .xlsx",
            "the workbook is damaged or not an .xlsx; open it in a spreadsheet program and save it"
                + " as .xlsx"));
  }

  static DropFileException tooLarge(Path file) {
    return new DropFileException(
        file,
        new Message(
            "工作簿解压后太大或内容太多，请拆分，或另存为 .csv",
            "the workbook inflates to too much or has too many parts; split it or save it as"
                + " .csv"));
  }

  /**
   * Refuses a list of entries too long to be loaded, which {@link ZipFile} would do at once. The
   * record at the end of the archive (APPNOTE 4.3.16) tells its length.
   */
  private static void requireSmallDirectory(Path file, Limits limits) throws IOException {
    byte[] end = new byte[22 + 0xFFFF];
    int length;
    try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "r")) {
      length = (int) Math.min(end.length, raw.length());
      raw.seek(raw.length() - length);
      raw.readFully(end, 0, length);
    }
    ByteBuffer record = ByteBuffer.wrap(end, 0, length).order(ByteOrder.LITTLE_ENDIAN);
    boolean found = false;
    for (int i = length - 22; i >= 0; i--) {
      if (record.getInt(i) == 0x06054b50) {
        found = true;
        int entries = record.getShort(i + 10) & 0xFFFF;
        long bytes = record.getInt(i + 12) & 0xFFFFFFFFL;
        if (entries > limits.entries() || bytes > limits.entries() * 1024L) {
          throw tooLarge(file);
        }
      }
    }
    if (!found) {
      throw damaged(file);
    }
  }

  private static boolean startsWith(byte[] head, byte[] magic) {
    return head.length >= magic.length
        && Arrays.equals(head, 0, magic.length, magic, 0, magic.length);
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }

  /** An entry's content, counted and checked. */
  private final class Inflated extends FilterInputStream {
    private final ZipEntry entry;
    private final long maxBytes;
    private final CRC32 checksum = new CRC32();
    private long count;

    Inflated(InputStream in, ZipEntry entry, long maxBytes) {
      super(in);
      this.entry = entry;
      this.maxBytes = maxBytes;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int read;
      try {
        read = in.read(target, offset, length);
      } catch (ZipException | EOFException e) {
        throw damaged(file);
      }
      if (read < 0) {
        if (checksum.getValue() != entry.getCrc()) {
          throw damaged(file);
        }
        return read;
      }
      checksum.update(target, offset, read);
      count += read;
      long ratioBytes =
          Math.max(RATIO_GRACE_BYTES, entry.getCompressedSize() * limits.entryRatio());
      if (count > Math.min(maxBytes, ratioBytes)) {
        throw tooLarge(file);
      }
      return read;
    }
  }
}
