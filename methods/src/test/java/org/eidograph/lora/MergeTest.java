// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.eidograph.base.Json;
import org.eidograph.model.CausalLm;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.safetensors.ShardWriter;
import org.eidograph.torch.safetensors.TensorSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A merged checkpoint computes what peft's does, and is laid out as its base. */
class MergeTest {
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
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return sharded;
  }
}
