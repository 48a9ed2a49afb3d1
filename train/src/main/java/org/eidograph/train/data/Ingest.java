// Licensed under the Apache License, Version 2.0.
package org.eidograph.train.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.eidograph.base.BadInputException;
import org.eidograph.model.tokenizer.Tokenizer;
import org.jspecify.annotations.Nullable;

/**
 * Reads one file after the other into an {@link ExampleStoreWriter}. Rows are tokenized by several
 * threads, a block at a time, and stored in file order.
 */
final class Ingest {
  /**
   * Rows a thread tokenizes before the results are collected: a compromise of memory and waiting.
   */
  private static final int ROWS_PER_THREAD = 64;

  /** Characters encoded twice where a document is too long to be encoded at once. */
  private static final int DOCUMENT_OVERLAP = 4096;

  private final RowReaders readers;
  private final Tokenizer tokenizer;
  private final RowTokenizer rowTokenizer;
  private final DataOptions options;
  private final OrderedWork work;
  private int rowNumber;

  Ingest(Tools tools, DataOptions options, OrderedWork work) {
    this.readers = tools.readers();
    this.tokenizer = tools.tokenizer();
    this.rowTokenizer = new RowTokenizer(tokenizer, tools.format(), options);
    this.options = options;
    this.work = work;
  }

  /** What reading needs besides the files. */
  record Tools(RowReaders readers, Tokenizer tokenizer, ConversationFormat format) {}

  /**
   * Reads a file to its end.
   *
   * @throws BadInputException if a row cannot be used, or there is none
   */
  void read(Path file, ExampleStoreWriter writer, FileTally tally) {
    RowReader reader = readers.forFile(file);
    try (RowStream rows = reader.open(file)) {
      if (reader.isDocument()) {
        readDocument(rows, writer, tally);
      } else {
        readRows(rows, writer, tally);
      }
    }
    if (tally.rows() == 0) {
      throw new BadInputException(
          "a data file must hold at least one row, but %s is empty".formatted(file));
    }
  }

  private void readRows(RowStream rows, ExampleStoreWriter writer, FileTally tally) {
    RowShape shape = null;
    List<Row> block = new ArrayList<>();
    for (Row row = rows.next(); row != null; row = rows.next()) {
      Row named = options.fields().apply(row);
      if (shape == null) {
        shape = RowShape.ofFirst(named);
        tally.shape(shape.label());
      }
      shape.require(named);
      block.add(named);
      if (block.size() == ROWS_PER_THREAD * options.threads()) {
        store(shape, block, writer, tally);
        block.clear();
      }
    }
    if (shape != null) {
      store(shape, block, writer, tally);
    }
  }

  private void store(RowShape shape, List<Row> block, ExampleStoreWriter writer, FileTally tally) {
    List<Callable<Tokenized>> tasks = new ArrayList<>();
    for (Row row : block) {
      tasks.add(() -> rowTokenizer.tokenize(shape, row));
    }
    for (Tokenized row : work.run(tasks)) {
      tally.row(row);
      row.examples().forEach(example -> writer.add(example, rowNumber));
      rowNumber++;
    }
  }

  private void readDocument(RowStream pieces, ExampleStoreWriter writer, FileTally tally) {
    tally.shape("plain text");
    DocumentWindows windows =
        new DocumentWindows(
            options.maxLength(),
            window -> {
              tally.window(window.length());
              writer.add(window, rowNumber++);
            });
    DocumentEncoder encoder = new DocumentEncoder(tokenizer, DOCUMENT_OVERLAP, windows::accept);
    @Nullable Row piece = pieces.next();
    if (piece != null) {
      tally.document();
      tokenizer.bosId().ifPresent(windows::accept);
    }
    for (; piece != null; piece = pieces.next()) {
      encoder.accept(Rows.string(piece, "text"), piece.origin(), options.vocabularySize());
    }
    encoder.finish();
    windows.finish();
  }
}
