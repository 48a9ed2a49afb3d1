// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eidograph.base.BadInputException;
import org.eidograph.base.Json;
import org.eidograph.base.UsageException;
import org.eidograph.model.CausalLm;
import org.eidograph.torch.NoGrad;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.safetensors.TensorSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Adapters that peft wrote, for llama.cpp's converter and for mlx-lm. */
class AdapterExportTest {
  @TempDir Path place;

  private AdapterExport.Result export(String name, ExportFormat format) {
    return AdapterExport.write(GoldenAdapters.named(name).directory(), format, place.resolve(name));
  }

  /** The logits are those that peft computed with the adapter as it was. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "llama-q-v",
        "llama-rslora",
        "llama-patterns",
        "llama-float-alpha",
        "llama-embed-head",
        "gpt2-c-attn"
      })
  void readyForGgufComputesWhatPeftDid(String name) {
    GoldenAdapters golden = GoldenAdapters.named(name);
    export(name, ExportFormat.GGUF);

    try (CausalLm model = golden.loadBase();
        Tensor expected = golden.expected("logits")) {
      AdapterFiles.read(place.resolve(name), model);
      try (Tensor logits = golden.logits(model)) {
        assertThat(logits.maxAbsDifference(expected)).isLessThan(golden.tolerance());
      }
    }
  }

  /** All that llama.cpp's converter reads is lora_alpha; r is that of each tensor B. */
  @ParameterizedTest
  @ValueSource(strings = {"llama-rslora", "llama-patterns"})
  void readyForGgufHasOneRankAndAlphaEqualToIt(String name) throws Exception {
    AdapterExport.Result result = export(name, ExportFormat.GGUF);

    JsonNode config = Json.readObject(place.resolve(name).resolve("adapter_config.json"));
    assertThat(config.get("lora_alpha").asInt()).isEqualTo(result.rank());
    assertThat(config.get("r").asInt()).isEqualTo(result.rank());
    assertThat(config.get("use_rslora").asBoolean()).isFalse();
    assertThat(config.get("rank_pattern")).isEmpty();
    assertThat(config.get("alpha_pattern")).isEmpty();
    try (Scope scope = Scope.open();
        TensorSource source =
            TensorSource.open(place.resolve(name).resolve("adapter_model.safetensors"))) {
      assertThat(source.names())
          .filteredOn(tensor -> tensor.endsWith("lora_B.weight"))
          .isNotEmpty()
          .allMatch(tensor -> source.info(tensor).shape()[1] == result.rank());
    }
    try (var files = Files.list(place.resolve(name))) {
      assertThat(files).hasSize(2);
    }
  }

  /** s by hand: alpha 8 over √r, 32 over √r for v; ranks 4, 6 for down, 2 for one q. */
  @ParameterizedTest
  @CsvSource({
    "model.layers.0.self_attn.q_proj, 2, 5.656854249492381",
    "model.layers.1.self_attn.q_proj, 4, 4",
    "model.layers.0.self_attn.v_proj, 4, 16",
    "model.layers.1.mlp.down_proj, 6, 3.265986323710904"
  })
  void everyModuleKeepsItsOwnMultiplier(String module, int rank, double scale) {
    for (ExportFormat format : ExportFormat.values()) {
      AdapterExport.Result result =
          AdapterExport.write(
              GoldenAdapters.named("llama-patterns").directory(),
              format,
              place.resolve(format.toString()));

      AdapterExport.ModuleLine line =
          result.modules().stream()
              .filter(m -> m.module().equals(module))
              .findFirst()
              .orElseThrow();
      assertThat(line.rank()).isEqualTo(rank);
      assertThat(line.scale()).isEqualTo(scale, within(1e-12)); // a root and a division
      assertThat(line.difference()).isLessThan(1e-6); // float32
      assertThat(result.rank()).isEqualTo(6);
    }
  }

  /** mlx-lm computes {@code W·x + scale·(x·lora_a)·lora_b}. */
  @ParameterizedTest
  @ValueSource(strings = {"llama-patterns", "llama-q-v", "llama-embed-head"})
  void mlxHoldsTheFactorsTransposedWithOneScale(String name) {
    export(name, ExportFormat.MLX);
    Path directory = place.resolve(name);
    double scale =
        Json.readObject(directory.resolve("adapter_config.json"))
            .at("/lora_parameters/scale")
            .asDouble();

    Map<String, Double> differences = new TreeMap<>();
    try (CausalLm model = GoldenAdapters.named(name).loadBase();
        Scope scope = Scope.open();
        NoGrad noGrad = NoGrad.on();
        TensorSource source = TensorSource.open(directory.resolve("adapters.safetensors"))) {
      LoraModel lora = AdapterFiles.read(GoldenAdapters.named(name).directory(), model).lora();
      for (AdaptedModule adapted : lora.adapters()) {
        String path = adapted.path().path();
        Tensor a = source.tensor(path + ".lora_a");
        Tensor b = source.tensor(path + ".lora_b");
        Tensor change = a.matmul(b).mul(scale); // (in, out)
        Tensor expected = adapted.change();
        boolean embedding = path.endsWith("embed_tokens"); // a table is stored as (in, out)
        differences.put(
            path,
            change.maxAbsDifference(embedding ? expected : expected.t()) / expected.norm().item());
      }
      assertThat(source.names()).hasSize(2 * differences.size());
    }
    assertThat(differences).isNotEmpty();
    assertThat(differences.values()).allMatch(difference -> difference < 1e-6); // float32
  }

  @Test
  void mlxNamesModulesFromTheirLayerOn() {
    export("llama-embed-head", ExportFormat.MLX);

    JsonNode config =
        Json.readObject(place.resolve("llama-embed-head").resolve("adapter_config.json"));
    List<String> keys = new ArrayList<>();
    config.at("/lora_parameters/keys").forEach(key -> keys.add(key.asString()));
    assertThat(keys).containsExactly("lm_head", "model.embed_tokens", "self_attn.q_proj");
    assertThat(config.get("fine_tune_type").asString()).isEqualTo("lora");
    assertThat(config.get("num_layers").asInt()).isEqualTo(-1);
    assertThat(config.at("/lora_parameters/rank").asInt()).isEqualTo(4);
  }

  @Test
  void warnsOfAHeadThatMayBeTied() {
    assertThat(export("llama-embed-head", ExportFormat.GGUF).warnings())
        .singleElement()
        .asString()
        .contains("tied");
    assertThat(export("llama-q-v", ExportFormat.GGUF).warnings()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "llama-dora, adapter convert --rank",
    "llama-pissa, adapter convert",
    "llama-tokens, eido merge",
    "llama-saved-head, eido merge",
    "llama-bias-all, eido merge",
    "llama-lora-bias, eido merge"
  })
  void refusesWhatNeitherFormatHolds(String name, String mend) {
    for (ExportFormat format : ExportFormat.values()) {
      assertThatThrownBy(() -> export(name, format))
          .isInstanceOf(BadInputException.class)
          .hasMessageContainingAll("adapters to export must be factors alone", mend);
    }
    assertThat(place.resolve(name)).doesNotExist();
  }

  @Test
  void refusesWhatMlxNamesOtherwiseAndADirectoryThatExists() throws Exception {
    assertThatThrownBy(() -> export("gpt2-c-attn", ExportFormat.MLX))
        .isInstanceOf(BadInputException.class)
        .hasMessageContainingAll("transformer.h.", "model.layers.N");
    Files.createDirectories(place.resolve("llama-q-v"));
    assertThatThrownBy(() -> export("llama-q-v", ExportFormat.GGUF))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("name another");
  }
}
