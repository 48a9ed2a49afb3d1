// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.eidograph.theory.scaling.DepthRule;
import org.eidograph.theory.scaling.OptimizerKind;
import org.eidograph.theory.scaling.TensorRule;

/**
 * Residual blocks {@code h ← h + s·B·ReLU(A·rms(h))} between an input matrix and a readout of
 * {@code rms(h)/√n}, with a hand-written backward pass.
 */
public final class SimulatedResidualNet {
  private final SimulatedTensor input;
  private final SimulatedTensor readout;
  private final List<SimulatedTensor> up = new ArrayList<>();
  private final List<SimulatedTensor> down = new ArrayList<>();
  private final double branch;
  private final int width;

  private final List<double[][]> streams = new ArrayList<>(); // h before each block, and the last
  private final List<double[][]> normed = new ArrayList<>();
  private final List<double[][]> inner = new ArrayList<>(); // after ReLU

  /** A network whose depth is scaled from two blocks. */
  public SimulatedResidualNet(Shape shape, DepthRule depth, Start start, RandomGenerator random) {
    double growth = shape.blocks() / 2.0;
    OptimizerKind kind = start.kind();
    TensorRule outside = new TensorRule(1, 1, start.rate(), start.epsilon(), 0, 1);
    TensorRule inside =
        outside
            .withLearningRate(start.rate() * depth.rateFactor(growth, kind))
            .withEpsilon(start.epsilon() * depth.epsilonFactor(growth));
    this.width = shape.width();
    this.branch = depth.branchMultiplier(growth);
    this.input = drawn(width, shape.inputs(), outside, kind, random);
    for (int block = 0; block < shape.blocks(); block++) {
      up.add(drawn(2 * width, width, inside, kind, random));
      down.add(drawn(width, 2 * width, inside, kind, random));
    }
    TensorRule last = outside.withInitStd(start.readoutStd());
    this.readout = new SimulatedTensor(shape.outputs(), width, last, kind).draw(random);
  }

  /** Lengths. */
  public record Shape(int inputs, int width, int outputs, int blocks) {}

  /** How training starts; a readout of deviation 0 is one that starts at zero. */
  public record Start(OptimizerKind kind, double rate, double epsilon, double readoutStd) {}

  private static SimulatedTensor drawn(
      int out, int in, TensorRule rule, OptimizerKind kind, RandomGenerator random) {
    TensorRule own = rule.withInitStd(1 / Math.sqrt(in));
    return new SimulatedTensor(out, in, own, kind).draw(random);
  }

  /** The last hidden state, and the outputs behind it. */
  public double[][][] forward(double[][] batch) {
    streams.clear();
    normed.clear();
    inner.clear();
    double[][] h = times(input, batch);
    for (int block = 0; block < up.size(); block++) {
      streams.add(h);
      normed.add(rms(h));
      inner.add(relu(times(up.get(block), normed.get(block))));
      double[][] change = times(down.get(block), inner.get(block));
      h = plus(h, branch, change);
    }
    streams.add(h);
    normed.add(rms(h));
    double[][] outputs = times(readout, normed.get(up.size()));
    scale(outputs, 1 / Math.sqrt(width));
    return new double[][][] {h, outputs};
  }

  /** Fills the gradients after a {@link #forward}. */
  public void backward(double[][] batch, double[][] outputGradient) {
    tensors().forEach(SimulatedTensor::clearGradient);
    double[][] scaled = plus(zerosLike(outputGradient), 1 / Math.sqrt(width), outputGradient);
    int last = up.size();
    accumulate(readout, scaled, normed.get(last));
    double[][] delta =
        throughRms(transposedTimes(readout, scaled), streams.get(last), normed.get(last));
    for (int block = last - 1; block >= 0; block--) {
      double[][] out = plus(zerosLike(delta), branch, delta);
      accumulate(down.get(block), out, inner.get(block));
      double[][] middle = transposedTimes(down.get(block), out);
      maskWhereZero(middle, inner.get(block));
      accumulate(up.get(block), middle, normed.get(block));
      double[][] back = transposedTimes(up.get(block), middle);
      delta = plus(delta, 1, throughRms(back, streams.get(block), normed.get(block)));
    }
    accumulate(input, delta, batch);
  }

  public void step(double beta2) {
    tensors().forEach(tensor -> tensor.step(0, beta2, 1));
  }

