// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.eidograph.theory.scaling.Tables;
import org.eidograph.theory.scaling.sweep.LineFit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Against networks trained by torch's autograd (interop/scaling/make_linear_tables.py). */
class DeepLinearNetworkTest {
  private static final ObjectNode TABLE = Tables.read("linear.json");
  private static final int[] WIDTHS = {64, 128, 256, 512, 1024};

  @Test
  void trajectoriesAreThoseOfAutograd() {
    RegressionProblem problem = OneStepRateTest.problem(TABLE.get("small"));
    for (JsonNode row : TABLE.get("small").get("networks")) {
      DeepLinearNetwork network = network(row);
      double rate = row.get("rate").doubleValue();
      double[] losses = Tables.numbers(row.get("losses"));
      for (int steps = 0; steps < losses.length; steps++) {
        // six steps of float64; sums of at most 18 terms in another order
        assertThat(network.lossAfter(problem, rate, steps))
            .isCloseTo(losses[steps], within(1e-12 * Math.max(1, losses[steps])));
      }
    }
  }

  @Test
  void polynomialIsTheStepAtEveryRate() {
    RegressionProblem problem = OneStepRateTest.problem(TABLE.get("small"));
    for (JsonNode row : TABLE.get("small").get("networks")) {
      OneStepPolynomial polynomial = network(row).oneStep(problem);
      double[] rates = Tables.numbers(row.get("one_step_rates"));
      double[] losses = Tables.numbers(row.get("one_step_losses"));
      for (int i = 0; i < rates.length; i++) {
        assertThat(polynomial.loss(rates[i]))
            .isCloseTo(losses[i], within(1e-12 * Math.max(1, losses[i])));
      }
    }
  }

  @Test
  void firstCoefficientIsTheDerivativeOfTheOutputs() {
    RegressionProblem problem = OneStepRateTest.problem(TABLE.get("small"));
    DeepLinearNetwork network = network(TABLE.get("small").get("networks").get(0));
    double h = 1e-5;
    double[] up = problem.outputs(network.step(problem, h).predictor());
    double[] down = problem.outputs(network.step(problem, -h).predictor());
    double[] derivative = network.oneStep(problem).outputCoefficient(1);

    for (int i = 0; i < up.length; i++) {
      // the cubic term of a central difference: h² = 1e-10, roundings 1e-16/h = 1e-11
      assertThat((up[i] - down[i]) / (2 * h)).isEqualTo(derivative[i], within(1e-8));
    }
  }

  @Test
  void bestRateIsTheBottomOfThePolynomial() {
    RegressionProblem problem = OneStepRateTest.problem(TABLE.get("small"));
    OneStepPolynomial polynomial =
        network(TABLE.get("small").get("networks").get(0)).oneStep(problem);
    double best = polynomial.bestRate(0.01, 100);
    double searched = BestRateSearch.find(polynomial::loss, 0.01, 100, 200);

    assertThat(searched).isCloseTo(best, within(1e-6 * best));
    assertThat(polynomial.loss(best)).isLessThan(polynomial.loss(best * 1.01));
    assertThat(polynomial.loss(best)).isLessThan(polynomial.loss(best * 0.99));
    // beyond the valley the loss rises, so the lower end is best
    assertThat(polynomial.bestRate(1.2 * best, 1.5 * best))
        .isCloseTo(1.2 * best, within(1e-9 * best));
  }

  /** Best rates of our networks and of torch's have the same mean at each width. */
  @Test
  @Tag("slow")
  void bestRatesHaveTheMeanOfTorchsNetworks() {
    RegressionProblem problem = OneStepRateTest.problem(TABLE.get("own"));
    for (int width : new int[] {64, 256}) {
      double[] theirs = Tables.numbers(TABLE.get("one_step_mup").get(Integer.toString(width)));
      double[] ours = bestRates(problem, width, LinearStart.MAXIMAL_UPDATE, 40);
      double error = Math.hypot(standardError(ours), standardError(theirs));

      assertThat(mean(ours)).isCloseTo(mean(theirs), within(4 * error));
    }
  }

