// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora.study;

import java.util.List;
import java.util.Map;
import org.eidograph.study.Measured;
import org.eidograph.theory.lora.LoraLearningRate;
import org.eidograph.theory.lora.LoraLearningRate.Setting;
import org.eidograph.theory.lora.LoraScale;
import org.eidograph.theory.lora.RandomFactor;

/** Rates carried between settings, against factors worked out by hand. */
public final class ConversionStudy {
  private static final int WIDTH = 2048;

  private ConversionStudy() {}

  private record Example(Setting from, Setting to, double factor) {
    double distance() {
      return Math.abs(LoraLearningRate.convert(1, from, to) / factor - 1);
    }
  }

  /** Four times the rank, four times alpha, four times the rank with r^-1/2, twice the width. */
  private static final List<Example> EXAMPLES =
      List.of(
          new Example(a(new LoraScale.Explicit(1), 16), a(new LoraScale.Explicit(1), 64), 0.5),
          new Example(a(new LoraScale.Alpha(8), 16), a(new LoraScale.Alpha(32), 16), 0.5),
          new Example(
              a(new LoraScale.RankStabilised(8), 4),
              a(new LoraScale.RankStabilised(8), 16),
              Math.sqrt(0.5)),
          new Example(
              new Setting(RandomFactor.B, 1, 16, WIDTH),
              new Setting(RandomFactor.B, 1, 16, 2 * WIDTH),
              0.5));

  private static Setting a(LoraScale scale, int rank) {
    return new Setting(RandomFactor.A, scale.multiplier(rank), rank, WIDTH);
  }

  /** The largest relative distance; claim M4-conversions. */
  public static Map<String, Measured> run() {
    double largest = EXAMPLES.stream().mapToDouble(Example::distance).max().orElseThrow();
    return Map.of("M4-conversions", Measured.exactly(largest));
  }
}
