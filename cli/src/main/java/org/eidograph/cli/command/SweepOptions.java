// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.eidograph.base.UsageException;
import org.eidograph.model.CheckpointLocator;
import org.eidograph.transfer.WidthFamily;
import org.eidograph.transfer.sweep.Arm;
import org.eidograph.transfer.sweep.CellTrainer;
import org.eidograph.transfer.sweep.LanguageCells;
import org.eidograph.transfer.sweep.MlpCells;
import org.eidograph.transfer.sweep.SweepRequest;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Mixin: which models a sweep trains, at which widths and rates, and by which rules. */
final class SweepOptions {
  private static final String BUILT_IN = "mlp";

  /** What a rate may cost where losses are squared errors that fall by powers of ten. */
  private static final double SQUARED_ERROR_LIMIT = 0.5;

  /** The same for the loss of language models, whose values lie close together. */
  private static final double LANGUAGE_LIMIT = 0.02;

  @Option(
      names = "--model",
      defaultValue = BUILT_IN,
      paramLabel = "MODEL",
      description =
          "mlp for small networks on a built-in regression, or a directory with config.json and"
              + " tokenizer.json: its heads and feed-forward size grow with the width (default:"
              + " ${DEFAULT-VALUE})")
  private String model = BUILT_IN;

  @Option(
      names = "--widths",
      required = true,
      split = ",",
      paramLabel = "SIZE",
      description = "hidden sizes, at least three, ascending; rates are those of the first")
  private List<Integer> widths = List.of();

  @Option(
      names = "--lrs",
      required = true,
      paramLabel = "RATES",
      description =
          "learning rates, for example 2^-12:2^-4, or 2^-9:2^-6:0.5 in half octaves, or a list")
  private String rates = "";

  @Option(
      names = "--extend",
      defaultValue = "4",
      paramLabel = "N",
      description =
          "rates that may be added at each end while the best one lies there (default:"
              + " ${DEFAULT-VALUE})")
  private int extension;

  @Option(
      names = "--steps",
      defaultValue = "60",
      paramLabel = "N",
      description = "steps of each training, the same at every width (default: ${DEFAULT-VALUE})")
  private int steps;

  @Option(
      names = "--seeds",
      defaultValue = "3",
      paramLabel = "N",
      description =
          "trainings of each width and rate; one gives no intervals (default: ${DEFAULT-VALUE})")
  private int seeds;

  @Option(
      names = "--seed",
      defaultValue = "0",
      paramLabel = "N",
      description = "the first seed; others follow it (default: ${DEFAULT-VALUE})")
  private long seed;

  @Option(
      names = "--parametrization",
      defaultValue = "mup",
      paramLabel = "NAME",
      description = "mup, or any that 'eido transfer plan' takes (default: ${DEFAULT-VALUE})")
  private String parametrization = "mup";

  @Option(
      names = "--no-control",
      description =
          "leave out the standard parametrization, which is swept beside to show that the sweep"
              + " can tell")
  private boolean noControl;

  @Option(
      names = "--optimizer",
      defaultValue = "adamw",
      paramLabel = "NAME",
      description = "adamw, adam or sgd, for language models muon too (default: ${DEFAULT-VALUE})")
  private String optimizer = "adamw";

  @Option(
      names = "--weight-decays",
      split = ",",
      defaultValue = "0",
      paramLabel = "DECAY",
      description =
          "weight decays, each swept by itself: it is no setting that transfers (default:"
              + " ${DEFAULT-VALUE})")
  private List<Double> decays = List.of();

  @ArgGroup(validate = false, heading = "%nText of language models:%n")
  private final TextData data = new TextData();

  @ArgGroup(validate = false, heading = "%nTraining of language models:%n")
  private final LanguageChoice language = new LanguageChoice();

  /** What is swept. */
  SweepRequest request() {
    if (seeds < 1) {
      throw new UsageException("--seeds must be at least 1, got " + seeds);
    }
    return new SweepRequest(
        widths,
        RateGrid.log2(rates),
        LongStream.range(seed, seed + seeds).boxed().toList(),
        arms(),
        extension);
  }

  private List<Arm> arms() {
    Set<Arm> arms = new LinkedHashSet<>();
    for (double decay : decays) {
      Arm arm = new Arm(parametrization, optimizer, decay);
      arms.add(arm);
      if (!noControl) {
        arms.add(arm.control());
      }
    }
    return new ArrayList<>(arms);
  }

  /** What trains the cells of a request; the caller closes it. */
  CellTrainer trainer(SweepRequest request) {
    int base = request.widths().get(0);
    if (builtIn()) {
      request.arms().forEach(MlpCells::require);
      if (data.given() || language.given()) {
        throw new UsageException(
            "the built-in networks learn a task of their own, so --data and the other options of"
                + " language models must go with --model DIR");
      }
      return new MlpCells(base, steps);
    }
    Path directory = CheckpointLocator.of(System.getenv()).locate(model);
    WidthFamily family = WidthFamily.of(directory);
    request.widths().forEach(family::json); // before the text is read
    request.arms().forEach(LanguageCells::require);
    return LanguageCells.open(directory, base, data.request(), language.course(steps));
  }

  /** What a carried rate may cost unless the user says otherwise. */
  double usualRegretLimit() {
    return builtIn() ? SQUARED_ERROR_LIMIT : LANGUAGE_LIMIT;
  }

  /** The model in a few words. */
  String subject() {
    return builtIn() ? "networks with two hidden layers" : model;
  }

  /** Whether small networks are swept, and no language models. */
  boolean builtIn() {
    return model.equals(BUILT_IN);
  }
}
