// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.eidograph.torch.Scope;
import org.eidograph.torch.safetensors.TensorSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What the options of smaller commands do; see {@link Proves}. */
class CommandOptionsTest {
  private static final String STORIES = TrialRuns.STORIES.toString();
  private static final Path GOLDEN = Path.of("../model/src/test/resources/golden");
  private static final Path ADAPTERS = Path.of("../methods/src/test/resources/golden-adapters");

  /** Of float32 sums in another order, over the depth of a small model. */
  private static final double ROUNDING = 1e-4;

  @TempDir private Path place;
  private Path text;

  @BeforeEach
  void writeAStory() {
    text = TrialRuns.write(place.resolve("story.txt"), "Once upon a time. ".repeat(4));
  }

  @ParameterizedTest
  @ValueSource(strings = {"eval", "generate", "logits", "adapter verify"})
  @Proves({
    "eval --device",
    "generate --dtype --device",
    "logits --dtype --device",
    "adapter verify --dtype --device"
  })
  void deviceAndTypeAreCheckedEverywhere(String command) {
    List<String> line = line(command);

    assertThat(with(line, "--dtype", "int4").err()).contains("--dtype must be fp32 or bf16");
    assertThat(with(line, "--device", "tpu").exitCode()).isEqualTo(2);
    Terminal plain = with(line);
    assertThat(plain.exitCode()).as(plain.err()).isZero();
    assertThat(with(line, "--device", "cpu", "--dtype", "fp32").out()).isEqualTo(plain.out());
  }

  private List<String> line(String command) {
    return switch (command) {
      case "eval" -> List.of("eval", "--data", text.toString());
      case "generate" -> List.of("generate", "--prompt", "Once", "--max-new-tokens", "2");
      case "logits" -> List.of("logits", "--ids", "1", "--output", "" + place.resolve("l"));
      default -> List.of("adapter", "verify", "" + new TrialRuns(place).trainedAdapter());
    };
  }

  private static Terminal with(List<String> line, String... more) {
    List<String> all = new ArrayList<>(line);
    all.addAll(List.of("--model", STORIES));
    all.addAll(List.of(more));
    return Terminal.eido(all.toArray(String[]::new));
  }

  @Test
  @Proves("logits --model --ids --output --json")
  void logitsAreThoseOfTransformers() {
    assertThat(logitsDifference("llama-base", null)).isLessThan(ROUNDING);
  }

  @Test
  @Proves("logits --adapter")
  void adapterGivesPeftsLogits() {
    assertThat(logitsDifference("llama-gqa", "llama-q-v")).isLessThan(ROUNDING);
  }

  @Test
  @Proves("adapter inspect --model --json")
  void inspectComparesWithTheBase() {
    String adapter = ADAPTERS.resolve("llama-q-v").toString();
    JsonNode alone = Terminal.eido("adapter", "inspect", adapter, "--json").json();
    JsonNode compared =
        Terminal.eido(
                "adapter",
                "inspect",
                adapter,
                "--model",
                "" + GOLDEN.resolve("llama-gqa"),
                "--json")
            .json();

    assertThat(alone.at("/modules/0/relative_change").isNull()).isTrue();
    assertThat(compared.at("/modules/0/relative_change").asDouble()).isPositive();
    assertThat(Terminal.eido("adapter", "inspect", adapter).out()).contains("Modules", "Tensors");
  }

  @Test
  @Proves("data check --model --data --max-length --train-on --json")
  void dataCheckCountsWhatIsCut() {
    JsonNode whole = dataCheck();
    JsonNode cut = dataCheck("--max-length", "60");
    JsonNode everything = dataCheck("--train-on", "all");

    assertThat(whole.get("max_length").asInt()).isEqualTo(512);
    assertThat(cut.at("/files/0/truncated").asInt()).isPositive();
    assertThat(everything.at("/train/trained_tokens").asLong())
        .isGreaterThan(whole.at("/train/trained_tokens").asLong());
    assertThat(dataCheck("--train-on", "completion", "--max-length", "0")).isEqualTo(whole);
  }

  /** What is refused shows where the run would have gone, and whether it may replace. */
  @Test
  @Proves("quickstart --overwrite --config --set")
  void quickstartTakesItsPlaceFromFlagsOrFile() {
    Path taken = place.toAbsolutePath();
    Path file = TrialRuns.write(place.resolve("q.yaml"), "output_dir: " + taken + "\n");
    String config = file.toString();

    Terminal plain = Terminal.eido("quickstart", "--config", config);
    Terminal replacing = Terminal.eido("quickstart", "--config", config, "--overwrite");
    Terminal set =
        Terminal.eido("quickstart", "--output-dir", "" + taken, "--set", "overwrite=true");

    assertThat(plain.exitCode()).isEqualTo(2);
    assertThat(plain.err()).contains(taken.toString(), "must be new or empty");
    assertThat(replacing.err()).contains(taken.toString(), "replaces only an earlier run");
    assertThat(set.err()).isEqualTo(replacing.err());
    assertThat(file).exists();
  }

  private JsonNode dataCheck(String... more) {
    String rows = new TrialRuns(place).data().toString();
    List<String> line =
        new ArrayList<>(List.of("data", "check", "--model", STORIES, "--data", rows));
    line.addAll(List.of(more));
    line.add("--json");
    return Terminal.eido(line.toArray(String[]::new)).json();
  }

  private double logitsDifference(String base, String adapter) {
    Path golden = adapter == null ? GOLDEN.resolve(base) : ADAPTERS.resolve(adapter);
    Path output = place.resolve("logits.safetensors");
    try (Scope scope = Scope.open();
        TensorSource expected = TensorSource.open(golden.resolve("golden.safetensors"))) {
      StringBuilder ids = new StringBuilder();
      for (long id : expected.tensor("input_ids").toLongs()) {
        ids.append(ids.isEmpty() ? "" : ",").append(id);
      }
      List<String> line =
          new ArrayList<>(
              List.of("logits", "--model", "" + GOLDEN.resolve(base), "--ids", "" + ids));
      line.addAll(List.of("--output", output.toString(), "--json"));
      if (adapter != null) {
        line.addAll(List.of("--adapter", golden.toString()));
      }
      assertThat(Terminal.eido(line.toArray(String[]::new)).json().get("output").asString())
          .isEqualTo(output.toString());
      try (TensorSource ours = TensorSource.open(output)) {
        return ours.tensor("logits").maxAbsDifference(expected.tensor("logits"));
      }
    }
  }
}
