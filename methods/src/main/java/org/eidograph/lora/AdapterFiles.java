// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eidograph.base.AtomicFiles;
import org.eidograph.base.BadInputException;
import org.eidograph.base.Json;
import org.eidograph.base.UsageException;
import org.eidograph.model.SegmentedModel;
import org.eidograph.model.SequenceClassifier;
import org.eidograph.torch.DType;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.safetensors.SafetensorsWriter;
import org.eidograph.torch.safetensors.TensorSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Adapters on disk in PEFT's layout: {@code adapter_model.safetensors} and {@code
 * adapter_config.json}; what PEFT does not know stands apart in {@code eidograph.json}.
 */
public final class AdapterFiles {
  /** The tensors. */
  public static final String TENSORS = "adapter_model.safetensors";

  /** Eidograph's own data, which other readers never see. */
  public static final String NOTES = "eidograph.json";

  /** The key of the notes under which a classifier's classes stand. */
  public static final String LABELS = "labels";

  private AdapterFiles() {}

  /**
   * An adapter that was read.
   *
   * @param lora attached to the model it was read for
   * @param config what its file says
   * @param warnings one sentence each
   */
  public record Loaded(LoraModel lora, AdapterConfig config, List<String> warnings) {
    public Loaded {
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * Writes an adapter directory, each file in one step, the configuration last. It fits the base as
   * stored: what started by changing the base is written as {@link PlainForm}.
   *
   * @param type FLOAT32, or a smaller real type to halve the file
   * @param notes what else belongs to the run (rates, plan); becomes {@code eidograph.json}
   */
  public static void write(
      Path directory, LoraModel lora, AdapterOrigin origin, DType type, ObjectNode notes) {
    try (Scope scope = Scope.open()) {
      write(directory, lora, origin, PlainForm.of(lora), type, notes);
    }
  }

  /**
   * Writes the trained tensors themselves, to go on from: PEFT repeats the start on the base when
   * it reads the directory, unless the start was random.
   */
  public static void writeState(Path directory, LoraModel lora, AdapterOrigin origin) {
    try (Scope scope = Scope.open()) {
      write(directory, lora, origin, PlainForm.asTrained(lora), DType.FLOAT32, Json.object());
    }
  }

  private static void write(
      Path directory,
      LoraModel lora,
      AdapterOrigin origin,
      PlainForm form,
      DType type,
      ObjectNode notes) {
    Map<String, Tensor> tensors = new TreeMap<>();
    form.tensors().forEach((name, value) -> tensors.put(name, value.to(type).contiguous()));
    SafetensorsWriter.write(directory.resolve(TENSORS), tensors);
    AtomicFiles.writeString(
        directory.resolve(NOTES), Json.pretty(AdapterNotes.of(lora.spec(), notes)));
    AtomicFiles.writeString(
        directory.resolve(AdapterConfig.FILE),
        new AdapterConfigWriter(lora, form.spec()).text(origin));
  }

  /** Writes in float32 without further notes. */
  public static void write(Path directory, LoraModel lora, AdapterOrigin origin) {
    write(directory, lora, origin, DType.FLOAT32, Json.object());
  }

  /**
   * Reads an adapter and attaches it.
   *
   * @param lenient whether missing and extra tensors and unknown keys warn in place of failing; a
   *     missing tensor then stays at its start, without effect
   * @throws BadInputException if a file is absent or malformed, asks for what is not supported, or
   *     does not fit the model; the model is then as it was
   */
  public static Loaded read(Path directory, SegmentedModel model, boolean lenient) {
    AdapterConfig written =
        AdapterNotes.asTrained(AdapterConfigReader.read(directory, lenient), directory);
    Path file = tensorFile(directory);
    try (TensorSource source = TensorSource.open(file)) {
      AdapterConfig config = withTargets(written, source);
      LoraModel lora = attach(model, config, directory);
      try {
        List<String> warnings = new ArrayList<>(config.warnings());
        warnings.addAll(lora.warnings());
        warnings.addAll(new AdapterReading(lora, source, file, lenient).fill());
        return new Loaded(lora, config, warnings);
      } catch (RuntimeException e) {
        lora.detach();
        throw e;
      }
    }
  }

  /** Reads strictly. */
  public static Loaded read(Path directory, SegmentedModel model) {
    return read(directory, model, false);
  }

  /**
   * The classes that a classifier's adapter tells apart, as its notes name them.
   *
   * @throws BadInputException if it has no notes, or they name none
   */
  public static List<String> labels(Path directory) {
    Path file = directory.resolve(NOTES);
    JsonNode labels =
        Files.isRegularFile(file) ? Json.readObject(file).path(LABELS) : Json.object().path(LABELS);
    List<String> names = new ArrayList<>();
    labels.forEach(label -> names.add(label.asString("")));
    if (names.isEmpty()) {
      throw new BadInputException(
          "%s must list the classes under '%s', but does not; give the directory that Eidograph's fine-tuning wrote"
              .formatted(file, LABELS));
    }
    return names;
  }

  static Path tensorFile(Path directory) {
    Path file = directory.resolve(TENSORS);
    if (Files.isRegularFile(file)) {
      return file;
    }
    String mend =
        Files.exists(directory.resolve("adapter_model.bin"))
            ? "it has adapter_model.bin, save that again with PEFT's safe_serialization=True"
            : "give the directory that PEFT's or Eidograph's save wrote";
    throw new BadInputException("%s must hold %s; %s".formatted(directory, TENSORS, mend));
  }

  /** The targets as the file's tensors show them, where its configuration leaves them open. */
  private static AdapterConfig withTargets(AdapterConfig config, TensorSource source) {
    if (config.targetsGiven()) {
      return config;
    }
    List<String> paths =
        source.names().stream()
            .filter(name -> name.contains(".lora_A.") || name.endsWith(".lora_embedding_A"))
            .map(name -> name.substring(0, name.lastIndexOf(".lora_")))
            .map(name -> name.replaceFirst("^" + LoraModel.KEY_PREFIX.replace(".", "\\."), ""))
            .toList();
    if (paths.isEmpty()) {
      throw new BadInputException(
          "an adapter must name target_modules or hold tensors lora_A, this one does neither; was"
              + " it cut short?");
    }
    return config.withTargets(new Targets.Names(paths));
  }

  /** PEFT lists the heads of all families for a classifier, {@code score} among them. */
  private static LoraSpec ofThisHead(SegmentedModel model, LoraSpec spec) {
    if (!(model instanceof SequenceClassifier)) {
      return spec;
    }
    String[] present =
        spec.modulesToSave().stream().filter(name -> !name.equals("score")).toArray(String[]::new);
    return spec.with(b -> b.modulesToSave(present));
  }

  private static LoraModel attach(SegmentedModel model, AdapterConfig config, Path directory) {
    try {
      return LoraModel.attach(model, ofThisHead(model, config.spec()));
    } catch (UsageException e) {
      throw new BadInputException(
          "%s does not fit this model, it was made for %s: %s; take that base"
              .formatted(directory, config.base(), e.getMessage()),
          e);
    }
  }
}
