// Licensed under the Apache License, Version 2.0.
package org.eidograph.finetune;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eidograph.lora.LoraModel;
import org.eidograph.lora.LoraSpec;
import org.eidograph.model.CausalLm;
import org.eidograph.model.Parameter;
import org.eidograph.torch.AdamW;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.GradientClip;
import org.eidograph.torch.ParameterGroup;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.safetensors.TensorSource;
import org.eidograph.train.data.StepBatch;
import org.eidograph.train.engine.EngineSettings;
import org.eidograph.train.engine.GradientEngine;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Twenty steps of transformers and peft, repeated step by step; see golden-trace/README.md. */
class GoldenTraceTest {
  private static final Path TRACES = Path.of("src/test/resources/golden-trace");
  private static final double WEIGHT_DECAY = 0.01; // as in the traces' settings
  private static final Path STORIES = Path.of("../fixtures/stories260k");

  @ParameterizedTest
  @CsvSource({
    "fp32, FLOAT32, 1, 1024, false, 1e-4",
    "fp32, FLOAT32, 2, 1024, false, 1e-4",
    "fp32, FLOAT32, 2, 64, true, 1e-4",
    "bf16-base, BFLOAT16, 1, 1024, false, 2e-2"
  })
  void lossesAreThoseOfPeft(
      String name, DType type, int workers, int micro, boolean recompute, double tolerance) {
    EngineSettings settings = new EngineSettings(workers, micro, recompute, 0);
    try (CausalLm model = CausalLm.load(STORIES, type, Device.CPU);
        TensorSource trace = TensorSource.open(TRACES.resolve(name + ".safetensors"));
        Scope scope = Scope.open()) {
      LoraModel lora = LoraModel.attach(model, LoraSpec.defaults().with(b -> b.rank(8).alpha(16)));
      lora.tensors().forEach((key, p) -> p.value().copyFromInPlace(trace.tensor("initial." + key)));

      double[] losses = train(model, lora, trace, settings);

      double[] expected = trace.tensor("losses").toDoubles();
      for (int i = 0; i < expected.length; i++) {
        assertThat(Math.abs(losses[i] - expected[i])).as("step " + i).isLessThan(tolerance);
      }
    }
  }

  private static double[] train(
      CausalLm model, LoraModel lora, TensorSource trace, EngineSettings settings) {
    List<Parameter> trainable = lora.trainable();
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    trainable.forEach(p -> tensors.put(p.name(), p.value()));
    double[] rates = trace.tensor("learning_rates").toDoubles();
    double[] losses = new double[rates.length];
    try (GradientEngine engine = new GradientEngine(model, trainable, settings);
        AdamW optimizer =
            new AdamW(
                List.of(new ParameterGroup("all", tensors, 1, WEIGHT_DECAY)),
                AdamW.Settings.DEFAULT)) {
      for (int step = 0; step < rates.length; step++) {
        losses[step] = engine.run(batch(trace, step), step);
        GradientClip.byGlobalNorm(List.of(engine.gradients().flat()), 1);
        optimizer.step(engine.gradients().all(), rates[step]);
      }
    }
    return losses;
  }

  private static StepBatch batch(TensorSource trace, int step) {
    long[] ids = trace.tensor("ids").select(0, step).toLongs();
    long[] labels = trace.tensor("labels").select(0, step).toLongs();
    int rows = 4;
    int length = ids.length / rows;
    int[] shifted = new int[labels.length];
    for (int i = 0; i < labels.length; i++) {
      shifted[i] = i % length == length - 1 ? StepBatch.IGNORED : (int) labels[i + 1];
    }
    int[] starts = new int[rows + 1];
    Arrays.setAll(starts, row -> row * length);
    return new StepBatch(
        Arrays.stream(ids).mapToInt(Math::toIntExact).toArray(),
        starts,
        shifted,
        new int[] {0, 1, 2, 3});
  }
}
