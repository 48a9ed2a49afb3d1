// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.eidograph.theory.CsvTable;
import org.eidograph.theory.moments.Activation;
import org.eidograph.theory.moments.Labels;
import org.eidograph.theory.moments.Smooth;
import org.eidograph.theory.signal.EdgeOfChaos;
import org.eidograph.theory.signal.EdgePoint;
import org.eidograph.theory.signal.Initialization;
import org.eidograph.theory.signal.SignalPhase;
import org.junit.jupiter.api.Test;

class NtkLimitTest {
  @Test
  void logarithmicCoefficientsAgreeWithThirtyThreeDigits() {
    for (CsvTable.Row row : CsvTable.read("kernel/ntk-rates.csv")) {
      EdgePoint edge =
          EdgeOfChaos.point(Labels.activation(row.text("activation")), row.number("sigma_b"));
      NtkLimit.Average limit = NtkLimit.edge(edge.phi(), edge.init().sigmaW(), edge.variance());

      assertThat(limit.offDiagonal()).isEqualTo(1 / 3.0);
      // φ''' from differences of φ'' with step 1e-3: 1e-12 times its fourth derivative.
      assertThat(limit.logarithmic()).isEqualTo(row.number("coefficient"), within(1e-8));
    }
  }

  @Test
  void orderedKernelBecomesConstant() {
    SignalPhase phase = SignalPhase.of(Smooth.TANH, new Initialization(1, 1), 1);
    NtkLimit limit = NtkLimit.ordered(phase.variance(), phase.chi());
    NtkTrajectory.Point deep = new NtkTrajectory(Smooth.TANH, 1, 1).at(1, 0.5, 60).get(0);

    // After 60 layers e^(−60/1.09) = 1e-24 is left.
    assertThat(((NtkLimit.Constant) limit).constant()).isEqualTo(deep.ntk(), within(1e-10));
    assertThat(((NtkLimit.Constant) limit).constant()).isEqualTo(deep.ntkDiagonal(), within(1e-10));
  }

  @Test
  void ourNumericsShowTheChaoticDiagonalDivergingWhileOtherEntriesConverge() {
    SignalPhase phase = SignalPhase.of(Smooth.TANH, new Initialization(2, 0.2), 1);
    NtkTrajectory network = new NtkTrajectory(Smooth.TANH, 2, 0.2);
    double stationary = (phase.variance() - 0.2 * 0.2) / (2 * 2);
    List<NtkTrajectory.Point> points = network.at(stationary, 0.5, 250, 260);

    // The off-diagonal converges like f'(c*) = 0.8688 a layer: 5e-16 is left after 250.
    assertThat(points.get(1).ntk()).isEqualTo(points.get(0).ntk(), within(1e-10));
    double growth = points.get(1).ntkDiagonal() / points.get(0).ntkDiagonal();
    assertThat(Math.pow(growth, 0.1)).isEqualTo(phase.chi(), within(1e-10));
    assertThat(NtkLimit.chaotic(phase.chi())).isEqualTo(new NtkLimit.Diverging(phase.chi()));
  }

  @Test
  void edgeKernelIsInvertibleButBlind() {
    NtkLimit.Average relu = NtkLimit.edge(Activation.relu(), Math.sqrt(2), 1);

    assertThat(relu.offDiagonal()).isEqualTo(0.25);
    assertThat(relu.condition(30)).isEqualTo(11, within(1e-12));
    assertThat(NtkLimit.edge(Activation.elu(), 1.23, 1.1).logarithmic()).isNaN();
  }

  @Test
  void refusesOtherPhases() {
    assertThatThrownBy(() -> NtkLimit.ordered(1, 1.2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("chi_1 of the ordered phase");
  }
}
