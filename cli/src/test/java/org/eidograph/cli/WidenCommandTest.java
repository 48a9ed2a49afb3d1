// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eidograph.base.Json;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;
import org.eidograph.torch.safetensors.SafetensorsWriter;
import org.eidograph.torch.safetensors.TensorSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code eido widen} on the stories checkpoint and on golden ones. */
class WidenCommandTest {
  private static final String STORIES = "../fixtures/stories260k";
  static final Path GOLDEN = Path.of("../model/src/test/resources/golden");
  private static final String UP = "model.layers.0.mlp.up_proj.weight";

  @TempDir private Path place;

  /** Widens a model, by 2 if nothing else is said. */
  static Terminal widen(Path output, String model, String... more) {
    List<String> line = new ArrayList<>(List.of("widen", "--model", model));
    line.addAll(List.of("--output-dir", output.toString()));
    line.addAll(List.of(more));
    if (!line.contains("--factor")) {
      line.addAll(List.of("--factor", "2"));
    }
    return Terminal.eido(line.toArray(String[]::new));
  }

  private Terminal widen(String model, String output, String... more) {
    return widen(place.resolve(output), model, more);
  }

  static String gqa() {
    return GOLDEN.resolve("llama-gqa").toString();
  }

  private float[] weights(String output, String name) {
    try (TensorSource source = TensorSource.open(place.resolve(output));
        Scope scope = Scope.open()) {
      return source.tensor(name).to(DType.FLOAT32).toFloats();
    }
  }

  @Test
  void tableIsTheOneReadmeShows() throws Exception {
    Terminal terminal = widen(STORIES, "wide", "--lr", "5e-4");

    assertThat(terminal.exitCode()).as(terminal.err()).isZero();
    Snippet.check(
        "widen",
        terminal
            .out()
            .replace(place + "/", "")
            .replaceAll("equal to \\S+ of", "equal to … of")
            .replaceAll("copies to \\S+", "copies to …"));
  }

  @Test
  @Proves("widen --model --factor --output-dir --json --verify")
  void theWideModelComputesTheSame() {
    JsonNode single = widen(gqa(), "single", "--json").json();
    JsonNode twice = widen(gqa(), "double", "--json", "--verify", "fp64").json();
    JsonNode unchecked = widen(gqa(), "unchecked", "--json", "--verify", "none").json();

    assertThat(single.get("agreement").get("type").asString()).isEqualTo("float32");
    assertThat(single.get("agreement").get("relative_difference").asDouble()).isLessThan(1e-5);
    assertThat(twice.get("agreement").get("type").asString()).isEqualTo("float64");
    assertThat(unchecked.get("agreement").isNull()).isTrue();
    assertThat(weights("unchecked", UP)).isEqualTo(weights("single", UP));
    assertThat(single.get("plan"))
        .isEqualTo(Json.readObject(place.resolve("single/widening-plan.json")));
    assertThat(Json.readObject(place.resolve("single/config.json")).get("hidden_size").asInt())
        .isEqualTo(64);
  }

  @Test
  @Proves("widen --keep-kv-heads")
  void keyAndValueHeadsCanStay() {
    widen(gqa(), "kept", "--keep-kv-heads", "--json").json();
    widen(gqa(), "grown", "--json").json();

    JsonNode kept = Json.readObject(place.resolve("kept/config.json"));
    JsonNode grown = Json.readObject(place.resolve("grown/config.json"));
    assertThat(kept.get("num_attention_heads").asInt()).isEqualTo(8);
    assertThat(kept.get("num_key_value_heads").asInt()).isEqualTo(2);
    assertThat(grown.get("num_key_value_heads").asInt()).isEqualTo(4);
  }

  @Test
  @Proves("widen --grow-heads")
  void headsGrowInNumberOrInSize() {
    String gpt2 = GOLDEN.resolve("gpt2-base").toString();
    widen(gpt2, "usual").out();
    widen(gpt2, "number", "--grow-heads", "number").out();
    Terminal size = widen(gpt2, "size", "--grow-heads", "size", "--json");
    Terminal rotary = widen(gqa(), "rotary", "--grow-heads", "size");

    String queries = "transformer.h.0.attn.c_attn.weight";
    assertThat(weights("number", queries)).isEqualTo(weights("usual", queries));
    assertThat(weights("size", queries)).isNotEqualTo(weights("usual", queries));
    int heads = Json.readObject(Path.of(gpt2, "config.json")).get("n_head").asInt();
    assertThat(Json.readObject(place.resolve("size/config.json")).get("n_head").asInt())
        .isEqualTo(heads);
    assertThat(Json.readObject(place.resolve("number/config.json")).get("n_head").asInt())
        .isEqualTo(2 * heads);
    assertThat(size.json().get("plan").get("notes").toString()).contains("share one rate");
    assertThat(rotary.exitCode()).isEqualTo(2);
    assertThat(rotary.err()).contains("let their number grow");
  }

