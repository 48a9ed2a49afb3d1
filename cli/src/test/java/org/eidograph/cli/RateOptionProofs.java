// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Learning rates and how they rise and fall. */
final class RateOptionProofs {
  private static final double PEAK = 1e-3;

  private RateOptionProofs() {}

  static List<OptionProof> all() {
    return List.of(
        new OptionProof(
            "--learning-rate",
            "is A's and B's peak; the rule's own suggestion changes nothing",
            runs -> {
              // 0.08/sqrt(alpha·fan-in): alpha 32, the median of 64,64,64,64,64,64,172 is 64
              double suggested = 0.08 / Math.sqrt(32 * 64);
              assertThat(runs.run().notes().at("/learning_rates/A").asDouble())
                  .isCloseTo(suggested, within(1e-15));
              runs.run("--learning-rate", String.valueOf(suggested)).sameAdapterAs(runs.run());
              // two steps are too few to try rates first
              runs.run("--learning-rate", "formula").sameAdapterAs(runs.run());
              runs.run("--learning-rate", "auto").sameAdapterAs(runs.run());
              assertThat(runs.run("--dry-run", "--learning-rate", "auto").terminal().out())
                  .contains("too few to try rates");
              assertThat(runs.run("--dry-run", "--steps", "500").terminal().out())
                  .contains("untuned")
                  .doesNotContain("trials");
              // thirty are enough for three trials of ten
              TrialRun searched = runs.run("--steps", "30", "--search-trials", "3");
              runs.run("--steps", "30", "--search-trials", "3", "--learning-rate", "auto")
                  .sameAdapterAs(searched);
              assertThat(
                      TrialRuns.parse(searched.directory().resolve("advice.json"))
                          .get("learning_rate")
                          .asDouble())
                  .isEqualTo(searched.notes().at("/learning_rates/A").asDouble());
              TrialRun other = runs.run("--learning-rate", "1e-5");
              assertThat(other.notes().at("/learning_rates/B").asDouble()).isEqualTo(1e-5);
              other.anotherAdapterThan(runs.run());
            }),
        new OptionProof(
            "--lora-plus-ratio",
            "parts the rates with their product kept; 1 is plain LoRA bit for bit",
            runs -> {
              runs.run("--lora-plus-ratio", "1").sameAdapterAs(runs.run());
              TrialRun four = runs.run("--lora-plus-ratio", "4", "--learning-rate", "1e-3");
              assertThat(four.notes().at("/learning_rates/A").asDouble()).isEqualTo(5e-4);
              assertThat(four.notes().at("/learning_rates/B").asDouble()).isEqualTo(2e-3);
              four.anotherAdapterThan(runs.run("--learning-rate", "1e-3"));
              runs.run("--lora-plus-ratio", "0.5").failed(2, "ratio must be at least 1");
            }),
        new OptionProof(
            "--embedding-learning-rate",
            "moves an embedding's adapter alone; the rate of A changes nothing",
            runs -> {
              List<String> embedding = List.of("--target", "embed_tokens,q_proj");
              String a = "model.embed_tokens.lora_embedding_A";
              TrialRun plain = runs.run(line(embedding, "--learning-rate", "1e-3"));
              runs.run(
                      line(
                          embedding,
                          "--learning-rate",
                          "1e-3",
                          "--embedding-learning-rate",
                          "1e-3"))
                  .sameAdapterAs(plain);
              TrialRun still =
                  runs.run(
                      line(embedding, "--learning-rate", "1e-3", "--embedding-learning-rate", "0"));
              assertThat(still.numbers(a)).containsOnly(0);
              assertThat(plain.numbers(a)).isNotEqualTo(still.numbers(a));
            }),
        new OptionProof(
            "--weight-decay",
            "shrinks by rate times decay; 0 changes nothing",
            runs -> {
              runs.run("--weight-decay", "0").sameAdapterAs(runs.run());
              runs.run("--weight-decay", "0.5").anotherAdapterThan(runs.run());
              runs.run("--weight-decay", "-1").failed(2, "weight decay must not be negative");
            }),
        new OptionProof(
            "--schedule",
            "shapes the rate; cosine changes nothing",
            runs -> {
              runs.run("--schedule", "cosine").sameAdapterAs(runs.run());
              assertThat(rates(runs, "constant", "--warmup", "0"))
                  .containsExactly(shape(step -> 1));
              assertThat(rates(runs, "linear", "--warmup", "0"))
                  .containsExactly(shape(step -> 1 - step / 10.0), within(1e-12));
              assertThat(rates(runs, "cosine", "--warmup", "0", "--floor", "0"))
                  .containsExactly(shape(RateOptionProofs::cosine), within(1e-12));
              // the last fifth of ten steps are two, half a cosine long
              assertThat(rates(runs, "wsd", "--warmup", "0", "--floor", "0"))
                  .containsExactly(
                      shape(step -> step < 8 ? 1 : cosine(5 * (step - 8))), within(1e-12));
            }),
        new OptionProof(
            "--warmup",
            "lets the rate rise from zero; 0.05 changes nothing",
            runs -> {
              runs.run("--warmup", "0.05").sameAdapterAs(runs.run());
              assertThat(rates(runs, "constant", "--warmup", "0.4"))
                  .containsExactly(shape(step -> Math.min(1, step / 4.0)), within(1e-12));
              runs.run("--warmup", "1.5").failed(2, "shares in [0, 1]");
            }),
        new OptionProof(
            "--floor",
            "is what a cosine ends at; 0.1 changes nothing",
            runs -> {
              runs.run("--floor", "0.1").sameAdapterAs(runs.run());
              assertThat(rates(runs, "cosine", "--warmup", "0", "--floor", "0.5"))
                  .containsExactly(shape(step -> 0.5 + 0.5 * cosine(step)), within(1e-12));
            }));
  }

  private static String[] line(List<String> first, String... more) {
    List<String> all = new ArrayList<>(first);
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  /** Ten rates of a run without adaptation of the peak. */
  private static double[] rates(TrialRuns runs, String schedule, String... more) {
    List<String> line =
        new ArrayList<>(
            List.of("--schedule", schedule, "--steps", "10", "--learning-rate", "" + PEAK));
    line.addAll(List.of(more));
    return runs.run(line.toArray(String[]::new)).metric("learning_rate/A").stream()
        .mapToDouble(Double::doubleValue)
        .toArray();
  }

  private static double[] shape(java.util.function.IntToDoubleFunction factor) {
    return IntStream.range(0, 10).mapToDouble(step -> PEAK * factor.applyAsDouble(step)).toArray();
  }

  /** Half a cosine over ten steps, from 1 to 0. */
  private static double cosine(int step) {
    return 0.5 * (1 + Math.cos(Math.PI * step / 10));
  }
}
