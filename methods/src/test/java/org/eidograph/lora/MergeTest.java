// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.eidograph.base.BadInputException;
import org.eidograph.base.CheckFailedException;
import org.eidograph.base.Json;
import org.eidograph.base.UsageException;
import org.eidograph.model.CausalLm;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.safetensors.SafetensorsWriter;
import org.eidograph.torch.safetensors.ShardWriter;
import org.eidograph.torch.safetensors.TensorSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MergeTest {
  private static final String A = "base_model.model.model.layers.1.self_attn.q_proj.lora_A.weight";

  @TempDir Path directory;

  @ParameterizedTest
  @MethodSource("org.eidograph.lora.GoldenAdapters#mergeableOnes")
  void theWrittenModelGivesPeftsMergedLogits(GoldenAdapters golden) {
    Path output = directory.resolve("merged");

    Merge.Result result = Merge.write(golden.baseDirectory(), golden.directory(), output);

    assertSameLogits(golden, output, result.dtype());
    assertThat(layoutOf(output)).containsAllEntriesOf(layoutOf(golden.baseDirectory()));
    assertThat(result.files()).isEqualTo(fileCount(golden.baseDirectory()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"tied-head", "tied-embed", "tied-saved-head", "tied-all-linear"})
  void aTiedBaseInShardsIsUntiedWhereItMustBe(String name) {
    GoldenAdapters golden = GoldenAdapters.named(name);
    Path base = inShards(golden.baseDirectory());
    Path output = directory.resolve("merged");

    Merge.Result result = Merge.write(base, golden.directory(), output);

    boolean untied = !name.equals("tied-all-linear");
    assertThat(result.untied()).isEqualTo(untied);
    assertThat(layoutOf(output).containsKey("lm_head.weight")).isEqualTo(untied);
    assertThat(Json.readObject(output.resolve("config.json")).get("tie_word_embeddings"))
        .hasToString(String.valueOf(!untied));
    assertThat(layoutOf(output)).containsAllEntriesOf(layoutOf(base));
    assertSameLogits(golden, output, "FLOAT32");
    assertThat(totalSize(output)).isEqualTo(dataBytes(output));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bf16-all-linear", "fp16-all-linear"})
  void aHalfPrecisionMergeRoundsEachWeightOnce(String name) {
    GoldenAdapters golden = GoldenAdapters.named(name);
    Path output = directory.resolve("merged");

    Merge.write(golden.baseDirectory(), golden.directory(), output);

    try (Scope scope = Scope.open();
        CausalLm base = golden.loadBase();
        TensorSource written = TensorSource.open(output)) {
      LoraModel lora = AdapterFiles.read(golden.directory(), base).lora();
      for (AdaptedModule adapter : lora.adapters()) {
        Tensor stored = written.tensor(adapter.weight().name());
        Tensor exact = adapter.weight().value().add(adapter.change());
        assertThat(stored.sameAs(exact.to(stored.dtype()))).as(adapter.path().path()).isTrue();
      }
    }
  }

  /** Peft's logits on a float32 base, whose every weight is rounded once at the end. */
  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT16", "BFLOAT16"})
  void aMergeIsStoredInTheTypeThatIsWanted(DType type) {
    GoldenAdapters golden = GoldenAdapters.named("sharded-all-linear");
    Path output = directory.resolve("merged");

    Merge.Result result =
        Merge.write(
            golden.baseDirectory(), golden.directory(), output, new Merge.Options(type, false));

    assertThat(result.dtype()).isEqualTo(type.name());
    assertThat(layoutOf(output).values()).allMatch(form -> form.startsWith(type.name() + " "));
    assertThat(layoutOf(output).keySet()).isEqualTo(layoutOf(golden.baseDirectory()).keySet());
    assertThat(totalSize(output)).isEqualTo(dataBytes(output));
    assertSameLogits(golden, output, type.name());
  }

  @Test
  void aHalfPrecisionBaseMergedIntoFloat32LosesNothing() {
    GoldenAdapters golden = GoldenAdapters.named("bf16-all-linear");
    Path output = directory.resolve("merged");

    Merge.write(
        golden.baseDirectory(),
        golden.directory(),
        output,
        new Merge.Options(DType.FLOAT32, false));

    assertSameLogits(golden, output, "FLOAT32");
  }

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
  private Path outputOnly() throws java.io.IOException {
    return Files.createDirectories(directory.resolve("out")).resolve("merged");
  }

  private static void assertSameLogits(GoldenAdapters golden, Path merged, String type) {
    try (Scope scope = Scope.open();
        CausalLm model = CausalLm.load(merged, DType.FLOAT32, Device.CPU)) {
      Tensor expected = golden.expected("merged_logits");
      Tensor difference = golden.logits(model).sub(expected);
      double relative = difference.norm().item() / expected.norm().item();
      // peft merged in float32, where only the order of sums differs; torch's own rounding of every
      // weight to 8 (bfloat16) or 11 bits moves the logits of these by up to 4.1e-2 or 4.9e-3
      switch (type) {
        case "BFLOAT16" -> assertThat(relative).isLessThan(5e-2);
        case "FLOAT16" -> assertThat(relative).isLessThan(6e-3);
        default -> assertThat(difference.abs().max().item()).isLessThan(golden.tolerance());
      }
    }
  }

  /** Type and file of each tensor. */
  private static Map<String, String> layoutOf(Path checkpoint) {
    try (TensorSource source = TensorSource.open(checkpoint)) {
      return source.names().stream()
          .collect(
              Collectors.toMap(
                  name -> name, n -> source.info(n).dtype() + " " + source.file(n).getFileName()));
    }
  }

  private static int fileCount(Path checkpoint) {
    try (TensorSource source = TensorSource.open(checkpoint)) {
      return (int) source.names().stream().map(source::file).distinct().count();
    }
  }

  private static long dataBytes(Path checkpoint) {
    try (TensorSource source = TensorSource.open(checkpoint)) {
      return source.names().stream().mapToLong(name -> source.info(name).length()).sum();
    }
  }

  private static long totalSize(Path checkpoint) {
    return Json.readObject(checkpoint.resolve(TensorSource.INDEX))
        .at("/metadata/total_size")
        .asLong();
  }

  private Path inShards(Path base) {
    Path sharded = directory.resolve("sharded");
    try (Scope scope = Scope.open();
        TensorSource source = TensorSource.open(base)) {
      Map<String, Tensor> all = new TreeMap<>();
      source.names().forEach(name -> all.put(name, source.tensor(name)));
      Files.createDirectories(sharded);
      Files.copy(base.resolve("config.json"), sharded.resolve("config.json"));
      ShardWriter.write(sharded, all, dataBytes(base) / 3);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return sharded;
  }

  private Path stored(Path base, DType type) throws java.io.IOException {
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
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return copy;
  }
}
