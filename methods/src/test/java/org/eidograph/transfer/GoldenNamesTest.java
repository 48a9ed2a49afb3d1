// Licensed under the Apache License, Version 2.0.
package org.eidograph.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.eidograph.model.config.ConfigReader;
import org.eidograph.model.config.TransformerConfig;
import org.eidograph.theory.scaling.plan.PlanSettings;
import org.eidograph.torch.safetensors.SafetensorsHeader;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A plan made from a configuration alone speaks of exactly the tensors that transformers stored for
 * it.
 */
class GoldenNamesTest {
  private static final Path GOLDEN = Path.of("../model/src/test/resources/golden");

  static Stream<Path> checkpoints() throws IOException {
    return Files.list(GOLDEN)
        .filter(directory -> Files.isRegularFile(directory.resolve("model.safetensors")))
        // the bare model's names, which the loader maps to the full ones
        .filter(directory -> !directory.endsWith("gpt2-bare-names"))
        .sorted();
  }

  @ParameterizedTest
  @MethodSource("checkpoints")
  void planCoversEveryStoredTensorOnce(Path directory) {
    TransformerConfig config = ConfigReader.read(directory);
    TransferPlan plan =
        TransferPlan.of(
            TransferRequest.of(config, config, PlanSettings.assumed(), RecipeChoice.USUAL));

    Set<String> seen = new TreeSet<>();
    for (String name : names(directory)) {
      // a tied head that is stored all the same is a copy of the table
      if (config.tiedEmbeddings() && name.equals("lm_head.weight")) {
        continue;
      }
      assertThat(plan.tensors().stream().filter(line -> line.covers(name))).as(name).hasSize(1);
      seen.add(plan.tensor(name).pattern());
    }
    assertThat(seen).hasSameSizeAs(plan.tensors());
  }

  private static Set<String> names(Path directory) {
    return SafetensorsHeader.read(directory.resolve("model.safetensors")).tensors().keySet();
  }
}
