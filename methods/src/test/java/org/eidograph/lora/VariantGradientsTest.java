// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.eidograph.model.CausalLm;
import org.eidograph.model.Parameter;
import org.eidograph.model.Pass;
import org.eidograph.model.Sequences;
import org.eidograph.torch.Device;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;
import org.eidograph.train.data.StepBatch;
import org.eidograph.train.engine.EngineSettings;
import org.eidograph.train.engine.GradientEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The training engine's gradients against those of libtorch's own graph over the whole model. */
class VariantGradientsTest {
  private static final Targets EVERYWHERE =
      Targets.names("embed_tokens", "lm_head", "q_proj", "down_proj");

  static Stream<Arguments> variants() {
    return Stream.of(
        variant("dora", b -> b.dora(true)),
        variant("dora everywhere", b -> b.dora(true).targets(EVERYWHERE)),
        variant("tokens", b -> b.tokens(TrainableTokens.of(List.of(403, 31, 7)))),
        variant("nf4", b -> b.nf4(true)),
        variant("dora on nf4", b -> b.nf4(true).dora(true)),
        variant("loftq", b -> b.nf4(true).init(LoraInit.LOFTQ)),
        variant("pissa", b -> b.init(LoraInit.PISSA)));
  }

  private static Arguments variant(String name, Consumer<LoraSpecBuilder> changes) {
    return Arguments.argumentSet(name, LoraSpec.defaults().with(b -> b.rank(4)).with(changes));
  }

  @ParameterizedTest
  @MethodSource("variants")
  void areThoseOfTheGraph(LoraSpec spec) {
    int[] ids = Stories.IDS;
    int[] labels = {403, 407, 261, StepBatch.IGNORED, 31, 30, 284, StepBatch.IGNORED};
    StepBatch batch = new StepBatch(ids, new int[] {0, ids.length}, labels, new int[] {0});
    try (Scope scope = Scope.open();
        CausalLm model = Stories.load()) {
      LoraModel lora = Stories.disturbed(LoraModel.attach(model, spec));
      try (GradientEngine engine =
          new GradientEngine(model, lora.trainable(), EngineSettings.of(1))) {
        double loss = engine.run(batch, 0);

        Pass pass = Pass.inference(Sequences.of(ids), Device.CPU).recording();
        Tensor expected = loss(model.logits(pass), labels);
        expected.backward();

        assertThat(loss).isEqualTo(expected.item(), within(1e-5)); // float32 mean of order five
        assertThat(pass.leaves().keySet()).containsExactlyInAnyOrderElementsOf(lora.trainable());
        for (Parameter parameter : lora.trainable()) {
          Tensor own = engine.gradients().of(parameter);
          Tensor graph = pass.leaves().get(parameter).grad();
          // float32 through five layers, relative to the largest entry
          assertThat(own.maxAbsDifference(graph))
              .as(parameter.name())
              .isLessThan(1e-6 + 2e-5 * graph.abs().max().item());
        }
        pass.leaves().values().forEach(Tensor::close);
      }
      lora.detach();
    }
  }

  @Test
  void comeThroughTheHeadAloneForTokensThatAreNotInTheInputs() {
    int[] labels = {403, 407, 261, 378, 31, 30, 284, StepBatch.IGNORED};
    StepBatch batch =
        new StepBatch(Stories.IDS, new int[] {0, Stories.IDS.length}, labels, new int[] {0});
    LoraSpec spec = LoraSpec.defaults().with(b -> b.tokens(TrainableTokens.of(List.of(7, 9))));
    try (Scope scope = Scope.open();
        CausalLm model = Stories.load()) {
      LoraModel lora = LoraModel.attach(model, spec);
      try (GradientEngine engine =
          new GradientEngine(model, lora.trainable(), EngineSettings.of(1))) {
        engine.run(batch, 0);

        Parameter rows = lora.rows().parameters().get(0);
        // the tied head still predicts these tokens, so their rows move through it alone
        assertThat(engine.gradients().of(rows).abs().max().item()).isGreaterThan(0);
      }
      lora.detach();
    }
  }

  private static Tensor loss(Tensor logits, int[] labels) {
    Tensor total = Tensors.zeros(logits.dtype(), Device.CPU, 1);
    int count = 0;
    Tensor shares = logits.logSoftmax(-1);
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] != StepBatch.IGNORED) {
        total = total.sub(shares.select(0, i).narrow(0, labels[i], 1));
        count++;
      }
    }
    return total.sum().mul(1.0 / count);
  }
}
