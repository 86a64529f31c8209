package io.github.qccroutes.tables;

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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * An .xlsx workbook (ECMA-376, Office Open XML) opened for passes over its visible sheets. Every
 * part of it is inflated within the limits and checked against its checksum; a document type
 * declaration refuses the file, so no entity is ever resolved.
 *
 * <p>Workbook libraries hold all texts of a workbook in memory and give numbers as they would be
 * shown or as doubles; here texts go to disk and numbers keep their digits.
 */
final class Workbook implements Closeable {
  /** The record that ends an archive (APPNOTE 4.3.16), at least so long. */
  private static final int END = 0x06054b50;

  private static final int END_BYTES = 22;

  /** Relationship lists and the list of sheets, which are read before the sheet. */
  private static final long SMALL_PART_BYTES = 4L << 20;

  private static final long RATIO_GRACE_BYTES = 10L << 20;

  /** As many as nobody makes by hand; each is looked at. */
  private static final int MOST_SHEETS = 200;

  private final Path file;
  private final ZipFile zip;
  private final Limits limits;
  private final Map<String, ZipEntry> entries = new HashMap<>();
  private final NumberFormats formats;
  private final SharedStrings strings;
  private final List<Sheet> sheets = new ArrayList<>();

  /**
   * A visible sheet.
   *
   * @param part the name of its part
   */
  record Sheet(String name, String part) {}

  private Workbook(Path file, ZipFile zip, Path scratch, Limits limits) throws IOException {
    this.file = file;
    this.zip = zip;
    this.limits = limits;
    zip.stream().forEach(entry -> entries.putIfAbsent(key(entry.getName()), entry));
    String workbook = officeDocument();
    Map<String, Relation> relations = relations(workbook);
    readSheets(workbook, relations);
    formats = numberFormats(relations);
    strings = sharedStrings(relations, scratch);
  }

  /**
   * @param head how the file begins
   * @param scratch a folder for its texts while it is open
   */
  static Workbook open(Path file, byte[] head, Path scratch, Limits limits) throws IOException {
    ForeignContent.refuseInWorkbook(file, head);
    ZipFile zip;
    try {
      requireSmallDirectory(file, limits);
      zip = new ZipFile(file.toFile(), StandardCharsets.UTF_8);
    } catch (ZipException e) {
      throw damaged(file);
    }
    try {
      return new Workbook(file, zip, scratch, limits);
    } catch (IOException | RuntimeException e) {
      zip.close();
      throw e;
    }
  }

  private void readSheets(String workbook, Map<String, Relation> relations) throws IOException {
    try (XmlPart xml = part(workbook, SMALL_PART_BYTES)) {
      while (xml.next()) {
        if (xml.isStart("sheet") && isVisible(xml.attribute("state"))) {
          Relation relation = relations.get(String.valueOf(xml.attribute("id")));
          if (relation != null && relation.type().endsWith("/worksheet")) {
            sheets.add(new Sheet(String.valueOf(xml.attribute("name")), relation.target()));
          }
        }
      }
    }
    if (sheets.isEmpty()) {
      throw new DropFileException(
          file, new Message("工作簿里没有可见的工作表", "the workbook has no visible sheet"));
    }
    if (sheets.size() > MOST_SHEETS) {
      throw new DropFileException(
          file,
          new Message(
              "工作簿有 " + sheets.size() + " 张可见的工作表，请只留一张",
              "the workbook has " + sheets.size() + " visible sheets; keep one"));
    }
  }

  /** The sheets that are not hidden, at least one. */
  List<Sheet> visibleSheets() {
    return sheets;
  }

  /** The rows of a sheet without its merges; closing them leaves the workbook open. */
  RowSource peek(Sheet sheet) throws IOException {
    return rows(sheet, MergedCells.none(), () -> {});
  }

  /** The rows of a sheet; closing them closes the workbook. */
  RowSource rows(Sheet sheet) throws IOException {
    MergedCells merged;
    try (XmlPart xml = sheetXml(sheet)) {
      merged = MergedCells.read(file, xml);
    }
    return rows(sheet, merged, this);
  }

  private RowSource rows(Sheet sheet, MergedCells merged, Closeable closed) throws IOException {
    return new SheetRows(file, sheetXml(sheet), strings, formats, merged, limits, closed);
  }

  private XmlPart sheetXml(Sheet sheet) throws IOException {
    return part(sheet.part, limits.entryBytes());
  }

  private static boolean isVisible(@Nullable String state) {
    return state == null || state.equals("visible");
  }

  private SharedStrings sharedStrings(Map<String, Relation> relations, Path scratch)
      throws IOException {
    for (Relation relation : relations.values()) {
      // Some programs name parts that they don't write, as no cell needs them.
      if (relation.type().endsWith("/sharedStrings") && has(relation.target())) {
        try (XmlPart xml = part(relation.target(), limits.entryBytes())) {
          return SharedStrings.read(xml, scratch, limits.keptChars());
        }
      }
    }
    return SharedStrings.none();
  }

  private NumberFormats numberFormats(Map<String, Relation> relations) throws IOException {
    for (Relation relation : relations.values()) {
      if (relation.type().endsWith("/styles") && has(relation.target())) {
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

  private boolean has(String part) {
    return entries.containsKey(key(part));
  }

  /**
   * Part names are the same in any letter case (ECMA-376 part 2, 6.2.2.3); some have backslashes.
   */
  private static String key(String part) {
    String name = part.replace('\\', '/').toLowerCase(Locale.ROOT);
    return name.startsWith("/") ? name.substring(1) : name;
  }

  private XmlPart part(String name, long maxBytes) throws IOException {
    ZipEntry entry = entries.get(key(name));
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
    ByteBuffer record = end(file);
    boolean found = false;
    for (int i = record.limit() - END_BYTES; i >= 0; i--) {
      if (record.getInt(i) == END) {
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

  /**
   * Whether the record that ends every archive is there. A workbook without it is cut off, or still
   * on its way.
   */
  static boolean isWhole(Path file) throws IOException {
    ByteBuffer end = end(file);
    for (int i = end.limit() - END_BYTES; i >= 0; i--) {
      if (end.getInt(i) == END) {
        return true;
      }
    }
    return false;
  }

  private static ByteBuffer end(Path file) throws IOException {
    byte[] end = new byte[END_BYTES + 0xFFFF];
    int length;
    try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "r")) {
      length = (int) Math.min(end.length, raw.length());
      raw.seek(raw.length() - length);
      raw.readFully(end, 0, length);
    }
    return ByteBuffer.wrap(end, 0, length).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public void close() throws IOException {
    try (strings) {
      zip.close();
    }
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
