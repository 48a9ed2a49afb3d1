// Licensed under the Apache License, Version 2.0.
package org.eidograph.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.eidograph.base.BadInputException;
import org.eidograph.train.data.Row;
import org.eidograph.train.data.RowReaders;
import org.eidograph.train.data.RowStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads a file that pyarrow wrote (interop/parquet/make_file.py). */
class ParquetReaderTest {
  private static final Path ROWS = Path.of("src/test/resources/org/eidograph/parquet/rows.parquet");

  @TempDir private Path place;

  @Test
  void rowsComeInOrderWithNestedValuesAndAllCharacters() {
    List<Row> rows = read(ROWS);

    assertThat(rows).hasSize(3);
    assertThat(rows.get(0).fields().get("prompt").asString()).isEqualTo("Grüße 😀?");
    assertThat(rows.get(0).fields().get("completion").asString()).isEqualTo("two\nlines");
    assertThat(rows.get(0).fields().get("messages").get(0).get("content").asString())
        .isEqualTo("hi");
    assertThat(rows.get(1).fields().get("prompt").asString()).isEqualTo("quote \" and 'single'");
    assertThat(rows.get(2).fields().path("completion").isNull()).isTrue();
  }

  @Test
  void pathWithAQuoteIsReadLikeAnyOther() throws Exception {
    Path quoted = Files.copy(ROWS, place.resolve("it's [1].parquet"));

    assertThat(read(quoted)).hasSize(3);
  }

  @Test
  void isFoundForItsExtension() {
    assertThat(RowReaders.installed().reads(Path.of("rows.parquet"))).isTrue();
  }

  @Test
  void truncatedFileIsRefusedByName() throws Exception {
    byte[] bytes = Files.readAllBytes(ROWS);
    Path cut =
        Files.write(place.resolve("cut.parquet"), java.util.Arrays.copyOf(bytes, bytes.length / 2));

    assertThatThrownBy(() -> read(cut))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("cut.parquet");
  }

  @Test
  void missingFileIsRefusedByName() {
    assertThatThrownBy(() -> read(place.resolve("none.parquet")))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("none.parquet");
  }

  private static List<Row> read(Path file) {
    List<Row> rows = new ArrayList<>();
    try (RowStream stream = new ParquetReader().open(file)) {
      for (Row row = stream.next(); row != null; row = stream.next()) {
        rows.add(row);
      }
    }
    return rows;
  }
}
