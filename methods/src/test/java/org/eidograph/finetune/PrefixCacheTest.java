// Licensed under the Apache License, Version 2.0.
package org.eidograph.finetune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.data.Percentage;
import org.eidograph.lora.LoraModel;
import org.eidograph.lora.LoraSpec;
import org.eidograph.lora.Targets;
import org.eidograph.model.CausalLm;
import org.eidograph.model.Parameter;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.Scope;
import org.eidograph.train.data.StepBatch;
import org.eidograph.train.engine.EngineSettings;
import org.eidograph.train.engine.GradientEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Outputs of frozen layers that are kept from one epoch to the next. */
class PrefixCacheTest {
  private static final Path STORIES = Path.of("../fixtures/stories260k");
  private static final int STEPS = 5;
  private static final long ROOM = 1 << 24;

  /** Two sequences of 20 and 28 tokens, each token asked for the next. */
  private static StepBatch batch() {
    int[] ids = IntStream.range(0, 48).map(i -> 3 + 7 * i % 500).toArray();
    int[] labels = IntStream.range(0, 48).map(i -> 3 + 7 * (i + 1) % 500).toArray();
    return new StepBatch(ids, new int[] {0, 20, 48}, labels, new int[] {0, 1});
  }

  private static LoraModel upperLayers(CausalLm model) {
    LoraSpec spec =
        LoraSpec.defaults()
            .with(b -> b.rank(4).targets(Targets.regex("model\\.layers\\.[34]\\..*_proj")).seed(1));
    return LoraModel.attach(model, spec);
  }

  /** Losses of some steps of plain descent over the same two sequences. */
  private static List<Double> losses(DType type, long cacheBytes) {
    try (CausalLm model = CausalLm.load(STORIES, type, Device.CPU);
        Scope scope = Scope.open()) {
      List<Parameter> trained = List.copyOf(upperLayers(model).trainable());
      List<Double> losses = new ArrayList<>();
      try (GradientEngine engine =
          new GradientEngine(model, trained, new EngineSettings(1, 1024, false, cacheBytes))) {
        for (int step = 0; step < STEPS; step++) {
          losses.add(engine.run(batch(), step));
          for (Parameter parameter : trained) {
            parameter.value().addInPlace(engine.gradients().of(parameter), -0.01);
          }
        }
      }
      return losses;
    }
  }

  @ParameterizedTest
  @CsvSource({
    "FLOAT32, 1e-4", // one part in a million: the same float32 numbers, read instead of computed
    "BFLOAT16, 1" // a hundredth: what a cache in bfloat16 might round away
  })
  void cacheKeepsTheLosses(DType type, double percent) {
    List<Double> plain = losses(type, 0);
    List<Double> cached = losses(type, ROOM);

    assertThat(plain.get(STEPS - 1)).isLessThan(plain.get(0)); // the adapters did move
    for (int step = 0; step < STEPS; step++) {
      assertThat(cached.get(step)).isCloseTo(plain.get(step), Percentage.withPercentage(percent));
    }
  }

  /** Frozen layers that change behind its back go unnoticed, so it is the cache that was read. */
  @Test
  void secondPassReadsTheCache() {
    try (CausalLm model = CausalLm.load(STORIES, DType.FLOAT32, Device.CPU);
        Scope scope = Scope.open()) {
      List<Parameter> trained = List.copyOf(upperLayers(model).trainable());
      try (GradientEngine cached =
              new GradientEngine(model, trained, new EngineSettings(1, 1024, false, ROOM));
          GradientEngine plain =
              new GradientEngine(model, trained, new EngineSettings(1, 1024, false, 0))) {
        double before = cached.run(batch(), 0);
        model.embedding().table().value().mulInPlace(0.5);

        assertThat(cached.run(batch(), 0)).isCloseTo(before, within(1e-9));
        assertThat(plain.run(batch(), 0)).isNotCloseTo(before, within(1e-3));
      }
    }
  }
}
