// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.eidograph.base.Json;
import org.eidograph.model.CausalLm;
import org.eidograph.model.Parameter;
import org.eidograph.torch.DType;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.safetensors.TensorSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Adapters that peft 0.21.0 wrote, read here; and ours written and read again. */
class AdapterFilesTest {
  @TempDir Path directory;

  @ParameterizedTest
  @MethodSource("org.eidograph.lora.GoldenAdapters#all")
  void givesPeftsLogits(GoldenAdapters golden) {
    try (Scope scope = Scope.open();
        CausalLm model = golden.loadBase()) {
      AdapterFiles.read(golden.directory(), model);

      assertThat(golden.logits(model).maxAbsDifference(golden.expected("logits")))
          .isLessThan(golden.tolerance());
    }
  }

  @ParameterizedTest
  @MethodSource("org.eidograph.lora.GoldenAdapters#all")
  void targetsAndScalesWhatPeftDoes(GoldenAdapters golden) {
    try (CausalLm model = golden.loadBase()) {
      LoraModel lora = AdapterFiles.read(golden.directory(), model).lora();

      JsonNode facts = golden.facts().get("targeted_modules");
      assertThat(lora.adapters().stream().map(a -> a.path().path()))
          .containsExactlyInAnyOrderElementsOf(facts.propertyNames());
      for (AdaptedModule adapter : lora.adapters()) {
        JsonNode fact = facts.get(adapter.path().path());
        assertThat(adapter.delta().rank()).isEqualTo(fact.get("r").intValue());
        assertThat(adapter.delta().scale())
            .isEqualTo(fact.get("scaling").doubleValue(), within(1e-12));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("org.eidograph.lora.GoldenAdapters#all")
  void trainsWhatPeftTrains(GoldenAdapters golden) {
    try (CausalLm model = golden.loadBase()) {
      LoraModel lora = AdapterFiles.read(golden.directory(), model).lora();

      // PEFT's live names carry the adapter's name, which its files leave out
      TreeSet<String> peft = new TreeSet<>();
      for (JsonNode name : golden.facts().get("trainable_parameters")) {
        String plain = name.stringValue().replace(".default", "").replace("modules_to_save.", "");
        peft.add(plain.replace("magnitude_vector.weight", "magnitude_vector"));
      }
      assertThat(new TreeSet<>(lora.tensors().keySet())).isEqualTo(peft);
    }
  }

  @ParameterizedTest
  @MethodSource("org.eidograph.lora.GoldenAdapters#plain")
  void writesBackTheSameTensorsAndChoices(GoldenAdapters golden) {
    try (Scope scope = Scope.open();
        CausalLm model = golden.loadBase();
        CausalLm again = golden.loadBase()) {
      AdapterFiles.Loaded loaded = AdapterFiles.read(golden.directory(), model);

      AdapterFiles.write(directory, loaded.lora(), AdapterOrigin.of(golden.base()));

      AdapterFiles.Loaded second = AdapterFiles.read(directory, again);
      assertThat(second.config().spec()).isEqualTo(loaded.config().spec());
      assertSameTensors(loaded.lora(), second.lora());
    }
  }

  @ParameterizedTest
  @MethodSource("org.eidograph.lora.GoldenAdapters#changingTheBase")
  void writesWhatChangedTheBaseAsPlainAdaptersOfTwiceTheRank(GoldenAdapters golden) {
    try (Scope scope = Scope.open();
        CausalLm model = golden.loadBase();
        CausalLm again = golden.loadBase()) {
      LoraModel lora = AdapterFiles.read(golden.directory(), model).lora();
      Stories.disturbed(lora);

      AdapterFiles.write(directory, lora, AdapterOrigin.of(golden.base()));

      LoraModel second = AdapterFiles.read(directory, again).lora();
      assertThat(second.spec().rank()).isEqualTo(2 * lora.spec().rank());
      assertThat(second.spec().scale().multiplier(second.spec().rank()))
          .isEqualTo(lora.spec().scale().multiplier(lora.spec().rank()), within(1e-12));
      assertThat(second.spec().init()).isEqualTo(LoraInit.A_KAIMING);
      // float32 over two layers of width 32 with values of order one
      assertThat(golden.logits(again).maxAbsDifference(golden.logits(model))).isLessThan(1e-4);
      lora.detach();
      second.detach();
    }
  }

  @ParameterizedTest
  @MethodSource("org.eidograph.lora.GoldenAdapters#changingTheBase")
  void writesStatesThatReadAsTheyWere(GoldenAdapters golden) {
    try (Scope scope = Scope.open();
        CausalLm model = golden.loadBase();
        CausalLm again = golden.loadBase()) {
      AdapterFiles.Loaded loaded = AdapterFiles.read(golden.directory(), model);

      AdapterFiles.writeState(directory, loaded.lora(), AdapterOrigin.of(golden.base()));

      AdapterFiles.Loaded second = AdapterFiles.read(directory, again);
      assertThat(second.config().spec()).isEqualTo(loaded.config().spec());
      assertSameTensors(loaded.lora(), second.lora());
      loaded.lora().detach();
      second.lora().detach();
    }
  }

  @Test
  void writesExactlyPeftsTensorNamesAndShapes() {
    GoldenAdapters golden = GoldenAdapters.named("llama-all-linear");
    try (Scope scope = Scope.open();
        CausalLm model = golden.loadBase()) {
      LoraSpec spec = LoraSpec.defaults().with(b -> b.rank(4).alpha(8));

      AdapterFiles.write(directory, LoraModel.attach(model, spec), AdapterOrigin.of("base"));

      assertThat(shapes(directory)).isEqualTo(shapes(golden.directory()));
    }
  }

  @Test
  void writesExactlyTheKeysOfTheFormat() {
    try (CausalLm model = Stories.load()) {
      AdapterFiles.write(
          directory, LoraModel.attach(model, LoraSpec.defaults()), AdapterOrigin.of("stories"));

      JsonNode config = Json.readObject(directory.resolve("adapter_config.json"));
      assertThat(String.join(" ", config.propertyNames()))
          .isEqualTo(
              "alpha_pattern auto_mapping base_model_name_or_path bias exclude_modules"
                  + " fan_in_fan_out inference_mode init_lora_weights layers_pattern"
                  + " layers_to_transform loftq_config lora_alpha lora_bias lora_dropout"
                  + " megatron_config megatron_core modules_to_save peft_type peft_version r"
                  + " rank_pattern revision target_modules task_type trainable_token_indices"
                  + " use_dora use_rslora");
      assertThat(config.get("target_modules").toString())
          .isEqualTo(
              "[\"down_proj\",\"gate_proj\",\"k_proj\",\"o_proj\",\"q_proj\",\"up_proj\",\"v_proj\"]");
      assertThat(config.get("lora_alpha").toString()).isEqualTo("32");
    }
  }

  @Test
  void halfSizeFilesKeepEightBitsOfEveryNumber() {
    try (Scope scope = Scope.open();
        CausalLm model = Stories.load();
        CausalLm again = Stories.load()) {
      LoraModel lora = Stories.disturbed(LoraModel.attach(model, LoraSpec.defaults()));

      AdapterFiles.write(
          directory, lora, AdapterOrigin.of("stories"), DType.BFLOAT16, Json.object());

      LoraModel read = AdapterFiles.read(directory, again).lora();
      for (Map.Entry<String, Parameter> entry : lora.tensors().entrySet()) {
        Tensor rounded = entry.getValue().value().to(DType.BFLOAT16).to(DType.FLOAT32);
        Parameter other = read.tensors().get(entry.getKey());
        assertThat(other).isNotNull();
        assertThat(rounded.sameAs(other.value())).isTrue();
      }
    }
  }

  static void assertSameTensors(LoraModel left, LoraModel right) {
    Map<String, Parameter> others = right.tensors();
    assertThat(others.keySet()).containsExactlyElementsOf(left.tensors().keySet());
    left.tensors()
        .forEach(
            (name, parameter) -> {
              Parameter other = others.get(name);
              assertThat(other).isNotNull();
              assertThat(parameter.value().sameAs(other.value())).as(name).isTrue();
            });
  }

  private static Map<String, String> shapes(Path adapter) {
    try (TensorSource source = TensorSource.open(adapter.resolve("adapter_model.safetensors"))) {
      return source.names().stream()
          .collect(Collectors.toMap(name -> name, name -> source.info(name).toString()));
    }
  }
}
