// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eidograph.base.AtomicFiles;
import org.eidograph.base.BadInputException;
import org.eidograph.base.Json;
import org.eidograph.lora.init.Factors;
import org.eidograph.torch.DType;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.safetensors.SafetensorsWriter;
import org.eidograph.torch.safetensors.TensorSource;
import tools.jackson.databind.node.ObjectNode;

/** Where a program wants names, shapes and settings of an adapter of one rank and multiplier. */
sealed interface ExportLayout {
  /** The layout of a format; refuses what it has no place for. */
  static ExportLayout of(ExportFormat format, AdapterContent content) {
    return format == ExportFormat.GGUF ? new Gguf(content) : Mlx.of(content);
  }

  /**
   * Writes.
   *
   * @param factors of one rank and multiplier 1, by the key of their module
   */
  void write(Path directory, int rank, Map<String, Factors> factors);

  /** Reads back what was written, by the key of the module. */
  Map<String, Written> read(Path directory);

  /** What the program may still refuse. */
  List<String> warnings();

  /**
   * A module as the program will see it.
   *
   * @param factors A (r, in) and B (out, r)
   * @param multiplier that it applies to their product
   */
  record Written(Factors factors, double multiplier) {
    Tensor change() {
      return factors.product().mul(multiplier);
    }
  }

  /** PEFT's own layout. */
  record Gguf(AdapterContent content) implements ExportLayout {
    @Override
    public void write(Path directory, int rank, Map<String, Factors> factors) {
      Map<String, Tensor> tensors = new TreeMap<>();
      factors.forEach(
          (module, pair) -> {
            boolean embedding = content.embeddings().contains(module);
            String suffix = embedding ? ".lora_embedding_%s" : ".lora_%s.weight";
            tensors.put(module + suffix.formatted("A"), pair.a());
            tensors.put(module + suffix.formatted("B"), pair.b());
          });
      SafetensorsWriter.write(directory.resolve(AdapterFiles.TENSORS), tensors);
      AtomicFiles.writeString(
          directory.resolve(AdapterConfig.FILE),
          Json.pretty(content.configOfOneRank(rank, factors.keySet())));
    }

    @Override
    public Map<String, Written> read(Path directory) {
      AdapterContent written = AdapterContent.read(directory, "export");
      // what a reader without rsLoRA and patterns multiplies by
      double alpha = written.node().get("lora_alpha").asDouble();
      Map<String, Written> modules = new LinkedHashMap<>();
      written
          .factors()
          .forEach((module, pair) -> modules.put(module, new Written(pair, alpha / pair.rank())));
      return modules;
    }

    @Override
    public List<String> warnings() {
      boolean head =
          content.factors().keySet().stream().anyMatch(module -> module.endsWith("lm_head"));
      return head
          ? List.of("llama.cpp refuses an adapter on a head that is tied to the embedding")
          : List.of();
    }
  }

  /** The layout of mlx-lm. */
  record Mlx(AdapterContent content, Map<String, String> keys) implements ExportLayout {
    private static final String TENSORS = "adapters.safetensors";
    private static final Pattern IN_LAYER = Pattern.compile("model\\.layers\\.\\d+\\.(.+)");
    private static final Set<String> OUTSIDE = Set.of("model.embed_tokens", "lm_head");

    static Mlx of(AdapterContent content) {
      Map<String, String> keys = new LinkedHashMap<>();
      for (String module : content.factors().keySet()) {
        String path = AdapterContent.pathOf(module);
        Matcher inLayer = IN_LAYER.matcher(path);
        if (!inLayer.matches() && !OUTSIDE.contains(path)) {
          throw new BadInputException(
              "mlx-lm names modules as Llama does (model.layers.N.…), but %s adapts %s; work it into the base with 'eido merge'"
                  .formatted(content.directory(), path));
        }
        keys.put(module, inLayer.matches() ? inLayer.group(1) : path);
      }
      return new Mlx(content, keys);
    }

    @Override
    public void write(Path directory, int rank, Map<String, Factors> factors) {
      Map<String, Tensor> tensors = new TreeMap<>();
      factors.forEach(
          (module, pair) -> {
            String path = AdapterContent.pathOf(module);
            tensors.put(path + ".lora_a", pair.a().t().contiguous());
            tensors.put(path + ".lora_b", pair.b().t().contiguous());
          });
      SafetensorsWriter.write(directory.resolve(TENSORS), tensors);
      AtomicFiles.writeString(directory.resolve(AdapterConfig.FILE), Json.pretty(config(rank)));
    }

    private ObjectNode config(int rank) {
      ObjectNode config = Json.object();
      config.put("fine_tune_type", "lora");
      config.put("model", content.base());
      config.put("num_layers", -1); // all; a module without tensors stays at B = 0
      ObjectNode lora = config.putObject("lora_parameters");
      lora.put("rank", rank);
      lora.put("scale", 1.0);
      lora.put("dropout", content.config().spec().dropout());
      lora.set("keys", Json.mapper().valueToTree(new TreeSet<>(keys.values())));
      return config;
    }

    @Override
    public Map<String, Written> read(Path directory) {
      double scale =
          Json.readObject(directory.resolve(AdapterConfig.FILE))
              .at("/lora_parameters/scale")
              .asDouble();
      Map<String, Written> modules = new LinkedHashMap<>();
      try (TensorSource source = TensorSource.open(directory.resolve(TENSORS))) {
        for (String module : keys.keySet()) {
          String path = AdapterContent.pathOf(module);
          Tensor a = source.tensor(path + ".lora_a").to(DType.FLOAT32).t().copy();
          Tensor b = source.tensor(path + ".lora_b").to(DType.FLOAT32).t().copy();
          modules.put(module, new Written(new Factors(a, b), scale));
        }
      }
      return modules;
    }

    @Override
    public List<String> warnings() {
      return List.of();
    }
  }
}
