// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.signal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.eidograph.theory.moments.Activation;
import org.eidograph.theory.moments.Smooth;
import org.eidograph.theory.signal.ActivationAdviser.Advice;
import org.eidograph.theory.signal.ActivationAdviser.Verdict;
import org.junit.jupiter.api.Test;

class ActivationAdviserTest {
  @Test
  void deepNetworksPreferSmoothStableActivations() {
    List<Advice> ranking =
        ActivationAdviser.rank(
            List.of(Activation.relu(), Smooth.SILU, Smooth.TANH, Activation.elu()), 0.2, 200);

    // β of ELU (7.39) exceeds that of tanh (7.08); ReLU loses like 1/L²; SiLU drifts by 1.0987^200.
    assertThat(ranking.stream().map(each -> each.phi().label()))
        .containsExactly("elu", "tanh", "relu", "silu");
    assertThat(ranking.stream().map(Advice::verdict))
        .containsExactly(
            Verdict.SUITABLE, Verdict.SUITABLE, Verdict.SUITABLE, Verdict.VARIANCE_UNSTABLE);
  }

  @Test
  void activationsWithoutAnEdgeComeLast() {
    List<Advice> ranking =
        ActivationAdviser.rank(List.of(Smooth.SOFTPLUS, Activation.relu()), 0.2, 20);

    assertThat(ranking.get(0).phi()).isEqualTo(Activation.relu());
    assertThat(ranking.get(1).verdict()).isEqualTo(Verdict.NO_EDGE);
  }

  @Test
  void shallowNetworksTolerateAnUnstableVariance() {
    Advice advice = ActivationAdviser.rank(List.of(Smooth.SILU), 0.2, 10).get(0);

    assertThat(advice.verdict()).isEqualTo(Verdict.SUITABLE);
    assertThat(advice.remainingGamma()).isBetween(0.2, 0.5);
  }

  @Test
  void sigmoidIsImpractical() {
    Advice advice = ActivationAdviser.rank(List.of(Smooth.SIGMOID), 0.2, 10).get(0);

    assertThat(advice.verdict()).isEqualTo(Verdict.IMPRACTICAL);
  }
}
