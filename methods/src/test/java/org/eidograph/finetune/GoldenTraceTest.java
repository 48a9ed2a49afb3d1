// Licensed under the Apache License, Version 2.0.
package org.eidograph.finetune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Percentage;
import org.eidograph.base.Json;
import org.eidograph.lora.LearningRateGroup;
import org.eidograph.lora.LearningRateGroups;
import org.eidograph.lora.LearningRates;
import org.eidograph.lora.LoraModel;
import org.eidograph.lora.LoraSpec;
import org.eidograph.model.CausalLm;
import org.eidograph.model.Parameter;
import org.eidograph.theory.lora.LoraPlus;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.GradientClip;
import org.eidograph.torch.Optimizer;
import org.eidograph.torch.ParameterGroup;
import org.eidograph.torch.Schedule;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.safetensors.TensorSource;
import org.eidograph.train.data.StepBatch;
import org.eidograph.train.engine.EngineSettings;
import org.eidograph.train.engine.GradientEngine;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Twenty steps of transformers and peft, repeated step by step; see golden-trace/README.md. */
class GoldenTraceTest {
  private static final Path TRACES = Path.of("src/test/resources/golden-trace");
  private static final Path STORIES = Path.of("../fixtures/stories260k");

  /** How far rounding may lead away: absolute for a loss, relative for the others. */
  private record Rounding(double loss, double norm, double adapter) {
    // float32 sums in another order, over thousands of terms; Adam divides by the gradient's size,
    // so that rounding of the smallest gradients counts in full and adds up over the steps
    static final Rounding FLOAT32 = new Rounding(2e-5, 1e-4, 1e-3);
    // activations keep 8 bits, 4e-3 each; peft rounds them elsewhere
    static final Rounding BFLOAT16 = new Rounding(2e-2, 5e-2, 0.2);

    static Rounding of(DType type) {
      return type == DType.FLOAT32 ? FLOAT32 : BFLOAT16;
    }
  }

  @ParameterizedTest
  @CsvSource({
    "fp32, FLOAT32, 1",
    "accumulation, FLOAT32, 2",
    "lora-plus, FLOAT32, 1",
    "bf16-base, BFLOAT16, 1"
  })
  void firstStepsAreThoseOfPeft(String name, DType type, int workers) {
    repeat(name, type, EngineSettings.of(workers), 3);
  }

  @ParameterizedTest
  @Tag("slow")
  @CsvSource({
    "fp32, FLOAT32, 1, 1024, false",
    "fp32, FLOAT32, 2, 1024, false",
    "fp32, FLOAT32, 2, 64, true",
    "accumulation, FLOAT32, 1, 128, false",
    "accumulation, FLOAT32, 2, 64, true",
    "lora-plus, FLOAT32, 1, 1024, false",
    "lora-plus, FLOAT32, 2, 64, true",
    "bf16-base, BFLOAT16, 1, 1024, false"
  })
  void allStepsAndTheAdapterAreThoseOfPeft(
      String name, DType type, int workers, int micro, boolean recompute) {
    repeat(name, type, new EngineSettings(workers, micro, recompute, 0), Integer.MAX_VALUE);
  }

  private static void repeat(String name, DType type, EngineSettings settings, int atMost) {
    JsonNode facts = Json.readObject(TRACES.resolve(name + ".json"));
    int count = Math.min(atMost, facts.get("steps").asInt());
    Rounding rounding = Rounding.of(type);
    try (CausalLm model = CausalLm.load(STORIES, type, Device.CPU);
        TensorSource trace = TensorSource.open(TRACES.resolve(name + ".safetensors"));
        Scope scope = Scope.open()) {
      LoraModel lora = LoraModel.attach(model, spec(facts));
      lora.tensors().forEach((key, p) -> p.value().copyFromInPlace(trace.tensor("initial." + key)));

      Steps steps = new Steps(trace, facts, lora, count);
      steps.run(settings);

      assertThat(steps.losses)
          .containsExactly(first(trace, "losses", count), within(rounding.loss()));
      double[] norms = first(trace, "grad_norms", count);
      for (int i = 0; i < norms.length; i++) {
        assertThat(steps.norms[i])
            .as("gradient norm of step %d", i)
            .isCloseTo(norms[i], Percentage.withPercentage(100 * rounding.norm()));
      }
      if (count == facts.get("steps").asInt()) {
        assertThat(distance(lora, trace)).isLessThan(rounding.adapter());
      }
    }
  }

