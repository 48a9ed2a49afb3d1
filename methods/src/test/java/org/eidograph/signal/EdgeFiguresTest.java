// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.eidograph.base.Figure;
import org.eidograph.base.Figure.Series;
import org.eidograph.theory.moments.Activation;
import org.junit.jupiter.api.Test;

class EdgeFiguresTest {
  /** SiLU's variance is stable from σ_b = 0.745079 on (root of F'(q) = 1). */
  @Test
  void edgeIsDrawnInItsStableAndItsUnstablePart() {
    Activation silu = ActivationNames.parse("silu");
    Figure edge = EdgeFigures.of(silu, EdgeReport.of(silu, 0.2)).get(0);

    assertThat(edge.series()).hasSize(3);
    Series stable = edge.series().get(0);
    Series unstable = edge.series().get(1);
    for (int i = 0; i < stable.x().length; i++) {
      boolean drawnAsStable = !Double.isNaN(stable.y()[i]);
      assertThat(drawnAsStable).isEqualTo(stable.x()[i] > 0.745079);
      assertThat(Double.isNaN(unstable.y()[i])).isEqualTo(drawnAsStable);
    }
    assertThat(edge.series().get(2).y()[0]).isCloseTo(1.6795316007, within(1e-7));
  }

  @Test
  void besideTheEdgeTheDifferenceFallsExponentiallyOrStays() {
    Activation tanh = ActivationNames.parse("tanh");
    List<Figure> figures = EdgeFigures.of(tanh, EdgeReport.of(tanh, 0.2));
    List<Series> loss = figures.get(2).series();

    assertThat(loss).extracting(Series::name).containsExactly("edge", "σ_w -10 %", "σ_w +10 %");
    double[] edge = loss.get(0).y();
    // β/l = 7.0837/1000 with a correction of order ln l/l: a tenth
    assertThat(edge[999]).isBetween(0.9 * 7.0837e-3, 1.1 * 7.0837e-3);
    assertThat(loss.get(1).y()[999]).isNaN(); // below 1e-6, not drawn
    assertThat(loss.get(2).y()[999]).isGreaterThan(0.05); // c* < 1
  }

  @Test
  void reluHasNoCurveButAMap() {
    List<Figure> figures = EdgeFigures.of(Activation.relu(), EdgeReport.of(Activation.relu(), 0));

    assertThat(figures)
        .extracting(Figure::id)
        .containsExactly("correlation-map", "difference-over-depth");
    Series map = figures.get(0).series().get(0);
    assertThat(map.x()[40]).isZero();
    assertThat(map.y()[40]).isCloseTo(1 / Math.PI, within(1e-15)); // f(0)
  }

  @Test
  void noEdgeNoFigure() {
    Activation softplus = ActivationNames.parse("softplus");

    assertThat(EdgeFigures.of(softplus, EdgeReport.of(softplus, 0.2))).isEmpty();
  }
}
