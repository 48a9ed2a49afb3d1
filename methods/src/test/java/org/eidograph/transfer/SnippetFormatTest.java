// Licensed under the Apache License, Version 2.0.
package org.eidograph.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.eidograph.base.Json;
import org.eidograph.base.UsageException;
import org.eidograph.model.config.ConfigReader;
import org.eidograph.theory.scaling.plan.PlanSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

/** What Python makes of these texts is checked by interop/check_transfer.py. */
class SnippetFormatTest {
  @TempDir private Path place;

  @Test
  void groupsHoldEveryPatternOnceWithTheNumbersOfThePlan() {
    String text = SnippetFormat.TORCH_PARAM_GROUPS.of(Configs.plan());
    String groups = text.substring(0, text.indexOf("START = {"));

    for (PlanLine line : Configs.plan().tensors()) {
      assertThat(
              Pattern.compile(Pattern.quote("r\"" + line.regex() + "\"")).matcher(groups).results())
          .as(line.pattern())
          .hasSize(1);
    }
    assertThat(groups)
        .startsWith("# eido transfer plan: mup-B, adamw, hidden size 256 to 1024\n")
        .contains("\"lr\": 0.0025, \"eps\": 2.5E-9, \"weight_decay\": 0.4, \"clip_weight\": 1.0");
    assertThat(text).contains("torch.optim.AdamW(", "\"logits\": 0.25}");
  }

  @Test
  void optimizerDecidesTheClassAndWhetherThereIsAnEpsilon() {
    String sgd = SnippetFormat.TORCH_PARAM_GROUPS.of(ruled("sgd", "mup"));

    assertThat(sgd).contains("torch.optim.SGD(").doesNotContain("\"eps\"");
    assertThat(SnippetFormat.TORCH_PARAM_GROUPS.of(ruled("adam", "mup")))
        .contains("torch.optim.Adam(", "\"eps\"");
  }

  @Test
  void trainerTextIsTheGroupsAndTheirHandover() {
    String groups = SnippetFormat.TORCH_PARAM_GROUPS.of(Configs.plan());

    assertThat(SnippetFormat.TRL.of(Configs.plan()))
        .startsWith(groups)
        .contains("def trainer_optimizers(model):");
  }

  @Test
  void axolotlGetsRatesAndSaysWhatItCannotFollow() {
    assertThat(SnippetFormat.AXOLOTL.of(Configs.plan()))
        .contains("optimizer: adamw_torch\nlearning_rate: 0.01\nembedding_lr: 0.01\n")
        .contains("weight_decay: 0.4\nadam_epsilon: 2.5E-9\n")
        .contains("      - mlp.up_proj.weight\n", "    lr: 0.0025\n")
        .contains("# not followed: weight_decay of embed_tokens and lm_head")
        .contains("logits 0.25");
  }

  @Test
  void mupGetsABaseAndAModelThatIsWiderInEveryAxis() {
    assertThat(SnippetFormat.MUP.of(Configs.plan()))
        .contains("\"hidden_size\": 256, \"intermediate_size\": 1024, \"num_attention_heads\": 4")
        .contains("\"hidden_size\": 512, \"intermediate_size\": 2048, \"num_attention_heads\": 8")
        .contains("MuAdamW(groups(models[0]), lr=0.01)")
        .contains(
            "if p.dim() > 1], \"weight_decay\": 0.1}", "if p.dim() < 2], \"weight_decay\": 0.0}");
  }

  @Test
  void megatronGetsTheTunedValuesAndTheBase() {
    assertThat(SnippetFormat.MEGATRON.of(Configs.plan()).lines())
        .contains(
            "--hidden-size 1024",
            "--num-query-groups 8",
            "--use-mup",
            "--mup-base-hidden-size 256",
            "--mup-base-head-dim 64",
            "--lr 0.01",
            "--weight-decay 0.4",
            "--adam-eps 1.0E-8",
            "--init-method-std 0.02",
            "--untie-embeddings-and-output-weights")
        .contains(
            "# not followed: weight decay 0.1 of embedding and output; one value serves all, that"
                + " of the matrices");
  }

  @Test
  void megatronIsToldOfMatricesThatGrowOtherwise() {
    TransferPlan odd =
        Configs.plan(
            ConfigReader.readFile(Configs.SMALL),
            Configs.changed(Configs.LARGE, place, "{\"intermediate_size\": 2048}"),
            RecipeChoice.USUAL);

    assertThat(SnippetFormat.MEGATRON.of(odd))
        .contains("# not followed: the fan-in does not grow as the hidden size for [mlp.down_proj");
    assertThat(SnippetFormat.MEGATRON.of(Configs.plan())).doesNotContain("fan-in");
  }