  /** Claim P2: the error falls as n^-½ in muP, the best rate itself as 1/n in SP. */
  @Test
  @Tag("slow")
  void bestRateConvergesInMupAndVanishesInSp() {
    RegressionProblem problem = OneStepRateTest.problem(TABLE.get("own"));
    double limit = OneStepRate.limit(problem, 3);
    double[][] mup = new double[WIDTHS.length][];
    double[] standard = new double[WIDTHS.length];
    for (int i = 0; i < WIDTHS.length; i++) {
      mup[i] = bestRates(problem, WIDTHS[i], LinearStart.MAXIMAL_UPDATE, 16);
      standard[i] = mean(bestRates(problem, WIDTHS[i], LinearStart.STANDARD, 16));
    }

    RateConvergence convergence = RateConvergence.of(WIDTHS, mup, limit);
    double[] n = Arrays.stream(WIDTHS).mapToDouble(width -> width).toArray();

    // bounds of the claim; -½ and -1 with the scatter of 16 seeds over four octaves
    assertThat(convergence.decay().slope()).isBetween(-0.9, -0.3);
    assertThat(convergence.converges()).isTrue();
    assertThat(LineFit.ofPowers(n, standard).slope()).isBetween(-1.1, -0.85);
  }

  /** c* gives the scale of each seed's own optimum in SP, and follows it from seed to seed. */
  @Test
  void standardOptimumTimesWidthFollowsItsRandomLimit() {
    RegressionProblem problem = OneStepRateTest.problem(TABLE.get("own"));
    double[] found = new double[24];
    double[] predicted = new double[24];
    for (int seed = 0; seed < found.length; seed++) {
      DeepLinearNetwork network = draw(problem, 128, LinearStart.STANDARD, seed);
      predicted[seed] =
          OneStepRate.standardTimesWidth(problem, 3, problem.outputs(network.predictor()));
      found[seed] = 128 * network.oneStep(problem).bestRate(0.05 / 128, 50.0 / 128);
    }

    // a scale, not a prediction: within 30 % on average and correlated over 24 seeds
    assertThat(mean(found) / mean(predicted)).isBetween(0.7, 1.3);
    assertThat(correlation(found, predicted)).isGreaterThan(0.3);
  }

  @Test
  @Tag("slow")
  void severalStepsHaveTheMeanOfTorchsNetworks() {
    RegressionProblem problem = OneStepRateTest.problem(TABLE.get("own"));
    double limit = OneStepRate.limit(problem, 3);
    double[] theirs = Tables.numbers(TABLE.get("five_steps_mup").get("64"));
    double[] ours = new double[20];
    for (int seed = 0; seed < ours.length; seed++) {
      DeepLinearNetwork network = draw(problem, 64, LinearStart.MAXIMAL_UPDATE, seed);
      ours[seed] =
          BestRateSearch.find(
              rate -> network.lossAfter(problem, rate, 5), 0.02 * limit, 5 * limit, 25);
    }

    double error = Math.hypot(standardError(ours), standardError(theirs));
    assertThat(mean(ours)).isCloseTo(mean(theirs), within(4 * error));
  }

  /** The neural tangent limit: outputs of finite networks approach it as n^-½. */
  @Test
  @Tag("slow")
  void outputsApproachTheLazyDynamicsAsTheWidthGrows() {
    RegressionProblem problem = OneStepRateTest.problem(TABLE.get("own"));
    double rate = 0.5;
    int steps = 3;
    int seeds = 40;
    int[] widths = {128, 256, 512};
    double[] errors = new double[widths.length];
    for (int i = 0; i < widths.length; i++) {
      for (int seed = 0; seed < seeds; seed++) {
        DeepLinearNetwork network = draw(problem, widths[i], LinearStart.STANDARD, seed);
        double[] start = problem.outputs(network.predictor());
        double[] difference = LazyDynamics.outputs(problem, 3, start, rate, steps);
        for (int step = 0; step < steps; step++) {
          network = network.step(problem, rate / widths[i]);
        }
        Vectors.addScaled(difference, -1, problem.outputs(network.predictor()));
        errors[i] += Math.sqrt(Vectors.dot(difference, difference) / difference.length) / seeds;
      }
    }

    double[] n = Arrays.stream(widths).mapToDouble(width -> width).toArray();
    // slopes of 20 seeds scatter by 0.12 in another program, of 40 by 0.085; four of these
    assertThat(LineFit.ofPowers(n, errors).slope()).isCloseTo(-0.5, within(0.34));
  }

