// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.eidograph.base.Json;
import org.eidograph.torch.Scope;
import org.eidograph.torch.safetensors.TensorSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Combining and converting adapters that peft wrote. */
class AdapterVariantsTest {
  private static final Path BASES = Path.of("../model/src/test/resources/golden");
  private static final Path ADAPTERS = Path.of("../methods/src/test/resources/golden-adapters");

  @TempDir private Path place;

  private Terminal combine(String output, String... more) {
    List<String> line = new ArrayList<>(List.of("adapter", "combine", "--json"));
    line.add("" + ADAPTERS.resolve("llama-q-v"));
    line.add("" + ADAPTERS.resolve("llama-target-regex"));
    line.addAll(List.of("--output-dir", "" + place.resolve(output)));
    line.addAll(List.of(more));
    return Terminal.eido(line.toArray(String[]::new));
  }

  @Test
  @Proves("adapter combine --weights --method --rank --output-dir --json")
  void combiningFollowsItsWeightsAndMethod() {
    JsonNode plain = combine("plain").json();
    JsonNode ones = combine("ones", "--weights", "1,1", "--method", "cat").json();
    JsonNode other = combine("other", "--weights", "1,-2").json();
    JsonNode near = combine("near", "--method", "svd", "--rank", "2").json();

    assertThat(plain.get("rank").asInt()).isEqualTo(8);
    assertThat(plain.get("missed").asDouble()).isLessThan(1e-6); // float32
    assertThat(plain.get("output_directory").asString()).endsWith("plain");
    assertThat(numbers("ones")).isEqualTo(numbers("plain"));
    assertThat(numbers("other")).isNotEqualTo(numbers("plain"));
    assertThat(ones.get("method").asString()).isEqualTo("cat");
    assertThat(other.get("adapters").asInt()).isEqualTo(2);
    assertThat(near.get("rank").asInt()).isEqualTo(2);
    assertThat(near.get("missed").asDouble()).isGreaterThan(0.1);
    Terminal few = combine("few", "--weights", "1");
    assertThat(few.exitCode()).isEqualTo(2);
    assertThat(few.err()).contains("one weight for each adapter, got 1 for 2");
    Terminal pointless = combine("pointless", "--rank", "2");
    assertThat(pointless.exitCode()).isEqualTo(2);
    assertThat(pointless.err()).contains("svd alone");
    Terminal there = combine("plain");
    assertThat(there.exitCode()).isEqualTo(2);
    assertThat(there.err()).contains("exists");
  }

  private double[] numbers(String directory) {
    try (Scope scope = Scope.open();
        TensorSource source =
            TensorSource.open(place.resolve(directory).resolve("adapter_model.safetensors"))) {
      String name =
          source.names().stream()
              .filter(n -> n.contains("up_proj.lora_A"))
              .findFirst()
              .orElseThrow();
      return source.tensor(name).toDoubles();
    }
  }

  @Test
  @Proves("adapter convert --model --rank --output-dir --json")
  void convertingGivesTheSameLogitsPlainly() {
    JsonNode pissa = convert("llama-pissa", "plain").json();
    JsonNode dora = convert("llama-dora", "near", "--rank", "8").json();
    Terminal refused = convert("llama-dora", "none");

    assertThat(pissa.get("rank").asInt()).isEqualTo(8);
    // float32 over two layers, twice
    assertThat(pissa.get("logit_difference").asDouble()).isLessThan(2e-4);
    JsonNode config = Json.readObject(place.resolve("plain/adapter_config.json"));
    assertThat(config.get("init_lora_weights").asBoolean()).isTrue();
    assertThat(config.get("lora_alpha").asInt()).isEqualTo(8);
    assertThat(dora.get("rank").asInt()).isEqualTo(8);
    assertThat(dora.get("missed").asDouble()).isBetween(0.001, 0.9);
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err()).contains("--rank");
  }

  private Terminal convert(String adapter, String output, String... more) {
    List<String> line = new ArrayList<>(List.of("adapter", "convert", "--json"));
    line.addAll(
        List.of("" + ADAPTERS.resolve(adapter), "--model", "" + BASES.resolve("llama-gqa")));
    line.addAll(List.of("--output-dir", "" + place.resolve(output)));
    line.addAll(List.of(more));
    return Terminal.eido(line.toArray(String[]::new));
  }

  @Test
  @Proves("adapter export --format --output-dir --json")
  void exportingFollowsItsFormat() {
    JsonNode gguf = export("llama-patterns", "gguf", "ready").json();
    JsonNode mlx = export("llama-patterns", "mlx", "mlx").json();
    Terminal again = export("llama-patterns", "mlx", "mlx");
    Terminal lengths = export("llama-dora", "mlx", "none");
    Terminal unknown = export("llama-patterns", "onnx", "none");

    assertThat(gguf.get("rank").asInt()).isEqualTo(6);
    assertThat(gguf.get("modules")).hasSameSizeAs(mlx.get("modules")).hasSize(6);
    assertThat(mlx.at("/modules/2/module").asString()).isEqualTo("model.layers.0.self_attn.v_proj");
    assertThat(mlx.at("/modules/2/scale").asDouble()).isEqualTo(16); // alpha 32 over the root of 4
    assertThat(mlx.get("largest_difference").asDouble()).isLessThan(1e-6); // float32
    assertThat(place.resolve("ready/adapter_model.safetensors")).exists();
    assertThat(place.resolve("mlx/adapters.safetensors")).exists();
    assertThat(again.exitCode()).isEqualTo(2);
    assertThat(again.err()).contains("exists; name another");
    assertThat(lengths.exitCode()).isEqualTo(4);
    assertThat(lengths.err()).contains("DoRA", "adapter convert --rank");
    assertThat(unknown.exitCode()).isEqualTo(2);
    assertThat(unknown.err()).contains("onnx", "GGUF", "MLX");
    assertThat(place.resolve("none")).doesNotExist();
  }

  @Test
  void exportSaysWhatBecameOfTheMultipliers() throws Exception {
    Terminal terminal =
        Terminal.eido(
            "adapter",
            "export",
            "" + ADAPTERS.resolve("llama-patterns"),
            "--format",
            "mlx",
            "--output-dir",
            "" + place.resolve("mlx"));

    assertThat(terminal.exitCode()).as(terminal.err()).isZero();
    Snippet.check(
        "adapter-export",
        terminal
            .out()
            .replace(place + "/", "")
            .replaceAll("(?m)^(largest difference.* )\\d\\.\\de-\\d+$", "$1…"));
  }

  private Terminal export(String adapter, String format, String output) {
    return Terminal.eido(
        "adapter",
        "export",
        "--json",
        "" + ADAPTERS.resolve(adapter),
        "--format",
        format,
        "--output-dir",
        "" + place.resolve(output));
  }
}
