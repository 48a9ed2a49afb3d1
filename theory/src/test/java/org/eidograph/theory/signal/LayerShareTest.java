// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.eidograph.theory.moments.Activation;
import org.eidograph.theory.moments.Smooth;
import org.junit.jupiter.api.Test;

class LayerShareTest {
  private static final CorrelationMap RELU =
      CorrelationMap.of(Activation.relu(), new Initialization(Math.sqrt(2), 0), 1);

  @Test
  void balanceOfReluIsWhereAnotherProgramFoundIt() {
    assertThat(LayerShare.of(RELU, 0.8, 50).balance()).isEqualTo(16);
    assertThat(LayerShare.of(RELU, 0.8, 200).balance()).isEqualTo(44);
    assertThat(LayerShare.of(RELU, 0.8, 1000).balance()).isEqualTo(125);
  }

  @Test
  void retentionOfReluFollowsTheCubeOfTheRelativeDepth() {
    double[] retention = LayerShare.of(RELU, 0.8, 200).backwardRetention();

    // Digits of another program.
    assertThat(retention[49]).isEqualTo(0.02228, within(1e-5));
    assertThat(retention[99]).isEqualTo(0.14255, within(1e-5));
    assertThat(retention[149]).isEqualTo(0.44171, within(1e-5));
    double half = LayerShare.of(RELU, 0.8, 20_000).backwardRetention()[9_999];
    // (1/2)³ up to ln(l)/l.
    assertThat(half).isEqualTo(0.125, within(0.001));
  }

  @Test
  void retentionOfSmoothActivationsFollowsTheSquare() {
    CorrelationMap tanh = EdgeOfChaos.point(Smooth.TANH, 0.2).correlationMap();
    double half = LayerShare.of(tanh, 0.5, 8_000).backwardRetention()[3_999];

    // (1/2)² up to b·ln(l)/l with |b| = 4 for tanh.
    assertThat(half).isEqualTo(0.25, within(0.004));
  }

  @Test
  void balanceGrowsLikeTheThreeFifthsPowerOfTheDepth() {
    int shallow = LayerShare.of(RELU, 0.8, 20_000).balance();
    int deep = LayerShare.of(RELU, 0.8, 640_000).balance();
    double slope = Math.log((double) deep / shallow) / Math.log(32);

    // Corrections ln(l)/l at l = 1000 leave about 0.005 of the exponent.
    assertThat(slope).isEqualTo(0.6, within(0.01));
  }

  @Test
  void lastLayerRetainsEverything() {
    LayerShare one = LayerShare.of(RELU, 0.8, 1);

    assertThat(one.share(1)).isEqualTo(0.2, within(1e-15));
    assertThat(one.balance()).isEqualTo(1);
  }
}
