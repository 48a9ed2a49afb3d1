// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.eidograph.base.Figure;
import org.eidograph.theory.moments.Activation;
import org.eidograph.theory.signal.Initialization;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Expected numbers: the recursions run in double precision by a separate Python program. */
class DepthReportTest {
  private static final Activation TANH = ActivationNames.parse("tanh");

  private static DepthReport report(Activation phi, double sigmaW, double sigmaB, int depth) {
    return DepthReport.of(
        new DepthQuestion(phi, new Initialization(sigmaW, sigmaB), 1, 0.5, depth));
  }

  @Test
  void orderedNetworkForgetsWithinItsDepthScale() {
    DepthReport report = report(TANH, 1, 1, 100);

    assertThat(report.phase()).isEqualTo("ordered");
    assertThat(report.q()).isCloseTo(1.4638508911, within(1e-9));
    assertThat(report.chi()).isCloseTo(0.3988790065, within(1e-9));
    assertThat(report.correlationDepth()).isCloseTo(1.0880242640, within(1e-8));
    assertThat(report.trainableDepth()).isEqualTo(6 * report.correlationDepth());
    assertThat(report.tangentLimit().kind()).isEqualTo("constant");
    assertThat(report.tangentLimit().value()).isCloseTo(2.43520174, within(1e-8));
    assertThat(report.path().get(5).depth()).isEqualTo(30);
    assertThat(report.path().get(5).tangent()).isCloseTo(2.43520174, within(1e-7));
    assertThat(report.usefulDepthIsMore()).isFalse();
  }

  @Test
  @Tag("slow")
  void chaoticDiagonalGrowsAndCorrelationsComeToRest() {
    DepthReport report = report(TANH, 2, 0.2, 100);

    assertThat(report.phase()).isEqualTo("chaotic");
    assertThat(report.tangentLimit().value()).isCloseTo(1.3463541552, within(1e-8));
    assertThat(report.path().get(4).tangent()).isCloseTo(4.39162130, within(1e-6));
    assertThat(report.path().get(4).tangentDiagonal()).isCloseTo(127.00121949, within(1e-6));
    assertThat(report.limitCorrelation()).isBetween(0.0, 0.99);
    assertThat(report.gradientDepth()).isCloseTo(1 / Math.log(report.chi()), within(1e-12));
  }

  /** K(x, x')/K(x, x) of ReLU at L = 100 is 0.27789203; its limit λ is 1/4. */
  @Test
  void reluOnItsEdgeHasNoScaleAndAnAverageKernel() {
    DepthReport report = report(Activation.relu(), Math.sqrt(2), 0, 100);

    assertThat(report.phase()).isEqualTo("edge");
    assertThat(report.varianceDepth()).isNull();
    assertThat(report.correlationDepth()).isNull();
    assertThat(report.gradientDepth()).isNull();
    assertThat(report.trainableDepth()).isNull();
    assertThat(report.tangentLimit().value()).isEqualTo(0.25);
    assertThat(report.path().get(6).ratio()).isCloseTo(0.27789203, within(1e-8));
    assertThat(report.path().get(6).correlation()).isCloseTo(0.996490300748, within(1e-11));
    assertThat(report.usefulDepthIsMore()).isTrue();
  }

  /**
   * ReLU without bias: q = σ_w²·v·(σ_w²/2)^(l−1), so 2·0.5^9 at layer 10 for σ_w² = 1 and v = 2.
   */
  @Test
  void vanishingNetworkSaysSo() {
    DepthReport report =
        DepthReport.of(new DepthQuestion(Activation.relu(), new Initialization(1, 0), 2, 0.5, 50));

    assertThat(report.phase()).isEqualTo("vanishing");
    assertThat(report.path().get(4).variance()).isCloseTo(2 * Math.pow(0.5, 9), within(1e-15));
    assertThat(report.notes()).singleElement().asString().contains("take a larger sigma_w");
  }

  /** From 2.86 the variance of SiLU at (0.2, 1.6795) diverges: its q lies at 0.689. */
  @Test
  @Tag("slow")
  void divergingNetworkIsFollowedOnlyWhileItsSeriesLast() {
    DepthReport report = report(ActivationNames.parse("silu"), 1.6795316007, 0.2, 1000);

    assertThat(report.phase()).isEqualTo("diverging");
    assertThat(report.q()).isNull();
    assertThat(report.tangentLimit()).isNull();
    assertThat(report.path()).hasSizeBetween(3, 5);
    assertThat(report.notes()).anyMatch(note -> note.contains("before the last depth asked for"));
  }

  @Test
  void figuresMeetWhereTheRecursionSaysAndShowTheLawOnTheEdge() {
    DepthQuestion question =
        new DepthQuestion(Activation.relu(), new Initialization(Math.sqrt(2), 0), 1, 0.5, 100);
    Figure ratio = DepthFigures.of(question).get(1);

    assertThat(ratio.series()).hasSize(5);
    double[] middle = ratio.series().get(2).y(); // from cosine 0.5
    assertThat(middle[middle.length - 1]).isCloseTo(0.27789203, within(1e-8));
    double[] law = ratio.series().get(4).y();
    // 1/4 + (3/8) ln 100/100
    assertThat(law[law.length - 1]).isCloseTo(0.25 + 0.375 * Math.log(100) / 100, within(1e-12));
    DepthQuestion ordered = new DepthQuestion(TANH, new Initialization(1, 1), 1, 0.5, 20);
    assertThat(DepthFigures.of(ordered).get(1).series()).hasSize(4);
  }

  @Test
  void domainsAreChecked() {
    assertThatThrownBy(() -> report(TANH, 1, 0, 0))
        .hasMessageContaining("depth must be at least 1");
    assertThatThrownBy(() -> report(TANH, 0, 0, 5)).hasMessageContaining("sigmaW must be positive");
    assertThatThrownBy(() -> report(TANH, 1, -1, 5)).hasMessageContaining("got -1.0");
    assertThatThrownBy(() -> new DepthQuestion(TANH, new Initialization(1, 0), 1, 1.5, 5))
        .hasMessageContaining("between -1.0 and 1.0, got 1.5");
    assertThatThrownBy(() -> new DepthQuestion(TANH, new Initialization(1, 0), 0, 0.5, 5))
        .hasMessageContaining("the input variance must be positive");
  }
}
