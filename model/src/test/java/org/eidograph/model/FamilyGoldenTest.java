// Licensed under the Apache License, Version 2.0.
package org.eidograph.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.eidograph.base.Json;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.NoGrad;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.safetensors.TensorSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Logits of every family and switch against transformers, see golden/README.md. */
class FamilyGoldenTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden");

  static Stream<String> cases() throws Exception {
    JsonNode index =
        Json.parse(java.nio.file.Files.readString(GOLDEN.resolve("index.json")), "index.json");
    return StreamSupport.stream(index.spliterator(), false).map(c -> c.get("name").asString());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void logitsAreThoseOfTransformers(String name) {
    Path directory = GOLDEN.resolve(name);
    try (CausalLm model = CausalLm.load(directory, DType.FLOAT32, Device.CPU);
        TensorSource golden = TensorSource.open(directory.resolve("golden.safetensors"));
        Scope scope = Scope.open();
        NoGrad noGrad = NoGrad.on()) {
      int[] ids = ids(golden.tensor("input_ids"));

      Tensor logits = model.logits(Pass.inference(Sequences.of(ids), Device.CPU));

      assertThat(logits.maxAbsDifference(golden.tensor("logits"))).isLessThan(1e-4);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void packedSequencesAndCachedStepsGiveTheSameLogits(String name) {
    Path directory = GOLDEN.resolve(name);
    try (CausalLm model = CausalLm.load(directory, DType.FLOAT32, Device.CPU);
        TensorSource golden = TensorSource.open(directory.resolve("golden.safetensors"));
        Scope scope = Scope.open();
        NoGrad noGrad = NoGrad.on()) {
      int[] ids = ids(golden.tensor("input_ids"));
      int[] head = Arrays.copyOf(ids, 5);
      Tensor alone = model.logits(Pass.inference(Sequences.of(head), Device.CPU));

      Tensor packed = model.logits(Pass.inference(Sequences.of(List.of(ids, head)), Device.CPU));
      Tensor cached = stepByStep(model, head);

      assertThat(packed.narrow(0, ids.length, 5).maxAbsDifference(alone)).isLessThan(1e-4);
      assertThat(cached.maxAbsDifference(alone.narrow(0, 4, 1))).isLessThan(1e-4);
    }
  }

  private static Tensor stepByStep(CausalLm model, int[] ids) {
    try (KeyValueCache cache = new KeyValueCache(model.config().layers())) {
      Tensor logits = null;
      int done = 0;
      for (int upTo : new int[] {3, 4, 5}) {
        int[] fresh = Arrays.copyOfRange(ids, done, upTo);
        Sequences step = new Sequences(fresh, new int[] {0, fresh.length}, done);
        logits = model.logits(Pass.inference(step, Device.CPU).cachedIn(cache));
        done = upTo;
      }
      return logits.narrow(0, logits.size(0) - 1, 1);
    }
  }

  private static int[] ids(Tensor tensor) {
    return Arrays.stream(tensor.toLongs()).mapToInt(Math::toIntExact).toArray();
  }
}
