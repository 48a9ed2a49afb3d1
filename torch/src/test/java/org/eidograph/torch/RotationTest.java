// Licensed under the Apache License, Version 2.0.
package org.eidograph.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RotationTest {
  private static final double ANGLE = 0.4;

  @Test
  void turnsAPairByItsAngle() {
    try (Scope scope = Scope.open()) {
      Tensor turned = Rotation.of(pairs(3, 2), angles(ANGLE));

      double c = Math.cos(ANGLE);
      double s = Math.sin(ANGLE);
      assertThat(turned.toDoubles()[0]).isCloseTo(3 * c - 2 * s, within(1e-15));
      assertThat(turned.toDoubles()[1]).isCloseTo(2 * c + 3 * s, within(1e-15));
    }
  }

  @Test
  void intoAViewEqualsTheDifferentiableForm() {
    try (Scope scope = Scope.open();
        RandomSource random = RandomSource.of(2)) {
      Tensor x = Tensors.normal(random, 5, 3, 8);
      Rotation.Angles angles = randomAngles(random);
      Tensor place = Tensors.zeros(DType.FLOAT32, Device.CPU, 5, 6, 8);

      Rotation.into(place.narrow(1, 2, 3), x, angles);

      // one rounding fewer or more
      assertThat(place.narrow(1, 2, 3).maxAbsDifference(Rotation.of(x, angles))).isLessThan(1e-6);
      assertThat(place.narrow(1, 0, 2).abs().max().item()).isZero();
      assertThat(place.narrow(1, 5, 1).abs().max().item()).isZero();
    }
  }

  @Test
  void backIsTheInverseAndTheGradient() {
    try (Scope scope = Scope.open();
        RandomSource random = RandomSource.of(3)) {
      Tensor x = Tensors.normal(random, 5, 3, 8).leaf();
      Rotation.Angles angles = randomAngles(random);
      Tensor dy = Tensors.normal(random, 5, 3, 8);
      Tensor y = Rotation.of(x, angles);

      y.backward(dy);

      Tensor back = Rotation.backInto(Tensors.emptyLike(dy), dy, angles);
      assertThat(x.grad().maxAbsDifference(back)).isLessThan(1e-6);
      Tensor again = Rotation.backInto(Tensors.emptyLike(x), y.detach(), angles);
      assertThat(again.maxAbsDifference(x)).isLessThan(1e-6);
    }
  }

  private static Rotation.Angles randomAngles(RandomSource random) {
    Tensor angle = Tensors.normal(random, 5, 1, 4);
    Tensor cos = Tensors.ofFloats(map(angle, Math::cos), 5, 1, 4);
    Tensor sin = Tensors.ofFloats(map(angle, Math::sin), 5, 1, 4);
    return new Rotation.Angles(
        Tensors.cat(java.util.List.of(cos, cos), -1),
        Tensors.cat(java.util.List.of(sin.neg(), sin), -1));
  }

  private static float[] map(Tensor x, java.util.function.DoubleUnaryOperator function) {
    float[] values = x.toFloats();
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) function.applyAsDouble(values[i]);
    }
    return values;
  }

  private static Tensor pairs(double... values) {
    return Tensors.ofDoubles(values, 1, 1, 2);
  }

  private static Rotation.Angles angles(double angle) {
    double c = Math.cos(angle);
    double s = Math.sin(angle);
    return new Rotation.Angles(pairs(c, c), pairs(-s, s));
  }
}
