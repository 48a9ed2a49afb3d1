// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.eidograph.base.BadInputException;
import org.eidograph.base.CheckFailedException;
import org.eidograph.base.UsageException;
import org.eidograph.model.CausalLm;
import org.eidograph.torch.DType;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.safetensors.SafetensorsWriter;
import org.eidograph.torch.safetensors.TensorSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is not merged, and that nothing is left of it. */
class MergeRefusalTest {
  private static final String A = "base_model.model.model.layers.1.self_attn.q_proj.lora_A.weight";

  @TempDir Path directory;

  @Test
  void refusesAMergeThatOverflowsItsType() {
    GoldenAdapters golden = GoldenAdapters.named("fp16-all-linear");
    Path adapter = changed(golden, A.replace("lora_A", "lora_B"), 1e6);

    assertThatThrownBy(() -> Merge.write(golden.baseDirectory(), adapter, outputOnly()))
        .isInstanceOf(CheckFailedException.class)
        .hasMessageContainingAll("must be finite in FLOAT16", "layers.1.self_attn.q_proj");
    assertThat(directory.resolve("out")).isEmptyDirectory();
  }

  @Test
  void refusesAMergeWhoseRoundingOutweighsTheAdapter() throws Exception {
    Path adapter = directory.resolve("faint");
    try (CausalLm model = Stories.load(DType.BFLOAT16)) {
      LoraModel lora = Stories.disturbed(LoraModel.attach(model, LoraSpec.defaults()));
      lora.adapters().forEach(a -> a.delta().b().value().mulInPlace(1e-7));
      AdapterFiles.write(adapter, lora, AdapterOrigin.of("stories"));
    }
    Path base = stored(Stories.DIRECTORY, DType.BFLOAT16);

    assertThatThrownBy(() -> Merge.write(base, adapter, outputOnly()))
        .isInstanceOf(CheckFailedException.class)
        .hasMessageContaining("rounding to BFLOAT16 moves the logits by");
    assertThat(directory.resolve("out")).isEmptyDirectory();
  }

  @Test
  void aLenientMergeWarnsWhereAStrictOneRefuses() {
    GoldenAdapters golden = GoldenAdapters.named("llama-q-v");
    Path adapter = changed(golden, A, Double.NaN);

    assertThatThrownBy(() -> Merge.write(golden.baseDirectory(), adapter, outputOnly()))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("misses 1 tensors");
    assertThat(directory.resolve("out")).isEmptyDirectory();

    Merge.Result result =
        Merge.write(
            golden.baseDirectory(),
            adapter,
            directory.resolve("out/merged"),
            new Merge.Options(null, true));

    assertThat(result.warnings()).singleElement().asString().contains("misses 1 tensors");
    assertThat(directory.resolve("out/merged/model.safetensors")).isRegularFile();
  }

  @Test
  void refusesABiasThatHasNowhereToGo() {
    GoldenAdapters golden = GoldenAdapters.named("llama-lora-bias-unmergeable");

    assertThatThrownBy(() -> Merge.write(golden.baseDirectory(), golden.directory(), outputOnly()))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("lora_bias");
    assertThat(directory.resolve("out")).isEmptyDirectory();
  }

  @Test
  void refusesAnAdapterWithoutEffectAndLeavesNothing() {
    Path adapter = directory.resolve("adapter");
    try (CausalLm model = Stories.load()) {
      AdapterFiles.write(
          adapter, LoraModel.attach(model, LoraSpec.defaults()), AdapterOrigin.of("stories"));
    }

    assertThatThrownBy(() -> Merge.write(Stories.DIRECTORY, adapter, outputOnly()))
        .isInstanceOf(CheckFailedException.class)
        .hasMessageContaining("was the adapter ever trained?");
    assertThat(directory.resolve("out")).isEmptyDirectory();
  }

  @Test
  void refusesAnOutputThatExists() throws Exception {
    GoldenAdapters golden = GoldenAdapters.named("llama-q-v");
    Path output = Files.createDirectory(directory.resolve("there"));

    assertThatThrownBy(() -> Merge.write(golden.baseDirectory(), golden.directory(), output))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("exists");
    assertThat(output).isEmptyDirectory();
  }

  /** A place of which nothing must be left but the empty folder around it. */
  private Path outputOnly() throws IOException {
    return Files.createDirectories(directory.resolve("out")).resolve("merged");
  }

  private Path stored(Path base, DType type) throws IOException {
    Path copy = Files.createDirectories(directory.resolve("stored"));
    Files.copy(base.resolve("config.json"), copy.resolve("config.json"));
    try (Scope scope = Scope.open();
        TensorSource source = TensorSource.open(base)) {
      Map<String, Tensor> all = new TreeMap<>();
      source.names().forEach(name -> all.put(name, source.tensor(name).to(type)));
      SafetensorsWriter.write(copy.resolve(TensorSource.SINGLE), all);
    }
    return copy;
  }

  /** The adapter with one tensor filled with a value, or without it for NaN. */
  private Path changed(GoldenAdapters golden, String tensor, double value) {
    Path copy = directory.resolve("changed");
    try (Scope scope = Scope.open();
        TensorSource source = TensorSource.open(golden.directory().resolve(AdapterFiles.TENSORS))) {
      Map<String, Tensor> all = new TreeMap<>();
      source.names().forEach(name -> all.put(name, source.tensor(name).copy()));
      if (Double.isNaN(value)) {
        all.remove(tensor);
      } else {
        all.get(tensor).fillInPlace(value);
      }
      Files.createDirectories(copy);
      Files.copy(
          golden.directory().resolve("adapter_config.json"), copy.resolve("adapter_config.json"));
      SafetensorsWriter.write(copy.resolve(AdapterFiles.TENSORS), all);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return copy;
  }
}
