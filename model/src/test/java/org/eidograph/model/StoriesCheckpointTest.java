// Licensed under the Apache License, Version 2.0.
package org.eidograph.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.stream.StreamSupport;
import org.eidograph.base.Json;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.NoGrad;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The trained stories checkpoint against values that an independent implementation computed. */
class StoriesCheckpointTest {
  private static final Path STORIES = Path.of("../fixtures/stories260k");

  @Test
  void lastLogitsAreTheGoldenOnes() {
    JsonNode golden = Json.readObject(STORIES.resolve("golden.json"));
    int[] ids =
        StreamSupport.stream(golden.get("ids").spliterator(), false)
            .mapToInt(JsonNode::asInt)
            .toArray();
    try (CausalLm model = CausalLm.load(STORIES, DType.FLOAT32, Device.CPU);
        Scope scope = Scope.open();
        NoGrad noGrad = NoGrad.on()) {
      Tensor logits = model.logits(Pass.inference(Sequences.of(ids), Device.CPU));

      float[] last = logits.select(0, ids.length - 1).toFloats();

      for (int i = 0; i < last.length; i++) {
        // golden values carry five decimals
        assertThat((double) last[i])
            .isCloseTo(golden.get("last_logits").get(i).asDouble(), within(5e-5));
      }
    }
  }
}
