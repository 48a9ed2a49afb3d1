// Licensed under the Apache License, Version 2.0.
package org.eidograph.finetune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.eidograph.lora.Targets;
import org.eidograph.model.CausalLm;
import org.eidograph.model.ModuleType;
import org.eidograph.model.Pass;
import org.eidograph.model.Sequences;
import org.eidograph.model.mixtral.RoutingCounts;
import org.eidograph.placement.ModuleScore;
import org.eidograph.placement.PlacementScorer;
import org.eidograph.placement.ScoringOptions;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.NoGrad;
import org.eidograph.torch.Scope;
import org.eidograph.train.engine.Workers;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The trained stories mixture is tuned and scored like the dense model it was made from. */
class MixtureRunTest {
  private static final Path MIXTURE = Path.of("../fixtures/stories260k-moe");
  private static final int[] IDS = {1, 403, 407, 261, 378, 432, 383, 286, 261, 376, 298, 315, 421};

  @TempDir Path place;

  @Test
  @Tag("slow")
  void adaptersOnRouterExpertsAndAttentionLearn() throws IOException {
    FineTuneRequest dense = StoriesRuns.request();
    FineTuneRequest request =
        new FineTuneRequest(
            new FineTuneRequest.Base(MIXTURE, "stories260k-moe", DType.FLOAT32, Device.CPU),
            dense.data(),
            dense.lora().with(b -> b.rank(4).targets(Targets.names("q_proj", "gate", "w1", "w2"))),
            dense.rates(),
            dense.training(),
            dense.output());

    FineTuneResult result = new StoriesRuns(place).run(request, "mixture");

    // a story model meets instructions: the first steps gain much more than held-out rows differ
    assertThat(result.training().after().loss())
        .isLessThan(result.training().before().loss() - 0.1);
    assertThat(new StoriesRuns(place).adapterFile("mixture")).isNotEmptyFile();
  }

  @Test
  void attentionScoresAreThoseOfTheDenseModel() {
    Map<String, ModuleScore> mixture = scores(MIXTURE);
    Map<String, ModuleScore> dense = scores(StoriesRuns.STORIES);

    List<String> attention =
        dense.keySet().stream().filter(path -> path.contains("self_attn")).toList();
    assertThat(attention).hasSize(5 * 4);
    for (String path : attention) {
      // the same function up to float32 sums over experts
      assertThat(mixture.get(path).score())
          .as(path)
          .isEqualTo(dense.get(path).score(), within(1e-4));
    }
  }

  /**
   * All experts are copies of one, so their gains, each token counted twice, average to its own.
   */
  @Test
  void gainsOfExpertsAverageToThatOfTheDenseModelByTheirTokens() {
    long[][] tokens = routing();
    Map<String, ModuleScore> mixture = scores(MIXTURE);
    Map<String, ModuleScore> dense = scores(StoriesRuns.STORIES);
    for (int layer = 0; layer < tokens.length; layer++) {
      double sum = 0;
      for (ModuleScore score : mixture.values()) {
        if (score.module().layer() == layer && score.module().type() == ModuleType.GATE) {
          sum += score.gain() * tokens[layer][expert(score.module().path())];
        }
      }

      double whole = dense.get("model.layers." + layer + ".mlp.gate_proj").gain();
      // float32 norms of 172 terms
      assertThat(sum / (2 * IDS.length)).isEqualTo(whole, within(1e-5 * whole));
    }
  }

  private static int expert(String path) {
    return Integer.parseInt(path.replaceAll(".*experts\\.([0-9]+)\\..*", "$1"));
  }

  private static Map<String, ModuleScore> scores(Path directory) {
    try (CausalLm model = CausalLm.load(directory, DType.FLOAT32, Device.CPU);
        Workers workers = new Workers(1)) {
      return PlacementScorer.score(model, List.of(IDS), ScoringOptions.DEFAULT, workers)
          .modules()
          .stream()
          .collect(Collectors.toMap(score -> score.module().path(), score -> score));
    }
  }

  private static long[][] routing() {
    try (CausalLm model = CausalLm.load(MIXTURE, DType.FLOAT32, Device.CPU);
        Scope scope = Scope.open();
        NoGrad off = NoGrad.on()) {
      RoutingCounts counts = RoutingCounts.of(model.config());
      model.hidden(Pass.inference(Sequences.of(IDS), Device.CPU).watchedBy(counts));
      return counts.counts();
    }
  }
}
