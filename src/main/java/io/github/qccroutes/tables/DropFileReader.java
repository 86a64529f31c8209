package io.github.qccroutes.tables;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The way into dropped files: {@code .csv}, {@code .txt} and {@code .xlsx}, in UTF-8 with or
 * without byte order mark, UTF-16 with one, or GB18030. A file is read twice, once for its hash and
 * encoding and once for its rows; memory does not grow with it. Safe for use by several threads.
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
    PlainFile file = PlainFile.open(path);
    try {
      return file.format() == FileFormat.XLSX ? openWorkbook(file, layout) : openText(file, layout);
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private DropFile openText(PlainFile file, Layout layout) throws IOException {
    ForeignContent.refuseInText(file.path(), file.head());
    MessageDigest digest = Sha256.start();
    TextEncoding encoding = TextEncoding.of(new DigestInputStream(file.bytes(0), digest));
    Separation separation = Separation.of(file, encoding, layout, limits);
    // One channel serves all passes, so the last one must be opened last.
    RowSource rows = separation.rows(file, file.text(encoding), limits);
    return opened(file, Sha256.of(digest), layout, rows, encoding::isForeign, separation.columns());
  }

  private DropFile openWorkbook(PlainFile file, Layout layout) throws IOException {
    MessageDigest digest = Sha256.start();
    new DigestInputStream(file.bytes(0), digest).transferTo(OutputStream.nullOutputStream());
    Workbook workbook = Workbook.open(file.path(), file.head(), scratch, limits);
    RowSource rows;
    try {
      rows = workbook.rows(SheetChoice.of(file, workbook, layout));
    } catch (IOException | RuntimeException e) {
      workbook.close();
      throw e;
    }
    return opened(file, Sha256.of(digest), layout, rows, text -> false, true);
  }

  /**
   * @param columns whether the rows have columns rather than being whole lines
   */
  private DropFile opened(
      PlainFile file,
      String sha256,
      Layout layout,
      RowSource rows,
      Predicate<String> foreign,
      boolean columns)
      throws IOException {
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
      boolean counted = columns && file.format() != FileFormat.XLSX;
      int width = counted && header != null ? header.row().width() : Integer.MAX_VALUE;
      LineCheck check = new LineCheck(limits, foreign, columns, width);
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
              sha256,
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
