// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.eidograph.base.Figure;
import org.eidograph.base.UsageException;
import org.eidograph.signal.limit.JacobianReport.Correlated;
import org.eidograph.signal.limit.JacobianReport.Drawing;
import org.eidograph.signal.limit.JacobianReport.Product;
import org.eidograph.signal.limit.JacobianReport.Pruning;
import org.eidograph.signal.limit.JacobianReport.Question;
import org.eidograph.theory.moments.Activation;
import org.eidograph.theory.moments.Smooth;
import org.junit.jupiter.api.Test;

class JacobianReportTest {
  private static final Drawing FEW = new Drawing(40, 8, 1);

  /** Two layers, two sparsities of a layer of 1000 inputs, two strengths; drawn once. */
  private static final JacobianReport RELU =
      JacobianReport.of(
          new Question(
              Activation.relu(),
              1,
              false,
              List.of(2),
              List.of(0.5, 0.999),
              1000,
              List.of(0.5, 9.0)),
          FEW);

  @Test
  void reluHasItsLimitsAndDrawnProductsScatterAroundThem() {
    Product product = RELU.products().get(0);

    assertThat(product.limitNorm()).isEqualTo(3.3302, within(1e-4));
    assertThat(product.limitMoment()).isEqualTo(5, within(1e-12));
    // Width 40 lowers the edge by about (2/40)^(2/3) = 14 %, and biases the moment by 1/20.
    assertThat(product.norm().value() / product.limitNorm()).isBetween(0.8, 1.1);
    assertThat(product.moment().value()).isEqualTo(5, within(4 * product.moment().error() + 0.5));
    assertThat(product.logDeviation()).isEqualTo(0.5);
  }

  @Test
  void onlyReluAndLinearNetworksHaveAClosedNorm() {
    assertThat(products(Activation.identity(), false).products().get(0).limitNorm())
        .isEqualTo(2.5980762, within(1e-7));
    assertThat(products(Smooth.TANH, false).products().get(0).limitNorm()).isNull();
    assertThat(products(Activation.relu(), true).products().get(0).limitNorm()).isNull();
    assertThat(products(Activation.relu(), true).products().get(0).limitMoment())
        .isEqualTo(3, within(1e-12));
  }

  @Test
  void prunedLayersHaveTheFactorsOfTheirMasks() {
    Pruning half = RELU.pruning().get(0);

    assertThat(half.randomFactor()).isEqualTo(1.414214, within(1e-6));
    assertThat(half.magnitudeFactor()).isEqualTo(1.037692, within(1e-6));
    assertThat(half.magnitudeShare()).isEqualTo(0.92867408, within(1e-8));
    assertThat(half.denseEnough()).isTrue();
    // A square Gaussian matrix of 40 units: 2 less its fluctuation of order 40^(−2/3).
    assertThat(half.norm().value()).isEqualTo(2, within(0.25));
  }

  @Test
  void sparseLayersAreWarnedAbout() {
    assertThat(RELU.pruning().get(1).denseEnough()).isFalse();
    assertThat(RELU.notes().get(0)).startsWith("sparsity 0.999 leaves 1.0 of 1000 inputs");
    assertThat(RELU.safeSparsity()).isEqualTo(1 - 4 * Math.log(1000) / 1000, within(1e-15));
  }

  @Test
  void commonComponentsMakeAnOutlierAboveStrengthOne() {
    List<Correlated> lines = RELU.correlated();

    assertThat(lines.get(0).limitNorm()).isEqualTo(2);
    assertThat(lines.get(1).limitNorm()).isEqualTo(10 / 3.0, within(1e-12));
    // Four standard errors, and a bias of order 1/√n from the other weights' smaller variance.
    assertThat(lines.get(1).norm().value())
        .isEqualTo(10 / 3.0, within(4 * lines.get(1).norm().error() + 0.2));
  }

  @Test
  void figuresShowNormsMomentsAndFactors() {
    assertThat(JacobianFigures.of(RELU))
        .extracting(Figure::id)
        .containsExactly("jacobian-norm", "jacobian-moment", "jacobian-rescale");
    assertThat(JacobianFigures.of(products(Smooth.TANH, false)).get(0).series())
        .extracting(Figure.Series::name)
        .containsExactly("drawn");
  }

  @Test
  void refusesWhatWouldTakeTooLongOrDoesNotExist() {
    Question deep =
        new Question(Activation.relu(), 1, false, List.of(100), List.of(), 1000, List.of());
    assertThatThrownBy(() -> JacobianReport.of(deep, new Drawing(2000, 5, 1)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("lower --width, --draws or the depths");
    assertThatThrownBy(() -> new Drawing(40, 1, 1))
        .hasMessage("the number of draws must be at least 2, got 1");
    Question all =
        new Question(Activation.relu(), 1, false, List.of(), List.of(1.0), 1000, List.of());
    assertThatThrownBy(() -> JacobianReport.of(all, FEW))
        .hasMessage("a sparsity must be at least 0 and below 1, got 1.0");
  }

  private static JacobianReport products(Activation phi, boolean orthogonal) {
    return JacobianReport.of(
        new Question(phi, 1, orthogonal, List.of(2), List.of(), 1000, List.of()),
        new Drawing(10, 2, 1));
  }
}
