// Licensed under the Apache License, Version 2.0.
package org.eidograph.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.eidograph.base.BadInputException;
import org.eidograph.base.Json;
import org.eidograph.theory.scaling.names.ModelFamily;
import org.eidograph.theory.scaling.plan.PlanSettings;
import org.eidograph.torch.safetensors.SafetensorsHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

/** Models that are planned and not run: encoders, Granite, and configurations that say mup. */
class PlannedModelTest {
  private static final Path ENCODERS = Path.of("../model/src/test/resources/golden-encoders");

  /** Names are those that transformers stored for the classifiers of other tests. */
  @ParameterizedTest
  @CsvSource({"bert-base", "roberta-base"})
  void anEncodersPlanCoversEveryTensorThatTransformersStoredOnce(String name) {
    PlannedModel model = PlannedModel.read(ENCODERS.resolve(name));
    TransferPlan plan = plan(model, model);

    Set<String> seen = new TreeSet<>();
    for (String tensor : stored(ENCODERS.resolve(name))) {
      assertThat(plan.tensors().stream().filter(line -> line.covers(tensor))).as(tensor).hasSize(1);
      seen.add(plan.tensor(tensor).pattern());
    }
    assertThat(seen).hasSameSizeAs(plan.tensors());
  }

  @Test
  void whatStandsOnTopOfAnEncoderIsThatOfItsArchitecture() {
    assertThat(patterns("[\"BertForMaskedLM\"]"))
        .contains("cls.predictions.bias")
        .doesNotContain("classifier.weight", "bert.pooler.dense.weight");
    assertThat(patterns("[\"BertForSequenceClassification\"]"))
        .contains("classifier.weight", "bert.pooler.dense.weight");
    // a bare model is stored without the prefix
    assertThat(patterns("[\"BertModel\"]"))
        .contains("pooler.dense.weight")
        .doesNotContain("classifier.weight");
    assertThatThrownBy(() -> patterns("[\"BertForTokenClassification\"]"))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("must be a …Model, …ForMaskedLM or …ForSequenceClassification");
  }

  private static Set<String> patterns(String architectures) {
    ObjectNode config =
        (ObjectNode)
            Json.parse(
                "{\"model_type\": \"bert\", \"hidden_size\": 32, \"intermediate_size\": 64, \"num_hidden_layers\": 1, \"num_attention_heads\": 4, \"vocab_size\": 50, \"architectures\": %s}"
                    .formatted(architectures),
                "bert");
    PlannedModel model = PlannedModel.read(config, "bert");
    Set<String> patterns = new TreeSet<>();
    plan(model, model).tensors().forEach(line -> patterns.add(line.pattern()));
    return patterns;
  }

  /** By the rules of the literature: attention and residual keep, logits fall with the width. */
  @Test
  void aGranitesScalarsAreCarriedToTheTargetAndBack() {
    PlannedModel base = granite(Configs.SMALL);
    PlannedModel target = granite(Configs.LARGE);
    TransferPlan plan = plan(base, target);

    assertThat(base.description().family()).isEqualTo(ModelFamily.GRANITE);
    assertThat(plan.multipliers().embedding()).isEqualTo(12);
    assertThat(plan.multipliers().attention()).isEqualTo(0.0078125);
    assertThat(plan.multipliers().residual()).isEqualTo(0.22);
    // the base divides by 16, and the target is 4 times as wide
    assertThat(1 / plan.multipliers().logits()).isCloseTo(64, within(1e-12));

    ObjectNode out = (ObjectNode) Json.parse(SnippetFormat.GRANITE.of(plan), "keys");
    ObjectNode written = Json.readObject(Configs.LARGE).setAll(out);
    assertThat(PlannedModel.read(written, "written").multipliers().logits())
        .isCloseTo(plan.multipliers().logits(), within(1e-15));
  }

  private static PlannedModel granite(Path llama) {
    ObjectNode config = Json.readObject(llama);
    config.put("model_type", "granite").put("embedding_multiplier", 12.0);
    config.put("attention_multiplier", 0.0078125).put("residual_multiplier", 0.22);
    return PlannedModel.read(config.put("logits_scaling", 16), "granite");
  }

  @Test
  void aGranitesScalarsMustBePositiveNumbers() {
    ObjectNode config = Json.readObject(Configs.SMALL).put("model_type", "granite");

    assertThat(PlannedModel.read(config, "g").multipliers().residual()).isEqualTo(1);
    config.put("logits_scaling", 0);
    assertThatThrownBy(() -> PlannedModel.read(config, "g"))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("needs a positive logits_scaling");
    config.put("logits_scaling", "16");
    assertThatThrownBy(() -> PlannedModel.read(config, "g"))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("'logits_scaling' must be a number");
  }

  /** The two keys of transformers' own muP mean a narrower model of the same head size. */
  @Test
  void baseWidthOfAConfigurationPlansAsTheBaseItMeans() {
    PlannedModel small = PlannedModel.read(Configs.SMALL);
    PlannedModel large =
        PlannedModel.read(
            Json.readObject(Configs.LARGE).put("mup", true).put("mup_base_width", 256), "large");

    TransferPlan meant =
        TransferPlan.of(
            TransferRequest.ofBaseWidth(
                large.baseWidth().getAsInt(), large, PlanSettings.assumed(), RecipeChoice.USUAL));

    assertThat(meant).isEqualTo(plan(small, PlannedModel.read(Configs.LARGE)));
    assertThat(small.baseWidth()).isEmpty();
  }

  @Test
  void aConfigurationThatSaysMupMustSayItsBaseWidth() {
    ObjectNode config = Json.readObject(Configs.LARGE).put("mup", true);

    assertThatThrownBy(() -> PlannedModel.read(config, "c"))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("'mup' needs 'mup_base_width'");
    assertThat(PlannedModel.read(config.put("mup", false), "c").baseWidth()).isEmpty();
  }

  private static TransferPlan plan(PlannedModel base, PlannedModel target) {
    return TransferPlan.of(
        TransferRequest.of(base, target, PlanSettings.assumed(), RecipeChoice.USUAL));
  }

  private static Set<String> stored(Path directory) {
    return SafetensorsHeader.read(directory.resolve("model.safetensors")).tensors().keySet();
  }
}
