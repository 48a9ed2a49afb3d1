// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eidograph.base.CheckFailedException;
import org.eidograph.model.CausalLm;
import org.eidograph.model.Parameter;
import org.eidograph.torch.DType;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class MergedTest {
  @ParameterizedTest
  @MethodSource("org.eidograph.lora.GoldenAdapters#mergeableOnes")
  void givesPeftsMergedLogitsAndThenTheBaseBack(GoldenAdapters golden) {
    try (Scope scope = Scope.open();
        CausalLm model = golden.loadBase()) {
      LoraModel lora = AdapterFiles.read(golden.directory(), model).lora();
      Tensor beside = golden.logits(model);
      Map<String, Tensor> before = copies(model);
      boolean tied = model.tied();

      try (Merged merged = lora.merge()) {
        assertThat(model.linears()).allMatch(linear -> linear.delta() == null);
        // float32 sums in another order, over two layers
        assertThat(golden.logits(model).maxAbsDifference(golden.expected("merged_logits")))
            .isLessThan(golden.tolerance());
      }

      assertThat(model.tied()).isEqualTo(tied);
      assertSameBits(copies(model), before);
      assertThat(golden.logits(model).sameAs(beside)).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "BFLOAT16", "FLOAT16"})
  void theBaseComesBackBitForBitWhateverItsType(DType type) {
    try (Scope scope = Scope.open();
        CausalLm model = Stories.load(type)) {
      Map<String, Tensor> before = copies(model);
      LoraModel lora = Stories.disturbed(LoraModel.attach(model, LoraSpec.defaults()));
      Parameter weight = lora.adapters().get(0).weight();

      try (Merged merged = lora.merge()) {
        assertThat(weight.value().dtype()).isEqualTo(type);
        assertThat(weight.value().sameAs(before.get(weight.name()))).isFalse();
      }
      lora.detach();

      assertSameBits(copies(model), before);
    }
  }

  @Test
  void aFailedMergeLeavesTheModelAsItWas() {
    try (Scope scope = Scope.open();
        CausalLm model = Stories.load()) {
      LoraModel lora = Stories.disturbed(LoraModel.attach(model, LoraSpec.defaults()));
      List<AdaptedModule> adapters = lora.adapters();
      adapters.get(adapters.size() - 1).delta().b().value().fillInPlace(Double.POSITIVE_INFINITY);
      Map<String, Tensor> before = copies(model);

      assertThatThrownBy(lora::merge)
          .isInstanceOf(CheckFailedException.class)
          .hasMessageContaining("must be finite");

      assertSameBits(copies(model), before);
    }
  }

  private static Map<String, Tensor> copies(CausalLm model) {
    Map<String, Tensor> copies = new LinkedHashMap<>();
    model.parameters().forEach(p -> copies.put(p.name(), p.value().copy()));
    return copies;
  }

  private static void assertSameBits(Map<String, Tensor> actual, Map<String, Tensor> expected) {
    assertThat(actual.keySet()).isEqualTo(expected.keySet());
    actual.forEach((name, value) -> assertThat(value.sameAs(expected.get(name))).as(name).isTrue());
  }
}
