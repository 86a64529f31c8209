package io.github.qccroutes.tables;

import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * The package that a workbook is (ECMA-376 part 2, Open Packaging Conventions): an archive of parts
 * that refer to each other. Every part is inflated within the limits and checked against its
 * checksum.
 */
final class OfficePackage implements Closeable {
  /** Parts that tell where others are, which are read before those. */
  private static final long SMALL_PART_BYTES = 4L << 20;

  private final Path file;
  private final ZipFile zip;
  private final Limits limits;
  private final Map<String, ZipEntry> entries = new HashMap<>();

  /**
   * A reference from one part to another.
   *
   * @param target the name of the other
   */
  record Relation(String type, String target) {}

  private OfficePackage(Path file, ZipFile zip, Limits limits) {
    this.file = file;
    this.zip = zip;
    this.limits = limits;
    zip.stream().forEach(entry -> entries.putIfAbsent(key(entry.getName()), entry));
  }

  static OfficePackage open(Path file, Limits limits) throws IOException {
    try {
      requireFewEntries(file, limits);
      return new OfficePackage(file, new ZipFile(file.toFile(), StandardCharsets.UTF_8), limits);
    } catch (ZipException e) {
      throw WorkbookFault.damaged(file);
    }
  }

  /** Refuses a list of entries too long to be loaded, which {@link ZipFile} would do at once. */
  private static void requireFewEntries(Path file, Limits limits) throws IOException {
    ArchiveEnd end = ArchiveEnd.of(file);
    if (!end.listsFew(limits.entries())) {
      throw WorkbookFault.tooLarge(file);
    }
    if (!end.isThere()) {
      throw WorkbookFault.damaged(file);
    }
  }

  /** The name of the part with which reading begins. */
  String officeDocument() throws IOException {
    for (Relation relation : relations("").values()) {
      if (relation.type().endsWith("/officeDocument")) {
        return relation.target();
      }
    }
    throw WorkbookFault.damaged(file);
  }

  /** The parts that a part refers to, by the names it gives them; "" is the package itself. */
  Map<String, Relation> relations(String part) throws IOException {
    int slash = part.lastIndexOf('/') + 1;
    String list = part.substring(0, slash) + "_rels/" + part.substring(slash) + ".rels";
    Map<String, Relation> relations = new HashMap<>();
    try (XmlPart xml = smallPart(list)) {
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
      throw WorkbookFault.damaged(file);
    }
  }

  boolean has(String part) {
    return entries.containsKey(key(part));
  }

  /** A part of any size within the limits. */
  XmlPart part(String name) throws IOException {
    return part(name, limits.entryBytes());
  }

  /** A part that nobody makes long. */
  XmlPart smallPart(String name) throws IOException {
    return part(name, SMALL_PART_BYTES);
  }

  private XmlPart part(String name, long maxBytes) throws IOException {
    ZipEntry entry = entries.get(key(name));
    if (entry == null) {
      throw WorkbookFault.damaged(file);
    }
    try {
      return new XmlPart(
          file,
          new InflatedPart(file, zip.getInputStream(entry), entry, maxBytes, limits.entryRatio()));
    } catch (ZipException e) {
      throw WorkbookFault.damaged(file);
    }
  }

  /**
   * Part names are the same in any letter case (ECMA-376 part 2, 6.2.2.3); some have backslashes.
   */
  private static String key(String part) {
    String name = part.replace('\\', '/').toLowerCase(Locale.ROOT);
    return name.startsWith("/") ? name.substring(1) : name;
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
