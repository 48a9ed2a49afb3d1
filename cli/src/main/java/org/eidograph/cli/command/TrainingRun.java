// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.eidograph.base.EidographException;
import org.eidograph.base.ExitCode;
import org.eidograph.cli.Interruption;
import org.eidograph.cli.Version;
import org.eidograph.cli.config.ResolvedConfig;
import org.eidograph.cli.console.Console;
import org.eidograph.cli.console.Progress;
import org.eidograph.cli.run.ContentHash;
import org.eidograph.cli.run.Manifest;
import org.eidograph.cli.run.RunDirectory;
import org.eidograph.finetune.FineTune;
import org.eidograph.finetune.FineTunePlan;
import org.eidograph.finetune.FineTuneRequest;
import org.eidograph.torch.Torch;
import org.eidograph.train.TrainListener;
import org.eidograph.train.Trainer;
import org.eidograph.train.metrics.CompositeSink;
import org.eidograph.train.metrics.JsonLinesSink;
import org.eidograph.train.metrics.MetricSink;
import org.eidograph.train.metrics.TensorBoardSink;

/** One training run in its directory: metrics, progress, manifest, report. */
final class TrainingRun {
  private final Subject subject;
  private final ResolvedConfig config;
  private final boolean resume;
  private final Console console;

  TrainingRun(Subject subject, ResolvedConfig config, boolean resume, Console console) {
    this.subject = subject;
    this.config = config;
    this.resume = resume;
    this.console = console;
  }

  /**
   * What the manifest says of a run.
   *
   * @param doing what the progress bar calls it
   */
  record Subject(String doing, String device, long seed, List<Path> data) {
    static Subject of(FineTuneRequest request) {
      return new Subject(
          "fine-tuning",
          request.model().device().toString(),
          request.training().seed(),
          request.data().paths());
    }
  }

  /** What a run writes into its directory first. */
  static Manifest manifest(ResolvedConfig config) {
    return Manifest.start(Version.text(), List.of(config.command().split(" ")));
  }

  /** Claims the directory of a new run, or opens that of the run that is resumed. */
  static RunDirectory place(
      Path directory, boolean overwrite, boolean resume, ResolvedConfig config) {
    return resume
        ? RunDirectory.resume(directory)
        : RunDirectory.create(directory, overwrite, manifest(config), config);
  }

  /**
   * Runs it to the end and leaves everything in the directory.
   *
   * @param prepare loads and checks model and data
   * @param place claims or opens the directory; called when model and data are known to be good and
   *     to fit, so that a mistake in them leaves nothing behind
   */
  <S> S execute(Supplier<? extends TrainingJob<S>> prepare, Supplier<RunDirectory> place) {
    try (TrainingJob<S> job = prepare.get()) {
      FineTunePlan plan = job.plan();
      plan.memory().requireFits();
      plan.lines().forEach(line -> console.note(line.text()));
      plan.warnings().forEach(warning -> console.note("warning: " + warning));
      RunDirectory directory = place.get();
      Manifest manifest =
          manifest(config)
              .on(subject.device(), Torch.version())
              .with(Map.of("seed", subject.seed()), hashes());
      directory.write(manifest);
      try {
        train(job, directory, plan);
        S summary = job.report(directory, repeat());
        directory.write(manifest.end(ExitCode.OK));
        return summary;
      } catch (EidographException e) {
        finish(directory, manifest.end(e.exitCode()), e);
        throw e;
      } catch (RuntimeException e) {
        finish(directory, manifest.end(ExitCode.INTERNAL), e);
        throw e;
      }
    }
  }

  private void train(TrainingJob<?> job, RunDirectory directory, FineTunePlan plan) {
    try (Interruption interruption = Interruption.listen(console);
        MetricSink sink = sink(directory);
        Progress progress = console.progress(subject.doing(), plan.steps())) {
      job.train(
          directory.path(), new FineTune.Watch(sink, new Bar(progress, interruption), resume));
    }
  }

  /** The failure itself is what the user must hear of, also when the disk takes nothing more. */
  private static void finish(RunDirectory directory, Manifest ended, RuntimeException failure) {
    try {
      directory.write(ended);
    } catch (EidographException e) {
      failure.addSuppressed(e);
    }
  }

  private String repeat() {
    return config.command() + " --config run.yaml --output-dir again";
  }

  private Map<String, String> hashes() {
    Map<String, String> hashes = new LinkedHashMap<>();
    for (Path path : subject.data()) {
      hashes.put(path.getFileName().toString(), ContentHash.of(path));
    }
    return hashes;
  }

  private MetricSink sink(RunDirectory directory) {
    Path lines = directory.file(RunReport.METRICS);
    Path board = directory.file("tensorboard");
    if (resume) {
      long step = Trainer.newestCheckpointStep(directory.path());
      return new CompositeSink(
          List.of(
              JsonLinesSink.resume(lines, step),
              TensorBoardSink.resume(board, step, Instant.now())));
    }
    return new CompositeSink(
        List.of(JsonLinesSink.create(lines), TensorBoardSink.create(board, Instant.now())));
  }

  /** Shows steps on the bar and passes Ctrl-C on. */
  private record Bar(Progress progress, Interruption interruption) implements TrainListener {
    @Override
    public void onStep(StepReport report) {
      progress.at(
          report.step(),
          String.format(
              Locale.ROOT,
              "loss %.3f, %.0f tok/s",
              report.loss(),
              report.tokens() / report.seconds()));
    }

    @Override
    public boolean stopRequested() {
      return interruption.requested();
    }
  }
}
