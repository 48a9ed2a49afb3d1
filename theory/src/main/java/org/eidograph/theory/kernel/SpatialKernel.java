// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.kernel;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eidograph.theory.kernel.SpatialLayer.AveragePool;
import org.eidograph.theory.kernel.SpatialLayer.Convolution;
import org.eidograph.theory.kernel.SpatialLayer.Pointwise;
import org.eidograph.theory.kernel.SpatialLayer.Readout;
import org.eidograph.theory.moments.Activation;
import org.eidograph.theory.moments.Angle;
import org.eidograph.theory.moments.CovarianceFamily;
import org.eidograph.theory.moments.CovarianceMap;
import org.eidograph.theory.moments.PiecewiseLinear;

/**
 * Kernels of convolutional networks, exact at infinitely many channels.
 *
 * <p>Every pair of positions (α, α') has its own covariance, so cost and memory grow with the
 * square of the number of positions; the variances that an activation needs are the diagonals of
 * {@code Σ(x, x)} and {@code Σ(x', x')}, which are carried along. Recursion as in the literature on
 * convolutional Gaussian processes (Novak et al. 2019; Arora et al. 2019, arXiv 1904.11955).
 */
public final class SpatialKernel {
  private final List<SpatialLayer> layers;

  private final Map<Activation, CovarianceFamily> families = new ConcurrentHashMap<>();

  /** A network of layers in order; a {@link Readout} must be the last. */
  public SpatialKernel(SpatialLayer... layers) {
    this.layers = List.of(layers);
    for (int i = 0; i < layers.length - 1; i++) {
      if (layers[i] instanceof Readout) {
        throw new IllegalArgumentException("a readout ends the positions and must come last");
      }
    }
  }

  /** Kernels of two inputs after all layers. */
  public PixelPair evaluate(PixelPair input) {
    PixelPair pair = input;
    for (SpatialLayer layer : layers) {
      pair = advance(layer, pair);
    }
    return pair;
  }

  private PixelPair advance(SpatialLayer layer, PixelPair pair) {
    if (layer instanceof Convolution convolution) {
      return convolve(convolution, pair);
    }
    if (layer instanceof Pointwise pointwise) {
      return activate(pointwise.phi(), pair);
    }
    if (layer instanceof AveragePool pool) {
      return pool(pool.size(), pair);
    }
    return readout((Readout) layer, pair);
  }

  private static PixelPair convolve(Convolution layer, PixelPair pair) {
    PixelGrid grid = pair.grid();
    double[] nngp = convolve(layer, grid, pair.nngp(), layer.sigmaB() * layer.sigmaB());
    double[] ntk = convolve(layer, grid, pair.ntk(), 0);
    for (int i = 0; i < ntk.length; i++) {
      ntk[i] += nngp[i];
    }
    double bias = layer.sigmaB() * layer.sigmaB();
    return new PixelPair(
        grid,
        nngp,
        ntk,
        convolve(layer, grid, pair.first(), bias),
        convolve(layer, grid, pair.second(), bias));
  }

  private static double[] convolve(
      Convolution layer, PixelGrid grid, double[] covariance, double bias) {
    int reach = layer.reach();
    int vertical = grid.height() == 1 ? 0 : reach;
    int taps = (2 * reach + 1) * (2 * vertical + 1);
    double weight = layer.sigmaW() * layer.sigmaW() / taps;
    double[] sum = new double[covariance.length];
    Arrays.fill(sum, bias);
    for (int down = -vertical; down <= vertical; down++) {
      for (int right = -reach; right <= reach; right++) {
        addShifted(grid, covariance, weight, new Shift(down, right, layer.padding()), sum);
      }
    }
    return sum;
  }

  private record Shift(int down, int right, SpatialLayer.Padding padding) {}

  private static void addShifted(
      PixelGrid grid, double[] covariance, double weight, Shift shift, double[] sum) {
    int size = grid.size();
    for (int a = 0; a < size; a++) {
      int fromA = grid.shifted(a, shift.down(), shift.right(), shift.padding());
      for (int b = 0; b < size && fromA >= 0; b++) {
        int fromB = grid.shifted(b, shift.down(), shift.right(), shift.padding());
        if (fromB >= 0) {
          sum[a * size + b] += weight * covariance[fromA * size + fromB];
        }
      }
    }
  }

