// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.eidograph.base.CheckFailedException;
import org.eidograph.base.Json;
import org.eidograph.base.UsageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Distributions against those of transformers (interop/generate/make_sampling.py). */
class TokenSamplerTest {
  private static final Path GOLDEN = Path.of("src/test/resources/generate/sampling.json");
  private static final float[] LOGITS = {0.5f, 2f, -1f, 1f, 0f};

  static Stream<JsonNode> cases() throws IOException {
    JsonNode all = Json.parse(Files.readString(GOLDEN), "sampling.json");
    return StreamSupport.stream(all.spliterator(), false);
  }

  private static float[] logits(JsonNode array) {
    float[] logits = new float[array.size()];
    for (int i = 0; i < logits.length; i++) {
      logits[i] =
          array.get(i).isNull() ? Float.NEGATIVE_INFINITY : (float) array.get(i).doubleValue();
    }
    return logits;
  }

  private static Sampling sampling(double temperature, int topK, double topP, long seed) {
    return new Sampling(10, temperature, topK, topP, seed, Set.of());
  }

  private static int[] draws(Sampling sampling, int count) {
    TokenSampler sampler = new TokenSampler(sampling);
    return IntStream.range(0, count).map(i -> sampler.next(LOGITS)).toArray();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void distributionIsThatOfTransformers(JsonNode row) {
    Sampling sampling =
        sampling(
            row.get("temperature").doubleValue(),
            row.get("top_k").intValue(),
            row.get("top_p").doubleValue(),
            0);

    double[] actual = TokenSampler.probabilities(logits(row.get("logits")), sampling);

    for (int id = 0; id < actual.length; id++) {
      double expected = row.get("probabilities").get(id).doubleValue();
      assertThat(actual[id] > 0).as("token %d is a candidate", id).isEqualTo(expected > 0);
      // softmax in float32 there, in double here
      assertThat(actual[id]).isCloseTo(expected, within(2e-6));
    }
  }

  @Test
  void drawsFollowTheDistribution() {
    Sampling sampling = sampling(1.3, 0, 1, 5);
    double[] expected = TokenSampler.probabilities(LOGITS, sampling);
    int count = 20_000;

    int[] draws = draws(sampling, count);

    for (int id = 0; id < expected.length; id++) {
      int token = id;
      double share = Arrays.stream(draws).filter(d -> d == token).count() / (double) count;
      double standardError = Math.sqrt(expected[id] * (1 - expected[id]) / count);
      assertThat(share).isCloseTo(expected[id], within(4 * standardError));
    }
  }

  @Test
  void tokensOutsideTheCandidatesAreNeverDrawn() {
    assertThat(draws(sampling(5, 2, 1, 3), 2_000)).containsOnly(1, 3);
  }

  @Test
  void topKOneIsGreedyAtAnyTemperature() {
    assertThat(draws(sampling(100, 1, 1, 3), 100)).containsOnly(1);
  }

  @Test
  void greedyTakesTheFirstOfEqualLogits() {
    TokenSampler sampler = new TokenSampler(Sampling.greedy(1, Set.of()));

    assertThat(sampler.next(new float[] {0, 7, 7, 1})).isEqualTo(1);
  }

  @Test
  void equalSeedsGiveEqualDrawsAndOthersDoNot() {
    assertThat(draws(sampling(1, 0, 1, 8), 200)).isEqualTo(draws(sampling(1, 0, 1, 8), 200));
    assertThat(draws(sampling(1, 0, 1, 8), 200)).isNotEqualTo(draws(sampling(1, 0, 1, 9), 200));
  }

  @Test
  void neutralValuesChangeNothing() {
    double[] plain = TokenSampler.probabilities(LOGITS, sampling(1, 0, 1, 0));

    assertThat(TokenSampler.probabilities(LOGITS, sampling(1, LOGITS.length, 1, 0)))
        .isEqualTo(plain);
    assertThat(TokenSampler.probabilities(LOGITS, sampling(1, 99, 1, 0))).isEqualTo(plain);
  }

  @ParameterizedTest
  @CsvSource({"NaN", "Infinity"})
  void logitsThatAreNotFiniteAreRefused(float bad) {
    TokenSampler sampler = new TokenSampler(sampling(1, 0, 1, 0));

    assertThatThrownBy(() -> sampler.next(new float[] {0, bad}))
        .isInstanceOf(CheckFailedException.class)
        .hasMessageContainingAll(Float.toString(bad), "token 1");
  }

  @Test
  void aRowThatForbidsEverythingIsRefused() {
    float[] none = {Float.NEGATIVE_INFINITY, Float.NEGATIVE_INFINITY};

    assertThatThrownBy(() -> new TokenSampler(Sampling.greedy(1, Set.of())).next(none))
        .isInstanceOf(CheckFailedException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1, 0, 1, max new tokens",
    "1, -0.1, 0, 1, temperature",
    "1, NaN, 0, 1, temperature",
    "1, Infinity, 0, 1, temperature",
    "1, 1, -1, 1, top-k",
    "1, 1, 0, 0, top-p",
    "1, 1, 0, 1.01, top-p",
    "1, 1, 0, NaN, top-p"
  })
  void aSettingOutOfRangeIsRefusedByName(
      int maxNewTokens, double temperature, int topK, double topP, String named) {
    assertThatThrownBy(() -> new Sampling(maxNewTokens, temperature, topK, topP, 0, Set.of()))
        .isInstanceOf(UsageException.class)
        .hasMessageContainingAll(named, "must");
  }
}
