// Licensed under the Apache License, Version 2.0.
package org.eidograph.train.metrics;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.eidograph.base.AtomicFiles;

/**
 * TensorBoard event file: one event per row, a scalar per metric plus {@code epoch}.
 *
 * <p>Every process writes a file of its own, {@code events.out.tfevents.SECONDS.eidograph.N};
 * TensorBoard reads them in name order. Values are stored as float32, as the format has it.
 */
public final class TensorBoardSink implements MetricSink {
  private final Path file;
  private final OutputStream out;

  private TensorBoardSink(Path file, OutputStream out) {
    this.file = file;
    this.out = out;
  }

  /**
   * Starts a run.
   *
   * @param directory made if absent; what TensorBoard is pointed at
   * @param wallTime now; part of the file's name
   */
  public static TensorBoardSink create(Path directory, Instant wallTime) {
    TensorBoardSink sink = open(directory, wallTime);
    sink.append(EventRecords.fileVersion(wallTime));
    return sink;
  }

  /**
   * Goes on with an interrupted run in a further file; TensorBoard then ignores what the older
   * files hold after {@code step}.
   *
   * @param step the step the run goes on from; its own row is kept
   */
  public static TensorBoardSink resume(Path directory, long step, Instant wallTime) {
    TensorBoardSink sink = create(directory, wallTime);
    sink.append(EventRecords.sessionStart(step + 1, wallTime));
    return sink;
  }

  /** The event file being written. */
  public Path file() {
    return file;
  }

  @Override
  public void write(MetricRow row, Instant wallTime) {
    Map<String, Double> values = new LinkedHashMap<>(row.values());
    values.put("epoch", row.epoch());
    append(EventRecords.scalars(row.step(), wallTime, values));
  }

  @Override
  public void close() {
    try {
      out.close();
    } catch (IOException e) {
      throw AtomicFiles.refusal(file, e);
    }
  }

  private void append(byte[] wholeRecord) {
    try {
      out.write(wholeRecord);
    } catch (IOException e) {
      throw AtomicFiles.refusal(file, e);
    }
  }

  private static TensorBoardSink open(Path directory, Instant wallTime) {
    Path file = directory;
    try {
      Files.createDirectories(directory);
      for (int number = 0; ; number++) {
        file =
            directory.resolve(
                String.format(
                    Locale.ROOT,
                    "events.out.tfevents.%010d.eidograph.%d",
                    wallTime.getEpochSecond(),
                    number));
        try {
          return new TensorBoardSink(
              file,
              Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
        } catch (FileAlreadyExistsException e) {
          // a run started within the same second; the next number is free or tried in turn
        }
      }
    } catch (IOException e) {
      throw AtomicFiles.refusal(file, e);
    }
  }
}
