// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.eidograph.base.Figure;
import org.eidograph.theory.moments.Activation;
import org.junit.jupiter.api.Test;

class ActivationRankingTest {
  private static final List<Activation> SOME =
      List.of("relu", "tanh", "silu", "softplus", "sigmoid").stream()
          .map(ActivationNames::parse)
          .toList();

  private final ActivationRanking ranking = ActivationRanking.of(SOME, 0.2, 100);

  @Test
  void smoothOnesLoseLeastAndWhatCannotBeUsedComesLast() {
    assertThat(ranking.activations())
        .extracting(ActivationRanking.Line::activation)
        .containsExactly("tanh", "relu", "silu", "sigmoid", "softplus");
    assertThat(ranking.activations())
        .extracting(ActivationRanking.Line::verdict)
        .containsExactly("suitable", "suitable", "variance_unstable", "impractical", "no_edge");
  }

  /** ReLU from c = 0.5 is at 0.996490300748 in layer 100, by iteration of its arc-cosine map. */
  @Test
  void remainderIsThatOfTheIteratedMap() {
    ActivationRanking.Line relu = ranking.activations().get(1);

    assertThat(relu.remaining()).isCloseTo(1 - 0.996490300748, within(1e-11)); // its digits
    assertThat(relu.sigmaB()).isZero();
    assertThat(relu.q()).isNull();
    assertThat(relu.reason()).contains("44.41/l^2");
  }

  @Test
  void figureDrawsThoseThatHaveAnEdge() {
    Figure figure = EdgeFigures.ranking(SOME, 0.2, 100);

    assertThat(figure.series())
        .extracting(Figure.Series::name)
        .containsExactly("tanh", "relu", "silu", "sigmoid");
    assertThat(figure.series().get(1).y()[99]).isEqualTo(ranking.activations().get(1).remaining());
  }
}
