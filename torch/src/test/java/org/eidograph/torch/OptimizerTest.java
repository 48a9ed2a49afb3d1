// Licensed under the Apache License, Version 2.0.
package org.eidograph.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eidograph.base.BadInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class OptimizerTest {
  @ParameterizedTest
  @CsvSource({
    // ten float32 updates of at most 0.03 on values near 1: ten roundings of 6e-8
    "adamw, 1e-6",
    // momentum adds up gradients of size 3 to steps of 0.9
    "sgd, 1e-5",
    // torch iterates in bfloat16 (2^-8 = 4e-3), six products deep: a few per cent of a step of 0.03
    "muon, 1e-2"
  })
  void tenStepsOfEachGroupEqualTorch(String name, double tolerance) throws IOException {
    try (Scope scope = Scope.open();
        Golden golden = Golden.open(name)) {
      for (int i = 0; i < 2; i++) {
        JsonNode row = golden.facts().get(i);
        Tensor parameter = golden.tensor(i + ".initial").copy();
        try (Optimizer optimizer = new Optimizer(List.of(group(row, parameter)))) {
          for (int step = 0; step < 10; step++) {
            optimizer.step(List.of(golden.tensor(i + ".gradients").select(0, step)), 1);
            assertThat(parameter.maxAbsDifference(golden.tensor(i + ".values").select(0, step)))
                .as("group %s step %s", i, step)
                .isLessThan(tolerance);
          }
        }
      }
    }
  }

  @Test
  void groupsDoNotInfluenceEachOther() {
    try (Scope scope = Scope.open()) {
      Tensor a = ones();
      Tensor b = ones();
      Tensor alone = ones();
      ParameterGroup fast = ParameterGroup.adamW("fast", Map.of("b", b), 0.16, 0.5);
      try (Optimizer both = new Optimizer(List.of(group("a", a), fast));
          Optimizer one = new Optimizer(List.of(group("a", alone)))) {
        both.step(List.of(gradient(), gradient()), 1);
        one.step(List.of(gradient()), 1);
      }

      assertThat(a.sameAs(alone)).isTrue();
      // Adam's first step has the length of the learning rate: 1·(1 − 0.16·0.5) − 0.16
      assertThat(b.toDoubles()[0]).isCloseTo(0.76, org.assertj.core.api.Assertions.within(1e-6));
    }
  }

  @Test
  void aClosedOptimizerHoldsNothingOfItsParameters() {
    try (Scope scope = Scope.open()) {
      Tensor a = ones();
      train(a); // loads what is loaded once
      long handles = NativeMemory.handles();

      train(a);

      assertThat(NativeMemory.handles()).isLessThanOrEqualTo(handles);
    }
  }

  private static void train(Tensor parameter) {
    try (Scope scope = Scope.open();
        Optimizer optimizer = new Optimizer(List.of(group("a", parameter)))) {
      optimizer.step(List.of(gradient()), 1);
    }
  }

  @Test
  void theFactorScalesTheLearningRateAndZeroChangesNothing() {
    try (Scope scope = Scope.open()) {
      Tensor half = ones();
      Tensor none = ones();
      try (Optimizer first = new Optimizer(List.of(group("w", half)));
          Optimizer second = new Optimizer(List.of(group("w", none)))) {
        first.step(List.of(gradient()), 0.5);
        second.step(List.of(gradient()), 0);
      }

      assertThat(half.toDoubles()[0])
          .isCloseTo(1 - 0.005, org.assertj.core.api.Assertions.within(1e-6));
      assertThat(none.sameAs(ones())).isTrue();
    }
  }

  @Test
  void aTransposedGradientCountsByItsIndices() {
    try (Scope scope = Scope.open()) {
      Tensor plain = Tensors.zeros(DType.FLOAT32, Device.CPU, 2, 3);
      Tensor other = Tensors.zeros(DType.FLOAT32, Device.CPU, 2, 3);
      Tensor turned = Tensors.ofFloats(new float[] {1, -4, 2, -5, 0, 6}, 3, 2).t();
      try (Optimizer first = new Optimizer(List.of(group("w", plain)));
          Optimizer second = new Optimizer(List.of(group("w", other)))) {
        first.step(List.of(turned), 1);
        second.step(List.of(turned.copy().contiguous()), 1);
      }

      assertThat(plain.sameAs(other)).isTrue();
      assertThat(plain.toDoubles()[1]).isNegative(); // gradient 2
      assertThat(plain.toDoubles()[3]).isPositive(); // gradient −4
    }
  }

  @Test
  void aRestoredStateContinuesBitForBit() {
    try (Scope scope = Scope.open();
        RandomSource random = RandomSource.of(3)) {
      List<Tensor> gradients = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        gradients.add(Tensors.normal(random, 2, 3));
      }
      Tensor unbroken = ones();
      Tensor broken = ones();
      Map<String, Tensor> stored = new LinkedHashMap<>();
      try (Optimizer whole = new Optimizer(List.of(group("w", unbroken)));
          Optimizer first = new Optimizer(List.of(group("w", broken)));
          Optimizer second = new Optimizer(List.of(group("w", broken)))) {
        gradients.forEach(g -> whole.step(List.of(g), 1));
        gradients.subList(0, 5).forEach(g -> first.step(List.of(g), 1));
        first.state().forEach((name, tensor) -> stored.put(name, tensor.copy()));
        second.restore(stored);
        gradients.subList(5, 8).forEach(g -> second.step(List.of(g), 1));
      }

      assertThat(broken.sameAs(unbroken)).isTrue();
      assertThat(stored).containsOnlyKeys("first_moment.w", "second_moment.w", "step.w");
    }
  }

  @Test
  void refusesAStateOfAnotherRun() {
    try (Scope scope = Scope.open();
        Optimizer own = new Optimizer(List.of(group("w", ones())));
        Optimizer other = new Optimizer(List.of(group("v", ones())))) {
      assertThatThrownBy(() -> own.restore(other.state()))
          .isInstanceOf(BadInputException.class)
          .hasMessageContaining("first_moment.w");

      Map<String, Tensor> wrong = new LinkedHashMap<>(own.state());
      wrong.put("first_moment.w", Tensors.zeros(DType.FLOAT32, Device.CPU, 3, 2));
      assertThatThrownBy(() -> own.restore(wrong))
          .isInstanceOf(BadInputException.class)
          .hasMessageContaining("[3, 2]");

      Map<String, Tensor> extra = new LinkedHashMap<>(own.state());
      extra.putAll(other.state());
      assertThatThrownBy(() -> own.restore(extra)).hasMessageContaining("first_moment.v");
    }
  }

  @Test
  void refusesWhatItCannotTrain() {
    try (Scope scope = Scope.open()) {
      Tensor half = ones().to(DType.BFLOAT16);
      assertThatThrownBy(() -> optimizer(group("w", half))).hasMessageContaining("float32");
      assertThatThrownBy(() -> optimizer(group("w", ones().t())))
          .hasMessageContaining("contiguous");
      assertThatThrownBy(() -> optimizer(group("w", ones()), group("w", ones())))
          .hasMessageContaining("named w");
      assertThatThrownBy(() -> ParameterGroup.adamW("g", Map.of(), -1, 0))
          .hasMessageContaining("-1.0");
      try (Optimizer optimizer = optimizer(group("w", ones()))) {
        assertThatThrownBy(() -> optimizer.step(List.of(), 1)).hasMessageContaining("got 0");
        assertThatThrownBy(() -> optimizer.step(List.of(ones().t()), 1))
            .hasMessageContaining("like its parameter");
      }
    }
  }

  @Test
  void groupsOfDifferentRulesTrainSideBySide() {
    try (Scope scope = Scope.open()) {
      Tensor a = ones();
      Tensor b = ones();
      Tensor c = ones();
      List<ParameterGroup> groups =
          List.of(
              group("a", a),
              new ParameterGroup("b", Map.of("b", b), 0.5, 0, new UpdateRule.Sgd(0.9)),
              new ParameterGroup("c", Map.of("c", c), 0.5, 0, UpdateRule.Muon.DEFAULT));
      try (Optimizer optimizer = new Optimizer(groups)) {
        optimizer.step(List.of(gradient(), gradient(), gradient()), 1);
        assertThat(optimizer.state().keySet())
            .containsExactly(
                "first_moment.a", "second_moment.a", "step.a", "momentum.b", "momentum.c");
      }
      assertThat(b.toDoubles()).containsExactly(0.5, 0, -0.5, -1, -1.5, -2); // 1 − 0.5·g
      assertThat(a.sameAs(ones())).isFalse();
      assertThat(c.sub(ones()).norm().item()).isBetween(0.5 * 0.65, 0.5 * 1.21 * Math.sqrt(2));
    }
  }

  @Test
  void muonTrainsMatricesOnly() {
    try (Scope scope = Scope.open()) {
      Tensor vector = Tensors.ones(DType.FLOAT32, Device.CPU, 3);
      ParameterGroup group =
          new ParameterGroup("v", Map.of("v", vector), 0.1, 0, UpdateRule.Muon.DEFAULT);
      assertThatThrownBy(() -> new Optimizer(List.of(group))).hasMessageContaining("matrices");
      assertThatThrownBy(() -> new UpdateRule.Muon(1, 5)).hasMessageContaining("[0, 1)");
      assertThatThrownBy(() -> new UpdateRule.Muon(0.9, 0)).hasMessageContaining("got 0");
      assertThatThrownBy(() -> new UpdateRule.Sgd(-0.1)).hasMessageContaining("-0.1");
    }
  }

  private static Optimizer optimizer(ParameterGroup... groups) {
    return new Optimizer(List.of(groups));
  }

  private static Tensor ones() {
    return Tensors.ones(DType.FLOAT32, Device.CPU, 2, 3);
  }

  private static Tensor gradient() {
    return Tensors.ofFloats(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
  }

  private static ParameterGroup group(String name, Tensor parameter) {
    return ParameterGroup.adamW("group", Map.of(name, parameter), 0.01, 0);
  }

  private static ParameterGroup group(JsonNode row, Tensor parameter) {
    return new ParameterGroup(
        "golden",
        Map.of("w", parameter),
        row.get("lr").doubleValue(),
        row.get("weight_decay").doubleValue(),
        rule(row));
  }

  private static UpdateRule rule(JsonNode row) {
    if (row.has("ns_steps")) {
      return new UpdateRule.Muon(row.get("momentum").doubleValue(), row.get("ns_steps").intValue());
    }
    if (row.has("momentum")) {
      return new UpdateRule.Sgd(row.get("momentum").doubleValue());
    }
    return new UpdateRule.AdamW(
        row.get("betas").get(0).doubleValue(),
        row.get("betas").get(1).doubleValue(),
        row.get("eps").doubleValue());
  }
}
