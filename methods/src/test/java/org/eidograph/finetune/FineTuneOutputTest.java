// Licensed under the Apache License, Version 2.0.
package org.eidograph.finetune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.eidograph.finetune.StoriesRuns.TWO;
import static org.eidograph.finetune.StoriesRuns.loop;
import static org.eidograph.finetune.StoriesRuns.request;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.eidograph.base.Json;
import org.eidograph.base.UsageException;
import org.eidograph.lora.AdapterFiles;
import org.eidograph.torch.DType;
import org.eidograph.torch.Scope;
import org.eidograph.torch.safetensors.TensorSource;
import org.eidograph.train.TrainResult;
import org.eidograph.train.TrainSettings.Pace;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** What a run leaves beside the numbers it learned. */
@Tag("slow")
class FineTuneOutputTest {
  private static final List<String> PROMPTS = List.of("Once", "The cat");

  @TempDir private Path place;
  private StoriesRuns runs;

  @BeforeEach
  void findAPlace() {
    runs = new StoriesRuns(place);
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"BFLOAT16", "FLOAT16"})
  void aHalfPrecisionFileHoldsTheSameAdapterRounded(DType type) throws IOException {
    FineTuneRequest exact = request().withTraining(loop(TWO, new Pace(0, 4, 1, 0, false)));
    runs.run(exact, "exact");
    runs.run(exact.withOutput(new FineTuneRequest.Output(type, List.of(), 0)), "half");

    try (Scope scope = Scope.open();
        TensorSource full = TensorSource.open(runs.adapterFile("exact"));
        TensorSource half = TensorSource.open(runs.adapterFile("half"));
        TensorSource saved =
            TensorSource.open(place.resolve("half/checkpoint-8").resolve(AdapterFiles.TENSORS))) {
      assertThat(half.names()).isEqualTo(full.names());
      for (String name : full.names()) {
        assertThat(half.tensor(name).sameAs(full.tensor(name).to(type))).as(name).isTrue();
        assertThat(saved.info(name).dtype()).isEqualTo(DType.FLOAT32);
      }
    }
  }

  @Test
  void refusesTypesThatNoAdapterIsStoredIn() {
    assertThatThrownBy(() -> new FineTuneRequest.Output(DType.INT8, List.of(), 0))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("INT8");
  }

  @Test
  void samplingOnTheWayIsWrittenDownAndChangesNothing() throws IOException {
    runs.run(request().withOutput(FineTuneRequest.Output.of(List.of())), "silent");

    FineTuneResult result =
        runs.run(
            request().withOutput(new FineTuneRequest.Output(DType.FLOAT32, PROMPTS, 5)), "sampled");

    assertThat(runs.adapterBytes("sampled")).isEqualTo(runs.adapterBytes("silent"));
    assertThat(result.samples()).extracting(FineTuneResult.Sample::prompt).isEqualTo(PROMPTS);
    assertThat(result.samples().get(1).during())
        .extracting(FineTuneResult.Stage::step)
        .containsExactly(5L, 10L);
    List<JsonNode> lines =
        Files.readAllLines(place.resolve("sampled/samples.jsonl")).stream()
            .map(line -> Json.parse(line, "samples"))
            .toList();
    assertThat(lines)
        .extracting(line -> line.get("step").asInt())
        .containsExactly(0, 0, 5, 5, 10, 10, 12, 12);
    assertThat(lines.get(7).get("text").asString()).isEqualTo(result.samples().get(1).after());
    assertThat(place.resolve("silent/samples.jsonl")).doesNotExist();
  }

  /** The best state is put back at the end, and the last sample is taken from it. */
  @Test
  void theLastSampleIsThatOfTheKeptState() throws IOException {
    FineTuneRequest rising =
        request()
            .withRates(
                new FineTuneRequest.Rates(
                    1.0, 1, null, 0, FineTuneRequest.ScheduleKind.CONSTANT, 0, 0))
            .withTraining(loop(TWO, new Pace(1, 0, 1, 1, true)));

    FineTuneResult result = runs.run(rising, "best");

    // stopped at the first evaluation worse than the best: the best came before the last
    assertThat(result.training().outcome()).isEqualTo(TrainResult.Outcome.EARLY_STOPPED);
    FineTuneResult.Sample sample = result.samples().get(0);
    double best =
        result.training().history().stream()
            .filter(row -> row.step() > 0 && row.values().containsKey("eval_loss"))
            .mapToDouble(row -> row.values().get("eval_loss"))
            .min()
            .orElseThrow();
    assertThat(result.training().after().loss()).isCloseTo(best, within(0.0));
    assertThat(sample.during())
        .extracting(FineTuneResult.Stage::text)
        .as("texts on the way %s, after %s", sample.during(), sample.after())
        .contains(sample.after());
  }

  @Test
  void theRatesStandBesideTheAdapterInAFileOfOurOwn() throws IOException {
    runs.run(
        request()
            .withRates(
                new FineTuneRequest.Rates(
                    4e-3, 4, null, 0, FineTuneRequest.ScheduleKind.COSINE, 0.05, 0.1)),
        "run");

    JsonNode notes = Json.readObject(place.resolve("run/adapter").resolve(AdapterFiles.NOTES));
    assertThat(notes.at("/learning_rates/A").asDouble()).isEqualTo(2e-3);
    assertThat(notes.at("/learning_rates/B").asDouble()).isEqualTo(8e-3);
  }
}
