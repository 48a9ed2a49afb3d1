// Licensed under the Apache License, Version 2.0.
package org.eidograph.train.metrics;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import org.eidograph.base.AtomicFiles;
import org.eidograph.base.BadInputException;
import org.eidograph.base.Json;
import tools.jackson.databind.node.ObjectNode;

/**
 * One JSON object per line and row: {@code {"step":10,"epoch":0.5,"wall_time":"…Z","loss":2.71}}.
 *
 * <p>JSON knows neither NaN nor infinity; such a value is written as {@code null}.
 */
public final class JsonLinesSink implements MetricSink {
  private final Path file;
  private final OutputStream out;

  private JsonLinesSink(Path file, OutputStream out) {
    this.file = file;
    this.out = out;
  }

  /** Starts an empty file, replacing an older one. */
  public static JsonLinesSink create(Path file) {
    AtomicFiles.writeString(file, "");
    return append(file);
  }

  /**
   * Goes on with the file of an interrupted run. Rows after {@code step} are dropped, and so is a
   * last line that the interruption cut short. An absent file is started empty.
   *
   * @param step the step the run goes on from; its own row is kept
   * @throws BadInputException if a complete line is not a metrics row
   */
  public static JsonLinesSink resume(Path file, long step) {
    if (!Files.exists(file)) {
      return create(file);
    }
    byte[] kept = MetricLines.upTo(file, step);
    AtomicFiles.write(file, out -> out.write(kept));
    return append(file);
  }

  @Override
  public void write(MetricRow row, Instant wallTime) {
    ObjectNode line = Json.object();
    line.put("step", row.step());
    line.put("epoch", row.epoch());
    line.put("wall_time", wallTime.toString());
    row.values().forEach((name, value) -> putNumber(line, name, value));
    try {
      // one write call per line: a killed process leaves whole lines, or one cut at the very end
      out.write((Json.line(line) + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw AtomicFiles.refusal(file, e);
    }
  }

  @Override
  public void close() {
    try {
      out.close();
    } catch (IOException e) {
      throw AtomicFiles.refusal(file, e);
    }
  }

  private static void putNumber(ObjectNode line, String name, double value) {
    if (Double.isFinite(value)) {
      line.put(name, value);
    } else {
      line.putNull(name);
    }
  }

  private static JsonLinesSink append(Path file) {
    try {
      return new JsonLinesSink(file, Files.newOutputStream(file, StandardOpenOption.APPEND));
    } catch (IOException e) {
      throw AtomicFiles.refusal(file, e);
    }
  }
}
