// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.Stream;
import org.eidograph.theory.CsvTable;
import org.eidograph.theory.kernel.KernelLayer.Dense;
import org.eidograph.theory.kernel.KernelLayer.Dropout;
import org.eidograph.theory.kernel.KernelLayer.Nonlinearity;
import org.eidograph.theory.kernel.KernelLayer.Normalization;
import org.eidograph.theory.kernel.KernelLayer.Residual;
import org.eidograph.theory.kernel.KernelLayer.Scale;
import org.eidograph.theory.moments.Activation;
import org.eidograph.theory.moments.GaussianMoments;
import org.eidograph.theory.moments.Labels;
import org.eidograph.theory.moments.Smooth;
import org.eidograph.theory.signal.ResidualKernel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PairKernelsTest {
  static Stream<CsvTable.Row> unequal() {
    return CsvTable.read("kernel/unequal-norms.csv").stream();
  }

  @ParameterizedTest
  @MethodSource("unequal")
  void inputsOfUnequalNormAgreeWithThirtyThreeDigits(CsvTable.Row row) {
    Activation phi = Labels.activation(row.text("activation"));
    KernelPair pair =
        new PairKernels(KernelNetwork.mlp(phi, Math.sqrt(1.7), 0.3, 3))
            .evaluate(0.8, 1.3, 1 - 0.4 / Math.sqrt(0.8 * 1.3));

    // Covariance maps to 1e-12, three layers, kernels of order three.
    assertThat(pair.q1()).isEqualTo(row.number("q1"), within(1e-11));
    assertThat(pair.q2()).isEqualTo(row.number("q2"), within(1e-11));
    assertThat(pair.nngp()).isEqualTo(row.number("nngp"), within(1e-11));
    assertThat(pair.ntk()).isEqualTo(row.number("ntk"), within(1e-11));
  }

  @Test
  void swappingTheInputsSwapsTheDiagonal() {
    PairKernels kernels = new PairKernels(KernelNetwork.mlp(Activation.erf(), 1.3, 0.2, 4));
    KernelPair pair = kernels.evaluate(0.5, 2, 0.7);
    KernelPair swapped = kernels.evaluate(2, 0.5, 0.7);

    assertThat(swapped.ntk()).isEqualTo(pair.ntk(), within(1e-14));
    assertThat(swapped.gamma()).isEqualTo(pair.gamma(), within(1e-15));
    assertThat(swapped.q1()).isEqualTo(pair.q2());
    assertThat(swapped.ntk1()).isEqualTo(pair.ntk2());
  }

  @Test
  void residualNetworksAgreeWithTheRecursionOfStableResnets() {
    double[] scales = {0.9, 0.4, 1.2, 0.1};
    KernelPair pair =
        new PairKernels(KernelNetwork.resnet(Activation.relu(), 1.3, 0, scales))
            .evaluate(1, 1, 0.5);
    ResidualKernel.State state = ResidualKernel.relu(1.3).run(0.5, scales);

    // Two codes, one recursion.
    assertThat(pair.q1()).isEqualTo(state.variance(1), within(1e-14));
    assertThat(pair.gamma()).isEqualTo(state.gamma(), within(1e-15));
    assertThat(pair.ntk()).isEqualTo(state.variance(1) * state.tangent(), within(1e-13));
    assertThat(pair.ntk1()).isEqualTo(state.variance(1) * state.tangentDiagonal(), within(1e-13));
  }

  @Test
  void kernelOfAnInputWithItselfIsTheDiagonal() {
    for (String name : List.of("relu", "gelu", "tanh", "hardtanh")) {
      KernelPair pair =
          new PairKernels(KernelNetwork.mlp(Activation.named(name), 1.4, 0.1, 5))
              .evaluate(0.9, 0.9, 0);

      assertThat(pair.gamma()).isEqualTo(0);
      assertThat(pair.ntk()).isEqualTo(pair.ntk1());
      assertThat(pair.nngp()).isEqualTo(pair.q1());
    }
  }

  @Test
  void standardParametrizationWeighsLayersByTheirFanIn() {
    double sigmaW = 1.3;
    KernelPair pair =
        new PairKernels(
                KernelNetwork.of(
                    new Dense(sigmaW, 0.2, Parametrization.standard(10)),
                    new Nonlinearity(Activation.relu()),
                    new Dense(sigmaW, 0, Parametrization.standard(64))))
            .evaluate(0.7, 0.7, 0.4);
    double q = 0.04 + 1.69 * 0.7;
    double k = 0.04 + 1.69 * 0.7 * 0.6;
    double theta = Math.acos(k / q);
    double slope = (Math.PI - theta) / (2 * Math.PI);
    double t = Math.sqrt(q * q - k * k) / (2 * Math.PI) + slope * k;
    // By hand: first layer 10·⟨x,x'⟩/d + 1, then 64·T + σ_w²·Ṫ·K, no bias.
    double expected = 64 * t + 1.69 * slope * (10 * 0.7 * 0.6 + 1);

    assertThat(pair.ntk()).isEqualTo(expected, within(1e-13));
  }

  @Test
  void normalisationMakesVariancesOne() {
    KernelPair pair =
        new PairKernels(
                KernelNetwork.of(
                    Dense.of(1.3, 0.2),
                    new Normalization(Normalization.Kind.LAYER, 0),
                    new Nonlinearity(Smooth.TANH),
                    Dense.of(1, 0)))
            .evaluate(0.5, 3, 0.4);

    double second = GaussianMoments.secondMoment(Smooth.TANH, 1);
    assertThat(pair.q1()).isEqualTo(second, within(1e-14));
    assertThat(pair.q2()).isEqualTo(second, within(1e-14));
  }

  @Test
  void layerNormAfterAnActivationSubtractsItsMean() {
    KernelLayer[] prefix = {Dense.of(1.3, 0.2), new Nonlinearity(Activation.relu())};
    KernelPair plain = new PairKernels(KernelNetwork.of(prefix)).evaluate(0.5, 3, 0.4);
    KernelPair layer = after(Normalization.Kind.LAYER, prefix);
    KernelPair rms = after(Normalization.Kind.RMS, prefix);
    double m1 = Math.sqrt((0.04 + 1.69 * 0.5) / (2 * Math.PI));
    double m2 = Math.sqrt((0.04 + 1.69 * 3) / (2 * Math.PI));
    double expected =
        (plain.nngp() - m1 * m2) / Math.sqrt((plain.q1() - m1 * m1) * (plain.q2() - m2 * m2));

    assertThat(layer.correlation()).isEqualTo(expected, within(1e-14));
    assertThat(rms.correlation()).isEqualTo(plain.correlation(), within(1e-15));
    assertThat(layer.q1()).isEqualTo(1, within(1e-15));
  }

  private static KernelPair after(Normalization.Kind kind, KernelLayer... prefix) {
    return new PairKernels(
            KernelNetwork.of(prefix).then(KernelNetwork.of(new Normalization(kind, 0))))
        .evaluate(0.5, 3, 0.4);
  }

  @Test
  void epsilonPullsVariancesBelowOne() {
    KernelPair pair =
        new PairKernels(
                KernelNetwork.of(Dense.of(1, 0), new Normalization(Normalization.Kind.RMS, 0.25)))
            .evaluate(0.75, 0.75, 0.3);

    assertThat(pair.q1()).isEqualTo(0.75, within(1e-15));
    assertThat(pair.nngp()).isEqualTo(0.7 * 0.75, within(1e-15));
  }

  @Test
  void dropoutGrowsTheDiagonalAndLeavesTheRest() {
    KernelLayer[] layers = {
      Dense.of(1.2, 0.1), new Nonlinearity(Activation.relu()), new Dropout(0.2), Dense.of(1.2, 0)
    };
    KernelPair with = new PairKernels(KernelNetwork.of(layers)).evaluate(1, 2, 0.4);
    layers[2] = new Dropout(0);
    KernelPair without = new PairKernels(KernelNetwork.of(layers)).evaluate(1, 2, 0.4);

    assertThat(with.nngp()).isEqualTo(without.nngp(), within(1e-14));
    assertThat(with.ntk()).isEqualTo(without.ntk(), within(1e-14));
    assertThat(with.q1()).isEqualTo(without.q1() / 0.8, within(1e-14));
    assertThat(with.ntk1()).isEqualTo(without.ntk1() / 0.8, within(1e-14));
  }

  @Test
  void scalesAndMasksActLikeSmallerWeights() {
    KernelPair masked =
        new PairKernels(KernelNetwork.of(Dense.of(1.5, 0).pruned(0.36), new Scale(2)))
            .evaluate(1, 1, 0.3);
    KernelPair direct = new PairKernels(KernelNetwork.of(Dense.of(1.8, 0))).evaluate(1, 1, 0.3);

    assertThat(masked.nngp()).isEqualTo(direct.nngp(), within(1e-14));
    assertThat(masked.ntk()).isEqualTo(direct.ntk(), within(1e-14));
  }

  @Test
  void closeVectorsKeepTheirDigits() {
    double[] x = {1, 2, 3};
    double[] y = {1, 2, 3 + 1e-9};
    // γ = sin²-like: |x × y|²/(2|x|²|y|²) for small angles; cross product (2e-9, −1e-9, 0).
    double gamma = 5e-18 / (2 * 14 * 14);
    KernelPair pair = new PairKernels(KernelNetwork.of(Dense.of(1, 0))).evaluate(x, y);

    // 3 + 1e-9 itself is rounded to 4e-16, 4e-7 of the difference.
    assertThat(pair.gamma() / gamma).isEqualTo(1, within(2e-6));
  }

  @Test
  void refusesSequencesThatAreNoNetwork() {
    assertThatThrownBy(() -> KernelNetwork.of(new Nonlinearity(Activation.relu()), Dense.of(1, 0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("an activation needs Gaussian input");
    assertThatThrownBy(() -> new Residual(List.of(new Nonlinearity(Activation.relu())), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must end in a dense layer");
    assertThatThrownBy(() -> KernelNetwork.mlp(Activation.relu(), 1, 0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("depth must be at least 1, got 0");
    assertThatThrownBy(() -> Dense.of(-1, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Dropout(1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Dropout(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesOverflowAndZeroInputsWithTheirMend() {
    double[] unscaled = new double[1100];
    java.util.Arrays.fill(unscaled, 1);
    PairKernels deep =
        new PairKernels(KernelNetwork.resnet(Activation.relu(), Math.sqrt(2), 0, unscaled));
    assertThatThrownBy(() -> deep.evaluate(1, 1, 0.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("scale the residual branches by 1/sqrt(depth)");
    PairKernels tanh = new PairKernels(KernelNetwork.mlp(Smooth.TANH, 1, 0, 2));
    assertThatThrownBy(() -> tanh.evaluate(0, 1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("drop zero rows or give sigmaB");
    assertThatThrownBy(() -> tanh.evaluate(new double[] {1}, new double[] {1, 2}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("got 1 and 2");
  }
}
