// Licensed under the Apache License, Version 2.0.
package org.eidograph.transfer.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import org.eidograph.base.Json;
import org.eidograph.base.UsageException;
import org.eidograph.torch.Torch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class MlpCellsTest {
  /**
   * Losses of the same networks on the same data in PyTorch, by {@code
   * interop/scaling/make_mlp_sweeps.py}: its generator and ours are one, so they start alike.
   */
  private static final JsonNode STUDIES =
      Json.readObject(Path.of("../theory/src/test/resources/scaling/mlp-sweeps.json"))
          .get("studies");

  private static MlpCells cells;

  @BeforeAll
  static void draw() {
    cells = new MlpCells(64, 60);
  }

  @AfterAll
  static void free() {
    cells.close();
  }

  @BeforeEach
  void oneThread() {
    Torch.useThreads(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void lossesAfterSixtyStepsAreThoseOfPytorch(int study) {
    requireEqual(study, 0, 0, 3e-4);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  @Tag("slow")
  void soAreThoseOfWiderNetworks(int study) {
    requireEqual(study, 2, 2, 3e-4);
    requireEqual(study, 4, 1, 1e-3);
  }

  /**
   * Up to the best rate; beyond the valley training is chaotic and doubles every rounding.
   *
   * @param agreement of the outputs, whose targets have deviation 1
   */
  private static void requireEqual(int number, int curve, int seed, double agreement) {
    JsonNode study = STUDIES.get(number);
    Arm arm =
        new Arm(
            study.get("parametrization").stringValue(), study.get("optimizer").stringValue(), 0);
    int width = study.get("curves").get(curve).get("width").intValue();
    JsonNode losses = study.get("curves").get(curve).get("losses").get(seed);
    double lowest = Double.POSITIVE_INFINITY;
    for (int point = 0; point < losses.size(); point++) {
      double rate = study.get("log2_rates").get(point).doubleValue();
      double ours = cells.loss(new Cell(width, rate, seed, arm));
      if (losses.get(point).isNull()) {
        assertThat(ours).as("%s at 2^%s", arm, rate).isInfinite();
        continue;
      }
      double theirs = losses.get(point).doubleValue();
      if (theirs > lowest) {
        return;
      }
      lowest = theirs;
      // float32 sums in another order, and our ε shrinks with the gradients where theirs is 1e-8:
      // an error e of the outputs moves a loss of L by √(2·L)·e
      assertThat(ours)
          .as("%s at 2^%s", arm, rate)
          .isCloseTo(theirs, within(agreement * Math.sqrt(2 * theirs)));
    }
  }

  /** At its base every parametrization is ordinary training. */
  @ParameterizedTest
  @CsvSource({"mup,adam", "mup-A,adam", "mup-C,sgd", "ntp,sgd", "sp-per-layer,adam", "mup,adamw"})
  void atTheBaseWidthAllAreTheStandardOne(String parametrization, String optimizer) {
    double standard = cells.loss(cell(64, "sp", optimizer, 0));

    assertThat(cells.loss(cell(64, parametrization, optimizer, 0))).isEqualTo(standard);
  }

  /** The layouts of muP are gauges of one another: equal but for rounding. */
  @ParameterizedTest
  @ValueSource(strings = {"adam", "sgd"})
  void layoutsOfMupTrainAlike(String optimizer) {
    double usual = cells.loss(cell(128, "mup-B", optimizer, 0));

    for (String layout : new String[] {"mup-A", "mup-C"}) {
      // 60 steps of float32 at a rate below the best
      assertThat(cells.loss(cell(128, layout, optimizer, 0)))
          .isCloseTo(usual, within(1e-4 * usual));
    }
    assertThat(cells.loss(cell(128, "sp", optimizer, 0))).isNotCloseTo(usual, within(0.05 * usual));
  }

  @Test
  void decayChangesTheLossAndNoneDoesNot() {
    double none = cells.loss(cell(64, "mup", "adam", 0));

    assertThat(cells.loss(cell(64, "mup", "adamw", 0))).isEqualTo(none);
    assertThat(cells.loss(cell(64, "mup", "adamw", 3))).isNotEqualTo(none);
    assertThat(cells.loss(cell(64, "mup", "sgd", 0.1)))
        .isNotEqualTo(cells.loss(cell(64, "mup", "sgd", 0)));
  }

  @Test
  void largeRatesDiverge() {
    assertThat(cells.loss(new Cell(64, 3, 0, new Arm("sp", "sgd", 0)))).isInfinite();
  }

  @Test
  void refusesWhatItCannotTrainBy() {
    assertThatThrownBy(() -> MlpCells.require(new Arm("mup", "muon", 0)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("adam, adamw or sgd, got muon");
    assertThatThrownBy(() -> MlpCells.require(new Arm("mup", "adam", 0.1)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("take adamw");
    assertThatThrownBy(() -> MlpCells.require(new Arm("mupp", "adam", 0)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("got mupp");
    assertThatThrownBy(() -> new MlpCells(64, 0)).isInstanceOf(UsageException.class);
  }

  private static Cell cell(int width, String parametrization, String optimizer, double decay) {
    double rate = optimizer.equals("sgd") ? -5 : -9;
    return new Cell(width, rate, 3, new Arm(parametrization, optimizer, decay));
  }
}
