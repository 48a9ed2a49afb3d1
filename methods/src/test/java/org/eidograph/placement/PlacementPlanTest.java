// Licensed under the Apache License, Version 2.0.
package org.eidograph.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Collectors;
import org.eidograph.base.UsageException;
import org.eidograph.model.ModulePath;
import org.eidograph.model.ModuleType;
import org.junit.jupiter.api.Test;

class PlacementPlanTest {
  /** Scores that Llama-3.2-1B-Instruct got on grade-school maths in the authors' result file. */
  private static final Map<ModuleType, Double> MATHS =
      Map.of(
          ModuleType.Q, 2.579,
          ModuleType.K, 2.627,
          ModuleType.V, 0.969,
          ModuleType.O, 0.900,
          ModuleType.GATE, 1.401,
          ModuleType.UP, 1.112,
          ModuleType.DOWN, 1.048);

  private static final AdapterRank RANK = new AdapterRank.Given(16);

  @Test
  void threeLowestTypesAreThoseOfThePaper() {
    PlacementPlan plan = PlacementPlan.byType(maths(), PlacementChoice.DEFAULT, RANK);

    assertThat(plan.targets()).containsExactlyInAnyOrder("o_proj", "v_proj", "down_proj");
    assertThat(plan.modules()).hasSize(3 * 28);
    assertThat(plan.decisions().get(0).reason()).contains("o 0.900, v 0.969, down 1.048");
    assertThat(plan.decisions()).allMatch(d -> d.citation().contains("2506.20629"));
  }

  /** Counts of the paper for Qwen3-1.7B, in millions: 6.88, 7.17 and 11.01. */
  @Test
  void parametersAreThoseThatThePaperCounts() {
    assertThat(parameters(16, ModuleType.V, ModuleType.O, ModuleType.DOWN)).isEqualTo(6_881_280);
    assertThat(parameters(25, ModuleType.Q, ModuleType.K, ModuleType.V)).isEqualTo(7_168_000);
    assertThat(parameters(16, ModuleType.GATE, ModuleType.UP, ModuleType.DOWN))
        .isEqualTo(11_010_048);
  }

  private static long parameters(int rank, ModuleType... types) {
    Map<ModuleType, Double> equal =
        Arrays.stream(types).collect(Collectors.toMap(type -> type, type -> 1.0));
    return PlacementPlan.byType(
            scores(28, equal, layer -> 0), PlacementChoice.DEFAULT, new AdapterRank.Given(rank))
        .parameters();
  }

  @Test
  void theOppositeTakesTheHighest() {
    PlacementPlan plan = PlacementPlan.byType(maths(), new PlacementChoice.Highest(2), RANK);

    assertThat(plan.targets()).containsExactly("q_proj", "k_proj");
  }

  @Test
  void budgetSetsTheLargestRankThatFits() {
    PlacementPlan plan =
        PlacementPlan.byType(
            maths(), PlacementChoice.DEFAULT, new AdapterRank.Within(6_881_280 + 1000));

    assertThat(plan.rank()).isEqualTo(16);
    assertThat(plan.parameters()).isEqualTo(6_881_280);
  }

  @Test
  void fillingTakesTheLowestTypesThatFit() {
    PlacementPlan plan =
        PlacementPlan.byType(maths(), new PlacementChoice.Filling(4_000_000), RANK);

    // o: 28·16·4096 = 1.8 million, v: 1.4 million, down: 3.7 million
    assertThat(plan.targets()).containsExactlyInAnyOrder("o_proj", "v_proj");
    assertThat(plan.parameters()).isEqualTo(3_211_264);
  }

  @Test
  void thresholdTakesAllBelow() {
    PlacementPlan plan = PlacementPlan.byType(maths(), new PlacementChoice.Below(1), RANK);

    assertThat(plan.targets()).containsExactlyInAnyOrder("o_proj", "v_proj");
  }

  @Test
  void closeNeighboursAreNamed() {
    PlacementPlan three = PlacementPlan.byType(maths(), PlacementChoice.DEFAULT, RANK);
    PlacementScores close = scores(1, Map.of(ModuleType.Q, 1.0, ModuleType.K, 1.02), layer -> 0);

    PlacementPlan one = PlacementPlan.byType(close, new PlacementChoice.Lowest(1), RANK);

    assertThat(one.decisions().get(0).reason()).contains("k is only 2.0 % above");
    assertThat(three.decisions().get(0).reason()).doesNotContain("only");
  }

