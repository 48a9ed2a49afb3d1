// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.eidograph.base.Json;
import org.eidograph.cli.run.ContentHash;
import org.eidograph.train.metrics.MetricLines;
import org.eidograph.train.metrics.MetricRow;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code eido pretrain}: each option changes the run, its neutral value does not. */
class PretrainCommandTest {
  private static final Path STORIES = TrialRuns.STORIES;

  @TempDir static Path place;
  private static Path model;
  private static Path rows;
  private static final Map<List<String>, Run> DONE = new LinkedHashMap<>();

  @BeforeAll
  static void write() throws IOException {
    model = model("tiny", 32);
    rows = place.resolve("rows.jsonl");
    Files.writeString(
        rows,
        IntStream.range(0, 24)
            .mapToObj(i -> "{\"text\": \"The cat %d sat on a mat.\"}\n".formatted(i))
            .collect(Collectors.joining()));
  }

  private static Path model(String name, int width) throws IOException {
    Path directory = Files.createDirectory(place.resolve(name));
    ObjectNode config = Json.readObject(STORIES.resolve("config.json"));
    config.put("hidden_size", width);
    config.put("intermediate_size", 2 * width);
    config.put("num_hidden_layers", 1);
    config.put("num_attention_heads", width / 8);
    config.put("num_key_value_heads", width / 16);
    config.put("head_dim", 8);
    config.put("tie_word_embeddings", false);
    Files.writeString(directory.resolve("config.json"), Json.pretty(config));
    for (String file : List.of("tokenizer.json", "tokenizer_config.json")) {
      Files.copy(STORIES.resolve(file), directory.resolve(file));
    }
    return directory;
  }

  /** What one run said and left. */
  private record Run(Terminal terminal, Path directory) {
    JsonNode json() {
      return terminal.json();
    }

