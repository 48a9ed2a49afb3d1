// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.eidograph.torch.DType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A good run with one thing wrong: the message, the exit code, and nothing left behind. */
class BadInputTest {
  private static final String GATE = "model.layers.1.mlp.gate_proj.weight";
  private static final Path ADAPTERS = Path.of("../methods/src/test/resources/golden-adapters");

  @TempDir private Path place;

  /** One case; what spoils the input returns more arguments for the command. */
  private record Case(String name, int exitCode, List<String> message, Spoil spoil) {
    @Override
    public String toString() {
      return name;
    }
  }

  private interface Spoil {
    List<String> in(GoodInput input) throws Exception;
  }

  static Stream<Case> cases() {
    return Stream.of(weightCases(), modelCases(), dataCases(), runCases()).flatMap(s -> s);
  }

  private static Stream<Case> weightCases() {
    return Stream.of(
        bad("truncated weights", "model.safetensors", t -> t.cut(t.weights(), 1000)),
        bad("weights cut inside the header", "header", t -> t.cut(t.weights(), 100)),
        bad("an empty weight file", "model.safetensors", t -> t.cut(t.weights(), 0)),
        bad("a header longer than the file", "header", t -> t.headerLength(1 << 25)),
        bad("a header longer than any may be", "header", t -> t.headerLength(1L << 60)),
        bad("overlapping tensors", "overlap", t -> t.header("[131072,131328]", "[131068,131324]")),
        bad(
            "a tensor outside the file",
            "data bytes",
            t -> t.header("[0,131072]", "[1099511627776,1099511758848]")),
        bad("a type that does not exist", "dtype", t -> t.header("\"F32\"", "\"F33\"")),
        bad(
            "a quantised weight",
            "must be F64, F32, F16 or BF16",
            t -> t.tensor(GATE, DType.INT8, 172, 64)),
        bad("a wrong shape", GATE, t -> t.tensor(GATE, DType.FLOAT32, 3, 3)),
        bad("a missing tensor", GATE, t -> t.tensors(all -> all.remove(GATE))),
        bad(
            "an extra tensor",
            "model.extra",
            t -> t.tensors(all -> all.put("model.extra", GoodInput.one()))),
        bad("a tensor given twice", "Duplicate", t -> t.duplicate()),
        bad("a missing shard", "missing", t -> t.shards(map -> map, true)),
        bad(
            "a shard outside its directory",
            "must lie in the index's directory",
            t -> t.shards(map -> map.replace("model-00001", "../model-00001"), false)));
  }

  private static Stream<Case> modelCases() {
    return Stream.of(
        bad(
            "a config without a needed key",
            "hidden_size",
            t -> t.config("\"hidden_size\": 64,", "")),
        bad("an unknown model type", "gpt_neox", t -> t.config("\"llama\"", "\"gpt_neox\"")),
        bad("a config that is no JSON", "config.json", t -> t.config("{", "")),
        bad("no config", "config.json", t -> t.delete("config.json")),
        bad("no tokenizer", "tokenizer", t -> t.delete("tokenizer.json")),
        bad(
            "only a sentencepiece tokenizer",
            "tokenizer.model",
            t -> {
              Files.move(t.model.resolve("tokenizer.json"), t.model.resolve("tokenizer.model"));
              return List.of();
            }),
        bad("ids outside the vocabulary", "vocabulary", t -> t.smallVocabulary()),
        bad(
            "a model that is not in the cache",
            "org/absent-model",
            t -> List.of("--model", "org/absent-model")));
  }

  private static Stream<Case> dataCases() {
    return Stream.of(
        bad("no rows", "is empty", t -> t.rows("")),
        bad("a malformed row", "rows.jsonl:2", t -> t.rows("{\"text\":\"a b\"}\n{\"text\":\n")),
        bad(
            "a row without its key",
            "colour",
            t -> t.rows("{\"text\":\"a b\"}\n{\"colour\":\"red\"}\n")),
        bad("rows of no known shape", "colour", t -> t.rows("{\"colour\":\"red\"}\n")),
        bad(
            "nothing to learn",
            "all labels masked",
            t ->
                t.rows(
                    "{\"prompt\":\"" + "a long prompt ".repeat(80) + "\",\"completion\":\"b\"}\n")),
        bad(
            "invalid UTF-8",
            "UTF-8",
            t -> {
              Files.write(t.data, new byte[] {'{', '"', (byte) 0xff, '"', '}'});
              return List.of();
            }),
        bad(
            "an absent file",
            "none.jsonl",
            t -> List.of("--data", "" + t.place.resolve("none.jsonl"))),
        bad("preference rows", "chosen", t -> t.rows("{\"chosen\":\"a\",\"rejected\":\"b\"}\n")));
  }

