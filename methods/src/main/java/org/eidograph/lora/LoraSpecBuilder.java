// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora;

import java.util.List;
import java.util.Map;
import org.eidograph.theory.lora.LoraScale;

/** Changes single values of a {@link LoraSpec}; see its fields for their meaning. */
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

  public LoraSpecBuilder rank(int value) {
    rank = value;
    return this;
  }

  public LoraSpecBuilder scale(LoraScale value) {
    scale = value;
    return this;
  }

  /** {@code s = alpha/r}. */
  public LoraSpecBuilder alpha(double value) {
    return scale(new LoraScale.Alpha(value));
  }

  public LoraSpecBuilder dropout(double value) {
    dropout = value;
    return this;
  }

  public LoraSpecBuilder bias(BiasMode value) {
    bias = value;
    return this;
  }

  public LoraSpecBuilder loraBias(boolean value) {
    loraBias = value;
    return this;
  }

  public LoraSpecBuilder placement(Placement value) {
    placement = value;
    return this;
  }

  /** These targets in every layer. */
  public LoraSpecBuilder targets(Targets value) {
    return placement(Placement.of(value));
  }

  public LoraSpecBuilder modulesToSave(String... values) {
    modulesToSave = List.of(values);
    return this;
  }

  public LoraSpecBuilder rankPattern(Map<String, Integer> value) {
    rankPattern = value;
    return this;
  }

  public LoraSpecBuilder alphaPattern(Map<String, Double> value) {
    alphaPattern = value;
    return this;
  }

  public LoraSpecBuilder init(LoraInit value) {
    init = value;
    return this;
  }

  public LoraSpecBuilder seed(long value) {
    seed = value;
    return this;
  }

  public LoraSpecBuilder initIterations(int value) {
    initIterations = value;
    return this;
  }

  public LoraSpecBuilder dora(boolean value) {
    dora = value;
    return this;
  }

  public LoraSpecBuilder nf4(boolean value) {
    nf4 = value;
    return this;
  }

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
