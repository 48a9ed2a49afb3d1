// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora.rates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import org.assertj.core.data.Offset;
import org.eidograph.base.UsageException;
import org.eidograph.lora.rates.RateConversion.Request;
import org.eidograph.model.config.ConfigReader;
import org.eidograph.model.config.TransformerConfig;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateConversionTest {
  /** A few roundings of numbers about 1. */
  private static final Offset<Double> EXACT = within(1e-12);

  /** hidden 1024, feed-forward 4096, 16 heads of 64 of which 8 for keys and values. */
  private static final TransformerConfig LARGE =
      ConfigReader.readFile(Path.of("../docs/examples/large/config.json"));

  /** Worked by hand from the laws: each factor is a power of two or of its root. */
  @ParameterizedTest
  @CsvSource({
    // part, from: r alpha scale rsLoRA width; to: part r alpha scale rsLoRA width; factor
    "A,16,,1,,2048,    ,64,,,,,       0.5", // alpha = r
    "A,16,8,,,2048,    ,,32,,,,       0.5", // another alpha
    "A,4,32,,,2048,    ,64,,,,,       1", // fixed alpha: the rank drops out
    "A,4,16,,true,2048,,16,,,,,       0.7071067811865476", // rsLoRA, same alpha
    "A,16,32,,,2048,   ,,,,true,,     0.5", // to rsLoRA: s from 2 to 8
    "A,16,32,,true,2048,,,,,false,,   2", // and back
    "A,16,32,,,2048,   ,,,2,,,        1", // the same multiplier said otherwise
    "A,16,,1,,1024,    ,,,,,4096,     0.5", // width
    "B,16,,1,,2048,    ,,,,,4096,     0.5",
    "B,16,,1,,2048,    ,64,,,,,       1", // Init[B], s = 1: the rank drops out
    "B,64,,1,,2048,    FULL,,,,,,     1",
    "B,64,,1,,1024,    FULL,,,,,4096, 0.25",
    "FULL,,,,,1024,    ,,,,,4096,     0.25"
  })
  void carriesWhatTheLawsSay(
      TrainedPart part,
      @Nullable Integer rank,
      @Nullable Double alpha,
      @Nullable Double scale,
      @Nullable Boolean rsLora,
      @Nullable Double width,
      @Nullable TrainedPart toPart,
      @Nullable Integer toRank,
      @Nullable Double toAlpha,
      @Nullable Double toScale,
      @Nullable Boolean toRsLora,
      @Nullable Double toWidth,
      double factor) {
    TrainingSide from = new TrainingSide(part, rank, alpha, scale, rsLora, width);
    TrainingSide to = new TrainingSide(toPart, toRank, toAlpha, toScale, toRsLora, toWidth);

    ConvertedRate converted = RateConversion.of(plain(3e-4, from, to));

    assertThat(converted.factor()).isEqualTo(factor, EXACT);
    assertThat(converted.learningRate() / 3e-4).isEqualTo(factor, EXACT);
  }

  @Test
  void widthThatIsTheSameCancelsAndTheAnswerSaysFromWhereOn() {
    ConvertedRate without = RateConversion.of(plain(1e-4, adapter(4, 1), adapter(64, 1)));
    ConvertedRate with =
        RateConversion.of(plain(1e-4, adapter(4, 1).withWidth(4096.0), adapter(64, 1)));

    assertThat(without.learningRate()).isEqualTo(with.learningRate(), within(1e-18));
    assertThat(without.fromFanIn()).isNull();
    assertThat(without.notes()).anyMatch(note -> note.contains("at least 64 on both sides"));
    assertThat(with.notes()).noneMatch(note -> note.contains("no width"));
  }

  @Test
  void loraPlusKeepsTheProductOfBothRates() {
    ConvertedRate converted =
        RateConversion.of(
            new Request(2e-4, 1, adapter(8, 2).withWidth(2048.0), adapter(8, 2), 16.0, List.of()));

    ConvertedRate.Pair pair = pair(converted);
    assertThat(pair.rateA()).isEqualTo(5e-5, within(1e-17));
    assertThat(pair.rateB()).isEqualTo(8e-4, within(1e-16));
    assertThat(converted.learningRate()).isEqualTo(2e-4);
  }

  /** fan_in/(s·r), between 1 and 16. */
  @ParameterizedTest
  @CsvSource({"8,2,2048,16", "64,2,1024,8", "512,4,1024,1"})
  void defaultRatioFollowsWidthScaleAndRank(int rank, double scale, double width, double ratio) {
    TrainingSide side = adapter(rank, scale).withWidth(width);

    assertThat(pair(RateConversion.of(new Request(1e-4, 1, side, side, null, List.of()))).ratio())
        .isEqualTo(ratio, EXACT);
  }

  /** PEFT's pair 5e-5 and 8e-4 has the product of one rate 2e-4. */
  @Test
  void tunedPairBecomesOneRate() {
    ConvertedRate converted =
        RateConversion.of(new Request(5e-5, 16, adapter(8, 2), adapter(8, 2), 1.0, List.of()));

    assertThat(converted.tuned()).isEqualTo(2e-4, within(1e-16));
    assertThat(converted.loraPlus()).isNull();
  }

  @Test
  void modelGivesTheWidthAndARateForEachModuleType() {
    List<ModuleFanIn> modules = ModuleFanIn.of(LARGE, List.of());

    ConvertedRate converted =
        RateConversion.of(new Request(1e-3, 1, adapter(8, 2), adapter(8, 2), 1.0, modules));

    assertThat(converted.toFanIn()).isEqualTo(1024.0);
    assertThat(converted.modules())
        .extracting(ConvertedRate.ModuleRate::type)
        .containsExactly(
            "self_attn.q_proj",
            "self_attn.k_proj",
            "self_attn.v_proj",
            "self_attn.o_proj",
            "mlp.gate_proj",
            "mlp.up_proj",
            "mlp.down_proj");
    // four times the fan-in: half the rate under Init[A]
    assertThat(converted.modules().get(6))
        .isEqualTo(new ConvertedRate.ModuleRate("mlp.down_proj", 4096, 5e-4));
    assertThat(converted.modules().get(0).learningRate()).isEqualTo(1e-3, EXACT);
  }

  @Test
  void targetsNarrowWhatTheWidthIsTheMedianOf() {
    assertThat(ModuleFanIn.of(LARGE, List.of("down_proj", "mlp.up_proj")))
        .containsExactly(
            new ModuleFanIn("mlp.up_proj", 1024), new ModuleFanIn("mlp.down_proj", 4096));
    assertThatThrownBy(() -> ModuleFanIn.of(LARGE, List.of("query")))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("self_attn.q_proj")
        .hasMessageContaining("'query'");
  }

  @Test
  void saysWhetherTheAuthorsStateTheRule() {
    assertThat(support(adapter(4, 1), adapter(64, 1))).contains("stated");
    assertThat(support(adapter(4, 0.25), adapter(64, 1 / 64.0))).contains("stated"); // alpha 1
    assertThat(support(adapter(4, 2), adapter(64, 2))).contains("derived");
    assertThat(support(adapter(4, 1), adapter(64, 1 / 64.0))).contains("derived");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0|1|||a rank must be at least 1, got 0",
        "|1|||the rank of an adapter must be known",
        "8||||got neither alpha nor scale",
        "8|1|8||scale replaces alpha",
        "8|-1|||scale must be a positive number",
        "8|1||0.5|a fan-in must be a number of at least 1, got 0.5"
      })
  void refusesASideThatMakesNoSense(
      @Nullable Integer rank,
      @Nullable Double scale,
      @Nullable Double alpha,
      @Nullable Double width,
      String message) {
    assertThatThrownBy(
            () ->
                RateConversion.of(
                    plain(
                        1e-4,
                        new TrainingSide(null, rank, alpha, scale, null, width),
                        TrainingSide.NONE)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(message);
  }

  @Test
  void refusesWhatTheTheoryDoesNotAllowOrCannotKnow() {
    TrainingSide full = new TrainingSide(TrainedPart.FULL, null, null, null, null, null);
    TrainingSide b = new TrainingSide(TrainedPart.B, null, null, null, null, null);

    assertRefused(plain(1e-4, adapter(8, 1), b), "from Init[A] to Init[B]");
    assertRefused(plain(1e-4, adapter(8, 1), full), "from Init[A] to full fine-tuning");
    assertRefused(plain(1e-4, full, adapter(8, 1)), "full fine-tuning has no rank");
    assertRefused(plain(0, adapter(8, 1), adapter(8, 1)), "must be a positive number");
    assertRefused(
        plain(1e-4, adapter(8, 1), adapter(8, 1).withWidth(64.0)), "needs the width of the tuned");
    assertRefused(
        new Request(1e-4, 1, adapter(8, 1), adapter(8, 1), null, List.of()), "needs a width");
    assertRefused(
        new Request(1e-4, 0.5, adapter(8, 1), adapter(8, 1), 1.0, List.of()), "at least 1");
    assertRefused(new Request(1e-4, 1, full, full, 16.0, List.of()), "has none");
    assertRefused(new Request(1e-4, 16, full, full, 1.0, List.of()), "has none");
    assertRefused(
        new Request(
            1e-4,
            1,
            adapter(8, 1),
            TrainingSide.NONE.withWidth(64.0),
            1.0,
            ModuleFanIn.of(LARGE, List.of())),
        "got both");
  }

  private static void assertRefused(Request request, String message) {
    assertThatThrownBy(() -> RateConversion.of(request))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(message);
  }

  private static String support(TrainingSide from, TrainingSide to) {
    return RateConversion.of(plain(1e-4, from, to)).support();
  }

  private static TrainingSide adapter(int rank, double scale) {
    return TrainingSide.NONE.withRank(rank).withScale(scale);
  }

  private static Request plain(double learningRate, TrainingSide from, TrainingSide to) {
    return new Request(learningRate, 1, from, to, 1.0, List.of());
  }

  private static ConvertedRate.Pair pair(ConvertedRate converted) {
    ConvertedRate.Pair pair = converted.loraPlus();
    assertThat(pair).isNotNull();
    return java.util.Objects.requireNonNull(pair);
  }
}
