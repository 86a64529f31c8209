package io.github.qccroutes.tables;

import io.github.qccroutes.tables.OfficePackage.Relation;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An .xlsx workbook (ECMA-376, Office Open XML) opened for passes over its visible sheets. A
 * document type declaration in any part refuses the file, so no entity is ever resolved.
 *
 * <p>Workbook libraries hold all texts of a workbook in memory and give numbers as they would be
 * shown or as doubles; here texts go to disk and numbers keep their digits.
 */
final class Workbook implements Closeable {
  /** As many as nobody makes by hand; each is looked at. */
  private static final int MOST_SHEETS = 200;

  private final Path file;
  private final OfficePackage parts;
  private final Limits limits;
  private final List<Sheet> sheets;
  private final NumberFormats formats;
  private final SharedStrings strings;

  /**
   * A visible sheet.
   *
   * @param part the name of its part
   */
  record Sheet(String name, String part) {}

  private Workbook(Path file, OfficePackage parts, Path scratch, Limits limits) throws IOException {
    this.file = file;
    this.parts = parts;
    this.limits = limits;
    String workbook = parts.officeDocument();
    Map<String, Relation> relations = parts.relations(workbook);
    sheets = visibleSheets(workbook, relations);
    formats = numberFormats(relations);
    strings = sharedStrings(relations, scratch);
  }

  /**
   * @param head how the file begins
   * @param scratch a folder for its texts while it is open
   */
  static Workbook open(Path file, byte[] head, Path scratch, Limits limits) throws IOException {
    ForeignContent.refuseInWorkbook(file, head);
    OfficePackage parts = OfficePackage.open(file, limits);
    try {
      return new Workbook(file, parts, scratch, limits);
    } catch (IOException | RuntimeException e) {
      parts.close();
      throw e;
    }
  }

  private List<Sheet> visibleSheets(String workbook, Map<String, Relation> relations)
      throws IOException {
    List<Sheet> visible = new ArrayList<>();
    try (XmlPart xml = parts.smallPart(workbook)) {
      while (xml.next()) {
        if (xml.isStart("sheet") && isVisible(xml.attribute("state"))) {
          Relation relation = relations.get(String.valueOf(xml.attribute("id")));
          if (relation != null && relation.type().endsWith("/worksheet")) {
            visible.add(new Sheet(String.valueOf(xml.attribute("name")), relation.target()));
          }
        }
      }
    }
    if (visible.isEmpty()) {
      throw new DropFileException(
          file, new Message("工作簿里没有可见的工作表", "the workbook has no visible sheet"));
    }
    if (visible.size() > MOST_SHEETS) {
      throw new DropFileException(
          file,
          new Message(
              "工作簿有 " + visible.size() + " 张可见的工作表，请只留一张",
              "the workbook has " + visible.size() + " visible sheets; keep one"));
    }
    return visible;
  }

  private static boolean isVisible(@Nullable String state) {
    return state == null || state.equals("visible");
  }

  private NumberFormats numberFormats(Map<String, Relation> relations) throws IOException {
    String styles = related(relations, "/styles");
    if (styles == null) {
      return NumberFormats.none();
    }
    try (XmlPart xml = parts.part(styles)) {
      return NumberFormats.read(xml);
    }
  }

  private SharedStrings sharedStrings(Map<String, Relation> relations, Path scratch)
      throws IOException {
    String texts = related(relations, "/sharedStrings");
    if (texts == null) {
      return SharedStrings.none();
    }
    try (XmlPart xml = parts.part(texts)) {
      return SharedStrings.read(xml, scratch, limits.keptChars());
    }
  }

  private @Nullable String related(Map<String, Relation> relations, String type) {
    for (Relation relation : relations.values()) {
      // Some programs name parts that they don't write, as no cell needs them.
      if (relation.type().endsWith(type) && parts.has(relation.target())) {
        return relation.target();
      }
    }
    return null;
  }

  /** The sheets that are not hidden, at least one. */
  List<Sheet> visibleSheets() {
    return sheets;
  }

  /** The rows of a sheet without its merges; closing them leaves the workbook open. */
  RowSource peek(Sheet sheet) throws IOException {
    return rows(sheet, MergedCells.none(), () -> {});
  }

  /** The cells of a sheet that are merged, for one pass over its rows. */
  MergedCells merges(Sheet sheet) throws IOException {
    try (XmlPart xml = parts.part(sheet.part)) {
      return MergedCells.read(file, xml);
    }
  }

  /** The rows of a sheet; closing them closes the workbook. */
  RowSource rows(Sheet sheet, MergedCells merged) throws IOException {
    return rows(sheet, merged, this);
  }

  private RowSource rows(Sheet sheet, MergedCells merged, Closeable closed) throws IOException {
    return new SheetRows(file, parts.part(sheet.part), strings, formats, merged, limits, closed);
  }

  @Override
  public void close() throws IOException {
    try (strings) {
      parts.close();
    }
  }
}
