// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.eidograph.base.BadInputException;
import org.eidograph.base.CheckFailedException;
import org.eidograph.base.UsageException;
import org.eidograph.model.CausalLm;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.Scope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MergeTest {
  @TempDir Path directory;

  @ParameterizedTest
  @MethodSource("org.eidograph.lora.GoldenAdapters#mergeableOnes")
  void theWrittenModelGivesPeftsMergedLogits(GoldenAdapters golden) {
    Path output = directory.resolve("merged");

    Merge.write(golden.baseDirectory(), golden.directory(), output);

    try (Scope scope = Scope.open();
        CausalLm merged = CausalLm.load(output, DType.FLOAT32, Device.CPU)) {
      // float32 sums in another order, over two layers
      assertThat(golden.logits(merged).maxAbsDifference(golden.expected("merged_logits")))
          .isLessThan(1e-4);
    }
  }

  @Test
  void untiesOnlyWhereHeadAndEmbeddingDiffer() {
    assertThat(merged("tied-head").untied()).isTrue();
    assertThat(merged("tied-embed").untied()).isTrue();
    assertThat(merged("tied-saved-head").untied()).isTrue();
    assertThat(merged("tied-all-linear").untied()).isFalse();
  }

  @Test
  void refusesABiasThatHasNowhereToGo() {
    assertThatThrownBy(() -> merged("llama-lora-bias-unmergeable"))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("lora_bias");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void refusesAnAdapterWithoutEffectAndLeavesNothing() {
    Path adapter = directory.resolve("adapter");
    try (CausalLm model = Stories.load()) {
      AdapterFiles.write(
          adapter, LoraModel.attach(model, LoraSpec.defaults()), AdapterOrigin.of("stories"));
    }

    assertThatThrownBy(() -> Merge.write(Stories.DIRECTORY, adapter, directory.resolve("merged")))
        .isInstanceOf(CheckFailedException.class)
        .hasMessageContaining("was the adapter ever trained?");
    assertThat(directory).isDirectoryNotContaining(path -> !path.equals(adapter));
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

  private Merge.Result merged(String name) {
    GoldenAdapters golden = GoldenAdapters.named(name);
    return Merge.write(golden.baseDirectory(), golden.directory(), directory.resolve(name));
  }
}
