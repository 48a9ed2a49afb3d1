// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.eidograph.theory.signal.BranchSchedule;
import org.junit.jupiter.api.Test;

/** Keeps the example of the package documentation alive. */
class PackageExampleTest {
  @Test
  void exampleOfThePackageDrawsNetworksBesideTheirLimit() {
    CommutingLimit limit = CommutingLimit.at(1, 0.5, 1); // q_0 = 1, c_0 = 1/2, t = 1
    var settings = new FiniteNetworkSimulation.Settings(128, 200, 0.5, 4);
    double[] scales = BranchSchedule.uniform().scales(32);
    var drawn = FiniteNetworkSimulation.residual(settings, limit, scales);
    double rmse = drawn.varianceError().value(); // about 3.6/√128

    // 200 trials measure it to 5 %.
    assertThat(rmse * Math.sqrt(128)).isEqualTo(3.6, within(0.6));
  }
}
