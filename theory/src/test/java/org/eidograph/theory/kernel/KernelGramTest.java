// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.eidograph.theory.kernel.GramInput.Points;
import org.eidograph.theory.kernel.GramInput.Products;
import org.eidograph.theory.kernel.KernelGram.Settings;
import org.eidograph.theory.moments.Activation;
import org.eidograph.theory.moments.Smooth;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class KernelGramTest {
  private static final int COUNT = 23;
  private static final int DIMENSION = 7;
  private static final Points RAW = points(false);
  private static final Points UNIT = points(true);

  private static Points points(boolean unit) {
    SplittableRandom random = new SplittableRandom(11);
    double[] rows = new double[COUNT * DIMENSION];
    Arrays.setAll(rows, i -> random.nextGaussian());
    // Row 5 repeats row 2, row 8 is nearly row 3, row 9 opposes row 4.
    for (int k = 0; k < DIMENSION; k++) {
      rows[5 * DIMENSION + k] = rows[2 * DIMENSION + k];
      rows[8 * DIMENSION + k] = rows[3 * DIMENSION + k] + 1e-7 * Math.cos(k);
      rows[9 * DIMENSION + k] = -2 * rows[4 * DIMENSION + k];
    }
    return new Points(unit ? normalised(rows) : rows, COUNT, DIMENSION);
  }

  private static double[] normalised(double[] rows) {
    double[] unit = rows.clone();
    for (int i = 0; i < COUNT; i++) {
      double square = InnerProduct.dot(rows, i * DIMENSION, rows, i * DIMENSION, DIMENSION);
      for (int k = 0; k < DIMENSION; k++) {
        unit[i * DIMENSION + k] /= Math.sqrt(square / DIMENSION);
      }
    }
    return unit;
  }

  static Stream<Arguments> networks() {
    return Stream.of(
        Arguments.of("one function of the angle", mlp(Activation.relu(), 0, 5), RAW),
        Arguments.of("one function of the angle", mlp(Activation.relu(), 0.2, 40), UNIT),
        Arguments.of("one function of the angle", mlp(Smooth.TANH, 0.2, 3), few(UNIT)),
        Arguments.of("layer by layer", mlp(Activation.leakyRelu(0.2), 0.2, 4), RAW),
        Arguments.of("layer by layer", mlp(Activation.relu(), 0.2, 60), RAW),
        Arguments.of(
            "one function of both norms and the angle", mlp(Activation.gelu(), 0.2, 3), spread()));
  }

  /** Ten inputs whose norms differ by up to a fifth. */
  private static Points spread() {
    double[] rows = few(UNIT).rows().clone();
    for (int i = 0; i < rows.length; i++) {
      rows[i] *= 1 + 0.02 * (i / DIMENSION);
    }
    return new Points(rows, 10, DIMENSION);
  }

  /** Ten inputs, the repeated, close and opposite ones among them. */
  private static Points few(Points points) {
    return new Points(Arrays.copyOf(points.rows(), 10 * DIMENSION), 10, DIMENSION);
  }

  private static KernelNetwork mlp(Activation phi, double sigmaB, int depth) {
    return KernelNetwork.mlp(phi, 1.4, sigmaB, depth);
  }

  @ParameterizedTest
  @MethodSource("networks")
  void everyEntryAgreesWithItsPair(String method, KernelNetwork network, Points points) {
    KernelGram gram = KernelGram.of(network, points, new Settings(1, 8, true, true));
    double[] nngp = gram.packedNngp();
    double[] ntk = gram.packedNtk();
    PairKernels pairs = new PairKernels(network);

    assertThat(gram.method()).isEqualTo(method);
    for (int i = 0, at = 0; i < points.count(); i++) {
      for (int j = 0; j <= i; j++, at++) {
        KernelPair pair = pairs.evaluate(row(points, i), row(points, j));
        // The promise: 1e-10 of the kernel of an input with itself.
        double scale = 1e-10 * Math.sqrt(pair.ntk1() * pair.ntk2());
        assertThat(ntk[at]).isEqualTo(pair.ntk(), within(scale));
        assertThat(nngp[at])
            .isEqualTo(pair.nngp(), within(1e-10 * Math.sqrt(pair.q1() * pair.q2())));
      }
    }
  }

  @Test
  @Tag("slow")
  void kinkedActivationsOnUnequalNormsGetATableForEachLayer() {
    everyEntryAgreesWithItsPair("layer by layer", mlp(Activation.elu(), 0.2, 3), few(RAW));
  }

  @Test
  @Tag("slow")
  void smoothActivationsOnUnequalNormsGetOneTable() {
    for (Activation phi : new Activation[] {Smooth.SILU, Activation.gelu()}) {
      everyEntryAgreesWithItsPair(
          "one function of both norms and the angle", mlp(phi, 0.2, 3), RAW);
    }
  }

  /** Its variance runs away, so that a table would take seconds for what ten inputs never repay. */
  @Test
  void fewInputsOfADeepUnstableNetworkGoThroughTheLayers() {
    everyEntryAgreesWithItsPair(
        "layer by layer", KernelNetwork.mlp(Activation.gelu(), 1.5, 0.2, 256), few(RAW));
  }

  @Test
  void refusesKinksElsewhereOnUnequalNorms() {
    assertThatThrownBy(
            () -> KernelGram.of(mlp(Activation.hardTanh(), 0.2, 2), RAW, Settings.both(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("got hardtanh; scale the inputs to one norm");
  }

  private static double[] row(Points points, int i) {
    return Arrays.copyOfRange(points.rows(), i * DIMENSION, (i + 1) * DIMENSION);
  }

  @Test
  void threadsAndTilesDoNotChangeAnyBit() {
    KernelNetwork network = mlp(Activation.relu(), 0.1, 6);
    double[] one = KernelGram.of(network, RAW, new Settings(1, 5, true, true)).packedNtk();
    double[] three = KernelGram.of(network, RAW, new Settings(3, 5, false, true)).packedNtk();

    assertThat(three).isEqualTo(one);
  }

  @Test
  void innerProductsGiveTheSameMatrix() {
    double[] packed = new double[COUNT * (COUNT + 1) / 2];
    for (int i = 0, at = 0; i < COUNT; i++) {
      for (int j = 0; j <= i; j++, at++) {
        packed[at] =
            InnerProduct.dot(RAW.rows(), i * DIMENSION, RAW.rows(), j * DIMENSION, DIMENSION)
                / DIMENSION;
      }
    }
    KernelNetwork network = mlp(Activation.relu(), 0, 4);
    double[] products =
        KernelGram.of(network, new Products(packed, COUNT), Settings.ntkOnly(1)).packedNtk();
    double[] points = KernelGram.of(network, RAW, Settings.ntkOnly(1)).packedNtk();

    for (int i = 0; i < points.length; i++) {
      // Close pairs lose half their digits without the points: √1e-16 of a kernel of order ten.
      assertThat(products[i]).isEqualTo(points[i], within(1e-6));
    }
  }

  @Test
  void tilesCoverTheLowerTriangleOnce() {
    int[] seen = new int[COUNT * COUNT];
    AtomicInteger tiles = new AtomicInteger();
    KernelGram.of(mlp(Activation.relu(), 0, 2), RAW, new Settings(2, 10, false, true))
        .compute(
            tile -> {
              tiles.incrementAndGet();
              assertThat(tile.nngp()).isEmpty();
              synchronized (seen) {
                for (int i = 0; i < tile.rows(); i++) {
                  for (int j = 0; j < tile.columns(); j++) {
                    seen[(tile.row() + i) * COUNT + tile.column() + j]++;
                  }
                }
              }
            });

    assertThat(tiles.get()).isEqualTo(6); // three blocks of rows: 1 + 2 + 3
    for (int i = 0; i < COUNT; i++) {
      for (int j = 0; j <= i; j++) {
        assertThat(seen[i * COUNT + j]).isEqualTo(1);
      }
    }
  }

  @Test
  void gramMatrixOfDistinctInputsIsPositiveDefinite() {
    double[] ntk =
        KernelGram.of(mlp(Activation.relu(), 0.1, 3), distinct(), Settings.ntkOnly(1)).packedNtk();

    assertThat(KernelSpectrum.of(ntk, 12).smallest()).isPositive();
    assertThat(KernelSpectrum.of(ntk, 12).condition()).isFinite();
  }

  private static Points distinct() {
    SplittableRandom random = new SplittableRandom(3);
    double[] rows = new double[12 * DIMENSION];
    Arrays.setAll(rows, i -> random.nextGaussian());
    return new Points(rows, 12, DIMENSION);
  }

  @Test
  void oneInputHasOneEntry() {
    Points one = new Points(new double[] {3, 4}, 1, 2);
    double[] ntk =
        KernelGram.of(
                KernelNetwork.mlp(Activation.relu(), Math.sqrt(2), 0, 3), one, Settings.ntkOnly(2))
            .packedNtk();

    // K = 3 layers · σ_w²·‖x‖²/d.
    assertThat(ntk).hasSize(1);
    assertThat(ntk[0]).isEqualTo(3 * 2 * 12.5, within(1e-12));
  }

  @Test
  void failureOfAConsumerReachesTheCaller() {
    KernelGram gram =
        KernelGram.of(mlp(Activation.relu(), 0, 2), RAW, new Settings(2, 10, true, true));

    assertThatThrownBy(
            () ->
                gram.compute(
                    tile -> {
                      throw new UnsupportedOperationException("disk full");
                    }))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessage("disk full");
  }

  @Test
  void refusesBadInput() {
    assertThatThrownBy(() -> new Points(new double[5], 2, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("rows must hold count*dimension = 2*3 numbers, got 5");
    assertThatThrownBy(() -> KernelGram.of(mlp(Activation.relu(), 0, 2), nan(), Settings.both(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the squared norm of input 1 must be finite, got NaN");
    assertThatThrownBy(
            () ->
                KernelGram.of(
                    mlp(Smooth.TANH, 0.1, 2),
                    new Points(new double[] {0, 0, 1, 2}, 2, 2),
                    Settings.both(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("drop the zero rows");
    KernelGram impossible =
        KernelGram.of(
            mlp(Activation.relu(), 0, 2),
            new Products(new double[] {1, 2, 1}, 2),
            Settings.both(1));
    assertThatThrownBy(impossible::packedNtk)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Cauchy-Schwarz");
    assertThatThrownBy(() -> new Settings(0, 5, true, true))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Settings(1, 5, false, false))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Points nan() {
    return new Points(new double[] {1, 2, Double.NaN, 3}, 2, 2);
  }
}