  /** Root mean square of the gradient of the input matrix. */
  public double inputGradient() {
    return Math.sqrt(input.squaredGradientNorm() / input.gradient.length);
  }

  /** Root mean square of the gradients inside the blocks. */
  public double blockGradient() {
    double sum = 0;
    int count = 0;
    for (SimulatedTensor tensor : up) {
      sum += tensor.squaredGradientNorm();
      count += tensor.gradient.length;
    }
    return Math.sqrt(sum / count);
  }

  private List<SimulatedTensor> tensors() {
    List<SimulatedTensor> all = new ArrayList<>(List.of(input, readout));
    all.addAll(up);
    all.addAll(down);
    return all;
  }

  private static double[][] times(SimulatedTensor weight, double[][] batch) {
    double[][] result = new double[batch.length][weight.out];
    for (int sample = 0; sample < batch.length; sample++) {
      for (int o = 0; o < weight.out; o++) {
        double sum = 0;
        for (int i = 0; i < weight.in; i++) {
          sum += weight.values[o * weight.in + i] * batch[sample][i];
        }
        result[sample][o] = sum;
      }
    }
    return result;
  }

  private static double[][] transposedTimes(SimulatedTensor weight, double[][] delta) {
    double[][] result = new double[delta.length][weight.in];
    for (int sample = 0; sample < delta.length; sample++) {
      for (int o = 0; o < weight.out; o++) {
        for (int i = 0; i < weight.in; i++) {
          result[sample][i] += delta[sample][o] * weight.values[o * weight.in + i];
        }
      }
    }
    return result;
  }

  private static void accumulate(SimulatedTensor weight, double[][] delta, double[][] inputs) {
    for (int sample = 0; sample < delta.length; sample++) {
      for (int o = 0; o < weight.out; o++) {
        for (int i = 0; i < weight.in; i++) {
          weight.gradient[o * weight.in + i] += delta[sample][o] * inputs[sample][i];
        }
      }
    }
  }

  private static double[][] rms(double[][] h) {
    double[][] result = new double[h.length][h[0].length];
    for (int sample = 0; sample < h.length; sample++) {
      double factor = 1 / rootMeanSquare(h[sample]);
      for (int i = 0; i < h[sample].length; i++) {
        result[sample][i] = factor * h[sample][i];
      }
    }
    return result;
  }

  /** With y = x/r, {@code ∂x = (∂y - y·mean(y·∂y))/r}. */
  private static double[][] throughRms(double[][] gradient, double[][] x, double[][] y) {
    double[][] result = new double[x.length][x[0].length];
    for (int sample = 0; sample < x.length; sample++) {
      double mean = 0;
      for (int i = 0; i < x[sample].length; i++) {
        mean += y[sample][i] * gradient[sample][i] / x[sample].length;
      }
      double factor = 1 / rootMeanSquare(x[sample]);
      for (int i = 0; i < x[sample].length; i++) {
        result[sample][i] = factor * (gradient[sample][i] - y[sample][i] * mean);
      }
    }
    return result;
  }

  private static double rootMeanSquare(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value * value;
    }
    return Math.sqrt(sum / values.length + 1e-12);
  }

  private static double[][] relu(double[][] sums) {
    for (double[] row : sums) {
      for (int i = 0; i < row.length; i++) {
        row[i] = Math.max(0, row[i]);
      }
    }
    return sums;
  }

  private static void maskWhereZero(double[][] gradient, double[][] activations) {
    for (int sample = 0; sample < gradient.length; sample++) {
      for (int i = 0; i < gradient[sample].length; i++) {
        if (activations[sample][i] <= 0) {
          gradient[sample][i] = 0;
        }
      }
    }
  }

  private static double[][] zerosLike(double[][] values) {
    return new double[values.length][values[0].length];
  }

  private static double[][] plus(double[][] left, double factor, double[][] right) {
    double[][] result = new double[left.length][];
    for (int sample = 0; sample < left.length; sample++) {
      result[sample] = left[sample].clone();
      for (int i = 0; i < result[sample].length; i++) {
        result[sample][i] += factor * right[sample][i];
      }
    }
    return result;
  }

  private static void scale(double[][] values, double factor) {
    for (double[] row : values) {
      for (int i = 0; i < row.length; i++) {
        row[i] *= factor;
      }
    }
  }
}
