// Licensed under the Apache License, Version 2.0.
package org.eidograph.widen;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.eidograph.base.AtomicFiles;
import org.eidograph.base.CheckFailedException;
import org.eidograph.base.Json;
import org.eidograph.base.UsageException;
import org.eidograph.theory.scaling.names.AxisSymbol;
import org.eidograph.theory.scaling.names.ModelDescription.Head;
import org.eidograph.torch.safetensors.TensorSource;
import org.eidograph.transfer.ModelShape;
import org.jspecify.annotations.Nullable;

/**
 * Writes a wider checkpoint that computes what its source does, with the plan to train it on.
 *
 * <p>The source is mapped and the result written tensor by tensor, so that memory holds the largest
 * tensor; a check holds one segment of a model besides.
 */
public final class Widening {
  /** The plan, beside the weights. */
  public static final String PLAN = "widening-plan.json";

  /** The widened optimizer state, beside the weights. */
  public static final String OPTIMIZER = "optimizer.safetensors";

  private final WideningRequest request;
  private final Path partial;

  private Widening(WideningRequest request, Path partial) {
    this.request = request;
    this.partial = partial;
  }

  /**
   * What was widened.
   *
   * @param sourceParameters numbers in the source
   * @param parameters numbers in the wide model
   * @param files weight files written
   * @param agreement of both models; null if they were not compared
   * @param noiseAfterCheck whether noise that changes the function was added after the comparison
   * @param optimizerState whether moments were widened too
   */
  public record Result(
      Path outputDirectory,
      long sourceParameters,
      long parameters,
      int files,
      @Nullable CopyAgreement agreement,
      boolean noiseAfterCheck,
      boolean optimizerState,
      WideningPlan plan) {}

  /**
   * Widens.
   *
   * @param output a new directory; it appears when everything in it is written and checked
   * @throws org.eidograph.base.BadInputException if the checkpoint is unknown, quantised or
   *     contradicts its configuration
   * @throws CheckFailedException if the two models differ; nothing is left behind then
   */
  public static Result write(WideningRequest request, Path output) {
    if (Files.exists(output)) {
      throw new UsageException(
          "a widened model goes into a new directory, but %s exists; name another"
              .formatted(output));
    }
    Path partial = output.resolveSibling("." + output.getFileName() + ".partial");
    try {
      AtomicFiles.deleteRecursively(partial);
      Files.createDirectories(partial);
      Result result = new Widening(request, partial).run(output);
      AtomicFiles.publish(partial, output);
      return result;
    } catch (IOException e) {
      throw AtomicFiles.refusal(output, e);
    } finally {
      discard(partial);
    }
  }

  private Result run(Path output) throws IOException {
    try (TensorSource weights = TensorSource.open(request.model())) {
      SourceModel source = SourceModel.read(request.model(), weights);
      WideShape shape =
          new WideShape(source.description(), request.growth(), source.scaledScores());
      List<WidenedTensor> tensors = shape.tensors(SourceModel.shapes(weights));
      WidenedFiles files = new WidenedFiles(request.model(), weights, tensors);
      files.writeCompanions(partial, WideConfig.of(source.config(), shape));
      boolean later =
          request.verification() != Verification.NONE && !request.noise().keepsFunction();
      int count = files.write(partial, later ? request.noise().silenced() : request.noise());
      CopyAgreement agreement = agreement(source, shape, weights, !later);
      if (later) {
        files.write(partial, request.noise());
      }
      WideningPlan plan = plan(shape, tensors);
      AtomicFiles.writeString(partial.resolve(PLAN), Json.pretty(plan));
      Path state = request.training().state();
      if (state != null) {
        WideMoments.write(state, tensors, partial.resolve(OPTIMIZER));
      }
      return new Result(
          output,
          tensors.stream().mapToLong(t -> weights.info(t.source().name()).numel()).sum(),
          files.parameters(),
          count,
          agreement,
          later,
          state != null,
          plan);
    }
  }

  private WideningPlan plan(WideShape shape, List<WidenedTensor> tensors) {
    return WideningPlan.of(written(), shape, tensors, request.training(), request.noise());
  }

  /** As whoever opens the checkpoint will see it. */
  private ModelShape written() {
    try (TensorSource weights = TensorSource.open(partial)) {
      return ModelShape.of(SourceModel.read(partial, weights).description());
    }
  }

  private @Nullable CopyAgreement agreement(
      SourceModel source, WideShape shape, TensorSource weights, boolean withNoise) {
    if (request.verification() == Verification.NONE) {
      return null;
    }
    boolean classifies = source.description().switches().head() == Head.CLASSIFIER;
    return CopyAgreement.require(
        new CopyAgreement.Pair(
            request.model(),
            partial,
            source.encoder(),
            classifies,
            new AxisCopies(1, request.growth().factor(), shape.blocks(AxisSymbol.HIDDEN)),
            withNoise && !request.noise().silent() || !request.growth().exact()),
        weights,
        request.verification());
  }

  private static void discard(Path partial) {
    try {
      AtomicFiles.deleteRecursively(partial);
    } catch (IOException e) {
      // the outcome itself matters more than a left-over hidden directory
    }
  }
}
