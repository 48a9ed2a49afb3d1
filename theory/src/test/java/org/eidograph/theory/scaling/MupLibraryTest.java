// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Layout B against the parameter groups of microsoft/mup (interop/scaling/make_mup_table.py). */
class MupLibraryTest {
  private static final ObjectNode TABLE = Tables.read("mup.json");

  @ParameterizedTest
  @CsvSource({
    "embedding.weight, EMBEDDING",
    "norm.weight, VECTOR",
    "norm.bias, VECTOR",
    "hidden.weight, HIDDEN",
    "hidden.bias, VECTOR",
    "readout.weight, READOUT",
    "readout.bias, FIXED"
  })
  void ratesAndDecaysAreThoseOfMup(String name, TensorRole role) {
    TunedSettings tuned =
        new TunedSettings(number("learning_rate"), number("weight_decay"), 1e-8, 1);
    ScaledTensor tensor = tensor(name, role);
    TensorRule adamw = new MaximalUpdate().rule(tensor, tuned, OptimizerKind.ADAMW);
    TensorRule sgd = new MaximalUpdate().rule(tensor, tuned, OptimizerKind.SGD);

    // quotients of small whole numbers in another order
    double relative = 1e-14;
    assertClose(adamw.learningRate(), TABLE.get("adamw").get(name).get("lr"), relative);
    assertClose(adamw.weightDecay(), TABLE.get("adamw").get(name).get("weight_decay"), relative);
    assertClose(sgd.learningRate(), TABLE.get("sgd").get(name).get("lr"), relative);
    assertClose(sgd.weightDecay(), TABLE.get("sgd").get(name).get("weight_decay"), relative);
  }

  @Test
  void readoutIsDividedAsMupDividesIt() {
    TensorRule rule = rule("readout.weight", TensorRole.READOUT);

    assertThat(1 / rule.forwardMultiplier()).isEqualTo(number("readout_divisor"), within(1e-12));
  }

  @ParameterizedTest
  @CsvSource({"embedding.weight, EMBEDDING", "hidden.weight, HIDDEN", "readout.weight, READOUT"})
  void startsAreThoseOfMupsInitialiser(String name, TensorRole role) {
    double measured = TABLE.get("std_measured").get(name).doubleValue();
    double asked = number("std_asked");
    double ours = rule(name, role).initStd() * asked;
    ScaledTensor tensor = tensor(name, role);
    double entries = (double) tensor.target().out() * tensor.target().in();

    // the standard error of a deviation is σ/√(2N)
    assertThat(measured).isCloseTo(ours, within(4 * ours / Math.sqrt(2 * entries)));
  }

  private static TensorRule rule(String name, TensorRole role) {
    TunedSettings unit = new TunedSettings(1, 1, 1, 1);
    return new MaximalUpdate().rule(tensor(name, role), unit, OptimizerKind.ADAMW);
  }

  /** Tables are stored as (rows, width), matrices as (fan_out, fan_in). */
  private static ScaledTensor tensor(String name, TensorRole role) {
    return new ScaledTensor(role, fans("base", name, role), fans("target", name, role), false);
  }

  private static Fans fans(String model, String name, TensorRole role) {
    double[] shape = Tables.numbers(TABLE.get(model).get(name));
    if (shape.length == 1) {
      return Fans.vector((long) shape[0]);
    }
    return role == TensorRole.EMBEDDING
        ? new Fans((long) shape[1], (long) shape[0])
        : new Fans((long) shape[0], (long) shape[1]);
  }

  private static double number(String key) {
    return TABLE.get(key).doubleValue();
  }

  private static void assertClose(double actual, JsonNode expected, double relative) {
    assertThat(actual).isCloseTo(expected.doubleValue(), within(relative * expected.doubleValue()));
  }
}