  @Test
  void byLayerChoosesInEachLayerAndNamesWholePathsWhereNeeded() {
    // o rises with the layer and is the lower one in the first layer only
    PlacementScores scores =
        scores(2, Map.of(ModuleType.V, 1.0, ModuleType.O, 0.9), layer -> 0.2 * layer);

    PlacementPlan plan = PlacementPlan.byLayer(scores, new PlacementChoice.Lowest(1), RANK);

    assertThat(plan.targets()).containsExactly("0.self_attn.o_proj", "1.self_attn.v_proj");
    assertThat(plan.parameters()).isEqualTo(16 * (4096 + 3072));
    assertThat(PlacementPlan.byLayer(scores, new PlacementChoice.Below(0.95), RANK).targets())
        .containsExactly("0.self_attn.o_proj");
  }

  @Test
  void namesTellModulesApartThatEndAlike() {
    ModuleScore o = score("transformer.h.0.attn.c_proj", ModuleType.O, 0, 16, 16, 0.9);
    ModuleScore down = score("transformer.h.0.mlp.c_proj", ModuleType.DOWN, 0, 64, 16, 1.2);
    PlacementScores scores = of(List.of(o, down));

    assertThat(
            PlacementPlan.byType(scores, new PlacementChoice.Lowest(1), new AdapterRank.Given(4))
                .targets())
        .containsExactly("attn.c_proj");
    assertThat(
            PlacementPlan.byType(scores, new PlacementChoice.Lowest(2), new AdapterRank.Given(4))
                .targets())
        .containsExactly("c_proj");
  }

  @Test
  void refusesWhatCannotBeMet() {
    assertRefused(new PlacementChoice.Lowest(8), RANK, "the model has 7 to choose from");
    assertRefused(new PlacementChoice.Below(0.5), RANK, "the lowest is o with 0.9000");
    assertRefused(new PlacementChoice.Filling(1000), RANK, "at least o at rank 16");
    assertRefused(PlacementChoice.DEFAULT, new AdapterRank.Within(1000), "got 1000");
    assertRefused(PlacementChoice.DEFAULT, new AdapterRank.Given(1025), "1024 of model.layers.0");
    assertRefused(
        new PlacementChoice.Filling(5_000_000), new AdapterRank.Within(5_000_000), "one budget");
    assertThatThrownBy(
            () -> PlacementPlan.byLayer(maths(), new PlacementChoice.Filling(5_000_000), RANK))
        .isInstanceOf(UsageException.class);
    assertThatThrownBy(() -> new AdapterRank.Given(0)).isInstanceOf(UsageException.class);
    assertThatThrownBy(() -> new PlacementChoice.Lowest(0)).isInstanceOf(UsageException.class);
    assertThatThrownBy(() -> new PlacementChoice.Below(Double.NaN))
        .isInstanceOf(UsageException.class);
  }

  private static void assertRefused(PlacementChoice choice, AdapterRank rank, String words) {
    assertThatThrownBy(() -> PlacementPlan.byType(maths(), choice, rank))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(words);
  }

  private static PlacementScores maths() {
    return scores(28, MATHS, layer -> 0);
  }

  /** The shapes of Qwen3-1.7B. */
  private static PlacementScores scores(
      int layers, Map<ModuleType, Double> means, IntToDoubleFunction riseOfO) {
    List<ModuleScore> modules = new ArrayList<>();
    for (int layer = 0; layer < layers; layer++) {
      for (ModuleType type : ModuleType.values()) {
        if (means.containsKey(type)) {
          double rise = type == ModuleType.O ? riseOfO.applyAsDouble(layer) : 0;
          modules.add(llama(type, layer, means.get(type) + rise));
        }
      }
    }
    return of(modules);
  }

  private static ModuleScore llama(ModuleType type, int layer, double score) {
    String block = "model.layers." + layer + ".";
    return switch (type) {
      case Q -> score(block + "self_attn.q_proj", type, layer, 2048, 2048, score);
      case K -> score(block + "self_attn.k_proj", type, layer, 2048, 1024, score);
      case V -> score(block + "self_attn.v_proj", type, layer, 2048, 1024, score);
      case O -> score(block + "self_attn.o_proj", type, layer, 2048, 2048, score);
      case GATE -> score(block + "mlp.gate_proj", type, layer, 2048, 6144, score);
      case UP -> score(block + "mlp.up_proj", type, layer, 2048, 6144, score);
      case DOWN -> score(block + "mlp.down_proj", type, layer, 6144, 2048, score);
      default -> throw new IllegalArgumentException(type.name());
    };
  }

  private static ModuleScore score(
      String path, ModuleType type, int layer, long inputs, long outputs, double score) {
    return new ModuleScore(new ModulePath(path, type, layer), inputs, outputs, 2 * score, 2, score);
  }

  private static PlacementScores of(List<ModuleScore> modules) {
    return new PlacementScores(modules, List.of(), 1, 1, "", "");
  }
}
