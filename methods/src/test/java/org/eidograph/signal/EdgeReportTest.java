// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.eidograph.theory.moments.Activation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The values themselves are tested beside the theory, see EdgeOfChaosTest there. */
class EdgeReportTest {
  /** The table of the edge, computed with 30 digits by mpmath (interop/theory/make_edge.py). */
  @ParameterizedTest
  @CsvSource({
    "tanh,0.05,1.1225390048,0.1536919358,0.782196,39.282035",
    "tanh,0.2,1.3041458401,0.5120785042,0.542564,7.083738",
    "tanh,1.0,1.8555891011,3.0363963946,0.186371,0.889737",
    "erf,0.2,1.1527954135,0.4657629358,0.517725,6.598867",
    "elu,0.5,1.3061116729,4.8866265208,0.881292,2.783535",
    "silu,0.2,1.6795316007,0.6894525029,1.098728,6.359143",
    "gelu,0.5,1.3998682164,6.4341024867,0.985872,1.330334"
  })
  void reportHoldsTheTable(
      String name, double sigmaB, double sigmaW, double q, double slope, double beta) {
    EdgeReport report = EdgeReport.of(ActivationNames.parse(name), sigmaB);

    assertThat(report.status()).isEqualTo("unique");
    assertThat(report.sigmaW()).isCloseTo(sigmaW, within(1e-7)); // digits of the table
    assertThat(report.q()).isCloseTo(q, within(1e-7));
    assertThat(report.fPrime()).isCloseTo(slope, within(1e-5));
    assertThat(report.beta()).isCloseTo(beta, within(1e-5));
    assertThat(report.stable()).isEqualTo(slope < 1);
    assertThat(report.curvature() * report.beta()).isCloseTo(2, within(1e-12)); // f''(1) = 2/β
  }

  /** F(q) = q and f(0) = 1/π for ReLU; the spread of inputs falls as 9π²/2 over l². */
  @Test
  void reluKeepsAnyVarianceAndHasNoBeta() {
    EdgeReport report = EdgeReport.of(Activation.relu(), 0);

    assertThat(report.status()).isEqualTo("any");
    assertThat(report.sigmaW()).isCloseTo(Math.sqrt(2), within(1e-15));
    assertThat(report.correlationAtZero()).isCloseTo(1 / Math.PI, within(1e-13));
    assertThat(report.lossConstant()).isCloseTo(4.5 * Math.PI * Math.PI, within(1e-12));
    assertThat(report.q()).isNull();
    assertThat(report.beta()).isNull();
    assertThat(report.stable()).isNull();
  }

  @Test
  void noEdgeLeavesNothingButTheReason() {
    EdgeReport softplus = EdgeReport.of(ActivationNames.parse("softplus"), 0.2);
    EdgeReport biased = EdgeReport.of(Activation.relu(), 0.1);

    assertThat(softplus.status()).isEqualTo("none");
    assertThat(softplus.sigmaW()).isNull();
    assertThat(softplus.notes()).singleElement().asString().contains("take another activation");
    assertThat(biased.notes()).singleElement().asString().contains("take sigmaB 0");
  }

  /** SiLU below its edge ends at q = 0.1940379623 with χ_1 = 0.8202784053, by iteration of F. */
  @Test
  void unstableVarianceSaysWhereItGoes() {
    EdgeReport report = EdgeReport.of(ActivationNames.parse("silu"), 0.2);

    assertThat(report.stable()).isFalse();
    assertThat(report.varianceDepth()).isNull();
    assertThat(report.notes())
        .singleElement()
        .asString()
        .contains("to 0.1940 (chi_1 = 0.8203), from 1 % above to no limit");
    // ln(1/0.01)/ln F'
    assertThat(report.safeDepth())
        .isCloseTo(Math.log(100) / Math.log(report.fPrime()), within(1e-9));
  }

  /** Both ways to the same point of one curve. */
  @Test
  void varianceLeadsToTheSamePointAsItsBias() {
    EdgeReport byBias = EdgeReport.of(ActivationNames.parse("tanh"), 0.3);

    EdgeReport byVariance = EdgeReport.ofVariance(ActivationNames.parse("tanh"), byBias.q());

    assertThat(byVariance.sigmaB()).isCloseTo(0.3, within(1e-12)); // q carries 1e-15, σ_b² 1e-14
    assertThat(byVariance.sigmaW()).isCloseTo(byBias.sigmaW(), within(1e-13));
  }

  @Test
  void sigmoidIsFoundButImpractical() {
    EdgeReport report = EdgeReport.of(ActivationNames.parse("sigmoid"), 0.2);

    assertThat(report.practical()).isFalse();
    assertThat(report.sigmaW()).isGreaterThan(10.1);
    assertThat(report.notes()).anyMatch(note -> note.contains("too large to use"));
  }
}
