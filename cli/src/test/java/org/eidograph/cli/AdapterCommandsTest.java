// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.safetensors.SafetensorsWriter;
import org.eidograph.torch.safetensors.TensorSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Commands on adapters that peft wrote. */
class AdapterCommandsTest {
  private static final Path BASES = Path.of("../model/src/test/resources/golden");
  private static final Path ADAPTERS = Path.of("../methods/src/test/resources/golden-adapters");

  @TempDir private Path place;

  @Test
  @Proves("merge --model --adapter --output-dir --json")
  void mergeKeepsTheBasesFilesAndTypeAndSaysSo() {
    Path output = place.resolve("merged model");

    JsonNode result = merge(output).json();

    assertThat(result.get("output_directory").asString()).isEqualTo(output.toString());
    assertThat(result.get("files").asInt()).isEqualTo(2);
    assertThat(result.get("dtype").asString()).isEqualTo("FLOAT32");
    assertThat(output.resolve("model-00002-of-00002.safetensors")).isRegularFile();
  }

  @Test
  @Proves("merge --save-dtype")
  void mergeStoresTheTypeThatIsWanted() throws Exception {
    Path plain = place.resolve("plain");
    Path same = place.resolve("same");
    Path half = place.resolve("half");

    merge(plain).json();
    merge(same, "--save-dtype", "fp32").json();
    JsonNode rounded = merge(half, "--save-dtype", "bf16").json();
    Terminal refused = merge(place.resolve("none"), "--save-dtype", "int8");

    String file = "model-00001-of-00002.safetensors";
    assertThat(same.resolve(file)).hasSameBinaryContentAs(plain.resolve(file));
    assertThat(rounded.get("dtype").asString()).isEqualTo("BFLOAT16");
    // two bytes a number for four, and a header of a few kB
    assertThat(Files.size(half.resolve(file))).isLessThan(Files.size(plain.resolve(file)));
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err()).contains("--save-dtype must be fp32 or bf16 or fp16, got 'int8'");
  }

  private static Terminal merge(Path output, String... more) {
    List<String> line = new ArrayList<>(List.of("merge", "--json"));
    line.addAll(List.of("--model", BASES.resolve("llama-sharded").toString()));
    line.addAll(List.of("--adapter", ADAPTERS.resolve("sharded-all-linear").toString()));
    line.addAll(List.of("--output-dir", output.toString()));
    line.addAll(List.of(more));
    return Terminal.eido(line.toArray(String[]::new));
  }

  @ParameterizedTest
  @ValueSource(strings = {"eval", "generate", "logits", "merge", "verify"})
  @Proves({
    "eval --lenient",
    "generate --lenient",
    "logits --lenient",
    "merge --lenient",
    "adapter verify --model --lenient --json"
  })
  void anIncompleteAdapterIsRefusedUnlessReadLeniently(String command) throws Exception {
    boolean onText = command.equals("eval") || command.equals("generate");
    Path base = onText ? TrialRuns.STORIES : BASES.resolve("llama-gqa");
    Path good = onText ? new TrialRuns(place).trainedAdapter() : ADAPTERS.resolve("llama-q-v");
    Path adapter = incomplete(good);
    List<String> line = new ArrayList<>(line(command, adapter));
    line.addAll(List.of("--model", base.toString()));

    Terminal strict = Terminal.eido(line.toArray(String[]::new));
    line.add("--lenient");
    Terminal lenient = Terminal.eido(line.toArray(String[]::new));

    assertThat(strict.exitCode()).isEqualTo(4);
    assertThat(strict.err()).contains("misses 1 tensors", "--lenient");
    assertThat(lenient.exitCode()).isZero();
    assertThat(lenient.out() + lenient.err()).contains("misses 1 tensors");
  }

  private List<String> line(String command, Path adapter) {
    String path = adapter.toString();
    return switch (command) {
      case "eval" -> {
        Path text = TrialRuns.write(place.resolve("a.txt"), "The cat sat.");
        yield List.of("eval", "--data", text.toString(), "--adapter", path);
      }
      case "generate" ->
          List.of("generate", "--prompt", "Once", "--max-new-tokens", "2", "--adapter", path);
      case "logits" ->
          List.of("logits", "--ids", "1,2", "--output", "" + place.resolve("l"), "--adapter", path);
      case "merge" ->
          List.of("merge", "--output-dir", "" + place.resolve("merged"), "--adapter", path);
      default -> List.of("adapter", "verify", path);
    };
  }

  /** A good adapter without one of its tensors. */
  private Path incomplete(Path good) throws Exception {
    Path copy = Files.createDirectories(place.resolve("incomplete"));
    Files.copy(good.resolve("adapter_config.json"), copy.resolve("adapter_config.json"));
    try (Scope scope = Scope.open();
        TensorSource source = TensorSource.open(good.resolve("adapter_model.safetensors"))) {
      Map<String, Tensor> tensors = new TreeMap<>();
      source.names().forEach(name -> tensors.put(name, source.tensor(name)));
      tensors.remove(source.names().iterator().next());
      SafetensorsWriter.write(copy.resolve("adapter_model.safetensors"), tensors);
    }
    return copy;
  }
}
