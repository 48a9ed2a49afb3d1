// Licensed under the Apache License, Version 2.0.
package org.eidograph.transfer.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a carried rate may cost, in the logarithm of the loss and in the loss itself. */
class RegretLimitTest {
  private static final Arm ARM = new Arm("mup", "adamw", 0);

  /** Losses about 5, whose valley moves by 0.2 octaves with each doubling of the width. */
  private static SweepResults results() {
    List<CellResult> cells = new ArrayList<>();
    for (int width : new int[] {64, 128, 256}) {
      double vertex = -6 + 0.2 * Math.log(width / 64.0) / Math.log(2);
      for (double rate = -9; rate <= -3; rate++) {
        double loss = 5 * Math.exp(0.03 * (rate - vertex) * (rate - vertex));
        cells.add(CellResult.of("k", new Cell(width, rate, 0, ARM), loss, 0));
      }
    }
    return new SweepResults(cells);
  }

  private static ArmFinding judged(double limit, boolean inLoss) {
    return TransferReport.of(results(), new TransferReport.Settings(limit, 0, inLoss))
        .arms()
        .get(0);
  }

  @Test
  void aLimitOnTheLossIsStricterThanOneOnItsLogarithmWhereLossesAreAboveOne() {
    WidthFinding widest = judged(0.02, true).widths().get(2);

    // at the grid point -6, 0.4 octaves below the vertex
    assertThat(widest.regret()).isCloseTo(0.03 * 0.4 * 0.4, within(1e-12));
    assertThat(widest.regretInLoss()).isCloseTo(5 * Math.expm1(0.03 * 0.16), within(1e-11));
    assertThat(judged(0.02, false).transfers()).isTrue();
    assertThat(judged(0.02, true).transfers()).isFalse();
    assertThat(judged(0.025, true).transfers()).isTrue();
  }
}
