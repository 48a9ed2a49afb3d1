// Licensed under the Apache License, Version 2.0.
package org.eidograph.transfer.sweep;

import java.nio.file.Path;
import org.eidograph.base.Json;
import org.eidograph.base.UsageException;
import org.eidograph.finetune.FineTuneRequest;
import org.eidograph.model.config.TransformerConfig;
import org.eidograph.pretrain.ShortTrainings;
import org.eidograph.theory.scaling.plan.PlanSettings;
import org.eidograph.torch.Schedule;
import org.eidograph.train.TrainSettings;
import org.eidograph.train.TrainSettings.Pace;
import org.eidograph.train.data.BatchOptions;
import org.eidograph.train.engine.EngineSettings;
import org.eidograph.transfer.RecipeChoice;
import org.eidograph.transfer.TransferRequest;
import org.eidograph.transfer.WidthFamily;

/**
 * Language models of one family, trained from scratch on the same text at a constant rate after a
 * warm-up; the loss is that on held-out text, in nats.
 *
 * <p>Every width sees the same sequences in the same order for the same number of steps. Owns the
 * data until {@link #close}.
 */
public final class LanguageCells implements CellTrainer {
  private final WidthFamily family;
  private final int base;
  private final Course course;
  private final ShortTrainings trainings;

  private LanguageCells(WidthFamily family, int base, Course course, ShortTrainings trainings) {
    this.family = family;
    this.base = base;
    this.course = course;
    this.trainings = trainings;
  }

  /**
   * How each model is trained.
   *
   * @param steps at least 1
   * @param batchSize packed rows of a step, the same at every width
   * @param warmup steps over which the rate rises
   * @param initStd standard deviation of the matrices at the base width
   */
  public record Course(int steps, int batchSize, int warmup, double initStd) {
    public Course {
      if (steps < 1 || batchSize < 1 || warmup < 0) {
        throw new UsageException(
            "a training needs steps and a batch size of at least 1 and no negative warm-up, got %d, %d and %d"
                .formatted(steps, batchSize, warmup));
      }
    }
  }

  /**
   * Reads the text.
   *
   * @param directory with config.json and tokenizer.json of any member of the family
   * @param base narrowest width of the sweep, at which the rates are what they are
   * @param data text
   */
  public static LanguageCells open(
      Path directory, int base, FineTuneRequest.Data data, Course course) {
    WidthFamily family = WidthFamily.of(directory);
    TransformerConfig config = family.config(base);
    return new LanguageCells(family, base, course, ShortTrainings.open(directory, data, config, 0));
  }

  /**
   * Refuses rules that no model is trained by.
   *
   * @throws UsageException if a word of the arm is unknown
   */
  public static void require(Arm arm) {
    rules(arm).recipe();
  }

  private static RecipeChoice rules(Arm arm) {
    return new RecipeChoice(arm.parametrization(), arm.optimizer(), "mup", "product");
  }

  @Override
  public String identity() {
    return "lm %s, base %d, %s, %d tokens a row, data %s"
        .formatted(
            Json.line(family.json(family.smallestWidth())),
            base,
            course,
            trainings.maxLength(),
            trainings.hashes());
  }

  @Override
  public double loss(Cell cell) {
    Arm arm = cell.arm();
    TransformerConfig config = family.config(cell.width());
    PlanSettings tuned =
        PlanSettings.assumed()
            .withLearningRate(cell.learningRate())
            .withWeightDecay(arm.weightDecay())
            .withInitStd(course.initStd());
    RecipeChoice rules = new RecipeChoice(arm.parametrization(), arm.optimizer(), "mup", "product");
    return trainings.loss(
        config,
        TransferRequest.of(family.config(base), config, tuned, rules(arm)),
        settings(cell.seed()));
  }

  private TrainSettings settings(long seed) {
    return new TrainSettings(
        course.steps(),
        new BatchOptions(course.batchSize(), trainings.maxLength(), true, true, seed),
        new Schedule.Constant(course.warmup()),
        1,
        EngineSettings.of(1),
        Pace.PLAIN,
        seed);
  }

  @Override
  public void close() {
    trainings.close();
  }
}