  private PixelPair activate(Activation phi, PixelPair pair) {
    int size = pair.grid().size();
    double[] ntk = new double[size * size];
    double[] nngp = activate(phi, pair.nngp(), pair.first(), pair.second(), ntk);
    for (int i = 0; i < ntk.length; i++) {
      ntk[i] *= pair.ntk()[i];
    }
    double[] unused = new double[size * size];
    return new PixelPair(
        pair.grid(),
        nngp,
        ntk,
        activate(phi, pair.first(), pair.first(), pair.first(), unused),
        activate(phi, pair.second(), pair.second(), pair.second(), unused));
  }

  /** T at every pair of positions, and Ṫ into {@code slopes}. */
  private double[] activate(
      Activation phi, double[] covariance, double[] first, double[] second, double[] slopes) {
    int size = (int) Math.round(Math.sqrt(covariance.length));
    double[] values = new double[covariance.length];
    CovarianceFamily family = families.computeIfAbsent(phi, CovarianceFamily::new);
    for (int a = 0; a < size; a++) {
      for (int b = 0; b < size; b++) {
        double q1 = first[a * size + a];
        double q2 = second[b * size + b];
        if (q1 == 0 || q2 == 0) {
          slopes[a * size + b] = slopeAtZero(phi);
        } else {
          CovarianceMap map = family.map(q1, q2);
          double gamma = Angle.gammaOf(q1, q2, covariance[a * size + b]);
          values[a * size + b] = map.covariance(gamma);
          slopes[a * size + b] = map.derivative(gamma);
        }
      }
    }
    return values;
  }

  /** Ṫ where one position is dark, as if it stood at a right angle to the other; T is 0 there. */
  private static double slopeAtZero(Activation phi) {
    if (phi instanceof PiecewiseLinear piecewise) {
      return piecewise.meanSquareSlope() - piecewise.cornerWeight() * Math.PI / 2;
    }
    throw new IllegalArgumentException(
        "every position of an input of %s must have positive variance; give the convolutions sigmaB above 0"
            .formatted(phi.label()));
  }

  private static PixelPair pool(int window, PixelPair pair) {
    PixelGrid grid = pair.grid();
    int high = grid.height() == 1 ? 1 : window;
    if (grid.height() % high != 0 || grid.width() % window != 0) {
      throw new IllegalArgumentException(
          "a grid must be a multiple of its pooling window, got %s and %d".formatted(grid, window));
    }
    PixelGrid smaller = new PixelGrid(grid.height() / high, grid.width() / window);
    return new PixelPair(
        smaller,
        pool(grid, smaller, pair.nngp()),
        pool(grid, smaller, pair.ntk()),
        pool(grid, smaller, pair.first()),
        pool(grid, smaller, pair.second()));
  }

  private static double[] pool(PixelGrid grid, PixelGrid smaller, double[] covariance) {
    int high = grid.height() / smaller.height();
    int wide = grid.width() / smaller.width();
    int size = grid.size();
    double weight = 1.0 / ((double) high * wide * high * wide);
    double[] sum = new double[smaller.size() * smaller.size()];
    for (int a = 0; a < size; a++) {
      int toA = a / grid.width() / high * smaller.width() + a % grid.width() / wide;
      for (int b = 0; b < size; b++) {
        int toB = b / grid.width() / high * smaller.width() + b % grid.width() / wide;
        sum[toA * smaller.size() + toB] += weight * covariance[a * size + b];
      }
    }
    return sum;
  }

  private static PixelPair readout(Readout layer, PixelPair pair) {
    if (layer.kind() == Readout.Kind.GLOBAL_AVERAGE) {
      PixelGrid one = new PixelGrid(1, 1);
      PixelGrid grid = pair.grid();
      return new PixelPair(
          one,
          pool(grid, one, pair.nngp()),
          pool(grid, one, pair.ntk()),
          pool(grid, one, pair.first()),
          pool(grid, one, pair.second()));
    }
    int size = pair.grid().size();
    return new PixelPair(
        new PixelGrid(1, 1),
        traceMean(pair.nngp(), size),
        traceMean(pair.ntk(), size),
        traceMean(pair.first(), size),
        traceMean(pair.second(), size));
  }

  private static double[] traceMean(double[] covariance, int size) {
    double sum = 0;
    for (int a = 0; a < size; a++) {
      sum += covariance[a * size + a];
    }
    return new double[] {sum / size};
  }
}
