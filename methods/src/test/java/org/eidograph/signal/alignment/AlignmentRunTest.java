// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.alignment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.eidograph.base.Figure;
import org.eidograph.signal.finite.LabelledImages;
import org.eidograph.theory.moments.Activation;
import org.eidograph.theory.moments.Smooth;
import org.junit.jupiter.api.Test;

class AlignmentRunTest {
  private static final LabelledImages ALL = ScatteredClasses.draw(80, 4);

  private static AlignmentRun run(int steps, double rate, long seed) {
    return AlignmentRun.of(
        ALL.first(60),
        ALL.part(60, 20),
        new AlignmentRun.Settings(Activation.relu(), 0, 16, 5, steps, 20, rate, seed),
        step -> {});
  }

  @Test
  void trainingLowersTheLossAndSameSeedGivesSameReadings() {
    AlignmentRun run = run(32, 0.02, 1);

    assertThat(run.marks()).extracting(AlignmentRun.Mark::step).containsExactly(0, 2, 4, 8, 16, 32);
    assertThat(run.last().loss()).isLessThan(0.7 * run.marks().get(0).loss());
    assertThat(run(32, 0.02, 1).marks()).isEqualTo(run.marks());
    assertThat(run(32, 0.02, 2).last()).isNotEqualTo(run.last());
  }

  @Test
  void rateZeroLeavesEveryReadingAsItWas() {
    AlignmentRun run = run(2, 0, 1);

    assertThat(run.last().layers()).isEqualTo(run.marks().get(0).layers());
  }

  @Test
  void readingsObeyCauchySchwarz() {
    for (LayerReading reading : run(8, 0.02, 1).last().layers()) {
      assertThat(reading.alignment()).isBetween(0.0, 1.0);
      // ‖K y‖·‖y‖ ≥ yᵀK y, so S ≥ A²; rounding of sums of 6400 terms
      assertThat(reading.secondOrder())
          .isGreaterThan(reading.alignment() * reading.alignment() - 1e-12);
      assertThat(reading.trace()).isGreaterThanOrEqualTo(reading.frobeniusNorm() - 1e-9);
    }
  }

  @Test
  void progressHearsEveryStepAndMayEndTheRun() {
    List<Integer> heard = new ArrayList<>();
    AlignmentRun.of(
        ALL.first(60),
        ALL.part(60, 20),
        new AlignmentRun.Settings(Smooth.TANH, 0.2, 8, 3, 3, 5, 0.01, 0),
        heard::add);

    assertThat(heard).containsExactly(1, 2, 3);
  }

  @Test
  void equilibriumStartsFromTheCosineBetweenClasses() {
    AlignmentRun run = run(0, 0, 1);
    Equilibrium found = run.equilibrium();

    assertThat(found.cosine()).isBetween(-0.3, 0.3); // anchors are random directions
    assertThat(found.forwardLoss()[0]).isEqualTo(1 - found.cosine(), within(1e-12));
    assertThat(found.backwardRetention()[4]).isEqualTo(1);
    assertThat(found.layer()).isBetween(2, 4);
  }

  @Test
  void figuresHoldEveryMarkAndTheEquilibrium() {
    AlignmentRun run = run(4, 0.02, 1);
    List<Figure> figures = AlignmentReport.figures(run);

    assertThat(figures)
        .extracting(Figure::id)
        .containsExactly("alignment", "cross-ratio", "balance");
    assertThat(figures.get(0).series()).hasSize(run.marks().size() + 1);
  }
}
