// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.eidograph.base.AtomicFiles;
import org.eidograph.base.CheckFailedException;
import org.eidograph.base.UsageException;
import org.eidograph.model.CausalLm;
import org.eidograph.model.Parameter;
import org.eidograph.model.SegmentedModel;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.NoGrad;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.safetensors.TensorSource;
import org.jspecify.annotations.Nullable;

/**
 * Works an adapter into its base and writes a plain checkpoint with the base's files and names, and
 * its types unless another is wanted, after checking on probe tokens that the written model
 * computes what base and adapter compute together, and not what the base alone does.
 *
 * <p>The base is mapped, not read, and written file by file: beside the adapter, memory holds the
 * changed tensors of one file at a time. An adapter of a classifier gives a classifier, in one
 * file.
 */
public final class Merge {
  private final Path base;
  private final Path partial;
  private final Options options;
  private final DType type;

  private Merge(Path base, Path partial, Options options) {
    this.base = base;
    this.partial = partial;
    this.options = options;
    DType own = loadType(base);
    // a base that is stored anew is read exactly, so that its rounding is seen in the logits
    this.type = options.type() == null || options.type() == own ? own : DType.FLOAT32;
  }

  /**
   * How to merge.
   *
   * @param type in which all real numbers are stored, FLOAT32, FLOAT16 or BFLOAT16; null to keep
   *     each tensor's own
   * @param lenient as for {@link AdapterFiles#read(Path, SegmentedModel, boolean)}
   */
  public record Options(@Nullable DType type, boolean lenient) {
    /** The base's types and a strict reading. */
    public static final Options DEFAULT = new Options(null, false);

    public Options {
      if (type != null && (!type.isFloating() || type == DType.FLOAT64)) {
        throw new UsageException("weights are stored in FLOAT32, FLOAT16 or BFLOAT16, got " + type);
      }
    }
  }

  /**
   * What was merged.
   *
   * @param files weight files written
   * @param dtype coarsest type in which a tensor is stored anew
   * @param logitDifference largest absolute difference on the probe tokens between the written
   *     model and base plus adapter
   * @param effect the same between the written model and the base
   * @param untied whether head and embedding, shared in the base, were written apart
   * @param warnings of a lenient reading
   */
  public record Result(
      Path outputDirectory,
      int changedTensors,
      int files,
      String dtype,
      double logitDifference,
      double effect,
      boolean untied,
      List<String> warnings) {
    public Result {
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * Merges.
   *
   * @param output a new directory; it appears when everything in it is written and checked
   * @throws CheckFailedException if the written model would differ; nothing is left behind then
   */
  public static Result write(Path base, Path adapter, Path output, Options options) {
    if (Files.exists(output)) {
      throw new UsageException(
          "a merge goes into a new directory, but %s exists; name another".formatted(output));
    }
    Path partial = output.resolveSibling("." + output.getFileName() + ".partial");
    try {
      AtomicFiles.deleteRecursively(partial);
      Files.createDirectories(partial);
      Result result =
          AdaptedClassifier.isFor(adapter)
              ? ClassifierMerge.write(base, adapter, partial, output, options)
              : new Merge(base, partial, options).run(adapter, output);
      AtomicFiles.publish(partial, output);
      return result;
    } catch (IOException e) {
      throw AtomicFiles.refusal(output, e);
    } finally {
      discard(partial);
    }
  }

  /** Merges an adapter that is read strictly, in the base's types. */
  public static Result write(Path base, Path adapter, Path output) {
    return write(base, adapter, output, Options.DEFAULT);
  }

  /**
   * The one type of all of a checkpoint's matrices, which then need no copy to be loaded; else
   * float32.
   */
  static DType loadType(Path base) {
    try (TensorSource source = TensorSource.open(base)) {
      Set<DType> types =
          source.names().stream()
              .map(source::info)
              .filter(info -> info.shape().length > 1)
              .map(info -> info.dtype())
              .collect(Collectors.toSet());
      DType only = types.size() == 1 ? types.iterator().next() : DType.FLOAT32;
      return only == DType.BFLOAT16 || only == DType.FLOAT16 ? only : DType.FLOAT32;
    }
  }

  private Result run(Path adapter, Path output) throws IOException {
    try (CausalLm model = CausalLm.load(base, type, Device.CPU);
        Scope scope = Scope.open();
        NoGrad noGrad = NoGrad.on();
        TensorSource source = TensorSource.open(base)) {
      Probe probe = Probe.of(model);
      Tensor alone = probe.logits(model);
      AdapterFiles.Loaded loaded = AdapterFiles.read(adapter, model, options.lenient());
      Tensor together = probe.logits(model);
      if (MergedWeights.parts(model)) {
        SeparateHead.of(model); // until the model is closed
      }
      boolean untied = model.config().tiedEmbeddings() && !model.tied();
      MergedFiles files = changes(loaded.lora(), source, untied);
      files.writeWeights(partial);
      files.writeCompanions(partial, untied);
      Agreement agreement = new Agreement(alone, together, files.coarsest());
      double difference = agreement.require(merged(probe));
      return new Result(
          output,
          files.changes(),
          files.count(),
          files.coarsest().toString(),
          difference,
          agreement.effect(),
          untied,
          loaded.warnings());
    }
  }

  private MergedFiles changes(LoraModel lora, TensorSource source, boolean untied) {
    CausalLm model = lora.model();
    MergedFiles files = new MergedFiles(base, source, options.type());
    if (untied) {
      Parameter head = model.head().weightParameter();
      files.add(head.name(), model.embedding().table().name());
      files.change(head.name(), head::value);
    }
    lora.wholeParameters().forEach(whole -> files.change(whole.name(), whole::value));
    MergedWeights.of(lora).forEach((weight, value) -> files.change(weight.name(), value));
    return files;
  }

  private Tensor merged(Probe probe) {
    try (CausalLm written = CausalLm.load(partial, type, Device.CPU)) {
      return probe.logits(written);
    }
  }

  private static void discard(Path partial) {
    try {
      AtomicFiles.deleteRecursively(partial);
    } catch (IOException e) {
      // the merge's own outcome matters more than a left-over hidden directory
    }
  }
}
