// Licensed under the Apache License, Version 2.0.
package org.eidograph.train.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.eidograph.model.CausalLm;
import org.eidograph.model.Parameter;
import org.eidograph.model.ParameterRole;
import org.eidograph.model.nn.Linear;
import org.eidograph.model.nn.LinearGroup;
import org.eidograph.model.nn.LowRankDelta;
import org.eidograph.model.nn.Segment;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.RandomSource;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;
import org.eidograph.train.data.StepBatch;
import org.junit.jupiter.api.Test;

/** Adapters change between batches, and their copies beside the weights follow. */
class FoldedAdaptersTest {
  private static final Path STORIES = Path.of("../fixtures/stories260k");
  private static final EngineSettings SETTINGS = new EngineSettings(2, 512, false, 0);
  private static final int[] IDS = IntStream.range(0, 20).map(i -> 5 + i).toArray();
  private static final StepBatch BATCH =
      new StepBatch(IDS, new int[] {0, 8, 20}, IDS, new int[] {0, 1});

  @Test
  void everyBatchSeesTheAdaptersOfItsTime() {
    try (Scope scope = Scope.open();
        CausalLm model = CausalLm.load(STORIES, DType.BFLOAT16, Device.CPU)) {
      List<Parameter> adapters = attach(model);
      Tensor changed;
      double changedLoss;
      try (GradientEngine engine = new GradientEngine(model, adapters, SETTINGS)) {
        double loss = engine.run(BATCH, 0);
        Tensor first = engine.gradients().flat().copy();
        adapters.forEach(adapter -> adapter.value().mulInPlace(-2));
        changedLoss = engine.run(BATCH, 0);
        changed = engine.gradients().flat().copy();

        assertThat(changedLoss).isNotEqualTo(loss);
        assertThat(changed.sameAs(first)).isFalse();
        assertThat(groups(model)).allSatisfy(group -> assertThat(group.folded()).isNull());
      }
      // the same operations on the same numbers
      try (GradientEngine fresh = new GradientEngine(model, adapters, SETTINGS)) {
        assertThat(fresh.run(BATCH, 0)).isEqualTo(changedLoss);
        assertThat(fresh.gradients().flat().sameAs(changed)).isTrue();
      }
      adapters.forEach(Parameter::close);
    }
  }

  private static List<LinearGroup> groups(CausalLm model) {
    return model.segments().stream().flatMap(segment -> segment.groups().stream()).toList();
  }

  private static List<Parameter> attach(CausalLm model) {
    List<Parameter> adapters = new ArrayList<>();
    try (RandomSource random = RandomSource.of(4)) {
      for (Segment segment : model.segments()) {
        for (LinearGroup group : segment.groups()) {
          for (Linear linear : group.modules()) {
            Parameter a = factor(linear, Tensors.normal(random, 4, linear.inputs()));
            Parameter b = factor(linear, Tensors.normal(random, linear.outputs(), 4));
            linear.attach(new LowRankDelta(a, b, null, 0.5, 0));
            adapters.addAll(List.of(a, b));
          }
        }
      }
    }
    return adapters;
  }

  private static Parameter factor(Linear linear, Tensor value) {
    Parameter parameter =
        new Parameter("factor", ParameterRole.HIDDEN, linear.path(), value.mulInPlace(0.1).keep());
    parameter.train(true);
    return parameter;
  }
}
