// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.eidograph.theory.moments.Smooth;
import org.junit.jupiter.api.Test;

/** Keeps the example of the package documentation alive. */
class PackageExampleTest {
  @Test
  void exampleOfThePackagePlacesTanhOnItsEdge() {
    EdgePoint edge = EdgeOfChaos.point(Smooth.TANH, 0.2);
    double sigmaW = edge.init().sigmaW(); // 1.3041458401
    boolean stable = edge.varianceStable(); // true; false for SiLU
    double left = edge.correlationMap().gammaAfter(0.5, 200); // of γ = 0.5 after 200 layers

    assertThat(sigmaW).isEqualTo(1.3041458401, within(1e-10));
    assertThat(stable).isTrue();
    // β/l = 7.08/200 = 0.035, less the second order.
    assertThat(left).isBetween(0.025, 0.036);
  }
}
