// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code eido widen} refuses, and that nothing is left of it. */
class WidenRefusalTest {
  @TempDir private Path place;

  private Terminal widen(String model, String output, String... more) {
    return WidenCommandTest.widen(place.resolve(output), model, more);
  }

  @ParameterizedTest
  @CsvSource({
    "--factor 1,2,a widening factor must be a whole number of at least 2",
    "--factor 2.5,2,--factor",
    "--feed-forward-factor 0,2,the factor of the feed-forward size must be",
    "--layout zip,2,--layout",
    "--factor 1000000,2,a width must be at most 16777216",
    "--noise gaussian,2,noise that changes the function needs its size",
    "--noise spectral --noise-size 1,2,below 1 for spectral noise",
    "--noise-size -1,2,must be a number of at least 0",
    "--optimizer lion,2,an optimizer must be one of",
    "--lr 0,2,need a rate and an epsilon above 0",
    "--optimizer-state nowhere.safetensors,4,nowhere.safetensors",
  })
  void aWrongSettingIsRefusedAndNothingIsWritten(String options, int code, String message)
      throws Exception {
    Terminal terminal = widen(WidenCommandTest.gqa(), "wide", options.split(" "));

    assertThat(terminal.exitCode()).isEqualTo(code);
    assertThat(terminal.err()).contains(message);
    try (Stream<Path> left = Files.list(place)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void whatCannotBeWidenedIsRefused() throws Exception {
    Files.createDirectories(place.resolve("there"));
    Terminal there = widen(WidenCommandTest.gqa(), "there");
    Terminal gpt2 =
        widen(WidenCommandTest.GOLDEN.resolve("gpt2-base").toString(), "gpt2", "--keep-kv-heads");
    Path other = Files.createDirectories(place.resolve("other"));
    Files.copy(
        WidenCommandTest.GOLDEN.resolve("llama-gqa/model.safetensors"),
        other.resolve("model.safetensors"));
    Files.writeString(other.resolve("config.json"), "{\"model_type\": \"mamba\"}");
    Terminal unknown = widen(other.toString(), "unknown");
    Path broken = place.resolve("broken");
    Files.createDirectories(broken);
    Files.copy(
        WidenCommandTest.GOLDEN.resolve("llama-gqa/model.safetensors"),
        broken.resolve("model.safetensors"));
    Files.copy(
        WidenCommandTest.GOLDEN.resolve("llama-mqa/config.json"), broken.resolve("config.json"));
    Terminal shape = widen(broken.toString(), "shape");

    assertThat(there.exitCode()).isEqualTo(2);
    assertThat(there.err()).contains("goes into a new directory");
    assertThat(gpt2.exitCode()).isEqualTo(2);
    assertThat(gpt2.err()).contains("leave --keep-kv-heads out");
    assertThat(unknown.exitCode()).isEqualTo(4);
    assertThat(unknown.err()).contains("mamba");
    assertThat(shape.exitCode()).isEqualTo(4);
    assertThat(shape.err()).contains("the shape of model.layers.0.self_attn.k_proj.weight must be");
  }
}
