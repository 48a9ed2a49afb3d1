// Licensed under the Apache License, Version 2.0.
package org.eidograph.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.eidograph.base.BadInputException;
import org.eidograph.train.data.Row;
import org.eidograph.train.data.RowReaders;
import org.eidograph.train.data.RowStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow") // loads DuckDB's native library
class ParquetReaderTest {
  @TempDir Path folder;

  @Test
  void rowsComeInOrderWithTheirNumber() throws SQLException {
    Path file = parquet("a[1].parquet", "SELECT 'row ' || i AS text FROM range(5000) AS r(i)");

    List<Row> rows = read(file);

    assertThat(rows).hasSize(5000);
    assertThat(rows.get(4321).fields().get("text").stringValue()).isEqualTo("row 4321");
    assertThat(rows.get(4321).origin().line()).isEqualTo(4322);
  }

  @Test
  void nestedColumnsAreJson() throws SQLException {
    Path file =
        parquet("m.parquet", "SELECT [{'role': 'user', 'content': 'häh?'}] AS messages, NULL AS x");

    assertThat(read(file).get(0).fields().toString())
        .isEqualTo("{\"messages\":[{\"role\":\"user\",\"content\":\"häh?\"}],\"x\":null}");
  }

  @Test
  void aFileThatIsNoParquetIsAnError() throws IOException {
    Path file = Files.writeString(folder.resolve("a.parquet"), "{\"text\":\"x\"}");

    assertThatThrownBy(() -> read(file))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("is not a readable Parquet file");
  }

  private static List<Row> read(Path file) {
    List<Row> rows = new ArrayList<>();
    try (RowStream stream = RowReaders.installed().forFile(file).open(file)) {
      for (Row row = stream.next(); row != null; row = stream.next()) {
        rows.add(row);
      }
    }
    return rows;
  }

  private Path parquet(String name, String query) throws SQLException {
    Path file = folder.resolve(name);
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute("COPY (" + query + ") TO '" + file + "' (FORMAT parquet)");
    }
    return file;
  }
}
