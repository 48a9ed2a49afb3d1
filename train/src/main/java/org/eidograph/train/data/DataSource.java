// Licensed under the Apache License, Version 2.0.
package org.eidograph.train.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.eidograph.base.BadInputException;
import org.eidograph.model.tokenizer.Tokenizer;

/**
 * Data files read, tokenized and split, ready to train on. Closing it frees the stored examples;
 * the sets must not be used afterwards.
 *
 * <pre>{@code
 * try (DataSource data = DataSource.open(request, tokenizer, format)) {
 *   BatchPlan plan = new BatchPlan(data.train(), batchOptions);
 *   StepBatch first = plan.batch(DataPosition.START);
 * }
 * }</pre>
 */
public final class DataSource implements AutoCloseable {
  private final Map<Split, ExampleStore> stores;
  private final HoldOut.Sides sides;
  private final ExampleSet test;
  private final DataReport report;

  private DataSource(
      Map<Split, ExampleStore> stores, HoldOut.Sides sides, ExampleSet test, DataReport report) {
    this.stores = stores;
    this.sides = sides;
    this.test = test;
    this.report = report;
  }

  /**
   * Reads everything the request names.
   *
   * @param tokenizer stays the caller's
   * @param format for rows that are conversations
   * @throws BadInputException if a file, a row or a value cannot be used, naming it; or if no row
   *     has a token to learn
   */
  public static DataSource open(
      DataRequest request, Tokenizer tokenizer, ConversationFormat format) {
    RowReaders readers = RowReaders.installed();
    DataFiles files = DataFiles.resolve(request.paths(), request.evalPaths(), readers);
    DataOptions options = request.options();
    Reading reading = new Reading(files, options);
    try (OrderedWork work = new OrderedWork(options.threads())) {
      Ingest ingest = new Ingest(new Ingest.Tools(readers, tokenizer, format), options, work);
      for (Split split : Split.values()) {
        reading.read(split, ingest);
      }
    }
    return reading.finished(tokenizer, format.name());
  }

  /** Examples to train on, at least one. */
  public ExampleSet train() {
    return sides.train();
  }

  /** Examples to evaluate on during training; empty if none were named or held out. */
  public ExampleSet eval() {
    return sides.eval();
  }

  /** Examples of a directory's test files; empty without such files. */
  public ExampleSet test() {
    return test;
  }

  /** What was read. */
  public DataReport report() {
    return report;
  }

  @Override
  public void close() {
    stores.values().forEach(ExampleStore::close);
  }

  private static final class Reading {
    private final DataFiles files;
    private final DataOptions options;
    private final Map<Split, ExampleStore> stores = new EnumMap<>(Split.class);
    private final List<FileTally> tallies = new ArrayList<>();
    private final LengthHistogram lengths = new LengthHistogram();

    Reading(DataFiles files, DataOptions options) {
      this.files = files;
      this.options = options;
    }

    void read(Split split, Ingest ingest) {
      try (ExampleStoreWriter writer = new ExampleStoreWriter(options.storeBytes())) {
        List<FileTally> read = new ArrayList<>();
        for (Path file : files.of(split)) {
          FileTally tally = new FileTally(file, split, lengths);
          ingest.read(file, writer, tally);
          read.add(tally);
        }
        if (!read.isEmpty() && writer.size() == 0) {
          throw nothingToLearn(files.of(split), read);
        }
        tallies.addAll(read);
        stores.put(split, writer.finish());
      }
    }

    DataSource finished(Tokenizer tokenizer, String formatName) {
      ExampleStore train = store(Split.TRAIN);
      boolean named = !files.of(Split.VALID).isEmpty();
      HoldOut.Sides sides =
          named
              ? new HoldOut.Sides(all(train), all(store(Split.VALID)))
              : HoldOut.split(train, options.evalFraction(), options.seed());
      ExampleSet test = all(store(Split.TEST));
      DataReport report =
          new DataReport(
              options.maxLength(),
              formatName,
              tallies.stream().map(FileTally::count).toList(),
              DataReport.SetCount.of(sides.train()),
              DataReport.SetCount.of(sides.eval()),
              DataReport.SetCount.of(test),
              lengths.buckets(),
              lengths.longest(),
              MarkedSample.of(sides.train().get(0), tokenizer));
      return new DataSource(stores, sides, test, report);
    }

    private ExampleStore store(Split split) {
      return Objects.requireNonNull(stores.get(split));
    }

    private static ExampleSet all(ExampleStore store) {
      return new ExampleSet(store, SeededOrder.identity(store.size()));
    }

    private static BadInputException nothingToLearn(List<Path> paths, List<FileTally> read) {
      List<DataReport.FileCount> counts = read.stream().map(FileTally::count).toList();
      return new BadInputException(
          "some row must have a token to learn, but of the %d rows in %s %d have all labels masked"
                  .formatted(
                      counts.stream().mapToLong(DataReport.FileCount::rows).sum(),
                      paths,
                      counts.stream().mapToLong(DataReport.FileCount::fullyMasked).sum())
              + " and %d are too long; raise the maximal length, or train on all tokens"
                  .formatted(counts.stream().mapToLong(DataReport.FileCount::dropped).sum()));
    }
  }
}
