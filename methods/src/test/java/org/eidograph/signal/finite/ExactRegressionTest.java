// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.finite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.eidograph.base.BadInputException;
import org.eidograph.signal.finite.ExactRegression.Kernel;
import org.eidograph.signal.finite.ExactRegression.Result;
import org.eidograph.theory.kernel.KernelNetwork;
import org.eidograph.theory.moments.Activation;
import org.eidograph.train.engine.Workers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ExactRegressionTest {
  private static final KernelNetwork RELU =
      KernelNetwork.mlp(Activation.relu(), Math.sqrt(2), 0, 4);
  private static final LabelledImages TRAIN = sines(48, 0);
  private static final LabelledImages TEST = sines(60, 100);

  static Stream<Arguments> networks() {
    return Stream.of(
        Arguments.of("relu-4", RELU),
        Arguments.of("erf-4", KernelNetwork.mlp(Activation.erf(), 1.1527954135, 0.2, 4)),
        Arguments.of("gelu-3", KernelNetwork.mlp(Activation.gelu(), 1.3998682164, 0.5, 3)));
  }

  /** The inputs of interop/regression/oracle.py. */
  private static LabelledImages sines(int count, int offset) {
    double[] rows = new double[count * 8];
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      labels[i] = i % 3;
      for (int j = 0; j < 8; j++) {
        int at = i + offset;
        rows[i * 8 + j] =
            Math.cos(1.3 * (j + 1) * (labels[i] + 1))
                + 2.5 * Math.sin(2.1 * at + 0.7 * at * (j + 1));
      }
    }
    return new LabelledImages(rows, labels, 8);
  }

  @ParameterizedTest
  @MethodSource("networks")
  void accuracyAndErrorAreThoseOfNumpy(String name, KernelNetwork network) throws IOException {
    Map<String, Double> table = table();
    for (Kernel kernel : Kernel.values()) {
      Result result = run(network, kernel, 0, 1);

      String row = name + "_" + kernel.name().toLowerCase(Locale.ROOT);
      assertThat((double) result.correct()).isEqualTo(table.get(row + "_correct"));
      // entries agree to 1e-13, the condition of 48 inputs is below 1e4
      assertThat(result.meanSquareError()).isEqualTo(table.get(row + "_error"), within(1e-9));
    }
  }

  private static Result run(KernelNetwork network, Kernel kernel, double jitter, int threads) {
    try (Workers workers = new Workers(threads)) {
      return ExactRegression.run(
          TRAIN, TEST, new ExactRegression.Settings(network, kernel, jitter), workers);
    }
  }

  @Test
  void threadsDoNotChangeAnyBit() {
    assertThat(run(RELU, Kernel.NTK, 0, 2)).isEqualTo(run(RELU, Kernel.NTK, 0, 1));
  }

  @Test
  void jitterIsAShareOfTheMeanDiagonalEntryAndRaisesTheSmallestPivot() {
    Result none = run(RELU, Kernel.NTK, 0, 1);
    Result much = run(RELU, Kernel.NTK, 0.5, 1);

    assertThat(none.jitter()).isZero();
    assertThat(much.jitter()).isEqualTo(0.5 * 8, within(1e-12)); // K(x, x) = 2·depth at ‖x‖² = d
    assertThat(much.smallestPivot()).isGreaterThan(none.smallestPivot() + 0.49);
  }

  @Test
  void repeatedImagesAreRefusedUnlessJitterIsNamed() {
    LabelledImages twice =
        new LabelledImages(new double[] {1, 2, 1, 2, 3, 1}, new int[] {0, 1, 1}, 2);
    try (Workers workers = new Workers(1)) {
      ExactRegression.Settings plain = new ExactRegression.Settings(RELU, Kernel.NTK, 0);
      ExactRegression.Settings jitter = new ExactRegression.Settings(RELU, Kernel.NTK, 1e-8);

      assertThatThrownBy(() -> ExactRegression.run(twice, twice, plain, workers))
          .isInstanceOf(BadInputException.class)
          .hasMessageContaining("must be regular")
          .hasMessageContaining("--jitter such as 1e-10");
      assertThat(ExactRegression.run(twice, twice, jitter, workers).total()).isEqualTo(3);
    }
  }

  @Test
  void refusesSetsThatDoNotFit() {
    LabelledImages narrow = new LabelledImages(new double[] {1, 2}, new int[] {0, 1}, 1);
    LabelledImages dark = new LabelledImages(new double[8], new int[] {0}, 8);
    ExactRegression.Settings settings = new ExactRegression.Settings(RELU, Kernel.NTK, 0);
    try (Workers workers = new Workers(1)) {
      assertThatThrownBy(() -> ExactRegression.run(TRAIN, narrow, settings, workers))
          .isInstanceOf(BadInputException.class)
          .hasMessageContaining("got 8 and 1");
      assertThatThrownBy(() -> ExactRegression.run(TRAIN, dark, settings, workers))
          .isInstanceOf(BadInputException.class)
          .hasMessageContaining("image 0 (from 0) has none");
    }
  }

  private static Map<String, Double> table() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            ExactRegressionTest.class.getResourceAsStream("/regression/toy.csv"))) {
      Map<String, Double> table = new LinkedHashMap<>();
      new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> line.matches(".*,[0-9].*"))
          .map(line -> line.split(","))
          .forEach(cells -> table.put(cells[0], Double.parseDouble(cells[1])));
      return table;
    }
  }
}
