// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.mixtral;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.StreamSupport;
import org.eidograph.base.Json;
import org.eidograph.model.CausalLm;
import org.eidograph.model.Pass;
import org.eidograph.model.Sequences;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.NoGrad;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * The stories checkpoint as a mixture of four experts, against values of an independent
 * implementation.
 */
class StoriesMixtureTest {
  private static final Path MIXTURE = Path.of("../fixtures/stories260k-moe");
  private static final JsonNode GOLDEN = Json.readObject(MIXTURE.resolve("golden.json"));

  private static int[] ints(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).mapToInt(JsonNode::asInt).toArray();
  }

  private static long[] longs(JsonNode array) {
    return Arrays.stream(ints(array)).asLongStream().toArray();
  }

  private static Pass pass() {
    return Pass.inference(Sequences.of(ints(GOLDEN.get("ids"))), Device.CPU);
  }

  @Test
  void lastLogitsAreTheGoldenOnes() {
    try (CausalLm model = CausalLm.load(MIXTURE, DType.FLOAT32, Device.CPU);
        Scope scope = Scope.open();
        NoGrad noGrad = NoGrad.on()) {
      Tensor logits = model.logits(pass());

      float[] last = logits.select(0, logits.size(0) - 1).toFloats();

      assertThat(last).hasSize(512);
      for (int i = 0; i < last.length; i++) {
        // golden values carry five decimals
        assertThat((double) last[i])
            .isCloseTo(GOLDEN.get("last_logits").get(i).asDouble(), within(5e-5));
      }
    }
  }

  /** It was made from the dense checkpoint: whichever experts a token goes to, the sum is equal. */
  @Test
  void logitsAreThoseOfTheDenseCheckpoint() {
    Path dense = Path.of("../fixtures/stories260k");
    try (CausalLm mixture = CausalLm.load(MIXTURE, DType.FLOAT32, Device.CPU);
        CausalLm source = CausalLm.load(dense, DType.FLOAT32, Device.CPU);
        Scope scope = Scope.open();
        NoGrad noGrad = NoGrad.on()) {
      double difference = mixture.logits(pass()).maxAbsDifference(source.logits(pass()));

      // float32 logits of about 10 behind five blocks
      assertThat(difference).isLessThan(5e-5);
    }
  }

  @Test
  void everyBlockSendsAsManyTokensToEachExpertAsTheGoldenCountsSay() {
    try (CausalLm model = CausalLm.load(MIXTURE, DType.FLOAT32, Device.CPU);
        Scope scope = Scope.open();
        NoGrad noGrad = NoGrad.on()) {
      RoutingCounts counts = RoutingCounts.of(model.config());

      model.hidden(pass().watchedBy(counts));

      JsonNode golden = GOLDEN.get("expert_counts_per_layer");
      assertThat(counts.counts()).hasNumberOfRows(golden.size());
      for (int layer = 0; layer < golden.size(); layer++) {
        assertThat(counts.counts()[layer])
            .as("block " + layer)
            .containsExactly(longs(golden.get(layer)));
      }
    }
  }

  @Test
  void aDenseModelHasNoRouting() {
    try (CausalLm model =
        CausalLm.load(Path.of("../fixtures/stories260k"), DType.FLOAT32, Device.CPU)) {
      assertThatThrownBy(() -> RoutingCounts.of(model.config()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("got the dense model type llama");
    }
  }
}
