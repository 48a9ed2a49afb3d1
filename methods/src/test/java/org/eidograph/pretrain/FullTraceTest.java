// Licensed under the Apache License, Version 2.0.
package org.eidograph.pretrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.data.Percentage;
import org.eidograph.base.Json;
import org.eidograph.finetune.FineTuneRequest;
import org.eidograph.model.CausalLm;
import org.eidograph.model.Parameter;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.GradientClip;
import org.eidograph.torch.Optimizer;
import org.eidograph.torch.ParameterGroup;
import org.eidograph.torch.Schedule;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.safetensors.TensorSource;
import org.eidograph.train.Trainee.RateGroup;
import org.eidograph.train.data.StepBatch;
import org.eidograph.train.engine.EngineSettings;
import org.eidograph.train.engine.GradientEngine;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/**
 * Ten steps of transformers and torch's AdamW on every weight, repeated; see
 * golden-trace/README.md.
 */
class FullTraceTest {
  private static final Path TRACES = Path.of("src/test/resources/golden-trace");
  private static final Path STORIES = Path.of("../fixtures/stories260k");
  private static final int ROWS = 4;

  @ParameterizedTest
  @CsvSource({
    // float32 sums in another order, over thousands of terms
    "fp32, FLOAT32, 1, false, 2e-5, 0.02",
    "fp32, FLOAT32, 2, true, 2e-5, 0.02",
    // activations keep 8 bits, 4e-3 each; autocast rounds them elsewhere
    "bf16, BFLOAT16, 2, false, 2e-2, 5"
  })
  void stepsAreThoseOfTransformers(
      String name, DType type, int workers, boolean recompute, double loss, double normPercent) {
    JsonNode facts = Json.readObject(TRACES.resolve("full.json"));
    try (Scope scope = Scope.open();
        CausalLm model = CausalLm.load(STORIES, DType.FLOAT32, Device.CPU);
        TensorSource trace = TensorSource.open(TRACES.resolve("full.safetensors"))) {
      Map<String, Tensor> start = new LinkedHashMap<>();
      model.parameters().forEach(p -> start.put(p.name(), p.value().copy()));
      WholeModel trainee = new WholeModel(model, groups(facts, model), type);
      EngineSettings settings = new EngineSettings(workers, 128, recompute, 0);

      Course course = new Course(facts, trace, trainee);
      course.run(settings);

      assertThat(course.losses)
          .containsExactly(trace.tensor(name + ".losses").toDoubles(), within(loss));
      double[] norms = trace.tensor(name + ".grad_norms").toDoubles();
      for (int i = 0; i < norms.length; i++) {
        assertThat(course.norms[i])
            .as("gradient norm of step %d", i)
            .isCloseTo(norms[i], Percentage.withPercentage(normPercent));
      }
      if (type == DType.FLOAT32) {
        assertSameEnd(model, trace, start);
      }
    }
  }

  /** The rates of the command: one for matrices with decay, the same for norms without. */
  private static List<RateGroup> groups(JsonNode facts, CausalLm model) {
    FineTuneRequest plain = FineTuneRequest.of(STORIES, List.of(Path.of("none.txt")));
    FineTuneRequest.Rates rates =
        new FineTuneRequest.Rates(
            facts.get("learning_rate").asDouble(),
            1,
            null,
            facts.get("weight_decay").asDouble(),
            FineTuneRequest.ScheduleKind.COSINE,
            0,
            0);
    return FullRates.of(new FullFineTuneRequest(plain.withRates(rates), null), model).groups();
  }

  private static void assertSameEnd(CausalLm model, TensorSource trace, Map<String, Tensor> start) {
    for (Parameter parameter : model.parameters()) {
      String name = parameter.name();
      double way = trace.tensor("way." + name).toDoubles()[0];
      Tensor moved = parameter.value().detach().sub(start.get(name));
      // Adam divides by the gradient's size, so that rounding of the smallest ones counts in full
      assertThat(moved.norm().item()).as(name).isCloseTo(way, Percentage.withPercentage(0.1));
      if (trace.names().contains("final." + name)) {
        Tensor away = parameter.value().detach().sub(trace.tensor("final." + name));
        assertThat(away.norm().item() / way).as(name).isLessThan(1e-3);
      }
    }
  }

  /** The steps with the schedule and the batches of the trace. */
  private static final class Course {
    private final TensorSource trace;
    private final WholeModel trainee;
    private final Schedule schedule;
    private final double[] losses;
    private final double[] norms;

    Course(JsonNode facts, TensorSource trace, WholeModel trainee) {
      this.trace = trace;
      this.trainee = trainee;
      this.schedule = new Schedule.CosineWithFloor(facts.get("warmup_steps").asInt(), 0);
      this.losses = new double[facts.get("steps").asInt()];
      this.norms = new double[losses.length];
    }

    void run(EngineSettings settings) {
      List<Parameter> parameters = new ArrayList<>();
      List<ParameterGroup> groups = new ArrayList<>();
      for (RateGroup group : trainee.groups()) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        group.parameters().forEach(p -> tensors.put(p.name(), p.value()));
        parameters.addAll(group.parameters());
        groups.add(
            new ParameterGroup(
                group.name(), tensors, group.learningRate(), group.weightDecay(), group.rule()));
      }
      try (GradientEngine engine = new GradientEngine(trainee.model(), parameters, settings);
          Optimizer optimizer = new Optimizer(groups)) {
        for (int step = 0; step < losses.length; step++) {
          losses[step] = engine.run(batch(step), step);
          norms[step] = GradientClip.byGlobalNorm(List.of(engine.gradients().flat()), 1);
          optimizer.step(engine.gradients().all(), schedule.factor(step, losses.length));
        }
      }
    }

    private StepBatch batch(int step) {
      long[] ids = trace.tensor("ids").select(0, step).toLongs();
      long[] labels = trace.tensor("labels").select(0, step).toLongs();
      int length = ids.length / ROWS;
      int[] shifted = new int[labels.length];
      for (int i = 0; i < labels.length; i++) {
        shifted[i] = i % length == length - 1 ? StepBatch.IGNORED : (int) labels[i + 1];
      }
      int[] starts = IntStream.rangeClosed(0, ROWS).map(row -> row * length).toArray();
      int[] tokens = Arrays.stream(ids).mapToInt(Math::toIntExact).toArray();
      return new StepBatch(tokens, starts, shifted, new int[] {0, 1, 2, 3});
    }
  }
}
