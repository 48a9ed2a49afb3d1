// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora;

import java.util.List;
import java.util.Map;
import org.eidograph.theory.lora.LoraScale;

/**
 * Changes single values of a {@link LoraSpec}, which checks them all when it is made: see its
 * fields for their meaning and defaults.
 */
public final class LoraSpecBuilder {
  private int rank;
  private LoraScale scale;
  private double dropout;
  private BiasMode bias;
  private boolean loraBias;
  private Placement placement;
  private List<String> modulesToSave;
  private Map<String, Integer> rankPattern;
  private Map<String, Double> alphaPattern;
  private LoraInit init;
  private long seed;
  private int initIterations;
  private boolean dora;
  private boolean nf4;
  private TrainableTokens tokens;

  LoraSpecBuilder(LoraSpec from) {
    this.rank = from.rank();
    this.scale = from.scale();
    this.dropout = from.dropout();
    this.bias = from.bias();
    this.loraBias = from.loraBias();
    this.placement = from.placement();
    this.modulesToSave = from.modulesToSave();
    this.rankPattern = from.rankPattern();
    this.alphaPattern = from.alphaPattern();
    this.init = from.init();
    this.seed = from.seed();
    this.initIterations = from.initIterations();
    this.dora = from.dora();
    this.nf4 = from.nf4();
    this.tokens = from.tokens();
  }

  /** r of every adapter, at least 1 and at most the smaller side of its weight. */
  public LoraSpecBuilder rank(int value) {
    rank = value;
    return this;
  }

  /** How s follows from the rank. */
  public LoraSpecBuilder scale(LoraScale value) {
    scale = value;
    return this;
  }

  /** {@code s = alpha/r}. */
  public LoraSpecBuilder alpha(double value) {
    return scale(new LoraScale.Alpha(value));
  }

  /** Share of inputs of A that is set to zero in training, at least 0 and below 1. */
  public LoraSpecBuilder dropout(double value) {
    dropout = value;
    return this;
  }

  /** Which biases of the base are trained. */
  public LoraSpecBuilder bias(BiasMode value) {
    bias = value;
    return this;
  }

  /** Whether B has a bias of its own. */
  public LoraSpecBuilder loraBias(boolean value) {
    loraBias = value;
    return this;
  }

  /** Which modules of which layers get adapters. */
  public LoraSpecBuilder placement(Placement value) {
    placement = value;
    return this;
  }

  /** These targets in every layer. */
  public LoraSpecBuilder targets(Targets value) {
    return placement(Placement.of(value));
  }

  /** Ends of the paths of modules that are trained and stored whole. */
  public LoraSpecBuilder modulesToSave(String... values) {
    modulesToSave = List.of(values);
    return this;
  }

  /** Rank by a regular expression for the end of a path; the first match wins. */
  public LoraSpecBuilder rankPattern(Map<String, Integer> value) {
    rankPattern = value;
    return this;
  }

  /** {@code lora_alpha} by a regular expression for the end of a path. */
  public LoraSpecBuilder alphaPattern(Map<String, Double> value) {
    alphaPattern = value;
    return this;
  }

  /** How adapters start. */
  public LoraSpecBuilder init(LoraInit value) {
    init = value;
    return this;
  }

  /** Seed of the start; each module draws from a stream of its own. */
  public LoraSpecBuilder seed(long value) {
    seed = value;
    return this;
  }

  /** Iterations of a randomised {@link LoraInit#PISSA}; 0 for the exact decomposition. */
  public LoraSpecBuilder initIterations(int value) {
    initIterations = value;
    return this;
  }

  /** Whether lengths of rows are trained apart from their directions (DoRA). */
  public LoraSpecBuilder dora(boolean value) {
    dora = value;
    return this;
  }

  /** Whether the layers' frozen matrices are kept in four bits. */
  public LoraSpecBuilder nf4(boolean value) {
    nf4 = value;
    return this;
  }

  /** Tokens whose rows of the embedding are trained beside the adapters. */
  public LoraSpecBuilder tokens(TrainableTokens value) {
    tokens = value;
    return this;
  }

  LoraSpec build() {
    return new LoraSpec(
        rank,
        scale,
        dropout,
        bias,
        loraBias,
        placement,
        modulesToSave,
        rankPattern,
        alphaPattern,
        init,
        seed,
        initIterations,
        dora,
        nf4,
        tokens);
  }
}
