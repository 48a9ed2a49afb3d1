// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.eidograph.base.Json;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.Tensors;
import org.eidograph.torch.safetensors.TensorSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MergedFilesTest {
  private static final Path SHARDED = Path.of("../model/src/test/resources/golden/llama-sharded");
  private static final Path HALF = Path.of("../model/src/test/resources/golden/llama-bf16");

  @TempDir Path target;

  @Test
  void withoutAChangeEveryTensorIsTheBases() {
    try (TensorSource source = TensorSource.open(SHARDED)) {
      new MergedFiles(SHARDED, source, null).writeWeights(target);
      try (TensorSource copy = TensorSource.open(target)) {
        assertThat(copy.names()).isEqualTo(source.names());
        source
            .names()
            .forEach(n -> assertThat(copy.tensor(n).sameAs(source.tensor(n))).as(n).isTrue());
      }
    }
  }

  /** What keeps memory to one file: nothing of a later file is computed before it is its turn. */
  @Test
  void aChangeIsComputedWhenTheFilesBeforeAreWritten() {
    List<Boolean> firstFileWasThere = new ArrayList<>();
    try (TensorSource source = TensorSource.open(SHARDED)) {
      MergedFiles files = new MergedFiles(SHARDED, source, null);
      String late =
          source.names().stream()
              .filter(name -> source.file(name).endsWith("model-00002-of-00002.safetensors"))
              .findFirst()
              .orElseThrow();
      files.change(
          late,
          () -> {
            firstFileWasThere.add(Files.exists(target.resolve("model-00001-of-00002.safetensors")));
            return Tensors.zeros(DType.FLOAT32, Device.CPU, source.info(late).shape());
          });
      boolean lateFileIsSecond =
          source.names().stream()
              .map(source::file)
              .toList()
              .get(0)
              .endsWith("model-00001-of-00002.safetensors");

      files.writeWeights(target);

      assertThat(firstFileWasThere).containsExactly(lateFileIsSecond);
    }
  }

  @Test
  void namesTheCoarsestTypeOfAChange() {
    try (TensorSource source = TensorSource.open(HALF)) {
      MergedFiles files = new MergedFiles(HALF, source, null);
      assertThat(files.coarsest()).isEqualTo(DType.FLOAT32);

      files.change("model.norm.weight", () -> source.tensor("model.norm.weight"));

      assertThat(files.coarsest()).isEqualTo(DType.BFLOAT16);
      assertThat(files.changes()).isEqualTo(1);
    }
  }

  @Test
  void aWantedTypeIsThatOfEveryTensorAndOfTheConfiguration() throws Exception {
    try (TensorSource source = TensorSource.open(SHARDED)) {
      MergedFiles files = new MergedFiles(SHARDED, source, DType.BFLOAT16);

      files.writeWeights(target);
      files.writeCompanions(target, false);

      assertThat(files.coarsest()).isEqualTo(DType.BFLOAT16);
      assertThat(files.changes()).isZero();
      try (TensorSource copy = TensorSource.open(target)) {
        for (String name : source.names()) {
          assertThat(copy.tensor(name).sameAs(source.tensor(name).to(DType.BFLOAT16)))
              .as(name)
              .isTrue();
        }
      }
      assertThat(Json.readObject(target.resolve("config.json")).get("dtype").asString())
          .isEqualTo("bfloat16");
    }
  }
}