  private static Stream<Case> runCases() {
    return Stream.of(
        new Case("an empty path", 2, List.of("--data"), t -> List.of("--data", "")),
        new Case(
            "an output directory that is taken",
            2,
            List.of("must be new or empty", "--overwrite"),
            t -> {
              Files.writeString(Files.createDirectories(t.output()).resolve("mine"), "keep");
              return List.of();
            }),
        new Case(
            "an output directory that is a file",
            2,
            List.of("is a file"),
            t -> {
              Files.writeString(t.output(), "keep");
              return List.of();
            }),
        new Case(
            "a loss that is not finite",
            3,
            List.of("must stay finite", "--learning-rate"),
            t -> List.of("--learning-rate", "1e30", "--schedule", "constant", "--steps", "6")),
        new Case(
            "what cannot fit",
            5,
            List.of("needs about", "are free", "--dtype bf16"),
            t -> List.of("--micro-batch-tokens", "2000000000")),
        new Case(
            "a cache that cannot fit",
            5,
            List.of("needs about"),
            t -> List.of("--prefix-cache-mb", "1000000000")),
        new Case(
            "a device that is not there",
            2,
            List.of("got 'tpu'"),
            t -> List.of("--device", "tpu")));
  }

  private static Case bad(String name, String message, Spoil spoil) {
    return new Case(name, 4, List.of(message), spoil);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void isRefusedInWords(Case one) throws Exception {
    GoodInput input = new GoodInput(place);
    List<String> more = one.spoil().in(input);
    List<String> line =
        new java.util.ArrayList<>(List.of("finetune", "--rank", "2", "--workers", "1"));
    option(line, more, "--model", input.model.toString());
    option(line, more, "--data", input.data.toString());
    option(line, more, "--steps", "1");
    line.addAll(List.of("--output-dir", input.output().toString()));
    line.addAll(more);
    boolean wasThere = Files.exists(input.output());

    Terminal terminal = Terminal.eido(line.toArray(String[]::new));

    assertThat(terminal.exitCode()).as(terminal.err()).isEqualTo(one.exitCode());
    assertThat(terminal.err()).contains(one.message()).doesNotContain("Exception", "\tat ");
    assertThat(terminal.out()).isEmpty();
    if (wasThere) {
      assertThat(
              Files.isDirectory(input.output()) ? input.output().resolve("mine") : input.output())
          .hasContent("keep");
    } else if (one.exitCode() != 3) { // a failed check comes after the first steps
      assertThat(input.output()).doesNotExist();
    }
  }

  @ParameterizedTest
  @MethodSource("foreignAdapters")
  void anAdapterForAnotherBaseIsRefused(String adapter) throws Exception {
    Terminal terminal =
        Terminal.eido(
            "eval",
            "--model",
            TrialRuns.STORIES.toString(),
            "--adapter",
            "" + ADAPTERS.resolve(adapter),
            "--data",
            TrialRuns.write(place.resolve("a.txt"), "The cat sat.").toString());

    assertThat(terminal.exitCode()).as(terminal.err()).isEqualTo(4);
    assertThat(terminal.err()).contains("made for").doesNotContain("Exception");
  }

  @Test
  void noDataAtAllIsAMistakeInTheCommand() {
    Terminal terminal = Terminal.eido("finetune", "--model", TrialRuns.STORIES.toString());

    assertThat(terminal.exitCode()).isEqualTo(2);
    assertThat(terminal.err()).contains("--data");
  }

  static List<String> foreignAdapters() {
    return List.of("llama-q-v", "gpt2-c-attn");
  }

  private static void option(List<String> line, List<String> more, String name, String value) {
    if (!more.contains(name)) {
      line.addAll(List.of(name, value));
    }
  }
}
