// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eidograph.base.BadInputException;
import org.eidograph.base.Json;
import org.eidograph.lora.init.Factors;
import org.eidograph.torch.DType;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.safetensors.TensorSource;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A PEFT directory of low-rank factors and nothing else, read without its base.
 *
 * @param directory where it lies
 * @param config what its file says
 * @param node the file itself
 * @param factors A and B by the key of their module ({@code base_model.model.…}), in float32, owned
 *     by the innermost scope
 * @param embeddings the keys of those that are embeddings
 */
record AdapterContent(
    Path directory,
    AdapterConfig config,
    ObjectNode node,
    Map<String, Factors> factors,
    Set<String> embeddings) {
  private static final String EMBEDDING_A = ".lora_embedding_A";
  private static final String LINEAR_A = ".lora_A.weight";

  /**
   * Reads.
   *
   * @param purpose what it is read for, a verb
   * @throws BadInputException if it is damaged, or holds more than factors
   */
  static AdapterContent read(Path directory, String purpose) {
    AdapterConfig config =
        AdapterNotes.asTrained(AdapterConfigReader.read(directory, false), directory);
    requirePlain(directory, config.spec(), purpose);
    ObjectNode node = Json.readObject(directory.resolve(AdapterConfig.FILE));
    Map<String, Factors> factors = new LinkedHashMap<>();
    Set<String> embeddings = new LinkedHashSet<>();
    try (TensorSource source = TensorSource.open(AdapterFiles.tensorFile(directory))) {
      for (String name : source.names()) {
        if (name.endsWith(LINEAR_A) || name.endsWith(EMBEDDING_A)) {
          String other = name.replace("lora_A", "lora_B").replace("embedding_A", "embedding_B");
          if (!source.names().contains(other)) {
            throw new BadInputException(
                "%s must hold %s beside %s; was it cut short?".formatted(directory, other, name));
          }
          if (name.endsWith(EMBEDDING_A)) {
            embeddings.add(moduleOf(name));
          }
          factors.put(moduleOf(name), new Factors(tensor(source, name), tensor(source, other)));
        }
      }
    }
    if (factors.isEmpty()) {
      throw new BadInputException(
          "%s must hold tensors lora_A, but has none; is it an adapter?".formatted(directory));
    }
    return new AdapterContent(directory, config, node, factors, embeddings);
  }

  private static Tensor tensor(TensorSource source, String name) {
    return source.tensor(name).to(DType.FLOAT32).copy(); // the file is closed before it is used
  }

  private static String moduleOf(String nameOfA) {
    return nameOfA.endsWith(EMBEDDING_A)
        ? nameOfA.substring(0, nameOfA.length() - EMBEDDING_A.length())
        : nameOfA.substring(0, nameOfA.length() - LINEAR_A.length());
  }

  private static void requirePlain(Path directory, LoraSpec spec, String purpose) {
    String more = moreThanFactors(spec);
    if (more != null) {
      throw new BadInputException(
          "adapters to %s must be factors alone, but %s has %s"
              .formatted(purpose, directory, more));
    }
  }

  private static @Nullable String moreThanFactors(LoraSpec spec) {
    if (spec.init().changesBase()) {
      return "a start that changes the base; convert it with 'eido adapter convert'";
    }
    if (spec.dora()) {
      return "DoRA; convert it with 'eido adapter convert --rank'";
    }
    if (spec.nf4()) {
      return "a start that makes up for a base in nf4 (LoftQ); work it into the base with 'eido"
          + " merge'";
    }
    if (spec.loraBias() || spec.bias() != BiasMode.NONE) {
      return "biases; work it into the base with 'eido merge', or take one without them";
    }
    return spec.modulesToSave().isEmpty() && spec.tokens().isEmpty()
        ? null
        : "modules or rows trained whole; work it into the base with 'eido merge', or take one"
            + " without them";
  }

  /** The model it names as its own; empty if none. */
  String base() {
    return config.base() == null ? "" : config.base();
  }

  /** s of a module. */
  double scaleOf(String module) {
    return config.spec().scaleOf(pathOf(module));
  }

  static String pathOf(String module) {
    return module.startsWith(LoraModel.KEY_PREFIX)
        ? module.substring(LoraModel.KEY_PREFIX.length())
        : module;
  }

  /** Rank of the widest module. */
  int widest() {
    return factors.values().stream().mapToInt(f -> (int) f.rank()).max().orElse(0);
  }

  /** Its configuration for factors of one rank and multiplier 1. */
  ObjectNode configOfOneRank(int rank, Set<String> modules) {
    ObjectNode settled = node.deepCopy();
    settled.put("r", rank);
    settled.put("lora_alpha", rank);
    settled.put("use_rslora", false);
    settled.put("init_lora_weights", true);
    settled.putObject("rank_pattern");
    settled.putObject("alpha_pattern");
    List<String> paths = modules.stream().map(AdapterContent::pathOf).sorted().toList();
    settled.set("target_modules", Json.mapper().valueToTree(paths));
    for (String narrowing : List.of("exclude_modules", "layers_to_transform", "layers_pattern")) {
      settled.putNull(narrowing);
    }
    return settled;
  }
}
