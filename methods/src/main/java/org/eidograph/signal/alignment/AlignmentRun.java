// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.alignment;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import org.eidograph.signal.finite.FiniteMlp;
import org.eidograph.signal.finite.LabelledImages;
import org.eidograph.theory.moments.Activation;
import org.eidograph.theory.moments.Domain;
import org.eidograph.theory.signal.EdgeOfChaos;
import org.eidograph.theory.signal.EdgePoint;
import org.eidograph.torch.NoGrad;
import org.eidograph.torch.RandomSource;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;

/**
 * Trains a plain network that starts on the edge of chaos and reads each layer's alignment with the
 * labels of held-out inputs on the way.
 *
 * <p>Standard parametrisation, cross-entropy, stochastic gradient descent with momentum 0.9 on
 * batches drawn with replacement; the last layer has an output per class. In training alignment
 * rises with the layer, peaks at a hidden one and falls again (Lou, Mingard, Nam, Hayou, Feature
 * Learning and Signal Propagation in Deep Neural Networks, 2021).
 *
 * @param settings what was run
 * @param sigmaW σ_w of the start
 * @param equilibrium where theory expects the peak
 * @param marks readings before training and after doubling numbers of steps
 * @param accuracy share of the held-out inputs whose class is found in the end
 */
public record AlignmentRun(
    Settings settings, double sigmaW, Equilibrium equilibrium, List<Mark> marks, double accuracy) {
  private static final double MOMENTUM = 0.9;

  /**
   * What to run.
   *
   * @param phi φ
   * @param sigmaB σ_b; σ_w follows from the edge of chaos
   * @param width n of the hidden layers
   * @param depth L, at least 3
   * @param steps of training
   * @param batch inputs of a step
   * @param learningRate η, at least 0
   * @param seed of weights and batches
   */
  public record Settings(
      Activation phi,
      double sigmaB,
      int width,
      int depth,
      int steps,
      int batch,
      double learningRate,
      long seed) {
    public Settings {
      Domain.nonNegative("sigmaB", sigmaB);
      Domain.atLeast("width", width, 1);
      Domain.atLeast("depth", depth, 3);
      Domain.atLeast("steps", steps, 0);
      Domain.atLeast("batch", batch, 1);
      Domain.nonNegative("the learning rate", learningRate);
    }
  }

  /**
   * Readings at one time.
   *
   * @param step steps taken
   * @param loss cross-entropy on the held-out inputs
   * @param layers one reading per layer
   */
  public record Mark(int step, double loss, List<LayerReading> layers) {
    public Mark {
      layers = List.copyOf(layers);
    }

    /** The layer with the largest alignment, counted from 1. */
    public int peak() {
      return LayerReading.peak(layers);
    }
  }

  public AlignmentRun {
    marks = List.copyOf(marks);
  }

  /** Readings after training. */
  public Mark last() {
    return marks.get(marks.size() - 1);
  }

  /**
   * Trains and reads.
   *
   * @param train inputs of equal norm
   * @param probe held-out inputs of equal norm, with at least two classes
   * @param progress told the steps taken after each; may end the run by throwing
   */
  public static AlignmentRun of(
      LabelledImages train, LabelledImages probe, Settings settings, IntConsumer progress) {
    EdgePoint edge = EdgeOfChaos.point(settings.phi(), settings.sigmaB());
    int classes = Math.max(train.classes(), probe.classes());
    FiniteMlp.Shape shape =
        new FiniteMlp.Shape(train.dimension(), settings.width(), settings.depth(), classes);
    try (RandomSource weights = RandomSource.of(settings.seed(), "weights");
        RandomSource order = RandomSource.of(settings.seed(), "batches");
        FiniteMlp network =
            FiniteMlp.random(shape, settings.phi(), edge.init(), FiniteMlp.Form.STANDARD, weights);
        MomentumDescent descent =
            new MomentumDescent(network, train, settings.learningRate(), MOMENTUM)) {
      List<Mark> marks = new ArrayList<>(List.of(mark(0, network, probe)));
      for (int step = 1; step <= settings.steps(); step++) {
        descent.step(settings.batch(), order);
        if (marked(step, settings.steps())) {
          marks.add(mark(step, network, probe));
        }
        progress.accept(step);
      }
      return new AlignmentRun(
          settings,
          edge.init().sigmaW(),
          Equilibrium.of(edge, probe, settings.depth()),
          marks,
          accuracy(network, probe));
    }
  }

  /** The last step, and the last halved again and again down to a sixteenth. */
  private static boolean marked(int step, int steps) {
    for (int part = 1; part <= 16; part *= 2) {
      if (step == steps / part) {
        return true;
      }
    }
    return false;
  }

  private static Mark mark(int step, FiniteMlp network, LabelledImages probe) {
    try (Scope scope = Scope.open()) {
      double loss = MomentumDescent.loss(network, probe.tensor(), probe.labels()).item();
      return new Mark(step, loss, LayerReading.of(network, probe));
    }
  }

  private static double accuracy(FiniteMlp network, LabelledImages probe) {
    try (Scope scope = Scope.open();
        NoGrad off = NoGrad.on()) {
      Tensor best = network.forward(probe.tensor()).topK(1).indices();
      long[] classes = best.toLongs();
      int correct = 0;
      for (int i = 0; i < classes.length; i++) {
        correct += classes[i] == probe.labels()[i] ? 1 : 0;
      }
      return (double) correct / classes.length;
    }
  }
}
