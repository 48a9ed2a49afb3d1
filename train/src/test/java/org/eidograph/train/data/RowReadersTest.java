// Licensed under the Apache License, Version 2.0.
package org.eidograph.train.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.eidograph.base.BadInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowReadersTest {
  @TempDir Path folder;

  @Test
  void jsonLinesGiveOneRowALineWithItsNumber() {
    List<Row> rows = read("a.jsonl", "{\"text\":\"one\"}\n\n{\"text\":\"two\"}");

    assertThat(texts(rows)).containsExactly("one", "two");
    assertThat(rows.get(1).origin().line()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({
    "a.jsonl, '{\"text\":\"one\"}|{\"text\":\"two\"}|'",
    "a.json, '[{\"text\":\"one\"},|{\"text\":\"two\"}]|'",
    "a.json, '{\"text\":\"one\"}|{\"text\":\"two\"}|'",
    "a.csv, 'text|one|two|'",
    "a.tsv, 'text|one|two|'"
  })
  void windowsLineEndsAndByteOrderMarkChangeNothing(String name, String content) {
    List<Row> unix = read(name, content.replace("|", "\n"));
    List<Row> windows = read(name, "\uFEFF" + content.replace("|", "\r\n"));

    assertThat(texts(unix)).containsExactly("one", "two");
    assertThat(windows).isEqualTo(unix);
  }

  @Test
  void aLineEndInsideAQuotedFieldIsKeptAsALineFeed() {
    List<Row> rows = read("a.csv", "text,id\r\n\"one\r\ntwo, \"\"x\"\"\",7\r\n");

    assertThat(texts(rows)).containsExactly("one\ntwo, \"x\"");
    assertThat(rows.get(0).fields().get("id").stringValue()).isEqualTo("7");
  }

  @Test
  void plainTextIsOneDocumentInPiecesThatKeepCharactersWhole() throws IOException {
    Path file = write("a.txt", "\uFEFFab\r\nc\uD83D\uDE00d\re".getBytes(StandardCharsets.UTF_8));

    List<Row> rows = drain(new TextReader(5).open(file));

    assertThat(texts(rows)).containsExactly("ab\nc\uD83D\uDE00", "d\re");
  }

  @ParameterizedTest
  @CsvSource({"a.jsonl", "a.json", "a.csv", "a.txt"})
  void invalidUtf8NamesTheLineAndTheByte(String name) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    String first = name.endsWith("csv") ? "text\n" : name.endsWith("json") ? "[\n" : "\n";
    bytes.write(first.getBytes(StandardCharsets.UTF_8));
    bytes.write("{\"text\":\"gr".getBytes(StandardCharsets.UTF_8));
    bytes.write(0xFC); // u umlaut in Latin-1
    bytes.write("n\"}\n".getBytes(StandardCharsets.UTF_8));
    Path file = write(name, bytes.toByteArray());

    assertThatThrownBy(() -> drain(RowReaders.installed().forFile(file).open(file)))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(name + ":2")
        .hasMessageContaining("FC");
  }

  @Test
  void aCharacterCutOffAtTheEndOfTheFileIsInvalid() throws IOException {
    Path file = write("a.txt", new byte[] {'a', (byte) 0xE2, (byte) 0x82});

    assertThatThrownBy(() -> drain(new TextReader().open(file)))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("a.txt:1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "a.jsonl; {\"text\":\"x\"}|{\"text\":|{}; a.jsonl:2",
        "a.jsonl; {\"text\":\"x\"}|[1]; a.jsonl:2 must hold a JSON object",
        "a.jsonl; {\"text\":\"x\"} {\"text\":\"y\"}; a.jsonl:1",
        "a.jsonl; {\"text\":\"x\",\"text\":\"y\"}; a.jsonl:1",
        "a.json; [{\"text\":\"x\"},|{\"text\"}]; a.json:2",
        "a.json; [{\"text\":\"x\"}|; a.json",
        "a.json; [{\"text\":\"x\"}]|{}; goes on after the end",
        "a.json; [{\"text\":\"x\"},|7]; a.json:2",
        "a.json; [{\"text\":\"x\",|\"text\":\"y\"}]; a.json:2",
        "a.csv; text,n|x,1|y; a.csv:3 must have 2 fields",
        "a.csv; text,text|x,1; 'text' twice",
        "a.csv; text,n|\"x\"y,1; line 2"
      })
  void aMalformedRowNamesFileAndLine(String name, String content, String message) {
    assertThatThrownBy(() -> read(name, content.replace("|", "\n")))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(message);
  }

  @Test
  void anUnknownEndingNamesTheKnownOnes() {
    assertThatThrownBy(() -> RowReaders.installed().forFile(Path.of("rows.xlsx")))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("jsonl")
        .hasMessageContaining("rows.xlsx");
  }

  @Test
  void parquetWithoutItsModuleSaysWhatToAdd() {
    assertThatThrownBy(() -> RowReaders.installed().forFile(Path.of("rows.parquet")))
        .hasMessageContaining("eidograph-parquet");
  }

  private List<Row> read(String name, String content) {
    Path file = write(name, content.getBytes(StandardCharsets.UTF_8));
    return drain(RowReaders.installed().forFile(file).open(file));
  }

  private Path write(String name, byte[] bytes) {
    try {
      return Files.write(folder.resolve(name), bytes);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static List<Row> drain(RowStream stream) {
    List<Row> rows = new ArrayList<>();
    try (stream) {
      for (Row row = stream.next(); row != null; row = stream.next()) {
        rows.add(row);
      }
    }
    return rows;
  }

  private static List<String> texts(List<Row> rows) {
    return rows.stream().map(row -> row.fields().get("text").stringValue()).toList();
  }
}