  /** Since version 5, transformers keeps all experts of a block in two tensors. */
  @Test
  void expertsAreNamedAsInTheCheckpointAndAsInTheModel() {
    String torch = SnippetFormat.TORCH_PARAM_GROUPS.of(mixture());

    assertThat(torch)
        .contains(
            "r\"model\\.layers\\.[0-9]+\\.block_sparse_moe\\.experts\\.[0-9]+\\.w1\\.weight\"")
        .contains("r\"model\\.layers\\.[0-9]+\\.mlp\\.experts\\.gate_up_proj\"")
        .contains("r\"model\\.layers\\.[0-9]+\\.mlp\\.gate\\.weight\"");
    assertThat(SnippetFormat.AXOLOTL.of(mixture()))
        .contains("      - w2.weight\n", "      - mlp.experts.down_proj\n");
  }

  /** GPT-2's table has a name that Axolotl does not know, and is no hidden matrix for that. */
  @Test
  void axolotlGetsTheDecayOfHiddenMatrices() {
    TransferPlan plan =
        plan("gpt2", "\"n_embd\": %d, \"n_head\": %d, \"n_layer\": 2, \"vocab_size\": 96");

    assertThat(plan.tensor("transformer.wte.weight").weightDecay()).isEqualTo(0.1);
    assertThat(SnippetFormat.AXOLOTL.of(plan)).contains("\nweight_decay: 0.4\n");
  }

  @Test
  void programsForDenseLanguageModelsRefuseOthers() {
    for (SnippetFormat format : List.of(SnippetFormat.MUP, SnippetFormat.MEGATRON)) {
      assertThatThrownBy(() -> format.of(mixture()))
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("for models without experts");
    }
    TransferPlan encoder =
        plan(
            "bert",
            "\"hidden_size\": %1$d, \"intermediate_size\": %1$d, \"num_attention_heads\": %2$d,"
                + " \"num_hidden_layers\": 1, \"vocab_size\": 96");
    for (SnippetFormat format :
        List.of(SnippetFormat.MUP, SnippetFormat.MEGATRON, SnippetFormat.AXOLOTL)) {
      assertThatThrownBy(() -> format.of(encoder))
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("for models that write text, got a bert");
    }
    assertThatThrownBy(() -> SnippetFormat.GRANITE.of(encoder))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("a Granite has the tensors of a Llama or Mistral");
  }

  private static TransferPlan mixture() {
    return plan(
        "mixtral",
        "\"hidden_size\": %1$d, \"intermediate_size\": %1$d, \"num_attention_heads\": %2$d,"
            + " \"num_key_value_heads\": %2$d, \"num_hidden_layers\": 1, \"vocab_size\": 96,"
            + " \"num_local_experts\": 4");
  }

  /** A model of width 32 and one four times as wide. */
  private static TransferPlan plan(String modelType, String sizes) {
    PlannedModel[] models = new PlannedModel[2];
    for (int i = 0; i < 2; i++) {
      int factor = i == 0 ? 1 : 4;
      String config =
          "{\"model_type\": \"%s\", %s}"
              .formatted(modelType, sizes.formatted(32 * factor, 4 * factor));
      models[i] = PlannedModel.read((ObjectNode) Json.parse(config, modelType), modelType);
    }
    return TransferPlan.of(
        TransferRequest.of(models[0], models[1], PlanSettings.assumed(), RecipeChoice.USUAL));
  }

  @ParameterizedTest
  @CsvSource({
    "TORCH_PARAM_GROUPS,muon,mup,torch-param-groups is for the optimizers",
    "AXOLOTL,adam,mup,'axolotl is for the optimizers [adamw, sgd], got adam'",
    "MEGATRON,sgd,mup,'megatron is for the optimizers [adamw], got sgd'",
    "MUP,adamw,sp,'mup is for muP without other embedding or depth rules, got sp'",
    "MEGATRON,adamw,completep,'depth completep; take torch-param-groups'"
  })
  void formatThatCannotFollowThePlanIsRefused(
      SnippetFormat format, String optimizer, String parametrization, String message) {
    TransferPlan plan = ruled(optimizer, parametrization);

    assertThatThrownBy(() -> format.of(plan))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(message);
  }

  private static TransferPlan ruled(String optimizer, String parametrization) {
    return Configs.plan(new RecipeChoice(parametrization, optimizer, "mup", "product"));
  }
}
