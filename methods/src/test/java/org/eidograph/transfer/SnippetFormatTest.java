// Licensed under the Apache License, Version 2.0.
package org.eidograph.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.regex.Pattern;
import org.eidograph.base.UsageException;
import org.eidograph.model.config.ConfigReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
    String sgd = SnippetFormat.TORCH_PARAM_GROUPS.of(plan("sgd", "mup"));

    assertThat(sgd).contains("torch.optim.SGD(").doesNotContain("\"eps\"");
    assertThat(SnippetFormat.TORCH_PARAM_GROUPS.of(plan("adam", "mup")))
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
        .contains("MuAdamW(models[0].parameters(), lr=0.01, weight_decay=0.1)");
  }

  @Test
  void megatronGetsTheTunedValuesAndTheBase() {
    assertThat(SnippetFormat.MEGATRON.of(Configs.plan()).lines())
        .contains(
            "--hidden-size 1024",
            "--num-query-groups 8",
            "--scaling-recipe mup",
            "--scaling-base-hidden-size 256",
            "--scaling-base-head-dim 64",
            "--lr 0.01",
            "--weight-decay 0.4",
            "--adam-eps 1.0E-8",
            "--init-method-std 0.02")
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
    TransferPlan plan = plan(optimizer, parametrization);

    assertThatThrownBy(() -> format.of(plan))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(message);
  }

  private static TransferPlan plan(String optimizer, String parametrization) {
    return Configs.plan(new RecipeChoice(parametrization, optimizer, "mup", "product"));
  }
}
