// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.eidograph.theory.scaling.Tables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class OneStepRateTest {
  private static final double[][] INPUTS = {{1, 0}, {0, 1}, {1, 1}};
  private static final double[] TARGETS = {1, 2, 3};

  /** K = XXᵀ/2, Ky = (2, 2.5, 4.5): η_∞ = (3/2)·20.5/30.5. */
  @Test
  void tinyCaseIsExact() {
    RegressionProblem problem = new RegressionProblem(INPUTS, TARGETS);

    assertThat(problem.kernelTimes(TARGETS)).containsExactly(2, 2.5, 4.5);
    assertThat(OneStepRate.limit(problem, 2)).isEqualTo(1.00819672131148, within(1e-12));
  }

  /** The example of the package documentation. */
  @Test
  void exampleOfThePackageRuns() {
    double[][] inputs = {{1, 0}, {0, 1}, {1, 1}};
    RegressionProblem problem = new RegressionProblem(inputs, new double[] {1, 2, 3});
    double limit = OneStepRate.limit(problem, 2);
    RandomGenerator random = new SplittableRandom(1);
    DeepLinearNetwork network =
        DeepLinearNetwork.draw(256, 2, 2, LinearStart.MAXIMAL_UPDATE, random);
    double best = network.oneStep(problem).bestRate(0.02 * limit, 20 * limit);

    // n^-½ = 6 %, times a constant of a few
    assertThat(best).isBetween(0.5 * limit, 2 * limit);
  }

  /** Data drawn by torch; limits by torch in float64 (interop/scaling/make_linear_tables.py). */
  @ParameterizedTest
  @CsvSource({"notebook, 0.3717628470279", "own, 2.48606"})
  void limitsOnDataOfOthersAreTheirs(String name, double published) {
    JsonNode table = Tables.read("linear.json").get(name);
    RegressionProblem problem = problem(table);

    double limit = OneStepRate.limit(problem, table.get("layers").intValue());

    assertThat(limit).isEqualTo(table.get("limit").doubleValue(), within(1e-12));
    // published to the digits shown
    assertThat(limit).isCloseTo(published, within(published == 2.48606 ? 5e-6 : 5e-14));
  }

  @Test
  void limitLossIsLowestAtTheLimit() {
    RegressionProblem problem = problem(Tables.read("linear.json").get("own"));
    double limit = OneStepRate.limit(problem, 3);
    double h = 1e-3;
    double slope =
        (OneStepRate.limitLoss(problem, 3, limit + h)
                - OneStepRate.limitLoss(problem, 3, limit - h))
            / (2 * h);

    // a central difference of a parabola is exact; the loss has roundings of 1e-16/h
    assertThat(slope).isEqualTo(0, within(1e-11));
    assertThat(OneStepRate.limitLoss(problem, 3, 1.1 * limit))
        .isGreaterThan(OneStepRate.limitLoss(problem, 3, limit));
  }

  @Test
  void trainingEveryLayerCountsTwoMore() {
    RegressionProblem problem = problem(Tables.read("linear.json").get("own"));

    assertThat(OneStepRate.limitWithAllLayers(problem, 3))
        .isEqualTo(OneStepRate.limit(problem, 5))
        .isCloseTo(1.4916, within(5e-5));
  }

  /** Networks of torch, all layers trained by autograd: the limit is L + 2 = 5 layers, not 3. */
  @Test
  void networksWithAllLayersTrainedApproachThatLimit() {
    JsonNode table = Tables.read("linear.json");
    double limit = OneStepRate.limitWithAllLayers(problem(table.get("own")), 3);
    double[] rates = Tables.numbers(table.get("all_layers_mup").get("512"));
    double mean = Arrays.stream(rates).average().orElseThrow();
    double variance =
        Arrays.stream(rates).map(r -> (r - mean) * (r - mean)).sum() / (rates.length - 1);
    double error = Math.sqrt(variance / rates.length);

    // the seeds' own standard error, plus a bias of second order, 1/n of a few
    assertThat(mean).isCloseTo(limit, within(4 * error + 10.0 / 512));
    assertThat(mean).isLessThan(OneStepRate.limit(problem(table.get("own")), 3) - 4 * error);
  }

  @Test
  void refusesTargetsThatNoRateServes() {
    RegressionProblem none = new RegressionProblem(INPUTS, new double[] {1, 1, -1});

    assertThatThrownBy(() -> OneStepRate.limit(none, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Ky = 0");
    assertThatThrownBy(() -> OneStepRate.limit(new RegressionProblem(INPUTS, TARGETS), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least one layer must be trained, got 0");
    assertThatThrownBy(() -> new RegressionProblem(INPUTS, new double[2]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("3 samples and 2 targets");
  }

  static RegressionProblem problem(JsonNode table) {
    return new RegressionProblem(Tables.matrix(table.get("x")), Tables.numbers(table.get("y")));
  }
}
