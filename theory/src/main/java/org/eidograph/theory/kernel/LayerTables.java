// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.eidograph.theory.kernel.KernelLayer.Nonlinearity;
import org.eidograph.theory.kernel.KernelLayer.Residual;
import org.eidograph.theory.moments.Activation;
import org.eidograph.theory.moments.ChebyshevSeries;
import org.eidograph.theory.moments.PiecewiseLinear;

/**
 * One {@link NormAngleActivation} per activation of a network with kinks, over the variances that
 * its inputs have there.
 *
 * <p>The range of a layer is found by sending a grid of input variances through the layers before
 * it. Only activations in pieces that meet at 0 (ELU, SELU) are smooth enough.
 *
 * @param steps in the order of the layers
 * @param diagonal kernels of an input with itself
 */
record LayerTables(List<NormAngleActivation> steps, DiagonalKernel diagonal) {
  /** Input variances of the grid; outputs move smoothly with ln q. */
  private static final int GRID = 24;

  static LayerTables of(PairKernels pairs, double low, double high) {
    LogRange range = new LogRange(low, high);
    double[] grid = Arrays.copyOf(range.nodes(GRID), GRID + 2);
    grid[GRID] = low;
    grid[GRID + 1] = high;
    Builder builder = new Builder(pairs);
    Lanes lanes = builder.run(grid);
    return new LayerTables(
        List.copyOf(builder.steps),
        new DiagonalKernel.Tabulated(
            range,
            ChebyshevSeries.interpolate(Arrays.copyOf(lanes.q1, GRID)),
            ChebyshevSeries.interpolate(Arrays.copyOf(lanes.ntk, GRID))));
  }

  double errorEstimate() {
    return steps.stream().mapToDouble(NormAngleActivation::error).max().orElse(0);
  }

  /** Walks the layers with the diagonal lanes of the grid and makes a table at every activation. */
  private static final class Builder {
    private final List<NormAngleActivation> steps = new ArrayList<>();
    private final PairKernels pairs;
    private final Propagation propagation;

    Builder(PairKernels pairs) {
      this.pairs = pairs;
      this.propagation = new Propagation(pairs::family);
    }

    Lanes run(double[] grid) {
      Lanes lanes =
          new Lanes(
              grid.clone(),
              grid.clone(),
              new double[grid.length],
              new Lanes.Kind(true, pairs.subtractsMeans(), -1));
      visit(pairs.network().layers(), lanes);
      lanes.requireFinite();
      return lanes;
    }

    private void visit(List<KernelLayer> layers, Lanes lanes) {
      for (KernelLayer layer : layers) {
        if (layer instanceof Nonlinearity nonlinearity
            && !(nonlinearity.phi() instanceof PiecewiseLinear)) {
          steps.add(table(nonlinearity.phi(), lanes));
        }
        if (layer instanceof Residual residual) {
          visit(residual.branch(), lanes.copy()); // the tables of the branch
        }
        propagation.run(List.of(layer), lanes);
      }
    }

    private NormAngleActivation table(Activation phi, Lanes lanes) {
      if (phi.kinks().stream().anyMatch(kink -> kink.at() != 0)) {
        throw new IllegalArgumentException(
            "inputs of unequal norm need activations without kinks other than at 0, got %s; scale the inputs to one norm, or put a Normalization behind the first dense layer"
                .formatted(phi.label()));
      }
      double low = Arrays.stream(lanes.q1).min().orElseThrow();
      double high = Arrays.stream(lanes.q1).max().orElseThrow();
      return NormAngleActivation.of(pairs.family(phi), new LogRange(low, high));
    }
  }
}
