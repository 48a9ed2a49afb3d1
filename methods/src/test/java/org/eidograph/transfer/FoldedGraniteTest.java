// Licensed under the Apache License, Version 2.0.
package org.eidograph.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.eidograph.base.Json;
import org.eidograph.model.CausalLm;
import org.eidograph.model.Pass;
import org.eidograph.model.Sequences;
import org.eidograph.theory.scaling.names.ModelDescription;
import org.eidograph.theory.scaling.names.TensorNames;
import org.eidograph.theory.scaling.plan.BaseMultipliers;
import org.eidograph.theory.scaling.plan.CheckpointFold;
import org.eidograph.theory.scaling.plan.FoldStep;
import org.eidograph.theory.scaling.plan.ModelMultipliers;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;
import org.eidograph.torch.safetensors.SafetensorsWriter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A Granite of transformers, whose configuration holds the four scalars, and a plain Llama with the
 * scalars folded into its weights give the same logits (interop/scaling/make_granite.py).
 */
class FoldedGraniteTest {
  private static final JsonNode TABLE =
      Json.readObject(Path.of("src/test/resources/org/eidograph/transfer/granite.json"));

  @TempDir private Path place;

  static Stream<JsonNode> cases() {
    return TABLE.get("cases").valueStream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aLlamaWithTheScalarsInItsWeightsComputesTheSame(JsonNode granite) throws IOException {
    double[] expected = numbers(granite.get("logits"));
    double largest = 0;
    for (double logit : expected) {
      largest = Math.max(largest, Math.abs(logit));
    }

    // float32 through two blocks of width 8: some hundred roundings of 2⁻²⁴
    assertThat(logits(granite, steps(granite))).containsExactly(expected, within(1e-5 * largest));
    double[] unfolded = logits(granite, List.of());
    assertThat(Math.abs(unfolded[0] - expected[0])).isGreaterThan(0.01 * largest);
  }

  /** Two roundings of 2⁻²⁴ each. */
  @ParameterizedTest
  @MethodSource("cases")
  void foldingAndUnfoldingGivesTheStoredWeightsBack(JsonNode granite) {
    try (Scope scope = Scope.open()) {
      for (FoldStep step : steps(granite)) {
        weights(granite).entrySet().stream()
            .filter(weight -> weight.getKey().matches(PlanLine.regex(step.pattern())))
            .forEach(
                weight -> {
                  double[] before = weight.getValue().toDoubles();
                  double[] after =
                      weight.getValue().mul(step.factor()).mul(step.inverse().factor()).toDoubles();
                  for (int i = 0; i < before.length; i++) {
                    assertThat(after[i]).isCloseTo(before[i], within(1.2e-7 * Math.abs(before[i])));
                  }
                });
      }
    }
  }

  private double[] logits(JsonNode granite, List<FoldStep> steps) throws IOException {
    Path directory = Files.createTempDirectory(place, "llama");
    ObjectNode config = ((ObjectNode) granite.get("config")).deepCopy();
    ModelMultipliers.GRANITE_KEYS.forEach(config::remove);
    config.put("model_type", "llama");
    Files.writeString(directory.resolve("config.json"), config.toString());
    try (Scope scope = Scope.open()) {
      Map<String, Tensor> folded = new LinkedHashMap<>();
      weights(granite)
          .forEach(
              (name, weight) -> {
                Tensor value = weight;
                for (FoldStep step : steps) {
                  if (name.matches(PlanLine.regex(step.pattern()))) {
                    value = value.mul(step.factor());
                  }
                }
                folded.put(name, value);
              });
      SafetensorsWriter.write(directory.resolve("model.safetensors"), folded);
      int[] ids = granite.get("ids").valueStream().mapToInt(JsonNode::intValue).toArray();
      try (CausalLm model = CausalLm.load(directory, DType.FLOAT32, Device.CPU)) {
        return model.logits(Pass.inference(Sequences.of(ids), Device.CPU)).toDoubles();
      }
    }
  }

  private static List<FoldStep> steps(JsonNode granite) {
    PlannedModel planned = PlannedModel.read((ObjectNode) granite.get("config"), "table");
    BaseMultipliers scalars = planned.multipliers();
    ModelDescription model = planned.description();
    return CheckpointFold.steps(
        new ModelMultipliers(
            scalars.embedding(),
            scalars.attention().orElseThrow(),
            scalars.residual(),
            scalars.logits()),
        model,
        TensorNames.expected(model));
  }

  private static Map<String, Tensor> weights(JsonNode granite) {
    Map<String, Tensor> weights = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> weight : granite.get("weights").properties()) {
      double[] values = numbers(weight.getValue().get("values"));
      float[] floats = new float[values.length];
      for (int i = 0; i < values.length; i++) {
        floats[i] = (float) values[i];
      }
      long[] shape =
          weight.getValue().get("shape").valueStream().mapToLong(JsonNode::longValue).toArray();
      weights.put(weight.getKey(), Tensors.ofFloats(floats, shape));
    }
    return weights;
  }

  private static double[] numbers(JsonNode array) {
    return array.valueStream().mapToDouble(JsonNode::doubleValue).toArray();
  }
}
