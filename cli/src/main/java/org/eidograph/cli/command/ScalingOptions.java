// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import java.nio.file.Path;
import org.eidograph.base.UsageException;
import org.eidograph.model.config.TransformerConfig;
import org.eidograph.theory.scaling.plan.PlanSettings;
import org.eidograph.transfer.PlannedModel;
import org.eidograph.transfer.RecipeChoice;
import org.eidograph.transfer.TokenCounts;
import org.eidograph.transfer.TransferRequest;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Mixin: the model at which settings were tuned, those settings, and the rules that carry them. */
final class ScalingOptions {
  @Option(
      names = "--base",
      paramLabel = "CONFIG",
      description =
          "config.json, or a directory with one, of the model that was tuned; no weights are read")
  private @Nullable String base;

  @Option(
      names = "--base-width",
      paramLabel = "SIZE",
      description =
          "in place of --base: hidden size of a base that is the target with fewer heads and every"
              + " width smaller by one factor")
  private @Nullable Integer baseWidth;

  @Option(
      names = {"--lr", "--learning-rate"},
      paramLabel = "RATE",
      description = "learning rate tuned at the base (assumed: 0.01)")
  private @Nullable Double learningRate;

  @Option(
      names = "--weight-decay",
      paramLabel = "DECAY",
      description =
          "weight decay used at the base, in PyTorch's convention; vectors get none (assumed: 0.1)")
  private @Nullable Double weightDecay;

  @Option(
      names = {"--eps", "--epsilon"},
      paramLabel = "EPS",
      description = "epsilon of Adam at the base (assumed: 1e-8)")
  private @Nullable Double epsilon;

  @Option(
      names = "--init-std",
      paramLabel = "STD",
      description = "standard deviation of the base's matrices at the start (assumed: 0.02)")
  private @Nullable Double initStd;

  @Option(
      names = "--parametrization",
      defaultValue = "mup",
      paramLabel = "NAME",
      description =
          "mup, completep, depth-mup, or to compare: mup-A, mup-C, sp, ntp, ump, spectral,"
              + " sp-per-layer, sp-embedding (default: ${DEFAULT-VALUE})")
  private String parametrization = "mup";

  @Option(
      names = "--optimizer",
      defaultValue = "adamw",
      paramLabel = "NAME",
      description =
          "adamw, adam, sgd or muon; muon is for matrices, adamw trains the rest (default:"
              + " ${DEFAULT-VALUE})")
  private String optimizer = "adamw";

  @Option(
      names = "--embedding-rule",
      defaultValue = "mup",
      paramLabel = "NAME",
      description =
          "rate of embeddings: mup keeps it, lv divides by the root of the growth as large"
              + " vocabularies ask, auto lies between by the vocabulary's size (default:"
              + " ${DEFAULT-VALUE})")
  private String embeddingRule = "mup";

  @Option(
      names = "--weight-decay-rule",
      defaultValue = "product",
      paramLabel = "NAME",
      description =
          "product keeps rate times decay, sqrt lets decay grow with the root of the width, none"
              + " leaves it (default: ${DEFAULT-VALUE})")
  private String weightDecayRule = "product";

  @Option(
      names = "--token-counts",
      paramLabel = "FILE",
      description =
          "for --embedding-rule auto: how often each token occurs in the data, one number a line,"
              + " token 0 first; without it all count alike")
  private @Nullable Path tokenCounts;

  /**
   * What is carried to a target; without a base the target is its own.
   *
   * @throws UsageException if the base is named twice
   */
  TransferRequest request(TransformerConfig target) {
    RecipeChoice rules = rules();
    if (baseWidth != null) {
      return TransferRequest.ofBaseWidth(baseWidth, target, settings(), rules);
    }
    return TransferRequest.of(
        base == null ? target : ConfigPlace.read(base), target, settings(), rules);
  }

  /**
   * What is carried to a target that is only planned.
   *
   * @throws UsageException if the base is named twice, or neither here nor by the target
   */
  TransferRequest request(PlannedModel target) {
    RecipeChoice rules = rules();
    if (base != null) {
      return TransferRequest.of(ConfigPlace.planned(base), target, settings(), rules);
    }
    if (baseWidth == null && target.baseWidth().isEmpty()) {
      throw new UsageException(
          "the base must be given once, by --base CONFIG or by --base-width SIZE, got neither");
    }
    return TransferRequest.ofBaseWidth(
        baseWidth == null ? target.baseWidth().getAsInt() : baseWidth, target, settings(), rules);
  }

  private RecipeChoice rules() {
    if (base != null && baseWidth != null) {
      throw new UsageException(
          "the base must be given once, by --base CONFIG or by --base-width SIZE, got both");
    }
    RecipeChoice words =
        new RecipeChoice(parametrization, optimizer, embeddingRule, weightDecayRule);
    return tokenCounts == null ? words : words.with(TokenCounts.read(tokenCounts));
  }

  private PlanSettings settings() {
    PlanSettings settings = PlanSettings.assumed();
    settings = learningRate == null ? settings : settings.withLearningRate(learningRate);
    settings = weightDecay == null ? settings : settings.withWeightDecay(weightDecay);
    settings = epsilon == null ? settings : settings.withEpsilon(epsilon);
    return initStd == null ? settings : settings.withInitStd(initStd);
  }
}
