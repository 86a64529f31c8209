package io.github.qccroutes.tables;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The way into dropped files: {@code .csv}, {@code .txt} and {@code .xlsx}, in UTF-8 with or
 * without byte order mark, UTF-16 with one, or GB18030. A file is read twice, once for its hash and
 * encoding, unless somebody has done so, and once for its rows; memory does not grow with it. Safe
 * for use by several threads.
 */
public final class DropFileReader {
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
   * Opens a file for its rows.
   *
   * @throws DropFileException when the file is refused: no plain file, no known ending, not
   *     readable, empty, without the header it needs, not what its ending says
   * @throws IOException when the disk fails, or the file is gone ({@link
   *     java.nio.file.NoSuchFileException})
   */
  public DropFile open(Path path, Layout layout) throws IOException {
    return open(path, layout, null);
  }

  /**
   * Opens a file for its rows.
   *
   * @param known what an earlier reading told of the very same file, or null for nothing
   * @throws DropFileException when the file is refused, as above
   */
  public DropFile open(Path path, Layout layout, @Nullable FileScan known) throws IOException {
    PlainFile file = PlainFile.open(path);
    try {
      Content content =
          file.format() == FileFormat.XLSX
              ? workbook(file, layout, known)
              : text(file, layout, known);
      return opened(file, layout, content);
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /**
   * The rows of a file, header and all.
   *
   * @param digest of the bytes that the rows are made of, or null for a workbook
   * @param foreign whether a text is in another encoding than the rest of the file
   * @param columns whether the rows have columns rather than being whole lines
   */
  private record Content(
      FileScan scan,
      @Nullable MessageDigest digest,
      RowSource rows,
      Predicate<String> foreign,
      boolean columns) {}

  private Content text(PlainFile file, Layout layout, @Nullable FileScan known) throws IOException {
    byte[] head = file.head();
    ForeignContent.refuseInText(file.path(), head);
    FileScan scan = known == null ? FileScan.ofText(file.bytes(0)) : known;
    TextEncoding encoding = scan.encoding();
    Separation separation = Separation.of(file, encoding, layout, limits);
    // One channel serves all passes, so the last one must be opened last.
    MessageDigest digest = Sha256.start();
    int mark = Math.min(encoding.markBytes(), head.length);
    digest.update(head, 0, mark);
    InputStream bytes = new DigestInputStream(file.bytes(mark), digest);
    RowSource rows = separation.rows(file, new DecodedText(bytes, encoding.charset()), limits);
    return new Content(scan, digest, rows, encoding::isForeign, separation.columns());
  }

  private Content workbook(PlainFile file, Layout layout, @Nullable FileScan known)
      throws IOException {
    FileScan scan = known == null ? FileScan.ofWorkbook(file.bytes(0)) : known;
    Workbook workbook = Workbook.open(file.path(), file.head(), scratch, limits);
    try {
      Workbook.Sheet sheet = SheetChoice.of(file, workbook, layout);
      MergedCells merged = scan.mayHaveMerges() ? workbook.merges(sheet) : MergedCells.none();
      FileScan seen = merged.areNone() ? scan.withoutMerges() : scan;
      return new Content(seen, null, workbook.rows(sheet, merged), text -> false, true);
    } catch (IOException | RuntimeException e) {
      workbook.close();
      throw e;
    }
  }

  private DropFile opened(PlainFile file, Layout layout, Content content) throws IOException {
    RowSource rows = content.rows;
    try {
      List<RawRow> first = Header.firstRows(rows);
      if (!first.isEmpty() && Separation.isAnnouncement(first.get(0))) {
        first.remove(0);
      }
      if (first.isEmpty()) {
        throw file.noRows();
      }
      Header header = Header.find(first, layout);
      // A workbook has told itself which cell is in which column.
      boolean counted = content.columns && file.format() != FileFormat.XLSX;
      int width = counted && header != null ? header.row().width() : Integer.MAX_VALUE;
      LineCheck check = new LineCheck(limits, content.foreign, content.columns, width);
      List<RawRow> begun = first;
      Message leftOut = null;
      if (header != null) {
        Heading heading =
            heading(file.path(), layout, header, first.subList(0, header.place()), check);
        begun = new ArrayList<>(heading.rows());
        begun.addAll(first.subList(header.place() + 1, first.size()));
        leftOut = heading.told();
      }
      DropFile opened =
          new DropFile(
              file,
              content.scan,
              content.digest,
              RowSource.of(begun, rows),
              RowMapping.of(file.path(), layout, header, first, check, limits),
              leftOut);
      if (!opened.hasNext()) {
        throw file.noRows();
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
}
