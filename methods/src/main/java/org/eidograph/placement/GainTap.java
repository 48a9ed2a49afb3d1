// Licensed under the Apache License, Version 2.0.
package org.eidograph.placement;

import java.util.List;
import java.util.Map;
import org.eidograph.model.ModulePath;
import org.eidograph.model.Parameter;
import org.eidograph.model.Tap;
import org.eidograph.torch.DType;
import org.eidograph.torch.NoGrad;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;

/** Sums the gains of one batch's tokens; used by one thread. */
final class GainTap implements Tap {
  private final Map<ModulePath, List<Integer>> places;
  private final List<ScoredRows> rows;
  private final double[] sums;
  private final long[] counts;

  /**
   * Starts at zero.
   *
   * @param places indices into rows by module
   */
  GainTap(Map<ModulePath, List<Integer>> places, List<ScoredRows> rows) {
    this.places = places;
    this.rows = rows;
    this.sums = new double[rows.size()];
    this.counts = new long[rows.size()];
  }

  @Override
  public void observe(ModulePath module, Tensor input, Tensor output) {
    List<Integer> scored = places.get(module);
    if (scored == null) {
      return;
    }
    try (Scope scope = Scope.open();
        NoGrad off = NoGrad.on()) {
      Tensor lengths = FeatureNorms.lengths(input.to(DType.FLOAT32));
      Tensor product = withoutBias(rows.get(scored.get(0)), output);
      for (int index : scored) {
        ScoredRows part = rows.get(index);
        for (double gain :
            FeatureNorms.gains(lengths, product.narrow(1, part.from(), part.count()))) {
          sums[index] += gain;
          counts[index]++;
        }
      }
    }
  }

  private static Tensor withoutBias(ScoredRows part, Tensor output) {
    Parameter bias = part.linear().bias();
    if (bias == null) {
      return output;
    }
    // rounded as the module rounded it when it added it
    return output.sub(bias.value().to(part.linear().computeType()).to(DType.FLOAT32));
  }

  /** Sum of the gains at an index of the rows. */
  double sum(int index) {
    return sums[index];
  }

  /** Number of gains behind a sum. */
  long count(int index) {
    return counts[index];
  }
}
