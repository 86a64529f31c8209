package io.github.qccroutes.tables;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A workbook put together part by part, so that each part can be wrong. */
public final class WorkbookParts {
  private static final String RELATIONS =
      "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>%s"
          + "</Relationships>";
  private static final String TYPE =
      "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";
  static final String NAMESPACE =
      "xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main' "
          + "xmlns:r='http://schemas.openxmlformats.org/officeDocument/2006/relationships'";

  private final Map<String, String> parts = new LinkedHashMap<>();

  public WorkbookParts() {
    with("_rels/.rels", RELATIONS.formatted(relation("rId1", "officeDocument", "xl/workbook.xml")));
    with(
        "xl/_rels/workbook.xml.rels",
        RELATIONS.formatted(
            relation("rId1", "worksheet", "worksheets/sheet1.xml")
                + relation("rId2", "worksheet", "/xl/worksheets/sheet2.xml")
                + relation("rId3", "sharedStrings", "sharedStrings.xml")));
    with(
        "xl/workbook.xml",
        "<workbook %s><sheets><sheet name='a' sheetId='1' r:id='rId1'/></sheets></workbook>"
            .formatted(NAMESPACE));
    with("xl/sharedStrings.xml", "<sst %s></sst>".formatted(NAMESPACE));
  }

  private static String relation(String id, String type, String target) {
    return "<Relationship Id='%s' Type='%s' Target='%s'/>".formatted(id, TYPE + type, target);
  }

  public WorkbookParts with(String part, String xml) {
    parts.put(part, xml);
    return this;
  }

  String part(String part) {
    return parts.get(part);
  }

  WorkbookParts without(String part) {
    parts.remove(part);
    return this;
  }

  /** The first sheet, given what stands between {@code <sheetData>} and its end. */
  public WorkbookParts sheet(String rows) {
    return with("xl/worksheets/sheet1.xml", sheetXml(rows));
  }

  static String sheetXml(String rows) {
    return "<worksheet %s><sheetData>%s</sheetData></worksheet>".formatted(NAMESPACE, rows);
  }

  WorkbookParts strings(String items) {
    return with("xl/sharedStrings.xml", "<sst %s>%s</sst>".formatted(NAMESPACE, items));
  }

  /** Cell formats that show numbers by these codes, numbered from 1; 0 is General. */
  WorkbookParts formats(String... codes) {
    StringBuilder own = new StringBuilder();
    StringBuilder cells = new StringBuilder("<xf numFmtId='0'/>");
    for (int i = 0; i < codes.length; i++) {
      String code = codes[i].replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
      own.append("<numFmt numFmtId='%d' formatCode=\"%s\"/>".formatted(200 + i, code));
      cells.append("<xf numFmtId='%d' applyNumberFormat='1'/>".formatted(200 + i));
    }
    return styles(
        "<numFmts>%s</numFmts><cellStyleXfs><xf numFmtId='14'/></cellStyleXfs><cellXfs>%s</cellXfs>"
                .formatted(own, cells)
            + "<dxfs><dxf><numFmt numFmtId='200' formatCode='yyyy'/></dxf></dxfs>");
  }

  WorkbookParts styles(String xml) {
    String relations = "xl/_rels/workbook.xml.rels";
    String end = "</Relationships>";
    with(relations, part(relations).replace(end, relation("rId4", "styles", "styles.xml") + end));
    return with("xl/styles.xml", "<styleSheet %s>%s</styleSheet>".formatted(NAMESPACE, xml));
  }

  public Path write(Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, String> part : parts.entrySet()) {
        zip.putNextEntry(new ZipEntry(part.getKey()));
        zip.write(part.getValue().getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
      }
    }
    return file;
  }
}
