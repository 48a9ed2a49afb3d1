// Licensed under the Apache License, Version 2.0.
package org.eidograph.train.data;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.eidograph.base.BadInputException;
import org.eidograph.base.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Comma-separated values (RFC 4180), or tab-separated in a {@code .tsv} file: the first line names
 * the columns, every value is a string.
 */
public final class CsvRowReader implements RowReader {
  @Override
  public Set<String> extensions() {
    return Set.of("csv", "tsv");
  }

  @Override
  public RowStream open(Path file) {
    return new Records(file);
  }

  private static final class Records implements RowStream {
    private final Path file;
    private final CsvReader<CsvRecord> reader;
    private final Iterator<CsvRecord> records;
    private final List<String> columns;

    Records(Path file) {
      this.file = file;
      boolean tabs = file.toString().toLowerCase(Locale.ROOT).endsWith(".tsv");
      // the number of fields is checked here, where the message can name the line and the columns
      this.reader =
          CsvReader.builder()
              .fieldSeparator(tabs ? '\t' : ',')
              .allowExtraFields(true)
              .allowMissingFields(true)
              .ofCsvRecord(StrictUtf8Reader.open(file));
      this.records = reader.iterator();
      CsvRecord header = nextRecord(1);
      this.columns = header == null ? List.of() : header.getFields();
      requireDistinct(columns);
    }

    @Override
    public @Nullable Row next() {
      CsvRecord csv = nextRecord(0);
      if (csv == null) {
        return null;
      }
      Origin origin = new Origin(file, csv.getStartingLineNumber());
      if (csv.getFieldCount() != columns.size()) {
        throw new BadInputException(
            "%s must have %d fields as the header %s, but has %d; quote a field that holds a comma,"
                    .formatted(origin, columns.size(), columns, csv.getFieldCount())
                + " a quote or a line end");
      }
      ObjectNode fields = Json.object();
      for (int i = 0; i < columns.size(); i++) {
        fields.put(columns.get(i), csv.getField(i));
      }
      return new Row(fields, origin);
    }

    @Override
    public void close() {
      try {
        reader.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private @Nullable CsvRecord nextRecord(long line) {
      try {
        return records.hasNext() ? records.next() : null;
      } catch (CsvParseException e) {
        throw new BadInputException(
            "%s is not valid CSV%s: %s"
                .formatted(file, line == 0 ? "" : " (line " + line + ")", reason(e)),
            e);
      }
    }

    private static String reason(CsvParseException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      return e.getMessage() + (cause == e ? "" : ": " + cause.getMessage());
    }

    private void requireDistinct(List<String> names) {
      Set<String> seen = new HashSet<>();
      for (String name : names) {
        if (!seen.add(name)) {
          throw new BadInputException(
              "column names must differ, but %s:1 has '%s' twice".formatted(file, name));
        }
      }
    }
  }
}
