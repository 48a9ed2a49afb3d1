// Licensed under the Apache License, Version 2.0.
package org.eidograph.widen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.eidograph.widen.WidenedPair.NONE;

import java.nio.file.Files;
import java.nio.file.Path;
import org.eidograph.base.BadInputException;
import org.eidograph.base.Json;
import org.eidograph.model.config.ConfigReader;
import org.eidograph.torch.safetensors.TensorSource;
import org.eidograph.transfer.ModelShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

/** The plan beside a widened checkpoint is for that checkpoint alone. */
class WideningPlanTest {
  @TempDir private Path place;

  private Path widened(String model, WidthGrowth growth) {
    Path wide = place.resolve("wide");
    Widening.write(WidenedPair.request(WidenedPair.golden(model), growth, NONE), wide);
    return wide;
  }

  /** The shapes that were written tell the lengths. */
  @ParameterizedTest
  @CsvSource({
    "llama-gqa, model.embed_tokens.weight, model.layers.0.mlp.up_proj.weight",
    "gpt2-n-inner, transformer.wte.weight, transformer.h.0.mlp.c_fc.bias",
    "bert-base, bert.embeddings.word_embeddings.weight, bert.encoder.layer.0.intermediate.dense.bias"
  })
  void namesTheShapeOfTheWideModel(String model, String table, String feedForward) {
    Path wide = widened(model, WidthGrowth.by(2));

    ModelShape target = WideningPlan.read(wide.resolve(Widening.PLAN)).target();

    try (TensorSource weights = TensorSource.open(wide)) {
      assertThat(new long[] {target.vocabSize(), target.hiddenSize()})
          .isEqualTo(weights.info(table).shape());
      assertThat(weights.info(feedForward).shape()[0]).isEqualTo(target.intermediateSize());
    }
    assertThat(target.headDim() * target.numAttentionHeads()).isEqualTo(target.hiddenSize());
    assertThat(model).startsWith(target.modelType());
  }

  @Test
  void countsHeadsThatStayedAndThatGrew() {
    ModelShape target =
        WideningPlan.read(
                widened("llama-gqa", WidthGrowth.by(2).keepingKeyValueHeads(true))
                    .resolve(Widening.PLAN))
            .target();

    assertThat(target.numAttentionHeads()).isEqualTo(8);
    assertThat(target.numKeyValueHeads()).isEqualTo(2);
  }

  @Test
  void fitsTheWideModelAndNoOther() {
    Path wide = widened("llama-gqa", WidthGrowth.by(2));
    WideningPlan plan = WideningPlan.read(wide.resolve(Widening.PLAN));

    assertThatCode(() -> plan.requireTarget(ConfigReader.read(wide))).doesNotThrowAnyException();
    assertThatThrownBy(() -> plan.requireTarget(ConfigReader.read(WidenedPair.golden("llama-gqa"))))
        .isInstanceOf(BadInputException.class)
        .hasMessageContainingAll(
            "a plan holds for its target alone",
            "hidden 64",
            "hidden 32",
            "the checkpoint that the plan lies beside");
  }

  @ParameterizedTest
  @CsvSource({
    "format, widening-plan/1, 'must have the format widening-plan/2, but has widening-plan/1'",
    "format, , 'must have the format widening-plan/2, but has none'",
    "target, , must name the shape of its model",
    "tensors, none, must hold a widening plan",
  })
  void anotherFormatIsRefused(String key, String value, String message) throws Exception {
    Path file = widened("llama-gqa", WidthGrowth.by(2)).resolve(Widening.PLAN);
    ObjectNode json = Json.readObject(file);
    json.remove(key);
    if (value != null) {
      json.put(key, value);
    }
    Files.writeString(file, Json.pretty(json));

    assertThatThrownBy(() -> WideningPlan.read(file))
        .isInstanceOf(BadInputException.class)
        .hasMessageContainingAll(message, "write it again with 'eido widen'");
  }
}
