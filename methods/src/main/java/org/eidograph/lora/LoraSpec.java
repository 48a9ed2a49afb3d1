// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.eidograph.base.UsageException;
import org.eidograph.theory.lora.LoraScale;

/**
 * What adapters a model gets; the values are those of PEFT's {@code LoraConfig}.
 *
 * @param rank r, where no pattern says otherwise
 * @param scale how s follows from the rank
 * @param dropout probability of dropping an element of an adapter's input, in [0, 1)
 * @param bias which biases of the base are trained
 * @param loraBias whether B has a bias, scaled by s
 * @param placement which modules
 * @param modulesToSave suffixes of the paths of modules trained and stored whole
 * @param rankPattern rank by regular expression for the end of a path; the first match wins
 * @param alphaPattern {@code lora_alpha} by regular expression for the end of a path
 * @param init how adapters start
 * @param seed of that start; each module draws from a stream of its own
 * @param initIterations of {@link LoraInit#PISSA} by a randomised decomposition; 0 for the exact
 *     one
 * @param dora whether each adapted weight's rows get lengths that are trained apart (DoRA)
 * @param nf4 whether the frozen matrices of the layers are kept in four bits once adapters are
 *     beside them
 * @param tokens whose rows of the embedding are trained beside the adapters
 */
public record LoraSpec(
    int rank,
    LoraScale scale,
    double dropout,
    BiasMode bias,
    boolean loraBias,
    Placement placement,
    List<String> modulesToSave,
    Map<String, Integer> rankPattern,
    Map<String, Double> alphaPattern,
    LoraInit init,
    long seed,
    int initIterations,
    boolean dora,
    boolean nf4,
    TrainableTokens tokens) {
  /** Rank when nothing is said. */
  public static final int DEFAULT_RANK = 16;

  /** {@code lora_alpha} when nothing is said. */
  public static final double DEFAULT_ALPHA = 32;

  /** Validates; see the fields. */
  public LoraSpec {
    requireRank("rank", rank);
    rankPattern.forEach((key, value) -> requireRank("the rank of pattern '" + key + "'", value));
    rankPattern.keySet().forEach(Targets::compile);
    alphaPattern.keySet().forEach(Targets::compile);
    alphaPattern.values().forEach(scale::withAlpha); // refuses what is not a usable alpha
    if (!(dropout >= 0 && dropout < 1)) {
      throw new UsageException("dropout must be at least 0 and below 1, got " + dropout);
    }
    if (modulesToSave.stream().anyMatch(String::isBlank)) {
      throw new UsageException(
          "modules to save must be suffixes of module paths, got an empty one in " + modulesToSave);
    }
    requireAgreement(init, initIterations, dora, loraBias, nf4);
    modulesToSave = List.copyOf(modulesToSave);
    rankPattern = Collections.unmodifiableMap(new LinkedHashMap<>(rankPattern));
    alphaPattern = Collections.unmodifiableMap(new LinkedHashMap<>(alphaPattern));
  }

  private static void requireAgreement(
      LoraInit init, int iterations, boolean dora, boolean loraBias, boolean nf4) {
    if (iterations < 0 || (iterations > 0 && init != LoraInit.PISSA)) {
      throw new UsageException(
          "iterations belong to the start pissa and must not be negative, got %d with %s; leave them out"
              .formatted(iterations, init.name().toLowerCase(Locale.ROOT)));
    }
    if (dora && loraBias) {
      throw new UsageException("DoRA has no bias of B, got both; leave lora bias or DoRA out");
    }
    if (init == LoraInit.LOFTQ && !nf4) {
      throw new UsageException(
          "the start loftq makes up for quantising, but the base is not quantised; quantise to nf4,"
              + " or take another start");
    }
  }

  private static void requireRank(String what, int rank) {
    if (rank < 1) {
      throw new UsageException("%s must be at least 1, got %d".formatted(what, rank));
    }
  }

  /** Rank 16, alpha 32, every linear module, A Kaiming-uniform, no dropout, seed 0. */
  public static LoraSpec defaults() {
    return new LoraSpec(
        DEFAULT_RANK,
        new LoraScale.Alpha(DEFAULT_ALPHA),
        0,
        BiasMode.NONE,
        false,
        Placement.of(Targets.allLinear()),
        List.of(),
        Map.of(),
        Map.of(),
        LoraInit.A_KAIMING,
        0,
        0,
        false,
        false,
        TrainableTokens.NONE);
  }

  /** This specification with some values changed, for example {@code with(b -> b.rank(8))}. */
  public LoraSpec with(Consumer<LoraSpecBuilder> changes) {
    LoraSpecBuilder builder = new LoraSpecBuilder(this);
    changes.accept(builder);
    return builder.build();
  }

  /** Rank of a module. */
  public int rankOf(String path) {
    return PathPatterns.first(rankPattern, path, rank);
  }

  /** Multiplier s of a module. */
  public double scaleOf(String path) {
    LoraScale rule =
        PathPatterns.first(alphaPattern.keySet(), path)
            .map(key -> scale.withAlpha(alphaPattern.getOrDefault(key, DEFAULT_ALPHA)))
            .orElse(scale);
    return rule.multiplier(rankOf(path));
  }
}
