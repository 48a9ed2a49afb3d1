// Licensed under the Apache License, Version 2.0.
package org.eidograph.widen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.eidograph.widen.WidenedPair.NONE;
import static org.eidograph.widen.WidenedPair.PAIRED;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.eidograph.theory.scaling.OptimizerKind;
import org.eidograph.torch.LinearAlgebra;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.safetensors.TensorSource;
import org.eidograph.widen.study.DoubleRun;
import org.eidograph.widen.study.DoubleRun.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What noise does to copies of a unit. */
class CopyNoiseTest {
  @TempDir private Path place;

  /**
   * Without noise gradients of copies are equal; with pairs of 0.3 they differ by a third or so.
   */
  @ParameterizedTest
  @CsvSource({"0, 0, 1e-12", "0.3, 0.05, 1.5"})
  void pairsLetTheGradientsOfCopiesDiffer(double size, double least, double most) {
    Path source = WidenedPair.inDouble("llama-gqa", place);
    Path wide = place.resolve("wide");
    CopyNoise noise = new CopyNoise(CopyNoise.Mode.PAIRED, size, 4);
    Widening.write(WidenedPair.request(source, WidthGrowth.by(2), noise), wide);
    Map<String, DoubleRun.Factors> factors = new TreeMap<>();
    for (WidenedTensor tensor : WidenedPair.tensors(source, WidthGrowth.by(2))) {
      factors.put(tensor.source().name(), DoubleRun.Factors.none(OptimizerKind.SGD));
    }
    // one step of plain SGD without clipping leaves the gradient in the momentum buffer
    Settings settings = new Settings(1e-3, 1, 0, 1e9);
    try (DoubleRun run = new DoubleRun(WidenedPair.load(wide), settings, factors);
        Scope scope = Scope.open()) {
      run.train(1);
      Tensor gradient = run.first("model.layers.0.mlp.up_proj.weight");
      long rows = gradient.size(0) / 2;
      Tensor first = gradient.narrow(0, 0, rows);
      double asymmetry =
          first.sub(gradient.narrow(0, rows, rows)).norm().item() / first.norm().item();

      assertThat(asymmetry).isBetween(least, most);
    }
  }

  /** In bfloat16 the two halves of a pair are rounded apart: 2⁻⁹ of each weight. */
  @Test
  void noiseInHalfPrecisionKeepsTheFunctionUpToRounding() {
    Path source = WidenedPair.golden("llama-bf16");

    CopyAgreement agreement =
        Widening.write(
                WidenedPair.request(source, WidthGrowth.by(2), PAIRED), place.resolve("wide"))
            .agreement();

    assertThat(agreement.relativeDifference()).isBetween(1e-6, 16 * 0x1p-9);
  }

  /** Spectral noise of share t has about t times the norm of the matrix. */
  @Test
  void spectralNoiseHasItsShareOfTheNorm() {
    Path source = WidenedPair.golden("llama-gqa");
    String name = "model.layers.0.mlp.up_proj.weight";
    Widening.write(WidenedPair.request(source, WidthGrowth.by(2), NONE), place.resolve("plain"));
    Widening.write(
        WidenedPair.request(
            source, WidthGrowth.by(2), new CopyNoise(CopyNoise.Mode.SPECTRAL, 0.2, 1)),
        place.resolve("noisy"));

    try (TensorSource plain = TensorSource.open(place.resolve("plain"));
        TensorSource noisy = TensorSource.open(place.resolve("noisy"));
        Scope scope = Scope.open()) {
      Tensor rest = noisy.tensor(name).sub(plain.tensor(name));
      double share = largest(rest) / largest(plain.tensor(name));

      // the largest singular value of an 80 by 64 Gaussian matrix is within 15 % of √80 + √64
      assertThat(share).isBetween(0.17, 0.23);
    }
  }

  private static double largest(Tensor matrix) {
    return LinearAlgebra.svd(matrix).s().select(0, 0).item();
  }
}
