// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.mixtral;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eidograph.model.CausalLm;
import org.eidograph.model.Parameter;
import org.eidograph.model.Pass;
import org.eidograph.model.Sequences;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.RandomSource;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;
import org.junit.jupiter.api.Test;

/** Gathered experts against running every expert on every token. */
class ExpertMixtureTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/mixtral-base");
  private static final int TOKENS = 11;

  // float32 sums of some tens of terms in another order
  private static final double TOLERANCE = 1e-5;

  private static Pass pass() {
    return Pass.inference(Sequences.of(new int[TOKENS]), Device.CPU);
  }

  private static ExpertMixture mixture(CausalLm model) {
    return ((MixtralBlock) model.segments().get(1)).mixture();
  }

  private static Tensor input() {
    try (RandomSource random = RandomSource.of(5)) {
      return Tensors.normal(random, TOKENS, 16);
    }
  }

  @Test
  void equalsTheWeightedSumOfAllExperts() {
    try (CausalLm model = CausalLm.load(GOLDEN, DType.FLOAT32, Device.CPU);
        Scope scope = Scope.open()) {
      Tensor x = input();

      Tensor y = mixture(model).forward(x, pass());

      assertThat(y.maxAbsDifference(dense(mixture(model), x, pass()))).isLessThan(TOLERANCE);
    }
  }

  @Test
  void gradientsOfRouterExpertsAndInputAreThoseOfTheWeightedSum() {
    try (CausalLm model = CausalLm.load(GOLDEN, DType.FLOAT32, Device.CPU);
        Scope scope = Scope.open()) {
      ExpertMixture mixture = mixture(model);
      mixture.linears().forEach(linear -> linear.weightParameter().train(true));
      List<Tensor> gathered = gradients(mixture, false);
      List<Tensor> dense = gradients(mixture, true);

      for (int i = 0; i < gathered.size(); i++) {
        // gradients here are of order 1 to 30
        assertThat(gathered.get(i).maxAbsDifference(dense.get(i))).isLessThan(1e-4);
      }
      assertThat(gathered).hasSize(2 + 3 * mixture.experts().size());
      assertThat(gathered.get(1).abs().max().item()).isGreaterThan(1e-2);
    }
  }

  /** Gradients of Σ y², of the input and then of every weight in the order of the linears. */
  private static List<Tensor> gradients(ExpertMixture mixture, boolean dense) {
    Tensor x = input().leaf();
    Pass recording = pass().recording();
    Tensor y = dense ? dense(mixture, x, recording) : mixture.forward(x, recording);
    y.pow(2).sum().backward();
    List<Tensor> all = new ArrayList<>(List.of(x.grad()));
    for (Parameter parameter :
        mixture.linears().stream().map(linear -> linear.weightParameter()).toList()) {
      all.add(recording.leaves().get(parameter).grad());
    }
    return all;
  }

  private static Tensor dense(ExpertMixture mixture, Tensor x, Pass pass) {
    Tensor shares = mixture.router().forward(x, pass).softmax(1);
    Tensor.ValuesAndIndices top = shares.topK(mixture.perToken());
    Tensor zeros = Tensors.zeros(DType.FLOAT32, Device.CPU, TOKENS, mixture.experts().size());
    Tensor kept =
        zeros.scatterAddInPlace(
            1, top.indices(), Tensors.ones(DType.FLOAT32, Device.CPU, TOKENS, mixture.perToken()));
    Tensor weights = shares.mul(kept);
    weights = weights.mul(weights.sum(1, true).pow(-1));
    Tensor sum = Tensors.zerosLike(x);
    for (int e = 0; e < mixture.experts().size(); e++) {
      sum = sum.add(mixture.experts().get(e).forward(x, pass).mul(weights.narrow(1, e, 1)));
    }
    return sum;
  }

  @Test
  void anExpertSeesOnlyTheTokensThatChoseItAndTheRouterAll() {
    try (CausalLm model = CausalLm.load(GOLDEN, DType.FLOAT32, Device.CPU);
        Scope scope = Scope.open()) {
      ExpertMixture mixture = mixture(model);
      Map<String, Long> rows = new TreeMap<>();

      mixture.forward(
          input(), pass().watchedBy((module, in, out) -> rows.put(module.path(), in.size(0))));

      String at = "model.layers.0.block_sparse_moe.";
      long routed =
          rows.entrySet().stream()
              .filter(row -> row.getKey().endsWith(".w1"))
              .mapToLong(Map.Entry::getValue)
              .sum();
      assertThat(rows.get(at + "gate")).isEqualTo(TOKENS);
      assertThat(routed).isEqualTo((long) TOKENS * mixture.perToken());
    }
  }

  @Test
  void choicesAreSortedByExpertAndFoundAgain() {
    try (Scope scope = Scope.open()) {
      Tensor chosen = Tensors.ofLongs(new long[] {2, 0, 2, 3, 0, 2}, 3, 2);

      Routing routing = Routing.of(chosen, 4);

      assertThat(routing.tokens().get(0)).containsExactly(0, 2);
      assertThat(routing.tokens().get(1)).isEmpty();
      assertThat(routing.tokens().get(2)).containsExactly(0, 1, 2);
      assertThat(routing.tokens().get(3)).containsExactly(1);
      assertThat(routing.places()).containsExactly(2, 0, 3, 5, 1, 4);
    }
  }
}
