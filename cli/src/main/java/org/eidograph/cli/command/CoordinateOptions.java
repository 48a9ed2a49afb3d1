// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.eidograph.base.UsageException;
import org.eidograph.model.config.TransformerConfig;
import org.eidograph.transfer.RecipeChoice;
import org.eidograph.transfer.WidthFamily;
import org.eidograph.transfer.coordinates.CoordinateRequest;
import org.eidograph.transfer.coordinates.DenseNetworks;
import org.eidograph.transfer.coordinates.LanguageModels;
import org.eidograph.transfer.coordinates.LanguageModels.Growth;
import org.eidograph.transfer.coordinates.NetworkSeries;
import org.eidograph.transfer.coordinates.ResidualNetworks;
import org.eidograph.transfer.coordinates.TokenBatch;
import org.eidograph.transfer.coordinates.WatchedRules;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Mixin: the networks of a coordinate check, their sizes, rules and steps. */
final class CoordinateOptions {
  private static final int NARROWEST_MLP = 64;
  private static final int MLP_BATCH = 32;
  private static final int SEQUENCES = 4;
  private static final int LENGTH = 16;
  private static final Map<String, Growth> GROWTH =
      Map.of("heads", Growth.HEADS, "head-size", Growth.HEAD_SIZE);

  @Option(
      names = "--base",
      paramLabel = "CONFIG",
      description =
          "config.json, or a directory with one, of a model to be drawn at every size; no weights"
              + " are read; few layers are enough")
  private @Nullable String base;

  @Option(
      names = "--mlp",
      description = "small ReLU networks in place of a language model; residual ones for --depths")
  private boolean mlp;

  @Option(
      names = "--widths",
      split = ",",
      paramLabel = "SIZE",
      description =
          "hidden sizes, at least 4 that span a factor of 8 (default: the base's or 64, times 1, 2,"
              + " 4 and 8)")
  private @Nullable List<Integer> widths;

  @Option(
      names = "--depths",
      split = ",",
      paramLabel = "LAYERS",
      description = "in place of widths: numbers of blocks, at least 4 that span a factor of 8")
  private @Nullable List<Integer> depths;

  @Option(
      names = "--grow",
      paramLabel = "WHAT",
      description = "heads or head-size: what grows with the width (default: heads)")
  private @Nullable String grow;

  @Option(
      names = "--parametrization",
      defaultValue = "mup",
      paramLabel = "NAME",
      description =
          "mup, completep, depth-mup, or to compare: mup-A, mup-C, sp, ntp, ump, spectral,"
              + " sp-per-layer, sp-embedding (default: ${DEFAULT-VALUE})")
  private String parametrization = "";

  @Option(
      names = "--optimizer",
      defaultValue = "adamw",
      paramLabel = "NAME",
      description =
          "adamw, adam, sgd or muon; without decay, and sgd without momentum (default:"
              + " ${DEFAULT-VALUE})")
  private String optimizer = "";

  @Option(
      names = {"--lr", "--learning-rate"},
      paramLabel = "RATE",
      description =
          "learning rate of the smallest network, at least the one in use; a small one shows nothing"
              + " (default: 0.1 for sgd, else 0.01)")
  private @Nullable Double learningRate;

  @Option(
      names = "--init-std",
      paramLabel = "STD",
      description =
          "standard deviation of the smallest model's matrices at the start (default: one over the"
              + " root of its width)")
  private @Nullable Double initStd;

  @Mixin private ZeroStartOptions zero;

  @Option(
      names = "--steps",
      defaultValue = "3",
      paramLabel = "N",
      description = "steps of training on one batch (default: ${DEFAULT-VALUE})")
  private int steps;

  @Option(
      names = "--seeds",
      defaultValue = "3",
      paramLabel = "N",
      description = "networks of each size (default: ${DEFAULT-VALUE})")
  private int seeds;

