// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.eidograph.base.BadInputException;
import org.eidograph.base.Json;
import org.eidograph.model.Parameter;
import org.eidograph.model.SequenceClassifier;
import org.eidograph.model.config.EncoderConfigReader;
import org.eidograph.model.load.NewHead;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.safetensors.TensorSource;

/**
 * An encoder with a {@code SEQ_CLS} adapter on it, whose pooler and output projection come from the
 * adapter, so that the base need not have a head.
 */
public final class AdaptedClassifier {
  /** Any: what is drawn is overwritten by the adapter. */
  private static final long SEED = 0;

  private AdaptedClassifier() {}

  /**
   * A classifier that was read.
   *
   * @param model the caller closes it
   * @param adapter what is attached to it
   */
  public record Loaded(SequenceClassifier model, AdapterFiles.Loaded adapter) {}

  /** Whether a directory holds an adapter of a classifier. */
  public static boolean isFor(Path adapter) {
    Path file = adapter.resolve(AdapterConfig.FILE);
    return Files.isRegularFile(file)
        && Json.readObject(file).path("task_type").asString("").equals("SEQ_CLS");
  }

  /**
   * Loads base and adapter.
   *
   * @param lenient as for {@link AdapterFiles#read}
   * @throws BadInputException if a file is absent or malformed, or they do not fit each other
   */
  public static Loaded load(Path base, Path adapter, DType type, Device device, boolean lenient) {
    SequenceClassifier model = withHead(base, adapter, type, device);
    try {
      AdapterFiles.Loaded loaded = AdapterFiles.read(adapter, model, lenient);
      requireNothingDrawn(model, loaded.lora(), adapter);
      return new Loaded(model, loaded);
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  /** The encoder alone, with a head for the adapter's classes. */
  static SequenceClassifier withHead(Path base, Path adapter, DType type, Device device) {
    return SequenceClassifier.load(base, type, device, new NewHead(labels(base, adapter), SEED));
  }

  /** A part of the head that neither base nor adapter holds would give random classes. */
  static void requireNothingDrawn(SequenceClassifier model, LoraModel lora, Path adapter) {
    for (Parameter parameter : model.parameters()) {
      String start = parameter.module().path() + " (";
      boolean drawn = model.notes().stream().anyMatch(note -> note.startsWith(start));
      boolean low = parameter.name().contains(".lora_");
      if (drawn && !low && !lora.wholeParameters().contains(parameter)) {
        throw new BadInputException(
            "a classifier's head must be in base or adapter, but %s is neither in the base nor in %s; train it with classifier and pooler among modules_to_save"
                .formatted(parameter.module().path(), adapter));
      }
    }
  }

  /**
   * By the adapter's notes; else as many as its output projection has rows, named as in the base if
   * that has as many, else as transformers names classes without names.
   */
  private static List<String> labels(Path base, Path adapter) {
    if (Files.isRegularFile(adapter.resolve(AdapterFiles.NOTES))) {
      return AdapterFiles.labels(adapter);
    }
    int classes = classes(adapter);
    List<String> stored = EncoderConfigReader.read(base).labels();
    return stored.size() == classes
        ? stored
        : IntStream.range(0, classes).mapToObj(i -> "LABEL_" + i).toList();
  }

  private static int classes(Path adapter) {
    Path file = AdapterFiles.tensorFile(adapter);
    try (TensorSource source = TensorSource.open(file)) {
      return source.names().stream()
          .filter(
              name ->
                  name.endsWith(".classifier.weight")
                      || name.endsWith(".classifier.out_proj.weight"))
          .findFirst()
          .map(name -> (int) source.info(name).shape()[0])
          .orElseThrow(
              () ->
                  new BadInputException(
                      "%s must hold the output projection of a classifier, but has none; was it trained with classifier among modules_to_save?"
                          .formatted(file)));
    }
  }
}
