// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.limit;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongToDoubleFunction;
import java.util.stream.LongStream;
import org.eidograph.signal.limit.JacobianReport.Correlated;
import org.eidograph.signal.limit.JacobianReport.Drawing;
import org.eidograph.signal.limit.JacobianReport.Product;
import org.eidograph.signal.limit.JacobianReport.Pruning;
import org.eidograph.signal.limit.JacobianReport.Question;
import org.eidograph.theory.moments.Activation;
import org.eidograph.theory.moments.Estimate;
import org.eidograph.theory.moments.PiecewiseLinear;
import org.eidograph.theory.signal.JacobianSimulation;
import org.eidograph.theory.signal.JacobianSimulation.Average;
import org.eidograph.theory.signal.JacobianSimulation.Drawn;
import org.eidograph.theory.signal.JacobianSpectrum;
import org.eidograph.theory.signal.PrunedCriticality;
import org.jspecify.annotations.Nullable;

/** Draws the matrices of a {@link JacobianReport} and sets the closed forms beside them. */
final class JacobianMeasurement {
  private final Question question;
  private final Drawing drawing;

  JacobianMeasurement(Question question, Drawing drawing) {
    this.question = question;
    this.drawing = drawing;
  }

  JacobianReport report() {
    List<Pruning> pruning = question.sparsities().stream().map(this::pruning).toList();
    return new JacobianReport(
        question.activation().label(),
        question.orthogonal() ? "orthogonal" : "gaussian",
        question.layers().stream().map(this::product).toList(),
        pruning,
        question.fanIn(),
        PrunedCriticality.safeSparsity(question.fanIn()),
        question.strengths().stream().map(this::correlated).toList(),
        notes(pruning));
  }

  private Product product(int layers) {
    Activation phi = question.activation();
    double q = question.variance();
    Average drawn =
        JacobianSimulation.average(drawing.draws(), drawing.seed(), seed -> draw(layers, seed));
    return new Product(
        layers,
        question.orthogonal() ? null : limitNorm(phi, layers),
        drawn.relativeNorm(),
        question.orthogonal()
            ? JacobianSpectrum.orthogonalSecondMomentRatio(phi, q, layers)
            : JacobianSpectrum.secondMomentRatio(phi, q, layers),
        drawn.secondMomentRatio(),
        isRelu(phi) && !question.orthogonal()
            ? JacobianSpectrum.reluLogNormDeviation(layers, drawing.width())
            : null);
  }

  private Drawn draw(int layers, long seed) {
    return question.orthogonal()
        ? JacobianSimulation.orthogonal(
            question.activation(), question.variance(), drawing.width(), layers, seed)
        : JacobianSimulation.activated(
            question.activation(), question.variance(), drawing.width(), layers, seed);
  }

  private static @Nullable Double limitNorm(Activation phi, int layers) {
    if (isRelu(phi)) {
      return JacobianSpectrum.maskedNorm(layers, 0.5, 2);
    }
    return phi.equals(Activation.identity()) ? JacobianSpectrum.linearNorm(layers) : null;
  }

  private static boolean isRelu(Activation phi) {
    return phi.equals(new PiecewiseLinear(0, 1));
  }

  private Pruning pruning(double sparsity) {
    double random = PrunedCriticality.randomSecondMoment(sparsity);
    double magnitude = PrunedCriticality.magnitudeSecondMoment(sparsity);
    return new Pruning(
        sparsity,
        PrunedCriticality.rescale(random),
        magnitude,
        PrunedCriticality.rescale(magnitude),
        PrunedCriticality.connectivity(question.fanIn(), sparsity),
        PrunedCriticality.denseEnough(question.fanIn(), sparsity),
        mean(seed -> JacobianSimulation.sparseNorm(drawing.width(), random, seed)));
  }

  private Correlated correlated(double strength) {
    double rho = strength / drawing.width();
    return new Correlated(
        strength,
        rho,
        PrunedCriticality.correlatedNorm(drawing.width(), rho),
        mean(seed -> JacobianSimulation.correlatedNorm(drawing.width(), rho, seed)));
  }

  private Estimate mean(LongToDoubleFunction norm) {
    double[] norms =
        LongStream.range(drawing.seed(), drawing.seed() + drawing.draws())
            .mapToDouble(norm)
            .toArray();
    return Estimate.ofSamples(norms);
  }

  private List<String> notes(List<Pruning> pruning) {
    List<String> notes = new ArrayList<>();
    for (Pruning line : pruning) {
      if (!line.denseEnough()) {
        notes.add(
            "sparsity %s leaves %.1f of %d inputs a unit, fewer than 4·ln n = %.1f: the norm leaves its bulk; prune at most to %.4f"
                .formatted(
                    line.sparsity(),
                    question.fanIn() * (1 - line.sparsity()),
                    question.fanIn(),
                    4 * Math.log(question.fanIn()),
                    PrunedCriticality.safeSparsity(question.fanIn())));
      }
    }
    notes.add(
        "the factor (1 - s)^(-1/2) is for masks that ignore the weights; after pruning by magnitude it is too large, for other scores take the kept share of the squared norm of each layer");
    return notes;
  }
}