  @Test
  @Proves("widen --layout --feed-forward-factor")
  void layoutAndFeedForwardFactorChangeWhereAndHowManyCopiesLie() {
    widen(gqa(), "usual", "--noise", "none").out();
    widen(gqa(), "same", "--noise", "none", "--layout", "tile", "--feed-forward-factor", "2").out();
    widen(gqa(), "mixed", "--noise", "none", "--layout", "interleave").out();
    widen(gqa(), "kept", "--noise", "none", "--feed-forward-factor", "1").out();

    float[] usual = weights("usual", UP);
    float[] mixed = weights("mixed", UP);
    assertThat(weights("same", UP)).isEqualTo(usual);
    // (80, 64) of a source of (40, 32): the second column is the second unit, or a copy of the
    // first
    assertThat(usual[1]).isNotEqualTo(usual[0]).isEqualTo(mixed[2]);
    assertThat(mixed[1]).isEqualTo(mixed[0]);
    assertThat(weights("kept", UP)).hasSize(40 * 64);
    assertThat(Json.readObject(place.resolve("kept/config.json")).get("intermediate_size").asInt())
        .isEqualTo(40);
  }

  @Test
  @Proves("widen --noise --noise-size --seed")
  void noiseFollowsItsModeSizeAndSeed() {
    widen(gqa(), "none", "--noise", "none").out();
    widen(gqa(), "zero", "--noise-size", "0").out();
    widen(gqa(), "paired").out();
    widen(gqa(), "again").out();
    widen(gqa(), "seed", "--seed", "1").out();
    widen(gqa(), "small", "--noise-size", "0.1").out();
    Terminal gaussian = widen(gqa(), "gaussian", "--noise", "gaussian", "--noise-size", "0.1");
    Terminal spectral = widen(gqa(), "spectral", "--noise", "spectral", "--noise-size", "0.1");

    float[] none = weights("none", UP);
    assertThat(weights("zero", UP)).isEqualTo(none);
    assertThat(weights("again", UP)).isEqualTo(weights("paired", UP)).isNotEqualTo(none);
    assertThat(weights("seed", UP)).isNotEqualTo(weights("paired", UP));
    // the same draws at a third of the size; float32 sums of numbers of order 1
    assertThat(3 * (weights("small", UP)[7] - none[7]))
        .isCloseTo(weights("paired", UP)[7] - none[7], within(1e-5f));
    assertThat(gaussian.out()).contains("before noise was added");
    assertThat(spectral.out()).contains("before noise was added");
    assertThat(weights("gaussian", UP)).isNotEqualTo(weights("spectral", UP));
  }

  @Test
  @Proves("widen --optimizer --learning-rate --weight-decay --epsilon")
  void thePlanMultipliesTheSourcesSettings() {
    JsonNode adamw = line(widen(gqa(), "adamw", "--json"), UP);
    JsonNode sgd = line(widen(gqa(), "sgd", "--json", "--optimizer", "sgd"), UP);
    JsonNode given =
        line(
            widen(
                gqa(), "given", "--json", "--lr", "0.01", "--weight-decay", "0.2", "--eps", "1e-6"),
            UP);

    // factors of the spec's table at k_out = k_in = 2: rate 1/2, epsilon 1/2, decay 2
    assertThat(adamw.get("lr").asDouble()).isCloseTo(5e-4, within(1e-18));
    assertThat(sgd.get("lr").asDouble()).isCloseTo(1e-3, within(1e-18));
    assertThat(given.get("lr").asDouble()).isCloseTo(5e-3, within(1e-17));
    assertThat(given.get("weight_decay").asDouble()).isCloseTo(0.4, within(1e-15));
    assertThat(given.get("eps").asDouble()).isCloseTo(5e-7, within(1e-20));
  }

  private static JsonNode line(Terminal terminal, String name) {
    String pattern = name.replace(".0.", ".*.");
    for (JsonNode line : terminal.json().get("plan").get("tensors")) {
      if (line.get("pattern").asString().equals(pattern)) {
        return line;
      }
    }
    throw new AssertionError("no line for " + pattern);
  }

  @Test
  @Proves("widen --optimizer-state")
  void momentsAreWidenedWithTheWeights() {
    Path state = place.resolve("state.safetensors");
    try (Scope scope = Scope.open()) {
      Map<String, Tensor> moments = new TreeMap<>();
      moments.put("first_moment." + UP, Tensors.full(0.5, DType.FLOAT32, Device.CPU, 40, 32));
      moments.put("second_moment." + UP, Tensors.full(0.5, DType.FLOAT32, Device.CPU, 40, 32));
      moments.put("step." + UP, Tensors.full(7, DType.FLOAT32, Device.CPU));
      SafetensorsWriter.write(state, moments);
    }

    JsonNode result = widen(gqa(), "wide", "--json", "--optimizer-state", "" + state).json();
    Terminal other = widen(STORIES, "other", "--optimizer-state", "" + state);
    Terminal sgd = widen(gqa(), "sgd", "--optimizer-state", "" + state, "--optimizer", "sgd");

    assertThat(result.get("optimizer_state").asBoolean()).isTrue();
    try (TensorSource wide = TensorSource.open(place.resolve("wide/optimizer.safetensors"));
        Scope scope = Scope.open()) {
      assertThat(wide.tensor("first_moment." + UP).toFloats()).hasSize(80 * 64).containsOnly(0.25f);
      assertThat(wide.tensor("second_moment." + UP).toFloats()).containsOnly(0.125f);
      assertThat(wide.tensor("step." + UP).toFloats()).containsExactly(7);
    }
    assertThat(other.exitCode()).isEqualTo(4);
    assertThat(other.err()).contains("must have the shape of its tensor");
    assertThat(sgd.exitCode()).isEqualTo(2);
  }
}
