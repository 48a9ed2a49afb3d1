// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.assertj.core.data.Percentage;
import org.eidograph.base.BadInputException;
import org.eidograph.base.Json;
import org.eidograph.lora.AdapterReport.ModuleLine;
import org.eidograph.model.CausalLm;
import org.eidograph.torch.DType;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class AdapterReportTest {
  @ParameterizedTest
  @MethodSource("org.eidograph.lora.GoldenAdapters#plain")
  void ranksAndScalesArePefts(GoldenAdapters golden) {
    JsonNode expected = golden.facts().get("targeted_modules");

    AdapterReport report = AdapterReport.of(golden.directory());

    assertThat(report.unsupported()).isNull();
    assertThat(report.modules()).hasSize(expected.size());
    for (ModuleLine line : report.modules()) {
      JsonNode module = expected.get(line.module());
      assertThat(line.rank()).as(line.module()).isEqualTo(module.get("r").asInt());
      // peft's number went through JSON, which keeps a double's digits
      assertThat(line.scale()).isCloseTo(module.get("scaling").asDouble(), within(1e-12));
      assertThat(line.relativeChange()).isNull();
    }
  }

  /** Against the product itself, formed in the stored layout. */
  @ParameterizedTest
  @MethodSource("org.eidograph.lora.GoldenAdapters#plain")
  void aChangeIsTheNormOfItsProduct(GoldenAdapters golden) {
    Map<String, Double> changes = new HashMap<>();
    Map<String, Double> relative = new HashMap<>();
    try (Scope scope = Scope.open();
        CausalLm model = golden.loadBase()) {
      for (AdaptedModule adapter : AdapterFiles.read(golden.directory(), model).lora().adapters()) {
        Tensor product = adapter.delta().b().value().matmul(adapter.delta().a().value());
        double change = adapter.delta().scale() * product.to(DType.FLOAT64).norm().item();
        double weight = adapter.weight().value().to(DType.FLOAT64).norm().item();
        changes.put(adapter.path().path(), change);
        relative.put(adapter.path().path(), change / weight);
      }
    }

    AdapterReport report = AdapterReport.of(golden.directory(), golden.baseDirectory());

    assertThat(report.modules()).extracting(ModuleLine::module).containsAll(changes.keySet());
    for (ModuleLine line : report.modules()) {
      // the product above is rounded to float32: 1e-7 an entry
      Percentage rounding = Percentage.withPercentage(1e-3);
      assertThat(line.change()).isCloseTo(changes.get(line.module()), rounding);
      assertThat(line.relativeChange()).isCloseTo(relative.get(line.module()), rounding);
    }
  }

  @Test
  void saysWhyAnotherKindOfAdapterCannotBeUsed(@TempDir Path place) throws Exception {
    Path golden = GoldenAdapters.named("llama-q-v").directory();
    ObjectNode config = Json.readObject(golden.resolve("adapter_config.json"));
    config.put("use_qalora", true);
    Files.writeString(place.resolve("adapter_config.json"), Json.pretty(config));
    Files.copy(
        golden.resolve("adapter_model.safetensors"), place.resolve("adapter_model.safetensors"));

    AdapterReport report = AdapterReport.of(place);

    assertThat(report.unsupported()).contains("adapter_config.json", "QALoRA");
    assertThat(report.modules()).isEmpty();
    assertThat(report.tensors()).isNotEmpty();
  }

  @Test
  void countsEveryNumberAndNamesTheBase() {
    AdapterReport report = AdapterReport.of(GoldenAdapters.named("llama-q-v").directory());

    // rank 4; q 32→32, v 32→16 in each of two layers, by the tensors' shapes
    long expected =
        report.tensors().stream()
            .map(t -> t.form().replaceAll(".*\\[(\\d+), (\\d+)]", "$1 $2").split(" "))
            .mapToLong(sizes -> Long.parseLong(sizes[0]) * Long.parseLong(sizes[1]))
            .sum();
    assertThat(report.parameters()).isEqualTo(expected);
    assertThat(report.base()).isEqualTo("llama-gqa");
    assertThat(report.rank()).isEqualTo(4);
    assertThat(report.alpha()).isEqualTo(8);
    assertThat(report.finite()).isTrue();
    assertThat(report.targetModules()).isEqualTo("[\"q_proj\",\"v_proj\"]");
  }

  @Test
  void aBaseWithoutTheModulesIsSaidToBeAnother() {
    GoldenAdapters llama = GoldenAdapters.named("llama-q-v");
    GoldenAdapters gpt2 = GoldenAdapters.named("gpt2-c-attn");

    assertThatThrownBy(() -> AdapterReport.of(llama.directory(), gpt2.baseDirectory()))
        .isInstanceOf(BadInputException.class)
        .hasMessageContainingAll("must have the module", "another base");
  }
}
