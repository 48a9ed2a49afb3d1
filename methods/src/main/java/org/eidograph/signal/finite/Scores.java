// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.finite;

import java.util.Arrays;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.train.engine.Workers;

/** Counts how well predictions f(x) = K(x, X)·w fit the labels, block by block. */
final class Scores {
  private final LabelledImages test;
  private final int classes;
  private int correct;
  private double squares;

  Scores(LabelledImages test, int classes) {
    this.test = test;
    this.classes = classes;
  }

  /** Predicts all test inputs. */
  void add(ExactRegression.Settings settings, Tensor x, Tensor weights, Workers workers) {
    Tensor rows = test.normalized().tensor();
    double[][] predictions = new double[test.count()][];
    GramBlocks.between(settings.network(), rows, x)
        .compute(
            ExactRegression.wanted(settings.kernel()),
            workers,
            block -> {
              try (Scope scope = Scope.open()) {
                Tensor kernel = ExactRegression.tensor(block, settings.kernel());
                double[] given = kernel.matmul(weights).toDoubles();
                for (int i = 0; i < block.count(); i++) {
                  predictions[block.first() + i] =
                      Arrays.copyOfRange(given, i * classes, (i + 1) * classes);
                }
              }
            });
    for (int i = 0; i < predictions.length; i++) {
      count(predictions[i], test.labels()[i]); // in order, so that threads do not change a bit
    }
  }

  private void count(double[] prediction, int label) {
    int best = 0;
    for (int c = 0; c < classes; c++) {
      best = prediction[c] > prediction[best] ? c : best;
      double wanted = (c == label ? 1 : 0) - 1.0 / classes;
      squares += (prediction[c] - wanted) * (prediction[c] - wanted);
    }
    correct += best == label ? 1 : 0;
  }

  int correct() {
    return correct;
  }

  double squares() {
    return squares;
  }
}
