// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eidograph.base.BadInputException;
import org.eidograph.model.CausalLm;
import org.eidograph.model.ModuleType;
import org.eidograph.model.Pass;
import org.eidograph.model.Sequences;
import org.eidograph.placement.ModuleScore;
import org.eidograph.placement.PlacementScorer;
import org.eidograph.placement.PlacementScores;
import org.eidograph.placement.ScoringOptions;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.Scope;
import org.eidograph.train.engine.Workers;
import org.junit.jupiter.api.Test;

/** Adapters, starts and scores of a model whose feed-forward parts are experts. */
class MixtralAdapterTest {
  private static final Path MIXTRAL = Path.of("../model/src/test/resources/golden/mixtral-base");
  private static final String MIXTURE = "model.layers.0.block_sparse_moe.";

  private static CausalLm load() {
    return CausalLm.load(MIXTRAL, DType.FLOAT32, Device.CPU);
  }

  /** The names of transformers 4, which peft maps onto the fused experts of transformers 5. */
  @Test
  void expertsAndRouterAreAdaptedByTheirCheckpointNames() {
    try (CausalLm model = load()) {
      LoraModel lora =
          LoraModel.attach(
              model,
              LoraSpec.defaults().with(b -> b.rank(4).targets(Targets.names("gate", "w1", "w2"))));

      assertThat(lora.tensors().keySet())
          .hasSize(2 * 2 * (1 + 2 * 4))
          .contains(
              "base_model.model." + MIXTURE + "gate.lora_A.weight",
              "base_model.model." + MIXTURE + "experts.3.w1.lora_B.weight")
          .noneMatch(name -> name.contains("w3"));
    }
  }

  @Test
  void allLinearModulesAreThoseOfAttentionTheRouterAndTheExperts() {
    try (CausalLm model = load()) {
      LoraModel lora =
          LoraModel.attach(
              model, LoraSpec.defaults().with(b -> b.rank(4).targets(Targets.allLinear())));

      assertThat(lora.tensors()).hasSize(2 * 2 * (4 + 1 + 3 * 4));
    }
  }

  /** One token reaches two of the four experts: the others have no score, and that is no error. */
  @Test
  void onlyExpertsThatATokenReachedAreScored() {
    try (CausalLm model = load();
        Workers workers = new Workers(1)) {
      PlacementScores scores =
          PlacementScorer.score(model, List.of(new int[] {5}), ScoringOptions.DEFAULT, workers);

      Map<ModuleType, Long> counts =
          scores.modules().stream()
              .map(ModuleScore::module)
              .filter(module -> module.layer() == 0)
              .collect(Collectors.groupingBy(module -> module.type(), Collectors.counting()));
      assertThat(counts)
          .containsEntry(ModuleType.ROUTER, 1L)
          .containsEntry(ModuleType.GATE, 2L)
          .containsEntry(ModuleType.UP, 2L)
          .containsEntry(ModuleType.DOWN, 2L);
      assertThat(scores.modules()).allMatch(m -> Double.isFinite(m.score()));
      assertThat(routed(model, 5)).hasSize(2);
    }
  }

  private static List<String> routed(CausalLm model, int id) {
    try (Scope scope = Scope.open()) {
      Stream.Builder<String> seen = Stream.builder();
      model.hidden(
          Pass.inference(Sequences.of(id), Device.CPU)
              .watchedBy((module, in, out) -> seen.add(module.path())));
      return seen.build().filter(p -> p.startsWith(MIXTURE) && p.endsWith("w1")).toList();
    }
  }

  @Test
  void aStartFromTheInputsNeedsModulesThatSeeAllOfThem() {
    LoraSpec spec = LoraSpec.defaults().with(b -> b.rank(2).targets(Targets.names("w1")));
    InputAnalysis.Shown shown =
        new InputAnalysis.Shown(new int[] {5, 6, 7}, new boolean[] {true, true, true});
    try (CausalLm model = load()) {
      assertThatThrownBy(() -> InputAnalysis.of(model, spec, List.of(List.of(shown))))
          .isInstanceOf(BadInputException.class)
          .hasMessageContaining("sees only those routed to it; choose other targets");
    }
  }
}
