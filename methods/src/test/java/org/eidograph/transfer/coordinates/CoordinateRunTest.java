// Licensed under the Apache License, Version 2.0.
package org.eidograph.transfer.coordinates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.eidograph.base.UsageException;
import org.eidograph.model.Sequences;
import org.eidograph.model.nn.AttentionShape;
import org.eidograph.torch.RandomSource;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a run is made of its networks. */
class CoordinateRunTest {
  private static final CoordinateRequest SMALL =
      Checks.request(new DenseNetworks(4, 0), Checks.rules("mup", "adam", false), 2, 4, 8, 16, 32);

  @Test
  void threadsChangeNothingAndEveryNetworkIsToldOf() {
    List<Integer> told = new ArrayList<>();

    CoordinateRun one = CoordinateRun.of(SMALL, 1, told::add);
    CoordinateRun many = CoordinateRun.of(SMALL, 64, begun -> {});

    assertThat(many.tested()).isEqualTo(one.tested());
    assertThat(many.control()).isEqualTo(one.control());
    assertThat(told).hasSize(CoordinateRun.networks(SMALL)).startsWith(0, 1, 2).endsWith(15);
    assertThat(one.tested()).hasSize(8);
    assertThat(one.tested().get(1).seed()).isEqualTo(1);
  }

  /** At the smallest width muP is ordinary training, with the head drawn alike. */
  @Test
  void rulesChangeNothingAtTheSmallestNetwork() {
    CoordinateRun run = CoordinateRun.of(SMALL, 1, begun -> {});

    assertThat(run.tested().get(0)).isEqualTo(run.control().get(0));
    assertThat(run.tested().get(7)).isNotEqualTo(run.control().get(7));
  }

  /** A step without momentum is η times the gradient: half the rate, half the first change. */
  @Test
  void firstStepOfGradientDescentIsLinearInItsRate() {
    WatchedRules full = Checks.rules("mup", "sgd", false);
    WatchedRules half = new WatchedRules(full.recipe(), full.learningRate() / 2, false);
    CoordinateRequest request = Checks.request(new DenseNetworks(4, 0), full, 1, 4, 8, 16, 32);

    double whole = CellReader.read(request, full, 16, 0).reading("layer 1", 1).change();

    // the first layer's sums are linear in its weights; float32 rounds a change of 1e-2 of them
    assertThat(CellReader.read(request, half, 16, 0).reading("layer 1", 1).change())
        .isCloseTo(whole / 2, within(1e-5 * whole));
    assertThat(CellReader.read(request, full, 16, 0).reading("layer 1", 0).change()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"mup-A", "mup-C", "completep", "sp", "ntp", "ump", "spectral", "sp-embedding"})
  void everyParametrizationTrainsEveryNetwork(String rules) {
    for (NetworkSeries series : List.of(new DenseNetworks(4, 0), new ResidualNetworks(4, 0))) {
      CoordinateRequest request =
          Checks.request(series, Checks.rules(rules, "adamw", false), 1, 2, 4, 8, 16);

      CoordinateCell cell = CellReader.read(request, request.rules(), 4, 0);

      assertThat(cell.readings()).allSatisfy(reading -> assertThat(reading.size()).isFinite());
      assertThat(cell.readings().get(cell.readings().size() - 1).change()).isPositive();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"adam", "sgd", "muon"})
  void everyOptimizerTrainsEveryNetwork(String optimizer) {
    for (NetworkSeries series : List.of(new DenseNetworks(4, 0), new ResidualNetworks(4, 0))) {
      CoordinateRequest request =
          Checks.request(series, Checks.rules("mup", optimizer, false), 1, 2, 4, 8, 16);

      CoordinateCell cell = CellReader.read(request, request.rules(), 4, 0);

      assertThat(cell.readings())
          .filteredOn(reading -> reading.step() > 0)
          .allSatisfy(reading -> assertThat(reading.change()).isPositive().isFinite());
    }
  }

  @Test
  void rulesWithoutARateForTheOptimizerAreRefused() {
    CoordinateRequest request =
        Checks.request(
            new DenseNetworks(4, 0), Checks.rules("sp-per-layer", "sgd", false), 1, 4, 8, 16, 32);

    assertThatThrownBy(() -> CoordinateRun.of(request, 1, begun -> {}))
        .isInstanceOf(UsageException.class);
  }

  /** Pair by pair, as the definition says. */
  @Test
  void attentionLogitsAreThoseOfPairsThatSeeOneAnother() {
    AttentionShape shape = new AttentionShape(0, 4, 2, 3, 2, 0.5);
    Sequences sequences = Sequences.of(List.of(new int[3], new int[2]));
    try (Scope scope = Scope.open();
        RandomSource random = RandomSource.of(1)) {
      Tensor q = Tensors.normal(random, 5, 4, 3);
      Tensor k = Tensors.normal(random, 5, 2, 3);

      double[] found = AttentionLogits.of(shape, sequences, q, k).toDoubles();

      // a window of two: a token sees itself and the one before, never another sequence
      int[][] pairs = {{0, 0}, {1, 0}, {1, 1}, {2, 1}, {2, 2}, {3, 3}, {4, 3}, {4, 4}};
      assertThat(found).hasSize(4 * pairs.length);
      for (int head = 0; head < 4; head++) {
        for (int pair = 0; pair < pairs.length; pair++) {
          double expected =
              0.5 * dot(q.select(0, pairs[pair][0]), head, k.select(0, pairs[pair][1]), head / 2);
          // three float32 products
          assertThat(found[head * pairs.length + pair]).isCloseTo(expected, within(1e-6));
        }
      }
    }
  }

  private static double dot(Tensor queries, int head, Tensor keys, int keyHead) {
    return queries.select(0, head).mul(keys.select(0, keyHead)).sum().item();
  }
}
