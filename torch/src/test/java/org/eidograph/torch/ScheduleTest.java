// Licensed under the Apache License, Version 2.0.
package org.eidograph.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.Map;
import org.eidograph.torch.Schedule.Constant;
import org.eidograph.torch.Schedule.CosineWithFloor;
import org.eidograph.torch.Schedule.Decay;
import org.eidograph.torch.Schedule.Linear;
import org.eidograph.torch.Schedule.WarmupStableDecay;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ScheduleTest {
  private static final Map<String, Schedule> SAME =
      Map.of(
          "constant", new Constant(0),
          "constant_warmup", new Constant(5),
          "linear", new Linear(5),
          "linear_no_warmup", new Linear(0),
          "cosine", new CosineWithFloor(5, 0),
          "cosine_floor", new CosineWithFloor(5, 0.1),
          "wsd_linear", new WarmupStableDecay(5, 10, Decay.LINEAR, 0.1),
          "wsd_cosine", new WarmupStableDecay(5, 10, Decay.COSINE, 0));

  @Test
  void everyValueEqualsTransformers() throws IOException {
    try (Scope scope = Scope.open();
        Golden golden = Golden.open("schedules")) {
      assertThat(golden.facts()).hasSize(SAME.size());
      for (JsonNode row : golden.facts()) {
        Schedule schedule = SAME.get(row.get("name").stringValue());
        double[] rates = golden.tensor(row.get("name").stringValue()).toDoubles();
        for (int step = 0; step < rates.length; step++) {
          double rate =
              schedule.factor(step, rates.length) * row.get("learning_rate").doubleValue();
          // both sides compute in float64; only the order of the products differs
          assertThat(rate).as("%s %s", row, step).isCloseTo(rates[step], within(1e-17));
        }
      }
    }
  }

  @Test
  void everyFactorLiesBetweenZeroAndOneEvenBehindTheEnd() {
    for (Schedule schedule : SAME.values()) {
      for (long step = 0; step < 80; step++) {
        assertThat(schedule.factor(step, 50)).isBetween(0.0, 1.0);
      }
    }
  }

  @Test
  void aRunShorterThanItsWarmupOnlyRises() {
    assertThat(new CosineWithFloor(10, 0.1).factor(4, 5)).isEqualTo(0.4);
    assertThat(new WarmupStableDecay(10, 10, Decay.LINEAR, 0).factor(4, 5)).isEqualTo(0.4);
  }

  @Test
  void rejectsNegativeStepsAndFloorsAboveOne() {
    assertThatThrownBy(() -> new Linear(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new CosineWithFloor(0, 1.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1.5");
    assertThatThrownBy(() -> new CosineWithFloor(0, Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
