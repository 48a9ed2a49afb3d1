// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.eidograph.theory.CsvTable;
import org.eidograph.theory.kernel.SpatialLayer.AveragePool;
import org.eidograph.theory.kernel.SpatialLayer.Convolution;
import org.eidograph.theory.kernel.SpatialLayer.Padding;
import org.eidograph.theory.kernel.SpatialLayer.Pointwise;
import org.eidograph.theory.kernel.SpatialLayer.Readout;
import org.eidograph.theory.moments.Activation;
import org.eidograph.theory.moments.Smooth;
import org.junit.jupiter.api.Test;

class SpatialKernelTest {
  private static final Convolution CIRCULAR = new Convolution(1, Math.sqrt(2), 0, Padding.CIRCULAR);
  private static final Pointwise RELU = new Pointwise(Activation.relu());

  /** The two inputs of the table: sin(1 + which + 2·position + 3·channel). */
  private static PixelPair inputs() {
    double[] x = new double[12];
    double[] y = new double[12];
    for (int p = 0; p < 4; p++) {
      for (int c = 0; c < 3; c++) {
        x[p * 3 + c] = Math.sin(1 + 2 * p + 3 * c);
        y[p * 3 + c] = Math.sin(2 + 2 * p + 3 * c);
      }
    }
    return PixelPair.of(PixelGrid.sequence(4), x, y, 3);
  }

  @Test
  void twoConvolutionsAgreeWithThirtyThreeDigits() {
    PixelPair pair = new SpatialKernel(CIRCULAR, RELU, CIRCULAR).evaluate(inputs());
    for (CsvTable.Row row : CsvTable.read("kernel/convolution.csv")) {
      PixelPair end = pair;
      if (row.text("first").equals("flatten")) {
        end = new SpatialKernel(new Readout(Readout.Kind.FLATTEN)).evaluate(pair);
      } else if (row.text("first").equals("average")) {
        end = new SpatialKernel(new Readout(Readout.Kind.GLOBAL_AVERAGE)).evaluate(pair);
      }
      boolean position = end == pair;
      int first = position ? row.count("first") : 0;
      int second = position ? row.count("second") : 0;

      // √eps would be the loss at equal positions only, which these inputs do not have.
      assertThat(end.nngp(first, second)).isEqualTo(row.number("nngp"), within(1e-13));
      assertThat(end.ntk(first, second)).isEqualTo(row.number("ntk"), within(1e-13));
    }
  }

  @Test
  void averagePoolingIsAReadoutWhenItsWindowIsTheGrid() {
    PixelPair pair = new SpatialKernel(CIRCULAR, RELU).evaluate(inputs());
    PixelPair pooled = new SpatialKernel(new AveragePool(4)).evaluate(pair);
    PixelPair read = new SpatialKernel(new Readout(Readout.Kind.GLOBAL_AVERAGE)).evaluate(pair);
    PixelPair twice = new SpatialKernel(new AveragePool(2), new AveragePool(2)).evaluate(pair);

    assertThat(pooled.nngp(0, 0)).isEqualTo(read.nngp(0, 0), within(1e-15));
    assertThat(twice.nngp(0, 0)).isEqualTo(read.nngp(0, 0), within(1e-15));
  }

  @Test
  void onePixelIsADenseNetwork() {
    double[] x = {1, 2, 0.5};
    double[] y = {-0.3, 1, 1};
    PixelPair pair =
        new SpatialKernel(
                new Convolution(0, 1.3, 0.2, Padding.ZERO),
                RELU,
                new Convolution(0, 1.3, 0.2, Padding.ZERO))
            .evaluate(PixelPair.of(PixelGrid.sequence(1), x, y, 3));
    KernelPair dense =
        new PairKernels(KernelNetwork.mlp(Activation.relu(), 1.3, 0.2, 2)).evaluate(x, y);

    assertThat(pair.nngp(0, 0)).isEqualTo(dense.nngp(), within(1e-14));
    assertThat(pair.ntk(0, 0)).isEqualTo(dense.ntk(), within(1e-14));
    assertThat(pair.first()[0]).isEqualTo(dense.q1(), within(1e-14));
  }

  @Test
  void circularNetworksDoNotCareWhereTheImageBegins() {
    double[] x = new double[9];
    double[] shifted = new double[9];
    for (int i = 0; i < 9; i++) {
      x[i] = Math.cos(1.7 * i);
      // one down, two right on a 3 × 3 grid
      shifted[(i / 3 + 1) % 3 * 3 + (i % 3 + 2) % 3] = x[i];
    }
    SpatialKernel network =
        new SpatialKernel(CIRCULAR, RELU, CIRCULAR, new Readout(Readout.Kind.GLOBAL_AVERAGE));
    PixelGrid grid = new PixelGrid(3, 3);

    double self = network.evaluate(PixelPair.of(grid, x, x, 1)).ntk(0, 0);
    double moved = network.evaluate(PixelPair.of(grid, x, shifted, 1)).ntk(0, 0);
    assertThat(moved).isEqualTo(self, within(1e-13));
  }

  @Test
  void zeroPaddingLosesVarianceAtTheBorderOnly() {
    double[] ones = {1, 1, 1, 1, 1};
    PixelPair pair =
        new SpatialKernel(new Convolution(1, 1, 0, Padding.ZERO))
            .evaluate(PixelPair.of(PixelGrid.sequence(5), ones, ones, 1));

    assertThat(pair.first()[0]).isEqualTo(2 / 3.0, within(1e-15));
    assertThat(pair.first()[2 * 5 + 2]).isEqualTo(1, within(1e-15));
  }

  @Test
  void darkPositionsAreTheLimitOfFaintOnes() {
    SpatialKernel network =
        new SpatialKernel(CIRCULAR, RELU, CIRCULAR, new Readout(Readout.Kind.FLATTEN));
    double[] x = {0, 0, 0, 0, 0, 1};
    double[] y = {0.5, 0, 0, 0, 2, 1};
    double[] faint = {1e-9, -1e-9, 1e-9, 1e-9, 1e-9, 1};
    PixelGrid grid = PixelGrid.sequence(6);
    PixelPair dark = network.evaluate(PixelPair.of(grid, x, y, 1));
    PixelPair limit = network.evaluate(PixelPair.of(grid, faint, y, 1));

    // Kernels of ReLU move by the size of the change.
    assertThat(dark.nngp(0, 0)).isEqualTo(limit.nngp(0, 0), within(1e-8));
    assertThat(dark.ntk(0, 0)).isEqualTo(limit.ntk(0, 0), within(1e-8));
    assertThatThrownBy(
            () ->
                new SpatialKernel(CIRCULAR, new Pointwise(Smooth.TANH))
                    .evaluate(PixelPair.of(grid, x, y, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("give the convolutions sigmaB above 0");
  }

  @Test
  void refusesWhatDoesNotFit() {
    assertThatThrownBy(() -> PixelPair.of(PixelGrid.sequence(4), new double[8], new double[7], 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("inputs must hold positions*channels = 4*2 numbers, got 8 and 7");
    assertThatThrownBy(() -> new SpatialKernel(new AveragePool(3)).evaluate(inputs()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("multiple of its pooling window");
    assertThatThrownBy(() -> new SpatialKernel(new Readout(Readout.Kind.FLATTEN), RELU))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must come last");
  }
}
