// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.kernel;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.eidograph.theory.kernel.KernelLayer.Nonlinearity;
import org.eidograph.theory.kernel.KernelLayer.Residual;
import org.eidograph.theory.moments.ClosedForm;
import org.eidograph.theory.moments.PiecewiseLinear;

/**
 * The cheapest way to the Gram matrix of given inputs through a given network.
 *
 * <p>A table over norms and angle does not converge for kinked activations with bias: their kernel
 * is not smooth where two inputs coincide. They go layer by layer, each layer in closed form or
 * with a table of its own.
 *
 * @param way which of the three
 * @param rows makes a row kernel for one thread
 * @param diagonal kernels of an input with itself, by its variance
 * @param errorEstimate relative to the kernel of an input with itself
 */
record GramPlan(Way way, Supplier<RowKernel> rows, DiagonalKernel diagonal, double errorEstimate) {
  /** The ways. */
  enum Way {
    /** One function of the angle: equal norms, or a homogeneous network. */
    ANGLE,
    /** Layer by layer, lane by lane: closed activations in shallow networks. */
    LAYERS,
    /** One function of the angle and both norms: everything else. */
    NORMS_AND_ANGLE
  }

  /** Relative spread of variances that counts as none: it moves kernels by no more than this. */
  private static final double EQUAL = 1e-13;

  private static final double ROUNDING = 1e-13;

  /** Nanoseconds of preparation that need no thought. */
  private static final double PATIENCE = 5e8;

  /** Measured nanoseconds per entry and layer. */
  private static final double PIECEWISE_COST = 8;

  private static final double CLOSED_COST = 300;

  /** How entries are computed, in words. */
  String method() {
    return switch (way) {
      case ANGLE -> "one function of the angle";
      case LAYERS -> "layer by layer";
      case NORMS_AND_ANGLE -> "one function of both norms and the angle";
    };
  }

  static GramPlan of(KernelNetwork network, double[] variances) {
    double low = Arrays.stream(variances).min().orElseThrow();
    double high = Arrays.stream(variances).max().orElseThrow();
    PairKernels pairs = new PairKernels(network);
    if (network.homogeneous()) {
      return angle(pairs, 1, true);
    }
    if (high - low <= EQUAL * high) {
      return angle(pairs, high, false);
    }
    double layers = layerCost(network.layers());
    if (Double.isFinite(layers) && (layers < NormAngleKernel.LEAST_COST || kinked(network))) {
      return layers(pairs);
    }
    if (kinked(network)) {
      return tables(pairs, low, high);
    }
    NormAngleKernel table = NormAngleKernel.of(pairs, low, high, most(layers, variances.length));
    return table == null
        ? layers(pairs)
        : new GramPlan(Way.NORMS_AND_ANGLE, table::rows, table.diagonal(), table.errorEstimate());
  }

  private static GramPlan layers(PairKernels pairs) {
    return new GramPlan(
        Way.LAYERS,
        () -> new LayerRows(pairs, List.of()),
        new DiagonalKernel.Direct(pairs),
        ROUNDING);
  }

  /** Places of a table beyond which the entries themselves are cheaper, or it is never long. */
  private static double most(double layers, int count) {
    double entries = count * (count + 1.0) / 2;
    return Double.isFinite(layers) ? Math.max(PATIENCE / layers, entries) : layers;
  }

  private static boolean kinked(KernelNetwork network) {
    return nonlinearities(network.layers()).anyMatch(layer -> !layer.phi().kinks().isEmpty());
  }

  static Stream<Nonlinearity> nonlinearities(List<KernelLayer> layers) {
    return layers.stream()
        .flatMap(
            layer -> {
              if (layer instanceof Residual residual) {
                return nonlinearities(residual.branch());
              }
              return layer instanceof Nonlinearity nonlinearity
                  ? Stream.of(nonlinearity)
                  : Stream.of();
            });
  }

  private static GramPlan tables(PairKernels pairs, double low, double high) {
    LayerTables tables = LayerTables.of(pairs, low, high);
    return new GramPlan(
        Way.LAYERS,
        () -> new LayerRows(pairs, tables.steps()),
        tables.diagonal(),
        tables.errorEstimate());
  }

  private static GramPlan angle(PairKernels pairs, double q, boolean homogeneous) {
    AngleKernel kernel = AngleKernel.of(pairs.network(), q);
    AngleTable nngp = AngleTable.of(kernel.nngpSeries());
    AngleTable ntk = AngleTable.of(kernel.ntkSeries());
    return new GramPlan(
        Way.ANGLE,
        () -> new AngleRows(nngp, ntk, homogeneous),
        new DiagonalKernel.Scaled(pairs.diagonal(q), homogeneous),
        kernel.errorEstimate());
  }

  /** Nanoseconds per entry of going through the layers; infinite for series and tables. */
  private static double layerCost(List<KernelLayer> layers) {
    double cost = 0;
    for (KernelLayer layer : layers) {
      if (layer instanceof Nonlinearity nonlinearity) {
        cost += activationCost(nonlinearity);
      } else if (layer instanceof Residual residual) {
        cost += 2 * PIECEWISE_COST + layerCost(residual.branch());
      } else {
        cost += PIECEWISE_COST / 2;
      }
    }
    return cost;
  }

  private static double activationCost(Nonlinearity layer) {
    if (layer.phi() instanceof PiecewiseLinear) {
      return PIECEWISE_COST;
    }
    return layer.phi() instanceof ClosedForm ? CLOSED_COST : Double.POSITIVE_INFINITY;
  }
}
