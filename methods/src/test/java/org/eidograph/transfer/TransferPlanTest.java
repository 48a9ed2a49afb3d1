// Licensed under the Apache License, Version 2.0.
package org.eidograph.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.data.Offset;
import org.eidograph.base.BadInputException;
import org.eidograph.base.Json;
import org.eidograph.base.UsageException;
import org.eidograph.model.config.ConfigReader;
import org.eidograph.model.config.TransformerConfig;
import org.eidograph.theory.scaling.TensorRole;
import org.eidograph.theory.scaling.TunedSettings;
import org.eidograph.theory.scaling.plan.PlanNote.Topic;
import org.eidograph.theory.scaling.plan.PlanSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class TransferPlanTest {
  private static final TransformerConfig SMALL = ConfigReader.readFile(Configs.SMALL);
  private static final TransformerConfig LARGE = ConfigReader.readFile(Configs.LARGE);

  /** A few roundings of numbers below 1. */
  private static final Offset<Double> EXACT = within(1e-16);

  @TempDir private Path place;

  /** The worked example of muP for AdamW: 256 to 1024 with 0.02, 1e-2, 0.1 and 1e-8. */
  @Test
  void widthFourTimesAsLargeGivesTheKnownNumbers() {
    TransferPlan plan = Configs.plan();

    PlanLine up = plan.tensor("model.layers.3.mlp.up_proj.weight");
    assertThat(up.role()).isEqualTo(TensorRole.HIDDEN);
    assertThat(up.initStd()).isEqualTo(0.01, EXACT);
    assertThat(up.lr()).isEqualTo(2.5e-3, EXACT);
    assertThat(up.eps()).isEqualTo(2.5e-9, within(1e-24));
    assertThat(up.weightDecay()).isEqualTo(0.4, EXACT);
    PlanLine table = plan.tensor("model.embed_tokens.weight");
    assertThat(table.initStd()).isEqualTo(0.02);
    assertThat(table.lr()).isEqualTo(1e-2);
    assertThat(table.eps()).isEqualTo(2.5e-9, within(1e-24));
    assertThat(plan.tensor("model.norm.weight").weightDecay()).isZero();
    assertThat(plan.tensor("lm_head.weight").multiplier()).isEqualTo(0.25);
    assertThat(plan.multipliers().logits()).isEqualTo(0.25);
    assertThat(plan.multipliers().attention()).isEqualTo(0.125);
  }

  /** Tensor Programs V: the router is output-like, the experts' matrices are hidden ones. */
  @Test
  void aMixtureHasARouterAndHiddenExperts() {
    String experts = "{'model_type': 'mixtral', 'num_local_experts': %d}".replace('\'', '"');
    TransformerConfig small = Configs.changed(Configs.SMALL, place, experts.formatted(4));
    TransformerConfig large = Configs.changed(Configs.LARGE, place, experts.formatted(4));
    TransformerConfig more = Configs.changed(Configs.LARGE, place, experts.formatted(8));

    TransferPlan plan = Configs.plan(small, large, RecipeChoice.USUAL);

    String mixture = "model.layers.2.block_sparse_moe.";
    assertThat(plan.tensor(mixture + "gate.weight").role()).isEqualTo(TensorRole.READOUT);
    // a router has no multiplier of its own, so its factor 1/4 stands in start and rate
    assertThat(plan.tensor(mixture + "gate.weight").initStd()).isEqualTo(0.005, EXACT);
    assertThat(plan.tensor(mixture + "gate.weight").lr()).isEqualTo(2.5e-3, EXACT);
    assertThat(plan.tensor(mixture + "experts.3.w2.weight").role()).isEqualTo(TensorRole.HIDDEN);
    assertThat(plan.tensor(mixture + "experts.3.w2.weight").lr()).isEqualTo(2.5e-3, EXACT);
    assertThatThrownBy(() -> Configs.plan(small, more, RecipeChoice.USUAL))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("the same number of experts, got 4 and 8");
  }

  @Test
  void sameShapeIsOrdinaryTraining() {
    TransferPlan plan = Configs.plan(SMALL, SMALL, RecipeChoice.USUAL);

    assertThat(plan.tensors())
        .allSatisfy(
            line -> {
              assertThat(line.lr()).isEqualTo(plan.hparams().lr());
              assertThat(line.eps()).isEqualTo(plan.hparams().eps());
              assertThat(line.multiplier()).isEqualTo(1);
              assertThat(line.clipWeight()).isEqualTo(1);
              assertThat(line.weightDecay()).isIn(0.0, plan.hparams().weightDecay());
            });
    assertThat(plan.multipliers().logits()).isEqualTo(1);
    assertThat(plan.notes()).anyMatch(note -> note.topic() == Topic.SAME_SHAPE);
  }

  @Test
  void writtenPlanIsReadBackUnchanged() {
    TransferPlan plan = Configs.plan();
    Path file = place.resolve("plan.json");

    plan.write(file);

    assertThat(TransferPlan.read(file)).isEqualTo(plan);
  }

  @Test
  void jsonHasTheKeysOfThePlanFormat() {
    JsonNode json = Json.parse(Json.line(Configs.plan()), "plan");

    assertThat(json.get("format").stringValue()).isEqualTo("mup-plan/1");
    assertThat(json.get("base").get("hidden_size").intValue()).isEqualTo(256);
    assertThat(json.get("target").get("hidden_size").intValue()).isEqualTo(1024);
    assertThat(json.get("hparams").propertyNames())
        .containsExactly("lr", "weight_decay", "eps", "init_std");
    assertThat(json.get("multipliers").propertyNames())
        .containsExactly("embedding", "attention", "residual", "logits");
    assertThat(json.get("tensors").get(0).propertyNames())
        .contains(
            "pattern",
            "role",
            "m_out",
            "m_in",
            "init_std",
            "multiplier",
            "lr",
            "eps",
            "weight_decay",
            "clip_weight");
  }

  @Test
  void fileThatIsNoPlanIsRefused() throws Exception {
    Path other = Files.writeString(place.resolve("a.json"), "{\"format\": \"x\", \"lr\": 1}");
    Path newer =
        Files.writeString(
            place.resolve("b.json"), Json.line(Configs.plan()).replace("mup-plan/1", "mup-plan/2"));

    assertThatThrownBy(() -> TransferPlan.read(other))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("must hold a plan");
    assertThatThrownBy(() -> TransferPlan.read(newer))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("must have the format mup-plan/1, but has mup-plan/2");
  }

  @Test
  void baseWidthMeansFewerHeadsAndSmallerWidths() {
    TransferRequest request =
        TransferRequest.ofBaseWidth(256, LARGE, PlanSettings.assumed(), RecipeChoice.USUAL);

    assertThat(TransferPlan.of(request)).isEqualTo(Configs.plan());
    assertThatThrownBy(
            () ->
                TransferRequest.ofBaseWidth(300, LARGE, PlanSettings.assumed(), RecipeChoice.USUAL))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("a base width must divide the width, got 300 for 1024");
    assertThatThrownBy(
            () -> TransferRequest.ofBaseWidth(0, LARGE, PlanSettings.assumed(), RecipeChoice.USUAL))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("at least 1, got 0");
  }

  @Test
  void narrowerTargetIsRefusedByTheKeyThatShrinks() {
    TransformerConfig thin = Configs.changed(Configs.LARGE, place, "{\"intermediate_size\": 512}");

    assertThatThrownBy(() -> Configs.plan(LARGE, SMALL, RecipeChoice.USUAL))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("got hidden_size 256 for a base of 1024; exchange base and target");
    assertThatThrownBy(() -> Configs.plan(SMALL, thin, RecipeChoice.USUAL))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("got intermediate_size 512 for a base of 1024");
  }

  @Test
  void modelsWithOtherTensorsAreRefusedByName() {
    TransformerConfig tied =
        Configs.changed(Configs.LARGE, place, "{\"tie_word_embeddings\": true}");

    assertThatThrownBy(() -> Configs.plan(SMALL, tied, RecipeChoice.USUAL))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("[lm_head.weight] stand in the base (llama) alone");
  }

  @Test
  void tiedHeadHasNoLineButAMultiplier() {
    String tied = "{\"tie_word_embeddings\": true}";
    TransferPlan plan =
        Configs.plan(
            Configs.changed(Configs.SMALL, place, tied),
            Configs.changed(Configs.LARGE, place, tied),
            RecipeChoice.USUAL);

    assertThat(plan.multipliers().logits()).isEqualTo(0.25);
    assertThatThrownBy(() -> plan.tensor("lm_head.weight"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("got lm_head.weight; it has [model.embed_tokens.weight");
  }

  @Test
  void attentionOfTheBaseIsTheOneOfItsConfiguration() {
    String gpt2 =
        """
        {"model_type": "gpt2", "n_embd": %d, "n_head": 4, "n_layer": 2, "vocab_size": 100,
         "scale_attn_weights": %s}
        """;
    TransformerConfig base = gpt2(gpt2.formatted(256, false));
    TransferPlan plan = Configs.plan(base, gpt2(gpt2.formatted(512, false)), RecipeChoice.USUAL);
    TransferPlan scaled =
        Configs.plan(
            gpt2(gpt2.formatted(256, true)), gpt2(gpt2.formatted(512, true)), RecipeChoice.USUAL);

    // q·k without a scale at the base; heads twice as large halve it
    assertThat(plan.multipliers().attention()).isEqualTo(0.5);
    // 1/√64 at the base
    assertThat(scaled.multipliers().attention()).isEqualTo(0.125 / 2, EXACT);
    assertThat(plan.tensor("transformer.h.1.attn.c_attn.weight").role())
        .isEqualTo(TensorRole.HIDDEN);
  }

  @Test
  void settingsOutOfRangeAreUsageErrors() {
    PlanSettings negative = PlanSettings.given(TunedSettings.USUAL).withLearningRate(-1);

    assertThatThrownBy(
            () -> TransferPlan.of(TransferRequest.of(SMALL, LARGE, negative, RecipeChoice.USUAL)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("the learning rate must be a positive number, got -1.0");
  }

  private TransformerConfig gpt2(String json) {
    try {
      Path file = Files.createTempFile(place, "gpt2", ".json");
      return ConfigReader.readFile(Files.writeString(file, json));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
