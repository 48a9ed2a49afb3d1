// Licensed under the Apache License, Version 2.0.
package org.eidograph.train.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.eidograph.base.UsageException;
import org.eidograph.model.tokenizer.Tokenizer;

/**
 * Labelled texts read, tokenized and split, each an example with a class. Closing it frees the
 * stored examples; the sets must not be used afterwards.
 *
 * <p>A text is written as the tokenizer's template has it ({@code [CLS] … [SEP]}); one that is too
 * long loses tokens at its end, never those of the template.
 */
public final class LabelledSource implements AutoCloseable {
  private final Map<Split, ExampleStore> stores = new EnumMap<>(Split.class);
  private final HoldOut.Sides sides;
  private final Report report;

  /**
   * What to read.
   *
   * @param paths files or directories to train on
   * @param evalPaths files or directories to evaluate on; if empty, a directory's validation files,
   *     and without them a part of the training rows
   * @param labels of all rows
   * @param maxLength most tokens of a text, template included
   * @param vocabularySize rows of the model's embedding
   * @param evalFraction part of the rows held out where no evaluation files are named
   * @param seed of the hold-out
   */
  public record Request(
      List<Path> paths,
      List<Path> evalPaths,
      FieldMapping fields,
      ClassLabels labels,
      int maxLength,
      int vocabularySize,
      double evalFraction,
      long seed) {
    public Request {
      paths = List.copyOf(paths);
      evalPaths = List.copyOf(evalPaths);
      if (maxLength < 3) {
        throw new UsageException(
            "the maximal length must leave room for a token between two of the template, got "
                + maxLength);
      }
      if (!(evalFraction >= 0 && evalFraction < 1)) {
        throw new UsageException(
            "the evaluation fraction must lie in [0, 1), but is " + evalFraction);
      }
    }
  }

  /**
   * What was read.
   *
   * @param rows of all files
   * @param truncated rows that were too long
   * @param longest tokens of the longest row, before anything was cut
   * @param perClass training rows of each class
   */
  public record Report(long rows, long truncated, int longest, List<Long> perClass) {
    public Report {
      perClass = List.copyOf(perClass);
    }
  }

  private LabelledSource(Request request, Tokenizer tokenizer) {
    RowReaders readers = RowReaders.installed();
    DataFiles files = DataFiles.resolve(request.paths(), request.evalPaths(), readers);
    LabelledTokenizer rows = new LabelledTokenizer(request, tokenizer);
    for (Split split : Split.values()) {
      try (ExampleStoreWriter writer = new ExampleStoreWriter(DataOptions.STORE_BYTES)) {
        for (Path file : files.of(split)) {
          LabelledRow.forEach(
              file, readers, request.fields(), row -> writer.add(rows.example(row), writer.size()));
        }
        stores.put(split, writer.finish());
      }
    }
    ExampleStore train = store(Split.TRAIN);
    this.sides =
        files.of(Split.VALID).isEmpty()
            ? HoldOut.split(train, request.evalFraction(), request.seed())
            : new HoldOut.Sides(all(train), all(store(Split.VALID)));
    this.report = rows.report(perClass(sides.train(), request.labels().size()));
  }

  /**
   * Reads everything the request names.
   *
   * @param tokenizer stays the caller's
   * @throws org.eidograph.base.BadInputException if a file, a row or a label cannot be used
   */
  public static LabelledSource open(Request request, Tokenizer tokenizer) {
    return new LabelledSource(request, tokenizer);
  }

  /** Examples to train on, at least one. */
  public ExampleSet train() {
    return sides.train();
  }

  /** Examples to evaluate on; empty if none were named or held out. */
  public ExampleSet eval() {
    return sides.eval();
  }

  /** Examples of a directory's test files; empty without such files. */
  public ExampleSet test() {
    return all(store(Split.TEST));
  }

  public Report report() {
    return report;
  }

  private ExampleStore store(Split split) {
    return Objects.requireNonNull(stores.get(split));
  }

  private static ExampleSet all(ExampleStore store) {
    return new ExampleSet(store, SeededOrder.identity(store.size()));
  }

  private static List<Long> perClass(ExampleSet set, int classes) {
    long[] counts = new long[classes];
    for (int i = 0; i < set.size(); i++) {
      counts[set.get(i).label()]++;
    }
    List<Long> list = new ArrayList<>();
    for (long count : counts) {
      list.add(count);
    }
    return list;
  }

  @Override
  public void close() {
    stores.values().forEach(ExampleStore::close);
  }
}
