// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The base, what is learned from, and which part of it. */
final class DataOptionProofs {
  private DataOptionProofs() {}

  static List<OptionProof> all() {
    return List.of(
        new OptionProof(
            "--model",
            "is the base; another one is learned otherwise",
            runs -> {
              String biased = runs.withBiases().toString();
              assertThat(runs.run("--model", biased).config().get("base_model_name_or_path"))
                  .hasToString("\"" + biased + "\"");
              runs.run("--model", runs.place("none").toString()).failed(4, "none");
            }),
        new OptionProof(
            "--dtype",
            "rounds the base's matrices; fp32 changes nothing",
            runs -> {
              runs.run("--dtype", "fp32").sameAdapterAs(runs.run());
              TrialRun half = runs.run("--dtype", "bf16");
              half.anotherAdapterThan(runs.run());
              // bfloat16 keeps 8 bits: the loss moves in its third digit, not in its first
              assertThat(Math.abs(half.metric("loss").get(0) - runs.run().metric("loss").get(0)))
                  .isBetween(1e-6, 5e-2);
              runs.run("--dtype", "int8").failed(2, "--dtype must be fp32 or bf16, got 'int8'");
            }),
        new OptionProof(
            "--device",
            "says where; cpu changes nothing and an absent GPU is named",
            runs -> {
              runs.run("--device", "cpu").sameAdapterAs(runs.run());
              runs.run("--device", "tpu").failed(2, "tpu");
            }),
        new OptionProof(
            "--data",
            "is what is learned from, one file or more",
            runs -> {
              Path half = runs.place("half.jsonl");
              if (!Files.exists(half)) {
                TrialRuns.write(half, "{\"text\":\"The cat sat.\"}\n".repeat(6));
              }
              runs.run("--data", half.toString()).anotherAdapterThan(runs.run());
              runs.run("--data", runs.place("absent.json").toString()).failed(4, "absent.json");
            }),
        new OptionProof(
            "--eval-data",
            "is evaluated whole, and nothing is held out then",
            runs -> {
              TrialRun held = runs.run("--eval-data", runs.data().toString());
              TrialRun none = runs.run("--eval-fraction", "0");
              held.sameAdapterAs(none);
              assertThat(held.json().get("eval_loss_before").isNull()).isFalse();
              assertThat(none.json().get("eval_loss_before").isNull()).isTrue();
            }),
        new OptionProof(
            "--eval-fraction",
            "holds rows out; 0.1 changes nothing, 0 evaluates nothing",
            runs -> {
              runs.run("--eval-fraction", "0.1").sameAdapterAs(runs.run());
              assertThat(card(runs.run())).contains("\n36 rows.");
              assertThat(card(runs.run("--eval-fraction", "0.5"))).contains("\n20 rows.");
              assertThat(card(runs.run("--eval-fraction", "0"))).contains("\n40 rows.");
              runs.run("--eval-fraction", "1").failed(2, "must lie in [0, 1)");
            }),
        new OptionProof(
            "--max-length",
            "cuts rows; 0 is the smaller of 512 and the model's limit",
            runs -> {
              runs.run("--max-length", "0").sameAdapterAs(runs.run("--max-length", "512"));
              runs.run("--max-length", "32").anotherAdapterThan(runs.run());
              runs.run("--max-length", "513").failed(2, "512 positions", "513");
            }),
        new OptionProof(
            "--overflow",
            "says what becomes of long rows; right changes nothing",
            runs -> {
              runs.run("--overflow", "right").sameAdapterAs(runs.run());
              runs.run("--overflow", "left").anotherAdapterThan(runs.run());
              assertThat(rows(runs.run("--overflow", "drop"))).isLessThan(rows(runs.run()));
              assertThat(rows(runs.run("--overflow", "split"))).isGreaterThan(rows(runs.run()));
            }),
        new OptionProof(
            "--train-on",
            "chooses the labels; completion changes nothing, last is the last turn",
            runs -> {
              runs.run("--train-on", "completion").sameAdapterAs(runs.run());
              runs.run("--train-on", "all").anotherAdapterThan(runs.run());
              // one answer a row: the last turn is the only one
              runs.run("--train-on", "last").sameAdapterAs(runs.run());
              String two = conversations(runs).toString();
              runs.run("--data", two, "--max-length", "256", "--train-on", "last")
                  .anotherAdapterThan(runs.run("--data", two, "--max-length", "256"));
            }),
        new OptionProof(
            "--field",
            "reads a field under another name",
            runs -> {
              String renamed = runs.data("renamed.json", "answer").toString();
              runs.run("--data", renamed, "--field", "completion=answer").sameAdapterAs(runs.run());
              runs.run("--data", renamed).failed(4, "renamed.json");
              runs.run("--field", "colour=answer").failed(2, "--field must be KEY=NAME");
            }));
  }

  private static String card(TrialRun run) {
    return new String(
        TrialRuns.read(run.succeeded().directory().resolve("README.md")),
        java.nio.charset.StandardCharsets.UTF_8);
  }

  private static int rows(TrialRun run) {
    return Integer.parseInt(card(run).replaceAll("(?s).*\\n(\\d+) rows\\..*", "$1"));
  }

  private static Path conversations(TrialRuns runs) {
    Path file = runs.place("two-turns.jsonl");
    String row =
        """
        {"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"Hello"},\
        {"role":"user","content":"Bye"},{"role":"assistant","content":"Good day"}]}
        """;
    return Files.exists(file) ? file : TrialRuns.write(file, row.repeat(6));
  }
}
