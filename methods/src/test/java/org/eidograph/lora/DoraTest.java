// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora;

import static org.assertj.core.api.Assertions.assertThat;

import org.eidograph.model.ModulePath;
import org.eidograph.model.ModuleType;
import org.eidograph.model.Parameter;
import org.eidograph.model.ParameterRole;
import org.eidograph.model.Pass;
import org.eidograph.model.Sequences;
import org.eidograph.model.nn.Linear;
import org.eidograph.model.nn.LowRankDelta;
import org.eidograph.torch.Device;
import org.eidograph.torch.LinearAlgebra;
import org.eidograph.torch.RandomSource;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;
import org.junit.jupiter.api.Test;

/** One module with a magnitude, against peft 0.21.0. */
class DoraTest {
  private static final ModulePath PATH =
      new ModulePath("model.layers.0.self_attn.q_proj", ModuleType.Q, 0);

  // float32 sums of 14 products of order one
  private static final double TOLERANCE = 1e-5;

  @Test
  void outputAndGradientsArePefts() {
    try (Scope scope = Scope.open();
        VariantGoldens golden = VariantGoldens.open("dora")) {
      Linear module = module(golden);
      Pass pass = Pass.inference(Sequences.of(1, 2, 3, 4, 5, 6), Device.CPU).recording();
      Tensor x = golden.tensor("x").leaf();

      Tensor y = module.forward(x, pass);
      y.backward(golden.tensor("upstream"));

      assertThat(y.maxAbsDifference(golden.tensor("y"))).isLessThan(TOLERANCE);
      assertThat(x.grad().maxAbsDifference(golden.tensor("grad_x"))).isLessThan(TOLERANCE);
      assertThat(pass.leaves()).hasSize(3);
      pass.leaves()
          .forEach(
              (parameter, leaf) ->
                  assertThat(
                          leaf.grad().maxAbsDifference(golden.tensor("grad_" + parameter.name())))
                      .as(parameter.name())
                      .isLessThan(2 * TOLERANCE));
    }
  }

  @Test
  void mergesToPeftsWeight() {
    try (Scope scope = Scope.open();
        VariantGoldens golden = VariantGoldens.open("dora")) {
      Linear module = module(golden);
      AdaptedLinear adapted = new AdaptedLinear(module, module.delta());

      assertThat(adapted.merged().maxAbsDifference(golden.tensor("merged"))).isLessThan(TOLERANCE);
      assertThat(adapted.change().add(module.weight()).maxAbsDifference(golden.tensor("merged")))
          .isLessThan(TOLERANCE);
    }
  }

  @Test
  void theRowsLengthsAreThoseOfTheWholeProduct() {
    try (Scope scope = Scope.open();
        RandomSource random = RandomSource.of(1);
        VariantGoldens golden = VariantGoldens.open("dora")) {
      Linear module = module(golden);
      LowRankDelta delta = module.delta();
      Tensor whole =
          module.weight().add(delta.b().value().matmul(delta.a().value()).mul(delta.scale()));

      Tensor short1 = delta.rowNorms(module.weight());

      assertThat(short1.maxAbsDifference(LinearAlgebra.rowNorms(whole))).isLessThan(TOLERANCE);
    }
  }

  @Test
  void dropoutLeavesTheBasesOwnOutputWhole() {
    try (Scope scope = Scope.open();
        RandomSource random = RandomSource.of(1);
        VariantGoldens golden = VariantGoldens.open("dora")) {
      Linear module = module(golden);
      LowRankDelta delta = module.delta();
      Tensor x = Tensors.normal(random, 2000, 14);
      module.attach(
          new LowRankDelta(delta.a(), delta.b(), null, delta.scale(), 0.5, delta.magnitude()));
      Sequences ids = Sequences.of(new int[2000]);

      Tensor dropped = module.forward(x, Pass.training(ids, Device.CPU, random));

      Tensor kept = module.forward(x, Pass.inference(ids, Device.CPU));
      Tensor base = x.matmul(module.weight().t()).add(module.bias().value());
      // the change is unbiased: its mean over 2000 rows differs by its deviation over the root
      Tensor change = dropped.sub(base);
      Tensor expected = kept.sub(base);
      double deviation = change.sub(expected).norm().item() / Math.sqrt(2000.0 * 10);
      Tensor mean = change.sub(expected).sum(0, false).mul(1.0 / 2000);
      assertThat(deviation).isGreaterThan(0.1);
      assertThat(mean.abs().max().item()).isLessThan(5 * 2 * deviation / Math.sqrt(2000));
    }
  }

  private static Linear module(VariantGoldens golden) {
    Linear module =
        new Linear(
            PATH, parameter(golden, "weight", false), parameter(golden, "bias", false), false);
    module.attach(
        new LowRankDelta(
            parameter(golden, "lora_A", true),
            parameter(golden, "lora_B", true),
            null,
            2,
            0,
            parameter(golden, "magnitude", true)));
    return module;
  }

  private static Parameter parameter(VariantGoldens golden, String name, boolean trained) {
    Parameter parameter =
        new Parameter(name, ParameterRole.HIDDEN, PATH, golden.tensor(name).copy());
    parameter.train(trained);
    return parameter;
  }
}
