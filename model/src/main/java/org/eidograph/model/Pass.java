// Licensed under the Apache License, Version 2.0.
package org.eidograph.model;

import java.util.LinkedHashMap;
import java.util.Map;
import org.eidograph.torch.Device;
import org.eidograph.torch.RandomSource;
import org.eidograph.torch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What one forward pass carries through the model: the tokens, who watches, the random stream of
 * dropout, the key/value cache, and, while recording, a leaf for each trainable parameter so that
 * worker threads never share gradients.
 */
public final class Pass {
  private final Sequences sequences;
  private final Device device;
  private final Tap tap;
  private final @Nullable RandomSource dropout;
  private final @Nullable KeyValueCache cache;
  private final @Nullable Map<Parameter, Tensor> leaves;
  private final int @Nullable [] tokenTypes;

  private Pass(
      Sequences sequences,
      Device device,
      Tap tap,
      @Nullable RandomSource dropout,
      @Nullable KeyValueCache cache,
      @Nullable Map<Parameter, Tensor> leaves,
      int @Nullable [] tokenTypes) {
    this.sequences = sequences;
    this.device = device;
    this.tap = tap;
    this.dropout = dropout;
    this.cache = cache;
    this.leaves = leaves;
    this.tokenTypes = tokenTypes;
  }

  /** A pass that only computes. */
  public static Pass inference(Sequences sequences, Device device) {
    return new Pass(sequences, device, Tap.NONE, null, null, null, null);
  }

  /** A pass whose modules drop inputs at random as their adapters ask. */
  public static Pass training(Sequences sequences, Device device, RandomSource dropout) {
    return new Pass(sequences, device, Tap.NONE, dropout, null, null, null);
  }

  /** The same pass, watched. */
  public Pass watchedBy(Tap observer) {
    return new Pass(sequences, device, observer, dropout, cache, leaves, tokenTypes);
  }

  /** The same pass, continuing from and adding to a cache. */
  public Pass cachedIn(KeyValueCache keysAndValues) {
    return new Pass(sequences, device, tap, dropout, keysAndValues, leaves, tokenTypes);
  }

  /** The same pass with fresh leaves, which {@link #leaves} gives back. */
  public Pass recording() {
    return new Pass(sequences, device, tap, dropout, cache, new LinkedHashMap<>(), tokenTypes);
  }

  /**
   * The same pass for an encoder that tells parts of a text apart.
   *
   * @param types of every token, N: 0 for the first text, 1 for the second
   */
  public Pass typed(int... types) {
    if (types.length != sequences.tokens()) {
      throw new IllegalArgumentException(
          "there must be one token type for each of %d tokens, got %d"
              .formatted(sequences.tokens(), types.length));
    }
    return new Pass(sequences, device, tap, dropout, cache, leaves, types.clone());
  }

  public Sequences sequences() {
    return sequences;
  }

  public Device device() {
    return device;
  }

  public Tap tap() {
    return tap;
  }

  /** The stream of dropout, or null outside training. */
  public @Nullable RandomSource dropout() {
    return dropout;
  }

  /** The type of every token, N: zeros unless {@link #typed} said otherwise. */
  public int[] tokenTypes() {
    return tokenTypes == null ? new int[sequences.tokens()] : tokenTypes.clone();
  }

  public @Nullable KeyValueCache cache() {
    return cache;
  }

  /** A parameter's tensor for this pass: its own leaf while recording, else the value itself. */
  public Tensor weight(Parameter parameter) {
    if (leaves == null || !parameter.trainable()) {
      return parameter.value();
    }
    return leaves.computeIfAbsent(parameter, p -> p.value().leaf().keep());
  }

  /** The leaves made while recording; whoever started the recording closes them. */
  public Map<Parameter, Tensor> leaves() {
    return leaves == null ? Map.of() : leaves;
  }
}
