// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling.names;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eidograph.theory.scaling.Fans;
import org.eidograph.theory.scaling.TensorRole;
import org.eidograph.theory.scaling.names.ModelDescription.Counts;
import org.eidograph.theory.scaling.names.ModelDescription.Switches;
import org.eidograph.theory.scaling.names.ModelDescription.Widths;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** On headers that transformers saved (interop/scaling/make_headers.py). */
class TensorNamesTest {
  static Stream<String> headers() {
    return Headers.names();
  }

  @ParameterizedTest
  @MethodSource("headers")
  void everyTensorOfARealHeaderIsKnownWithItsShape(String name) {
    Headers.Header header = Headers.of(name);

    List<TensorDescription> tensors = TensorNames.describeAll(header.shapes(), header.model());

    assertThat(tensors).hasSize(header.shapes().size());
    for (TensorDescription tensor : tensors) {
      assertThat(tensor.storedShape()).isEqualTo(header.shapes().get(tensor.name()));
    }
  }

  @ParameterizedTest
  @MethodSource("headers")
  void descriptionAloneNamesTheTensorsThatTransformersSaves(String name) {
    Headers.Header header = Headers.of(name);
    if (!header.complete()) {
      return; // a head with parts that no switch describes
    }
    Set<String> saved =
        header.shapes().keySet().stream().map(NameTable::pattern).collect(Collectors.toSet());

    List<TensorDescription> expected = TensorNames.expected(header.model());

    assertThat(expected)
        .extracting(TensorDescription::pattern)
        .containsExactlyInAnyOrderElementsOf(saved);
    for (TensorDescription tensor : expected) {
      assertThat(header.shapes().get(tensor.name()))
          .as(tensor.name())
          .isEqualTo(tensor.storedShape());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "llama, model.embed_tokens.weight, EMBEDDING, INPUT",
    "llama, model.layers.1.self_attn.k_proj.weight, HIDDEN, BLOCK",
    "llama, model.layers.1.mlp.down_proj.weight, HIDDEN, BRANCH_END",
    "llama, model.layers.0.input_layernorm.weight, VECTOR, BLOCK",
    "llama, model.norm.weight, VECTOR, FINAL_NORM",
    "llama, lm_head.weight, READOUT, HEAD",
    "llama-classifier, score.weight, READOUT, HEAD",
    "qwen2, model.layers.0.self_attn.q_proj.bias, VECTOR, BLOCK",
    "qwen3, model.layers.0.self_attn.q_norm.weight, FIXED, BLOCK",
    "mixtral, model.layers.0.block_sparse_moe.gate.weight, READOUT, BLOCK",
    "mixtral, model.layers.0.block_sparse_moe.experts.3.w2.weight, HIDDEN, BRANCH_END",
    "gpt2, transformer.wpe.weight, EMBEDDING, INPUT",
    "gpt2, transformer.h.0.attn.c_attn.weight, HIDDEN, BLOCK",
    "gpt2, transformer.ln_f.bias, VECTOR, FINAL_NORM",
    "bert, bert.embeddings.token_type_embeddings.weight, EMBEDDING, INPUT",
    "bert, cls.predictions.bias, FIXED, HEAD",
    "bert, cls.predictions.transform.dense.weight, HIDDEN, HEAD",
    "bert-classifier, classifier.bias, FIXED, HEAD",
    "bert-classifier, bert.pooler.dense.weight, HIDDEN, HEAD"
  })
  void rolesAreThoseOfTheLiterature(
      String header, String name, TensorRole role, TensorPlace place) {
    TensorDescription tensor = describe(header, name);

    assertThat(tensor.role()).isEqualTo(role);
    assertThat(tensor.place()).isEqualTo(place);
  }

  @Test
  void packedTransposedTensorsAreUnpacked() {
    TensorDescription packed = describe("gpt2", "transformer.h.1.attn.c_attn.weight");

    assertThat(packed.parts()).isEqualTo(3);
    assertThat(packed.transposed()).isTrue();
    assertThat(packed.fans()).isEqualTo(new Fans(24, 24));
    assertThat(packed.pattern()).isEqualTo("transformer.h.*.attn.c_attn.weight");
  }

