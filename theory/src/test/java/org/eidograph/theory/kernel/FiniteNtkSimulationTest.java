// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.eidograph.theory.kernel.FiniteNtkSimulation.Result;
import org.eidograph.theory.kernel.FiniteNtkSimulation.Settings;
import org.eidograph.theory.moments.Activation;
import org.eidograph.theory.moments.Smooth;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class FiniteNtkSimulationTest {
  private static final NtkTrajectory RELU = new NtkTrajectory(Activation.relu(), Math.sqrt(2), 0);

  @Test
  void narrowNetworksScatterAroundTheLimit() {
    Result result = FiniteNtkSimulation.run(RELU, new Settings(64, 3, 0.5, 200, 1));

    // Four standard errors; the mean itself differs by order 1/width, 2.7/64.
    assertThat(Math.abs(result.ntk().value() - 2.7029591222))
        .isLessThan(4 * result.ntk().error() + 0.05);
    assertThat(Math.abs(result.ntkDiagonal().value() - 6))
        .isLessThan(4 * result.ntkDiagonal().error() + 0.1);
  }

  @Test
  void biasesAndSmoothActivationsFollowTheSameRecursion() {
    NtkTrajectory tanh = new NtkTrajectory(Smooth.TANH, 1.5, 0.4);
    NtkTrajectory.Point limit = tanh.at(1, 0.5, 3).get(0);
    Result result = FiniteNtkSimulation.run(tanh, new Settings(64, 3, 0.5, 300, 2));

    assertThat(Math.abs(result.ntk().value() - limit.ntk()))
        .isLessThan(4 * result.ntk().error() + limit.ntk() / 64);
    assertThat(Math.abs(result.ntkDiagonal().value() - limit.ntkDiagonal()))
        .isLessThan(4 * result.ntkDiagonal().error() + limit.ntkDiagonal() / 64);
  }

  @Test
  @Tag("slow")
  void wideNetworksAgreeAndScatterLikeTheInverseRootOfTheWidth() {
    Result result = FiniteNtkSimulation.run(RELU, new Settings(512, 3, 0.5, 100, 3));

    // The published experiment: 8.8/√n and 15/√n for a single network.
    assertThat(result.ntk().value()).isEqualTo(2.703, within(0.15));
    assertThat(result.ntkDiagonal().value()).isEqualTo(6.0, within(0.25));
    double deviation = result.ntk().error() * Math.sqrt(100) * Math.sqrt(512);
    assertThat(deviation).isEqualTo(8.8, within(2.0));
  }
}
