// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.eidograph.base.BadInputException;
import org.eidograph.base.Json;
import org.eidograph.model.CausalLm;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;
import org.eidograph.torch.safetensors.SafetensorsWriter;
import org.eidograph.torch.safetensors.TensorSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

/** A good adapter of peft's with one thing wrong. */
class AdapterRefusalTest {
  private static final GoldenAdapters GOOD = GoldenAdapters.named("llama-q-v");
  private static final String A = "base_model.model.model.layers.1.self_attn.q_proj.lora_A.weight";

  @TempDir Path directory;

  @Test
  void refusesAMissingTensorOrWarnsWhenLenient() {
    spoil(tensors -> tensors.remove(A), config -> {});

    refuses("misses 1 tensors", A);
    assertThat(lenientWarnings()).singleElement().asString().contains("misses 1 tensors");
  }

  @Test
  void refusesAnExtraTensorOrWarnsWhenLenient() {
    spoil(tensors -> tensors.put(A.replace("q_proj", "o_proj"), zeros(4, 8)), config -> {});

    refuses("holds 1 tensors", "o_proj");
    assertThat(lenientWarnings()).singleElement().asString().contains("holds 1 tensors");
  }

  @Test
  void refusesAWrongWidth() {
    spoil(tensors -> tensors.put(A, zeros(4, 999)), config -> {});

    refuses(A, "[4, 999]", "another base");
  }

  @Test
  void saysWhenOnlyTheRankDiffers() {
    spoil(tensors -> {}, config -> config.put("r", 8));

    refuses("says rank 8, the tensor has 4", "rank_pattern");
  }

  @Test
  void refusesAValueThatIsNotFinite() {
    spoil(tensors -> tensors.get(A).fillInPlace(Double.NaN), config -> {});

    refuses(A, "not finite");
  }

  @Test
  void refusesTargetsOfAnotherFamily() {
    spoil(tensors -> {}, config -> config.putArray("target_modules").add("c_attn"));

    refuses("does not fit this model", "c_attn");
  }

  @ParameterizedTest
  @CsvSource({
    "peft_type, LOHA, peft_type must be LORA",
    "bias, some, 'bias must be none, all or lora_only'",
    "r, many, r must be a whole number",
    "init_lora_weights, pissa_niter_4, pissa_niter_4",
    "target_parameters, x, adapters on bare parameters",
    "invented_in_2030, on, unknown key invented_in_2030"
  })
  void refusesAConfigurationItCannotHonour(String key, String value, String message) {
    spoil(tensors -> {}, config -> config.put(key, value));

    refuses(message);
  }

  @Test
  void findsModulesUnderAnotherPrefix() {
    spoil(
        tensors -> {
          Map<String, Tensor> renamed = new TreeMap<>();
          tensors.forEach((k, v) -> renamed.put(k.replace("model.layers", "text.layers"), v));
          tensors.clear();
          tensors.putAll(renamed);
        },
        config -> {});

    try (Scope scope = Scope.open();
        CausalLm model = GOOD.loadBase()) {
      AdapterFiles.Loaded loaded = AdapterFiles.read(directory, model);

      assertThat(GOOD.logits(model).maxAbsDifference(GOOD.expected("logits"))).isLessThan(1e-4);
      assertThat(loaded.warnings()).singleElement().asString().contains("end of their name");
    }
  }

  @Test
  void aRefusalLeavesTheModelAsItWas() {
    spoil(tensors -> tensors.remove(A), config -> {});
    try (Scope scope = Scope.open();
        CausalLm model = GOOD.loadBase()) {
      Tensor before = GOOD.logits(model);

      assertThatThrownBy(() -> AdapterFiles.read(directory, model))
          .isInstanceOf(BadInputException.class);

      assertThat(GOOD.logits(model).sameAs(before)).isTrue();
      AdapterFiles.read(GOOD.directory(), model);
    }
  }

  @Test
  void namesTheFileThatIsAbsent() throws Exception {
    refuses("must hold adapter_config.json");
    spoil(tensors -> {}, config -> {});
    Files.delete(directory.resolve("adapter_model.safetensors"));
    Files.createFile(directory.resolve("adapter_model.bin"));
    refuses("it has adapter_model.bin");
  }

  private void spoil(Consumer<Map<String, Tensor>> tensors, Consumer<ObjectNode> config) {
    ObjectNode node = Json.readObject(GOOD.directory().resolve("adapter_config.json"));
    config.accept(node);
    try (Scope scope = Scope.open();
        TensorSource source =
            TensorSource.open(GOOD.directory().resolve("adapter_model.safetensors"))) {
      Files.writeString(directory.resolve("adapter_config.json"), Json.pretty(node));
      Map<String, Tensor> all = new TreeMap<>();
      source.names().forEach(name -> all.put(name, source.tensor(name).copy()));
      tensors.accept(all);
      SafetensorsWriter.write(directory.resolve("adapter_model.safetensors"), all);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void refuses(String... parts) {
    try (CausalLm model = GOOD.loadBase()) {
      assertThatThrownBy(() -> AdapterFiles.read(directory, model))
          .isInstanceOf(BadInputException.class)
          .hasMessageContainingAll(parts);
    }
  }

  private java.util.List<String> lenientWarnings() {
    try (CausalLm model = GOOD.loadBase()) {
      return AdapterFiles.read(directory, model, true).warnings();
    }
  }

  private static Tensor zeros(long... shape) {
    return Tensors.zeros(DType.FLOAT32, Device.CPU, shape);
  }
}
