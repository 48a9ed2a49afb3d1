// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.eidograph.base.AtomicFiles;
import org.eidograph.base.Json;
import org.eidograph.model.CompanionFiles;
import org.eidograph.model.Parameter;
import org.eidograph.model.Pass;
import org.eidograph.model.SequenceClassifier;
import org.eidograph.model.Sequences;
import org.eidograph.model.config.EncoderFamily;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.NoGrad;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.safetensors.SafetensorsWriter;
import org.eidograph.torch.safetensors.TensorSource;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Works a {@code SEQ_CLS} adapter into its encoder: a plain classifier in Hugging Face layout, with
 * the adapter's pooler, output projection and class names.
 *
 * <p>Encoders are small, so that everything is held in memory in float32 and rounded when it is
 * written; names are those of a classifier, also where the base was saved without its head.
 */
final class ClassifierMerge {
  private static final int TEXTS = 4;
  private static final int TOKENS = 12;

  private final Path base;
  private final SequenceClassifier model;
  private final TensorSource source;
  private final Merge.Options options;
  private final Set<DType> written = new LinkedHashSet<>();

  private ClassifierMerge(
      Path base, SequenceClassifier model, TensorSource source, Merge.Options options) {
    this.base = base;
    this.model = model;
    this.source = source;
    this.options = options;
  }

  /**
   * Merges into a directory that exists and is empty.
   *
   * @param output what the result calls it
   */
  static Merge.Result write(
      Path base, Path adapter, Path directory, Path output, Merge.Options options)
      throws IOException {
    try (SequenceClassifier model =
            AdaptedClassifier.withHead(base, adapter, DType.FLOAT32, Device.CPU);
        Scope scope = Scope.open();
        NoGrad noGrad = NoGrad.on();
        TensorSource source = TensorSource.open(base)) {
      List<Parameter> own = model.parameters();
      Tensor alone = probe(model);
      AdapterFiles.Loaded loaded = AdapterFiles.read(adapter, model, options.lenient());
      AdaptedClassifier.requireNothingDrawn(model, loaded.lora(), adapter);
      Tensor together = probe(model);
      ClassifierMerge job = new ClassifierMerge(base, model, source, options);
      int changed = job.writeWeights(directory, own, loaded.lora());
      job.writeConfig(directory);
      CompanionFiles.copy(base, directory);
      Agreement agreement = new Agreement(alone, together, job.coarsest());
      double difference = agreement.require(reloaded(directory));
      return new Merge.Result(
          output,
          changed,
          1,
          job.coarsest().toString(),
          difference,
          agreement.effect(),
          false,
          loaded.warnings());
    }
  }

  private static Tensor reloaded(Path directory) {
    try (SequenceClassifier plain = SequenceClassifier.load(directory, DType.FLOAT32, Device.CPU)) {
      return probe(plain).copy();
    }
  }

  /** Logits of a few texts of fixed ids, (4, C). */
  private static Tensor probe(SequenceClassifier model) {
    SplittableRandom random = new SplittableRandom(0);
    int tokens = Math.min(TOKENS, model.maxTokens());
    List<int[]> texts = new ArrayList<>();
    for (int i = 0; i < TEXTS; i++) {
      texts.add(random.ints(tokens, 0, model.vocabularySize()).toArray());
    }
    return model.logits(Pass.inference(Sequences.of(texts), Device.CPU));
  }

  /** All tensors in one file; how many differ from the base, or are not in it. */
  private int writeWeights(Path directory, List<Parameter> own, LoraModel lora) {
    Map<Parameter, Supplier<Tensor>> changed = new LinkedHashMap<>(MergedWeights.of(lora));
    lora.wholeParameters().forEach(whole -> changed.putIfAbsent(whole, whole::value));
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Parameter parameter : own) {
      String stored = stored(parameter.name());
      Supplier<Tensor> value = changed.get(parameter);
      if (value == null) { // as on disk, bit for bit, also where the model holds it quantised
        value = stored == null ? parameter::value : () -> source.tensor(stored);
      }
      DType type = typeOf(stored);
      if (changed.containsKey(parameter) || options.type() != null) {
        written.add(type);
      }
      Tensor rounded = value.get().detach().to(type).contiguous();
      tensors.put(parameter.name(), Merged.requireFinite(parameter.name(), rounded));
    }
    SafetensorsWriter.write(directory.resolve(TensorSource.SINGLE), tensors);
    return changed.size();
  }

  /** The name in the base's files, which may leave the first segment off; null if not there. */
  private @Nullable String stored(String name) {
    String bare = name.substring(name.indexOf('.') + 1);
    return source.names().contains(name) ? name : source.names().contains(bare) ? bare : null;
  }

  /** As wanted, as stored, or as the base's matrices. */
  private DType typeOf(@Nullable String stored) {
    if (options.type() != null) {
      return options.type();
    }
    return stored == null ? Merge.loadType(base) : source.info(stored).dtype();
  }

  private DType coarsest() {
    return written.contains(DType.BFLOAT16)
        ? DType.BFLOAT16
        : written.contains(DType.FLOAT16) ? DType.FLOAT16 : DType.FLOAT32;
  }

  private void writeConfig(Path directory) {
    ObjectNode config = Json.readObject(base.resolve("config.json"));
    boolean bert = model.config().family() == EncoderFamily.BERT;
    config
        .putArray("architectures")
        .add(bert ? "BertForSequenceClassification" : "RobertaForSequenceClassification");
    ObjectNode names = config.putObject("id2label");
    ObjectNode ids = config.putObject("label2id");
    for (int i = 0; i < model.labels().size(); i++) {
      names.put(String.valueOf(i), model.labels().get(i));
      ids.put(model.labels().get(i), i);
    }
    config.remove("num_labels"); // as many as there are names
    config.put("problem_type", "single_label_classification");
    DType type = options.type();
    if (type != null) {
      config.put(
          config.has("dtype") ? "dtype" : "torch_dtype", type.name().toLowerCase(Locale.ROOT));
    }
    AtomicFiles.writeString(directory.resolve("config.json"), Json.pretty(config));
  }
}