  @Test
  void lazyDynamicsOfNoStepsIsTheStartAndOfManyTheProjection() {
    RegressionProblem problem =
        new RegressionProblem(new double[][] {{1, 0}, {0, 1}}, new double[] {1, -2});
    double[] start = {0.3, 0.4};

    assertThat(LazyDynamics.outputs(problem, 2, start, 0.5, 0)).containsExactly(start);
    // K = I/2: each step multiplies the residual by 1 - η·L/(2m) = ¾
    assertThat(LazyDynamics.outputs(problem, 2, start, 0.5, 3)[0])
        .isEqualTo(1 + Math.pow(0.75, 3) * (0.3 - 1), within(1e-15));
  }

  @Test
  void refusesMatricesThatDoNotFit() {
    assertThatThrownBy(
            () -> new DeepLinearNetwork(new double[6], List.of(new double[8]), new double[3]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("hidden matrices must be 3 x 3");
    assertThatThrownBy(
            () -> DeepLinearNetwork.draw(0, 1, 1, LinearStart.STANDARD, new SplittableRandom(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("got 0, 1 and 1");
    OneStepPolynomial polynomial =
        network(TABLE.get("small").get("networks").get(0))
            .oneStep(OneStepRateTest.problem(TABLE.get("small")));
    assertThatThrownBy(() -> polynomial.bestRate(1, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static double[] bestRates(
      RegressionProblem problem, int width, LinearStart start, int seeds) {
    double scale = start == LinearStart.STANDARD ? 1.0 / width : 1;
    double limit = OneStepRate.limit(problem, 3) * scale;
    double[] rates = new double[seeds];
    for (int seed = 0; seed < seeds; seed++) {
      rates[seed] =
          draw(problem, width, start, seed).oneStep(problem).bestRate(0.02 * limit, 20 * limit);
    }
    return rates;
  }

  private static DeepLinearNetwork draw(
      RegressionProblem problem, int width, LinearStart start, int seed) {
    SplittableRandom random = new SplittableRandom(1000L * width + seed);
    return DeepLinearNetwork.draw(width, 3, problem.inputs(), start, random);
  }

  private static DeepLinearNetwork network(JsonNode row) {
    List<double[]> hidden = new ArrayList<>();
    for (JsonNode weight : row.get("hidden")) {
      hidden.add(flat(weight));
    }
    return new DeepLinearNetwork(
        flat(row.get("first")), hidden, Tables.numbers(row.get("readout")));
  }

  private static double[] flat(JsonNode matrix) {
    return Arrays.stream(Tables.matrix(matrix)).flatMapToDouble(Arrays::stream).toArray();
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  private static double standardError(double[] values) {
    double mean = mean(values);
    double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    return Math.sqrt(squares / (values.length - 1) / values.length);
  }

  private static double correlation(double[] left, double[] right) {
    double l = mean(left);
    double r = mean(right);
    double product = 0;
    double squaresLeft = 0;
    double squaresRight = 0;
    for (int i = 0; i < left.length; i++) {
      product += (left[i] - l) * (right[i] - r);
      squaresLeft += (left[i] - l) * (left[i] - l);
      squaresRight += (right[i] - r) * (right[i] - r);
    }
    return product / Math.sqrt(squaresLeft * squaresRight);
  }
}
