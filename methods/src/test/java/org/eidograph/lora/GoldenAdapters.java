// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.eidograph.base.Json;
import org.eidograph.model.CausalLm;
import org.eidograph.model.Pass;
import org.eidograph.model.Sequences;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.NoGrad;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.safetensors.TensorSource;
import tools.jackson.databind.JsonNode;

/** The adapters that peft wrote, with their bases and the logits that peft computed. */
record GoldenAdapters(String name, String base, String kind, boolean mergeable) {
  private static final Path ROOT = Path.of("src/test/resources/golden-adapters");
  private static final Path BASES = Path.of("../model/src/test/resources/golden");

  /** All, in the order of the index. */
  static List<GoldenAdapters> all() {
    List<GoldenAdapters> all = new ArrayList<>();
    for (JsonNode row : index()) {
      String name = row.get("name").stringValue();
      JsonNode golden = Json.readObject(ROOT.resolve(name).resolve("golden.json"));
      all.add(
          new GoldenAdapters(
              name,
              row.get("base").stringValue(),
              row.get("kind").stringValue(),
              golden.get("mergeable").booleanValue()));
    }
    return all;
  }

  private static JsonNode index() {
    try {
      return Json.parse(java.nio.file.Files.readString(ROOT.resolve("index.json")), "index.json");
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  static GoldenAdapters named(String name) {
    return all().stream().filter(golden -> golden.name().equals(name)).findFirst().orElseThrow();
  }

  static List<GoldenAdapters> mergeableOnes() {
    return all().stream().filter(GoldenAdapters::mergeable).toList();
  }

  /** Those whose tensors stand for themselves, so that they are written as they are. */
  static List<GoldenAdapters> plain() {
    return all().stream().filter(g -> !changingTheBase().contains(g)).toList();
  }

  /** Those whose start changed the base. */
  static List<GoldenAdapters> changingTheBase() {
    return all().stream().filter(g -> List.of("pissa", "olora").contains(g.kind())).toList();
  }

  /**
   * Largest absolute difference of logits: float32 over two layers of width 32 with values of order
   * one. A base that made room for its adapter is the rest of a subtraction of two libraries'
   * decompositions, which doubles it.
   */
  double tolerance() {
    return changingTheBase().contains(this) ? 2e-4 : 1e-4;
  }

  Path directory() {
    return ROOT.resolve(name);
  }

  Path baseDirectory() {
    return BASES.resolve(base);
  }

  JsonNode facts() {
    return Json.readObject(directory().resolve("golden.json"));
  }

  CausalLm loadBase() {
    return CausalLm.load(baseDirectory(), DType.FLOAT32, Device.CPU);
  }

  /** What peft computed: {@code logits} or {@code merged_logits}; kept for the caller. */
  Tensor expected(String tensor) {
    try (Scope scope = Scope.open();
        TensorSource source = TensorSource.open(directory().resolve("golden.safetensors"))) {
      return source.tensor(tensor).copy().keep();
    }
  }

  /** Our logits for peft's input; kept for the caller. */
  Tensor logits(CausalLm model) {
    try (Scope scope = Scope.open();
        NoGrad off = NoGrad.on()) {
      long[] wide = expected("input_ids").toLongs();
      int[] ids = java.util.Arrays.stream(wide).mapToInt(Math::toIntExact).toArray();
      return model.logits(Pass.inference(Sequences.of(ids), Device.CPU)).keep();
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