    byte[] weights() {
      assertThat(terminal.exitCode()).as(terminal.err()).isZero();
      try {
        return Files.readAllBytes(directory.resolve("model/model.safetensors"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    List<Double> metric(String name) {
      assertThat(terminal.exitCode()).as(terminal.err()).isZero();
      return MetricLines.read(directory.resolve("metrics.jsonl")).stream()
          .map(MetricRow::values)
          .filter(values -> values.containsKey(name))
          .map(values -> values.getOrDefault(name, Double.NaN))
          .toList();
    }

    void sameAs(Run other) {
      assertThat(Arrays.equals(weights(), other.weights())).isTrue();
    }

    void differsFrom(Run other) {
      assertThat(Arrays.equals(weights(), other.weights())).isFalse();
    }

    void failed(int code, String... parts) {
      assertThat(terminal.exitCode()).as(terminal.err()).isEqualTo(code);
      assertThat(terminal.err()).contains(parts);
    }

    List<String> checkpoints() throws IOException {
      assertThat(terminal.exitCode()).as(terminal.err()).isZero();
      try (Stream<Path> files = Files.list(directory)) {
        return files
            .map(file -> file.getFileName().toString())
            .filter(name -> name.startsWith("checkpoint-"))
            .sorted()
            .toList();
      }
    }
  }

  /** Two steps of two rows on one thread from scratch, with more arguments; equal ones run once. */
  private static Run run(String... more) {
    List<String> line = new ArrayList<>(List.of(more));
    with(line, "--model", model.toString());
    with(line, "--data", rows.toString());
    with(line, "--batch-size", "2");
    with(line, "--workers", "1");
    with(line, "--eval-fraction", "0.2");
    if (!line.contains("--epochs")) {
      with(line, "--steps", "2");
    }
    if (!line.contains("--no-scratch")) {
      line.add("--from-scratch");
    }
    line.remove("--no-scratch");
    return DONE.computeIfAbsent(List.copyOf(line), PretrainCommandTest::execute);
  }

  private static void with(List<String> line, String option, String value) {
    if (!line.contains(option)) {
      line.addAll(List.of(option, value));
    }
  }

  private static Run execute(List<String> line) {
    int named = line.indexOf("--output-dir");
    Path output = named < 0 ? place.resolve("run-" + DONE.size()) : Path.of(line.get(named + 1));
    List<String> words = new ArrayList<>(List.of("pretrain", "--json"));
    words.addAll(line);
    with(words, "--output-dir", output.toString());
    return new Run(Terminal.eido(words.toArray(String[]::new)), output);
  }

  /** The plan alone. */
  private static JsonNode plan(String... more) {
    List<String> line = new ArrayList<>(List.of(more));
    line.add("--dry-run");
    return run(line.toArray(String[]::new)).json();
  }

  /** A column of a tensor's row of the plan. */
  private static double cell(JsonNode plan, String tensor, String column) {
    JsonNode table = plan.get("tensors");
    int index = -1;
    for (int i = 0; i < table.get("columns").size(); i++) {
      index = table.get("columns").get(i).asString().equals(column) ? i : index;
    }
    for (JsonNode row : table.get("rows")) {
      if (row.get(0).asString().contains(tensor)) {
        return Double.parseDouble(row.get(index).asString());
      }
    }
    throw new AssertionError("no row for " + tensor);
  }

  @Test
  @Proves("pretrain --model --from-scratch --output-dir --json")
  void aRunLeavesACheckpointThatEvaluates() {
    Run run = run();
    Path trained = run.directory().resolve("model");
    assertThat(run.json().get("model_dir").asString()).isEqualTo(trained.toString());
    JsonNode eval =
        Terminal.eido("eval", "--model", trained.toString(), "--data", rows.toString(), "--json")
            .json();
    assertThat(eval.get("loss").asDouble())
        .isLessThan(run.json().get("eval_loss_before").asDouble());
    assertThat(run.directory()).isDirectoryContaining("glob:**/report.html");
    assertThat(trained).isDirectoryContaining("glob:**/transfer_plan.json");
    // goes on from there: what is evaluated first are those weights
    Run next = run("--model", trained.toString(), "--no-scratch");
    assertThat(next.json().get("eval_loss_before").asDouble())
        .isCloseTo(run.json().get("eval_loss_after").asDouble(), within(1e-6));
    run("--no-scratch").failed(4, "model.safetensors");
  }

  @Test
  @Proves({
    "pretrain --base --base-width --learning-rate --weight-decay --epsilon --init-std",
    "pretrain --parametrization --optimizer --embedding-rule --weight-decay-rule"
  })
  void scalingOptionsChangeStartsAndRates() throws IOException {
    JsonNode own = plan("--lr", "0.01");
    assertThat(cell(own, "q_proj", "lr")).isEqualTo(0.01);
    JsonNode half = plan("--lr", "0.01", "--base-width", "16");
    assertThat(cell(half, "q_proj", "lr")).isEqualTo(0.005);
    assertThat(plan("--lr", "0.01", "--base", model("narrow", 16).toString()).get("tensors"))
        .isEqualTo(half.get("tensors"));
    assertThat(cell(plan("--base-width", "16", "--parametrization", "sp"), "q_proj", "lr"))
        .isEqualTo(0.01);
    assertThat(cell(plan("--base-width", "16", "--embedding-rule", "lv"), "embed", "lr"))
        .isCloseTo(0.01 / Math.sqrt(2), within(1e-5)); // four digits are printed
    assertThat(
            cell(
                plan("--base-width", "16", "--weight-decay-rule", "none"),
                "q_proj",
                "weight_decay"))
        .isEqualTo(0.1);
    assertThat(cell(plan("--weight-decay", "0.3"), "q_proj", "weight_decay")).isEqualTo(0.3);
    assertThat(cell(plan("--epsilon", "1e-6"), "q_proj", "eps")).isEqualTo(1e-6);
    assertThat(cell(plan("--init-std", "0.05"), "q_proj", "init_std")).isEqualTo(0.05);
    run("--base-width", "32").sameAs(run());
    run("--optimizer", "adamw").sameAs(run());
    run("--optimizer", "sgd").differsFrom(run());
    run("--base-width", "12").failed(4, "base width must divide");
  }

  @Test
  @Proves("pretrain --token-counts")
  void tokenCountsMoveTheEmbeddingsRate() throws IOException {
    Path counts = place.resolve("counts.txt");
    Files.writeString(counts, "1000000\n" + "1\n".repeat(511));
    String[] auto = {"--base-width", "16", "--embedding-rule", "auto"};
    String[] counted =
        Stream.concat(Stream.of(auto), Stream.of("--token-counts", "" + counts))
            .toArray(String[]::new);
    assertThat(cell(plan(counted), "embed", "lr")).isNotEqualTo(cell(plan(auto), "embed", "lr"));
  }

  @Test
  @Proves("pretrain --data --eval-data --eval-fraction --max-length --field --dry-run")
  void dataOptionsChangeWhatIsRead() throws IOException {
    assertThat(run("--eval-fraction", "0").json().get("eval_loss_before").isNull()).isTrue();
    assertThat(run("--eval-data", rows.toString()).json().get("eval_loss_before").asDouble())
        .isNotEqualTo(run().json().get("eval_loss_before").asDouble());
    assertThat(plan("--max-length", "6").get("tokens_per_step").asInt())
        .isLessThan(plan().get("tokens_per_step").asInt());
    Path renamed = place.resolve("body.jsonl");
    Files.writeString(renamed, Files.readString(rows).replace("\"text\"", "\"body\""));
    run("--data", renamed.toString(), "--field", "text=body").sameAs(run());
    run("--data", renamed.toString()).failed(4, "body");
  }

  @Test
  @Proves("pretrain --steps --epochs --batch-size --accumulation --packing --clip --seed")
  void loopOptionsChangeTheSteps() {
    assertThat(run("--steps", "3").metric("loss")).hasSize(3);
    assertThat(run("--epochs", "1").json().get("epochs").asDouble()).isEqualTo(1);
    run("--batch-size", "4").differsFrom(run());
    run("--accumulation", "1").sameAs(run());
    // one step over the labels of both: the same sums, in another order
    assertThat(run("--accumulation", "2").metric("loss").get(0))
        .isCloseTo(run("--batch-size", "4").metric("loss").get(0), within(1e-5));
    assertThat(plan("--packing", "--max-length", "60").get("tokens_per_step").asInt())
        .isGreaterThan(plan("--max-length", "60").get("tokens_per_step").asInt());
    run("--clip", "1").sameAs(run());
    run("--clip", "1e-12").differsFrom(run());
    run("--seed", "0").sameAs(run());
    run("--seed", "1").differsFrom(run());
  }

  @Test
  @Proves({
    "pretrain --workers --micro-batch-tokens --activation-checkpointing",
    "pretrain --prefix-cache-mb --dtype --device"
  })
  void engineOptionsChangeSpeedAndMemoryAlone() {
    double loss = run().metric("loss").get(1);
    // float32 sums in another order
    assertThat(run("--workers", "2").metric("loss").get(1)).isCloseTo(loss, within(1e-4));
    assertThat(run("--micro-batch-tokens", "16").metric("loss").get(1))
        .isCloseTo(loss, within(1e-4));
    assertThat(run("--activation-checkpointing").metric("loss").get(1))
        .isCloseTo(loss, within(1e-4));
    assertThat(plan("--activation-checkpointing").at("/memory/activations").asLong())
        .isLessThan(plan().at("/memory/activations").asLong());
    run("--prefix-cache-mb", "8").failed(2, "--prefix-cache-mb");
    run("--prefix-cache-mb", "0").sameAs(run());
    run("--dtype", "fp32").sameAs(run());
    run("--dtype", "bf16").differsFrom(run());
    run("--device", "cpu").sameAs(run());
    run("--device", "abacus").failed(2, "abacus");
  }

  @Test
  @Proves("pretrain --schedule --warmup --floor")
  void scheduleOptionsMoveTheRates() {
    run("--schedule", "cosine").sameAs(run());
    run("--schedule", "constant").differsFrom(run());
    run("--warmup", "0.05").sameAs(run());
    run("--warmup", "1").differsFrom(run());
    run("--floor", "0.1").sameAs(run());
    run("--floor", "0.9").differsFrom(run());
  }

  @Test
  @Proves("pretrain --eval-every --patience --keep-best --save-every --save-limit")
  void paceOptionsEvaluateSaveAndStop() throws IOException {
    String[] five = {"--steps", "5"};
    assertThat(run("--steps", "5", "--eval-every", "2").metric("eval_loss")).hasSize(4);
    run("--steps", "5", "--eval-every", "2").sameAs(run(five));
    assertThat(run("--steps", "5", "--save-every", "2").checkpoints())
        .containsExactly("checkpoint-2", "checkpoint-4");
    assertThat(run("--steps", "5", "--save-every", "1", "--save-limit", "1").checkpoints())
        .containsExactly("checkpoint-4");
    String[] rising = {"--steps", "8", "--lr", "30", "--eval-every", "1", "--patience", "1"};
    assertThat(run(rising).json().get("outcome").asString()).isEqualTo("early_stopped");
    String[] best = {"--steps", "8", "--lr", "30", "--eval-every", "1", "--keep-best"};
    Run kept = run(best);
    assertThat(kept.json().get("eval_loss_after").asDouble())
        .isCloseTo(
            kept.metric("eval_loss").stream()
                .mapToDouble(Double::doubleValue)
                .skip(1)
                .min()
                .orElseThrow(),
            within(1e-9));
  }

  @Test
  @Proves("pretrain --save-dtype --sample-prompt --sample-every")
  void resultOptionsShapeWhatIsLeft() {
    run("--save-dtype", "fp32").sameAs(run());
    Run half = run("--save-dtype", "bf16");
    assertThat(half.weights().length).isLessThan(run().weights().length * 2 / 3);
    Run sampled = run("--sample-prompt", "The cat", "--sample-every", "1", "--steps", "3");
    sampled.sameAs(run("--steps", "3"));
    assertThat(sampled.json().at("/samples/0/during")).hasSize(2);
    assertThat(run("--sample-prompt", "The cat", "--steps", "3").json().at("/samples/0/during"))
        .isEmpty();
  }

  @Test
  void aCardLiesBesideTheWeights() throws IOException {
    Run run = run("--base-width", "16");
    String card = Files.readString(run.directory().resolve("model/README.md"));
    assertThat(card)
        .contains("from scratch", "SHA-256 `" + ContentHash.of(rows) + "`", "mup-B")
        .contains(format(run.json().get("eval_loss_after").asDouble()))
        .contains(format(run.metric("loss").stream().mapToDouble(d -> d).average().orElseThrow()))
        .doesNotContain("base_model:");
    Run onward = run("--no-scratch", "--model", run.directory().resolve("model").toString());
    assertThat(onward.weights()).isNotEqualTo(run.weights());
    assertThat(Files.readString(onward.directory().resolve("model/README.md")))
        .contains("base_model: ", "continued");
  }

  private static String format(double loss) {
    return String.format(Locale.ROOT, "%.4f", loss);
  }

  @Test
  @Proves("pretrain --resume --overwrite --config --set")
  void anInterruptedPlaceIsResumedAndAFinishedOneKept() throws IOException {
    Path output = place.resolve("again");
    Path settings = place.resolve("pretrain.yaml");
    Files.writeString(settings, "steps: 4\nsave_every: 3\n");
    String[] line = {"--config", settings.toString(), "--steps", "4", "--output-dir", "" + output};
    Run first = run(line);
    assertThat(first.metric("loss")).hasSize(4);
    byte[] weights = first.weights();
    run("--steps", "4", "--set", "save_every=3", "--output-dir", "" + output)
        .failed(2, "--overwrite");
    run("--steps", "4", "--set", "save_every=3", "--output-dir", "" + output, "--resume");
    assertThat(Files.readAllBytes(output.resolve("model/model.safetensors"))).isEqualTo(weights);
    run("--steps", "1", "--output-dir", "" + output, "--overwrite");
    assertThat(Files.readAllBytes(output.resolve("model/model.safetensors"))).isNotEqualTo(weights);
  }
}
