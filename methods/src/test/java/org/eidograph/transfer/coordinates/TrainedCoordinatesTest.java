// Licensed under the Apache License, Version 2.0.
package org.eidograph.transfer.coordinates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.eidograph.base.Json;
import org.eidograph.model.CausalLm;
import org.eidograph.model.Sequences;
import org.eidograph.model.config.ConfigReader;
import org.eidograph.model.config.TransformerConfig;
import org.eidograph.theory.scaling.TunedSettings;
import org.eidograph.theory.scaling.names.TensorPlace;
import org.eidograph.theory.scaling.plan.PlanSettings;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.NoGrad;
import org.eidograph.torch.Scope;
import org.eidograph.transfer.PlainRule;
import org.eidograph.transfer.RecipeChoice;
import org.eidograph.transfer.TransferPlan;
import org.eidograph.transfer.TransferRequest;
import org.eidograph.transfer.coordinates.CoordinateCell.Reading;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * Readings of a trained model over three steps, beside those that transformers and torch give on
 * the same weights ({@code interop/scaling/make_coordinates.py}).
 */
class TrainedCoordinatesTest {
  private static final Path STORIES = Path.of("../fixtures/stories260k");
  private static final JsonNode TABLE =
      Json.readObject(
          Path.of("src/test/resources/org/eidograph/transfer/coordinates/stories.json"));
  private static final TransformerConfig CONFIG = ConfigReader.read(STORIES);

  static Stream<JsonNode> cases() {
    return TABLE.get("cases").valueStream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void readingsAreThoseOfTransformers(JsonNode expected) {
    CoordinateRequest request =
        Checks.request(new Stories(expected), Checks.rules("mup", "adamw", false), 1, 1, 2, 4, 8);

    CoordinateCell cell = CellReader.read(request, request.rules(), 1, 0);

    assertThat(cell.readings()).hasSameSizeAs(expected.get("readings"));
    for (JsonNode row : expected.get("readings")) {
      Reading reading = cell.reading(row.get("module").stringValue(), row.get("step").intValue());
      assertClose(reading, reading.size(), row.get("l1").doubleValue());
      assertClose(reading, reading.change(), row.get("change").doubleValue());
    }
  }

  /**
   * float32 here, float64 there: Adam divides gradients by their own size, so where one is near
   * zero its step differs wholly; few are, and in a mean they stay below 1e-4 here; ten times that
   * for other processors.
   */
  private static void assertClose(Reading reading, double value, double expected) {
    assertThat(value)
        .as("%s, expected %s", reading, expected)
        .isCloseTo(expected, within(1e-3 * expected + 1e-12));
  }

  /** The stored weights under the rules of a case, whatever the size. */
  private record Stories(JsonNode table) implements NetworkSeries {
    @Override
    public Axis axis() {
      return Axis.WIDTH;
    }

    @Override
    public String describe() {
      return "stories260k";
    }

    @Override
    public WatchedNetwork draw(WatchedRules unused, int smallest, int size, long seed) {
      TunedSettings tuned = new TunedSettings(table.get("rate").doubleValue(), 0, 1e-8, 0.02);
      RecipeChoice recipe =
          new RecipeChoice("mup", table.get("optimizer").stringValue(), "mup", "product");
      int base = CONFIG.hiddenSize() / table.get("growth").intValue();
      TransferRequest request =
          TransferRequest.ofBaseWidth(base, CONFIG, PlanSettings.given(tuned), recipe);
      List<PlainRule> rules = PlainRule.of(TransferPlan.of(request), CONFIG);
      CausalLm model = CausalLm.load(STORIES, DType.FLOAT32, Device.CPU);
      fold(model, rules);
      return new WatchedModel(
          model, rules, batch(), block -> new WatchedModel.View("layer " + block, true));
    }

    /** Stored weights know no multiplier; the rules expect the logits' in the final norm. */
    private static void fold(CausalLm model, List<PlainRule> rules) {
      PlainRule norm =
          rules.stream()
              .filter(rule -> rule.tensor().place() == TensorPlace.FINAL_NORM)
              .findFirst()
              .orElseThrow();
      try (Scope scope = Scope.open();
          NoGrad off = NoGrad.on()) {
        model.parameters().stream()
            .filter(parameter -> parameter.name().equals(norm.tensor().pattern()))
            .forEach(parameter -> parameter.value().mulInPlace(norm.mean()));
      }
    }

    private static TokenBatch batch() {
      List<int[]> read = new ArrayList<>();
      List<Integer> targets = new ArrayList<>();
      for (JsonNode row : TABLE.get("rows")) {
        int[] ids = row.valueStream().mapToInt(JsonNode::intValue).toArray();
        read.add(java.util.Arrays.copyOf(ids, ids.length - 1));
        for (int i = 1; i < ids.length; i++) {
          targets.add(ids[i]);
        }
      }
      return new TokenBatch(
          Sequences.of(read), targets.stream().mapToInt(Integer::intValue).toArray(), "the table");
    }
  }
}
