// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.eidograph.theory.moments.Activation;
import org.eidograph.theory.moments.Smooth;
import org.eidograph.theory.signal.SignalPhase;
import org.junit.jupiter.api.Test;

class NtkDepthReportTest {
  @Test
  void everyPhaseHasItsLimit() {
    assertThat(report(8, new NtkTrajectory(Smooth.TANH, 1, 1)).limit())
        .isInstanceOf(NtkLimit.Constant.class);
    assertThat(report(8, new NtkTrajectory(Activation.relu(), Math.sqrt(2), 0)).limit())
        .isInstanceOf(NtkLimit.Average.class);
    assertThat(report(8, new NtkTrajectory(Smooth.TANH, 2, 0.2)).limit())
        .isInstanceOf(NtkLimit.Diverging.class);
    NtkDepthReport exploding = report(8, new NtkTrajectory(Activation.relu(), 1.6, 0));
    assertThat(exploding.phase().phase()).isEqualTo(SignalPhase.Phase.DIVERGING);
    assertThat(exploding.limit()).isNull();
  }

  @Test
  void edgeStaysUsefulFarBeyondTheOrderedPhase() {
    int ordered = report(60, new NtkTrajectory(Activation.relu(), 1.2, 0.2)).usefulDepth();
    int edge = report(60, new NtkTrajectory(Activation.relu(), Math.sqrt(2), 0)).usefulDepth();

    // γ falls like χ^L, χ = 0.72, and a kernel with a corner sees √γ: 1e-3 at 42 layers.
    assertThat(ordered).isBetween(38, 48);
    assertThat(edge).isEqualTo(60);
  }

  @Test
  void depthsStandInTheReportUpToTheLargest() {
    assertThat(report(60, new NtkTrajectory(Activation.relu(), 1, 0)).points())
        .extracting(NtkTrajectory.Point::depth)
        .containsExactly(1, 2, 3, 5, 10, 30);
  }

  @Test
  void reportEndsWhereKernelsWouldOverflow() {
    NtkDepthReport report =
        NtkDepthReport.of(new NtkTrajectory(Activation.relu(), 2, 0), 0.5, 3_000);

    // q doubles per layer: 2^1024 is the end of double precision.
    assertThat(report.points().get(report.points().size() - 1).depth()).isEqualTo(300);
    assertThatThrownBy(() -> new NtkTrajectory(Activation.relu(), 2, 0).at(1, 0.5, 10, 2_000))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("overflow before depth 2000");
  }

  private static NtkDepthReport report(int depth, NtkTrajectory network) {
    return NtkDepthReport.of(network, 0.5, depth);
  }
}