  @Option(
      names = "--seed",
      defaultValue = "0",
      paramLabel = "N",
      description = "seed of the batch and of the first network (default: ${DEFAULT-VALUE})")
  private long seed;

  @Option(
      names = "--data",
      paramLabel = "FILE",
      description =
          "texts, rows or conversations, of which the first make the batch, cut by the tokenizer"
              + " beside the base (default: random tokens)")
  private @Nullable Path data;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      description = "sequences of the batch, or inputs of --mlp (default: 4, or 32)")
  private @Nullable Integer batchSize;

  @Option(
      names = "--length",
      paramLabel = "TOKENS",
      description = "tokens of a sequence (default: 16)")
  private @Nullable Integer length;

  /** The check that is asked for. */
  CoordinateRequest request() {
    if (mlp == (base != null)) {
      throw new UsageException(
          "the networks must be named once, by --base CONFIG or by --mlp, got %s"
              .formatted(mlp ? "both" : "neither"));
    }
    if (widths != null && depths != null) {
      throw new UsageException(
          "either the width grows or the depth, got --widths %s and --depths %s; leave one out"
              .formatted(widths, depths));
    }
    RecipeChoice usual = RecipeChoice.USUAL;
    RecipeChoice recipe =
        new RecipeChoice(
            parametrization, optimizer, usual.embeddingRule(), usual.weightDecayRule());
    double rate = learningRate == null ? WatchedRules.usualRate(recipe) : learningRate;
    WatchedRules rules = new WatchedRules(recipe, rate, zero.readout());
    return new CoordinateRequest(series(), rules, sizes(), steps, seeds, seed);
  }

  private List<Integer> sizes() {
    if (depths != null) {
      return depths;
    }
    if (widths != null) {
      return widths;
    }
    int first = mlp ? NARROWEST_MLP : WidthFamily.of(place()).width();
    return List.of(first, 2 * first, 4 * first, 8 * first);
  }

  private NetworkSeries series() {
    if (mlp) {
      requireNoModelOptions();
      int inputs = atLeastOne("--batch-size", batchSize, MLP_BATCH);
      return depths == null ? new DenseNetworks(inputs, seed) : new ResidualNetworks(inputs, seed);
    }
    Growth growth = growth();
    return new LanguageModels(
        place(), growth, new LanguageModels.Start(initStd, zero.query()), batch());
  }

  private void requireNoModelOptions() {
    boolean given =
        grow != null || initStd != null || zero.query() || data != null || length != null;
    if (given) {
      throw new UsageException(
          "--grow, --init-std, --zero-query, --data and --length speak of a language model, but --mlp asks for none; leave them out or give --base");
    }
  }

  private Growth growth() {
    if (depths != null) {
      if (grow != null) {
        throw new UsageException(
            "--grow says how the width grows, but --depths keeps it, got %s; leave one out"
                .formatted(grow));
      }
      return Growth.BLOCKS;
    }
    Growth growth = GROWTH.get(grow == null ? "heads" : grow.toLowerCase(Locale.ROOT));
    if (growth == null) {
      throw new UsageException("--grow must be heads or head-size, got %s".formatted(grow));
    }
    return growth;
  }

  private TokenBatch batch() {
    int count = atLeastOne("--batch-size", batchSize, SEQUENCES);
    int tokens = atLeastOne("--length", length, LENGTH);
    TransformerConfig config = ConfigPlace.read(named());
    if (data == null) {
      return TokenBatch.random(count, tokens, config.vocabularySize(), seed);
    }
    return TokenBatch.read(
        data, ConfigPlace.directory(named()), count, tokens, config.vocabularySize());
  }

  private String named() {
    return Objects.requireNonNull(base);
  }

  private Path place() {
    return ConfigPlace.path(named());
  }

  private static int atLeastOne(String option, @Nullable Integer value, int usual) {
    if (value != null && value < 1) {
      throw new UsageException("%s must be at least 1, got %d".formatted(option, value));
    }
    return value == null ? usual : value;
  }
}
