package io.github.qccroutes.tables;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import de.siegmar.fastcsv.writer.QuoteStrategies;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class DelimitedRowsTest {
  private record Row(long line, List<String> fields) {}

  @Property(tries = 500)
  void readsWellFormedTextAsAnotherReaderDoes(
      @ForAll("table") List<List<String>> table, @ForAll LineDelimiter end, @ForAll boolean quotes)
      throws IOException {
    StringWriter text = new StringWriter();
    try (CsvWriter writer =
        CsvWriter.builder()
            .lineDelimiter(end)
            .quoteStrategy(quotes ? QuoteStrategies.ALWAYS : QuoteStrategies.NON_EMPTY)
            .build(text)) {
      table.forEach(writer::writeRecord);
    }

    assertThat(ours(text.toString())).isEqualTo(theirs(text.toString()));
  }

  @Provide
  Arbitrary<List<List<String>>> table() {
    return Arbitraries.strings()
        .withChars("a\",;\n\r小 ")
        .ofMaxLength(6)
        .map(text -> text.replace("\r\n", "\n").replace('\r', '\n'))
        .list()
        .ofMinSize(2)
        .ofMaxSize(4)
        .list()
        .ofMaxSize(5);
  }

  private static List<Row> ours(String text) throws IOException {
    List<Row> rows = new ArrayList<>();
    DelimitedRows source =
        DelimitedRows.csv(Path.of("a.csv"), new StringReader(text), ',', Limits.standard());
    for (RawRow row = source.next(); row != null; row = source.next()) {
      assertThat(row.fault()).isNull();
      rows.add(new Row(row.line(), row.cells().stream().map(Cell::text).toList()));
    }
    return rows;
  }

  private static List<Row> theirs(String text) throws IOException {
    List<Row> rows = new ArrayList<>();
    try (CsvReader<CsvRecord> reader =
        CsvReader.builder()
            .commentStrategy(CommentStrategy.NONE)
            .skipEmptyLines(false)
            .allowExtraFields(true)
            .allowMissingFields(true)
            .ofCsvRecord(text)) {
      reader.forEach(row -> rows.add(new Row(row.getStartingLineNumber(), row.getFields())));
    }
    return rows;
  }
}
