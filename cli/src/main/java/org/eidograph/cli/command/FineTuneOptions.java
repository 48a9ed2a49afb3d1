// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import java.util.LinkedHashMap;
import java.util.Map;
import org.eidograph.finetune.AutoChoices;
import org.eidograph.finetune.ClassificationRequest;
import org.eidograph.finetune.FineTuneRequest;
import org.eidograph.train.engine.EngineSettings;
import picocli.CommandLine.ArgGroup;

/** Mixin: everything about a fine-tuning run except the base model, under headings. */
final class FineTuneOptions {
  @ArgGroup(validate = false, heading = "%nData:%n", order = 1)
  private final TrainingData data = new TrainingData();

  @ArgGroup(validate = false, heading = "%nAdapter:%n", order = 2)
  private final AdapterShape adapter = new AdapterShape();

  @ArgGroup(validate = false, heading = "%nLearning rate:%n", order = 3)
  private final RateChoice rates = new RateChoice();

  @ArgGroup(validate = false, heading = "%nSchedule:%n", order = 3)
  private final ScheduleChoice schedule = new ScheduleChoice();

  @ArgGroup(validate = false, heading = "%nComputed instead of given:%n", order = 8)
  private final ComputedChoices computed = new ComputedChoices();

  @ArgGroup(validate = false, heading = "%nSteps and batches:%n", order = 4)
  private final LoopChoice loop = new LoopChoice();

  @ArgGroup(validate = false, heading = "%nSpeed and memory:%n", order = 5)
  private final EngineChoice engine = new EngineChoice();

  @ArgGroup(validate = false, heading = "%nEvaluation and checkpoints:%n", order = 6)
  private final PaceChoice pace = new PaceChoice();

  @ArgGroup(validate = false, heading = "%nResult:%n", order = 7)
  private final ResultChoice result = new ResultChoice();

  @ArgGroup(validate = false, heading = "%nTask:%n", order = 9)
  private final TaskChoice task = new TaskChoice();

  /** Whether texts are classified rather than written. */
  boolean classifies() {
    return task.classifies();
  }

  /** A classifier's request. */
  ClassificationRequest classification(FineTuneRequest run) {
    return task.request(run);
  }

  /**
   * What is to be computed before the run.
   *
   * @param targetsUnlessNamed whether targets that are not named are computed
   * @param rateUnlessGiven whether a learning rate that is not given is searched for
   */
  AutoChoices computed(boolean targetsUnlessNamed, boolean rateUnlessGiven) {
    return computed.request(
        adapter.targetsAreAuto(targetsUnlessNamed), rates.searched(rateUnlessGiven), adapter.rank);
  }

  /** Whether the learning rate was said to be searched for, and not only left out. */
  boolean asksForTrials() {
    return rates.searched(false);
  }

  /** Options that act on adapters alone, and whether they were used. */
  Map<String, Boolean> ofAdapters() {
    Map<String, Boolean> used = new LinkedHashMap<>(adapter.used());
    used.putAll(rates.usedForAdapters());
    used.putAll(computed.used());
    used.put("--prefix-cache-mb", engine.request().prefixCacheBytes() > 0);
    return used;
  }

  /** The request for a base model; open choices have the defaults. */
  FineTuneRequest request(FineTuneRequest.Base base) {
    return request(base, engine.request());
  }

  /** The same where every weight is trained. */
  FineTuneRequest ofWholeModel(FineTuneRequest.Base base) {
    return request(base, engine.ofWholeModel());
  }

  private FineTuneRequest request(FineTuneRequest.Base base, EngineSettings settings) {
    return new FineTuneRequest(
        base,
        data.request(),
        adapter.request(loop.seed),
        rates.request(schedule),
        new FineTuneRequest.Training(
            loop.steps(),
            loop.epochs,
            loop.batchSize,
            loop.accumulation,
            loop.packing,
            loop.clip,
            settings,
            pace.request(),
            loop.seed),
        result.request());
  }
}
