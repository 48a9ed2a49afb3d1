// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import java.util.Locale;
import java.util.function.Function;
import org.eidograph.cli.Interruption;
import org.eidograph.cli.console.Console;
import org.eidograph.cli.console.Progress;
import org.eidograph.finetune.AutoChoices;
import org.eidograph.finetune.FineTune;
import org.eidograph.finetune.FineTuneRequest;
import org.eidograph.train.TrainListener;

/** Prepares a run on the console: the trials of a search show their steps and heed Ctrl-C. */
final class Preparation {
  private Preparation() {}

  /** A prepared run; the caller closes it. */
  static FineTune of(FineTuneRequest request, AutoChoices open, Console console) {
    return watched(open, console, trials -> FineTune.prepare(request, open, trials));
  }

  /**
   * Anything that may search.
   *
   * @param prepare given whom to tell of the trials
   */
  static <T> T watched(AutoChoices open, Console console, Function<TrainListener, T> prepare) {
    if (open.search() == null) {
      return prepare.apply(TrainListener.NONE);
    }
    try (Interruption interruption = Interruption.listen(console);
        Progress progress = console.progress("learning rate", open.search().mostTrials())) {
      return prepare.apply(new Trials(progress, interruption));
    }
  }

  /** Counts trials on the bar. */
  private static final class Trials implements TrainListener {
    private final Progress progress;
    private final Interruption interruption;
    private int begun;

    Trials(Progress progress, Interruption interruption) {
      this.progress = progress;
      this.interruption = interruption;
    }

    @Override
    public void onStep(StepReport report) {
      begun += report.step() == 1 ? 1 : 0;
      progress.at(
          begun - 1,
          String.format(
              Locale.ROOT,
              "trial %d, step %d of %d, loss %.3f",
              begun,
              report.step(),
              report.totalSteps(),
              report.loss()));
    }

    @Override
    public boolean stopRequested() {
      return interruption.requested();
    }
  }
}