  private static double[] first(TensorSource trace, String name, int count) {
    return Arrays.copyOf(trace.tensor(name).toDoubles(), count);
  }

  /** Euclidean distance to peft's last adapter, against the way it went from the first one. */
  private static double distance(LoraModel lora, TensorSource trace) {
    double away = 0;
    double way = 0;
    for (Map.Entry<String, Parameter> entry : lora.tensors().entrySet()) {
      Tensor last = trace.tensor("final." + entry.getKey());
      Tensor first = trace.tensor("initial." + entry.getKey());
      away += Math.pow(entry.getValue().value().detach().sub(last).norm().item(), 2);
      way += Math.pow(last.sub(first).norm().item(), 2);
    }
    return Math.sqrt(away / way);
  }

  private static LoraSpec spec(JsonNode facts) {
    return LoraSpec.defaults()
        .with(b -> b.rank(facts.get("rank").asInt()).alpha(facts.get("lora_alpha").asDouble()));
  }

  /** The steps of a trace with the rates, the decay and the schedule that it names. */
  private static final class Steps {
    private final TensorSource trace;
    private final LoraModel lora;
    private final LearningRateGroups groups;
    private final Schedule schedule;
    private final int total;
    private final double[] losses;
    private final double[] norms;

    Steps(TensorSource trace, JsonNode facts, LoraModel lora, int count) {
      this.trace = trace;
      this.lora = lora;
      LoraPlus pair =
          LoraPlus.literal(
              facts.get("learning_rate").asDouble(), facts.get("loraplus_lr_ratio").asDouble());
      this.groups =
          LearningRateGroups.of(
              lora, LearningRates.of(pair, null), facts.get("weight_decay").asDouble());
      this.schedule = new Schedule.CosineWithFloor(facts.get("warmup_steps").asInt(), 0);
      this.total = facts.get("steps").asInt();
      this.losses = new double[count];
      this.norms = new double[count];
    }

    void run(EngineSettings settings) {
      try (GradientEngine engine = new GradientEngine(lora.model(), parameters(), settings);
          Optimizer optimizer =
              new Optimizer(groups.groups().stream().map(Steps::optimized).toList())) {
        for (int step = 0; step < losses.length; step++) {
          losses[step] = engine.run(batch(trace, step), step);
          norms[step] = GradientClip.byGlobalNorm(List.of(engine.gradients().flat()), 1);
          double factor = schedule.factor(step, total);
          assertRates(step, factor);
          optimizer.step(engine.gradients().all(), factor);
        }
      }
    }

    private List<Parameter> parameters() {
      return groups.groups().stream().flatMap(group -> group.parameters().stream()).toList();
    }

    private static ParameterGroup optimized(LearningRateGroup group) {
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      group.parameters().forEach(p -> tensors.put(p.name(), p.value()));
      return ParameterGroup.adamW(group.name(), tensors, group.learningRate(), group.weightDecay());
    }

    private void assertRates(int step, double factor) {
      double[] expected = trace.tensor("learning_rates").select(0, step).toDoubles();
      double[] ours =
          groups.groups().stream().mapToDouble(g -> g.learningRate() * factor).toArray();
      // peft keeps plain LoRA in one group
      assertThat(expected.length == 1 ? Arrays.copyOf(ours, 1) : ours)
          .containsExactly(expected, within(1e-15));
    }
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