  @Test
  void prefixMayBeMissing() {
    ModelDescription gpt2 = Headers.of("gpt2").model();

    assertThat(TensorNames.describe("h.0.mlp.c_fc.weight", new long[] {24, 40}, gpt2).role())
        .isEqualTo(TensorRole.HIDDEN);
  }

  @Test
  void oldNamesOfNormsAndBuffersAreKnown() {
    ModelDescription bert = Headers.of("bert").model();
    Map<String, long[]> shapes = new LinkedHashMap<>();
    shapes.put("bert.embeddings.LayerNorm.gamma", new long[] {24});
    shapes.put("bert.embeddings.position_ids", new long[] {1, 33});

    assertThat(TensorNames.describeAll(shapes, bert))
        .extracting(TensorDescription::kind)
        .containsExactly(TensorKind.GAIN);
  }

  @Test
  void tiedHeadThatIsStoredTwiceIsDescribedOnce() {
    Headers.Header header = Headers.of("gpt2");
    Map<String, long[]> shapes = new LinkedHashMap<>(header.shapes());
    shapes.put("lm_head.weight", new long[] {67, 24});

    assertThat(TensorNames.describeAll(shapes, header.model())).hasSize(header.shapes().size());
  }

  @Test
  void nothingIsGuessed() {
    ModelDescription llama = Headers.of("llama").model();

    assertThatThrownBy(
            () -> TensorNames.describe("model.layers.0.mlp.w1.weight", new long[] {2}, llama))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("known to the family llama")
        .hasMessageContaining("got model.layers.0.mlp.w1.weight");
    assertThatThrownBy(
            () ->
                TensorNames.describe(
                    "model.layers.2.input_layernorm.weight", new long[] {24}, llama))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(
            "layer index of model.layers.2.input_layernorm.weight must be below 2");
    assertThatThrownBy(() -> TensorNames.describe("model.norm.weight", new long[] {25}, llama))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must be [24] by the model's lengths, got [25]");
    assertThatThrownBy(
            () ->
                TensorNames.describe(
                    "model.layers.0.self_attn.q_norm.weight", new long[] {4}, llama))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ModelFamily.of("mamba"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("got mamba; describe its tensors by hand");
  }

  /** The example of the package documentation. */
  @Test
  void exampleOfThePackageRuns() {
    ModelDescription model =
        new ModelDescription(
            ModelFamily.QWEN2,
            new Widths(256, 1024, 4, 2, 64),
            Counts.of(6, 32000),
            Switches.plain(true));
    long[] shape = {128, 256};
    TensorRole role =
        TensorNames.describe("model.layers.0.self_attn.k_proj.weight", shape, model).role();

    assertThat(role).isEqualTo(TensorRole.HIDDEN);
  }

  @Test
  void baseWidthNarrowsEveryWidthAndKeepsTheHeadSize() {
    ModelDescription wide =
        new ModelDescription(
            ModelFamily.LLAMA,
            new Widths(1024, 4096, 16, 8, 64),
            Counts.of(12, 32000),
            Switches.plain(false));

    assertThat(wide.narrowedTo(256).widths()).isEqualTo(new Widths(256, 1024, 4, 2, 64));
    assertThat(wide.narrowedTo(1024)).isEqualTo(wide);
    assertThatThrownBy(() -> wide.narrowedTo(384))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must divide the width, got 384 for 1024");
    assertThatThrownBy(() -> wide.narrowedTo(64))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the number of key and value heads 8 for a factor of 16");
  }

  @Test
  void refusesModelsThatCannotBe() {
    assertThatThrownBy(() -> Widths.even(100, 400, 6))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("multiple of the heads, got 100 and 6");
    assertThatThrownBy(() -> new Widths(64, 256, 6, 4, 8))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("got 6 and 4");
    assertThatThrownBy(() -> new Widths(0, 256, 4, 4, 8))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Counts.of(0, 10)).isInstanceOf(IllegalArgumentException.class);
  }

  private static TensorDescription describe(String header, String name) {
    Headers.Header found = Headers.of(header);
    long[] shape = found.shapes().get(name);
    assertThat(shape).as(name + " " + Arrays.toString(shape)).isNotNull();
    return TensorNames.describe(name, shape, found.model());
  }
}
