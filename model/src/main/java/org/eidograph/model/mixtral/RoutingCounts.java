// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.mixtral;

import org.eidograph.model.ModulePath;
import org.eidograph.model.ModuleType;
import org.eidograph.model.Tap;
import org.eidograph.model.config.ExpertConfig;
import org.eidograph.model.config.TransformerConfig;
import org.eidograph.torch.NoGrad;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;

/**
 * Counts how many tokens each expert of each block is given: of every pass it watches, each token
 * counts once for each of the k experts with its largest scores.
 *
 * <pre>{@code
 * RoutingCounts counts = RoutingCounts.of(model.config());
 * model.hidden(Pass.inference(sequences, device).watchedBy(counts));
 * counts.counts(); // [block][expert]
 * }</pre>
 *
 * <p>For passes of one thread at a time.
 */
public final class RoutingCounts implements Tap {
  private final long[][] counts;
  private final int perToken;

  private RoutingCounts(long[][] counts, int perToken) {
    this.counts = counts;
    this.perToken = perToken;
  }

  /**
   * Starts at zero.
   *
   * @throws IllegalArgumentException if the model has no experts
   */
  public static RoutingCounts of(TransformerConfig config) {
    ExpertConfig experts = config.experts();
    if (experts.count() == 0) {
      throw new IllegalArgumentException(
          "routing is counted in a mixture of experts, got the dense model type %s"
              .formatted(config.modelType()));
    }
    return new RoutingCounts(new long[config.layers()][experts.count()], experts.perToken());
  }

  @Override
  public void observe(ModulePath module, Tensor input, Tensor output) {
    if (module.type() != ModuleType.ROUTER) {
      return;
    }
    try (Scope scope = Scope.open();
        NoGrad off = NoGrad.on()) {
      // softmax keeps the order of the scores
      for (long expert : output.topK(perToken).indices().toLongs()) {
        counts[module.layer()][(int) expert]++;
      }
    }
  }

  /** Tokens so far, [block][expert]; each row sums to the number of tokens times k. */
  public long[][] counts() {
    long[][] copy = new long[counts.length][];
    for (int layer = 0; layer < counts.length; layer++) {
      copy[layer] = counts[layer].clone();
    }
    return copy;
  }
}
