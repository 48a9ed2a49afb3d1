// Licensed under the Apache License, Version 2.0.
package org.eidograph.finetune;

import java.util.Locale;
import org.eidograph.finetune.FineTunePlan.Line;
import org.eidograph.train.TrainSettings;

/**
 * What a plan says of a run's loop, whatever it trains.
 *
 * @param course as requested
 * @param settings as they follow from the data
 */
public record LoopLines(Course course, TrainSettings settings) {
  /** How the rates move. */
  public Line schedule() {
    String end =
        switch (course.schedule()) {
          case CONSTANT -> "";
          case LINEAR -> ", down to zero";
          case COSINE, WSD -> ", down to %s of the peak".formatted(number(course.floor()));
        };
    return line(
        "schedule",
        course.schedule().name().toLowerCase(Locale.ROOT),
        "%d steps, %d of them warm-up%s"
            .formatted(settings.steps(), settings.schedule().warmupSteps(), end));
  }

  /** What a step sees. */
  public Line batch() {
    FineTuneRequest.Training training = course.training();
    String rows = training.batchSize() + (training.packing() ? " packed rows" : " sequences");
    return line(
        "batch",
        training.accumulation() == 1 ? rows : training.accumulation() + " x " + rows,
        "at most %d tokens each".formatted(settings.batches().maxLength()));
  }

  /**
   * The bound of the gradient.
   *
   * @param meaning of the norm
   */
  public Line clip(String meaning) {
    return line("clip", number(settings.clipNorm()), meaning);
  }

  /** A decision with a reason of its own. */
  public static Line line(String name, String value, String reason) {
    return new Line(name, value, reason, null);
  }

  /** Four significant digits without trailing zeros. */
  public static String number(double value) {
    String text = String.format(Locale.ROOT, "%.4g", value);
    return text.contains(".") ? text.replaceFirst("\\.?0+(?=e|$)", "") : text;
  }
}
