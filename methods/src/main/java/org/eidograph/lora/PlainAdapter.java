// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eidograph.base.AtomicFiles;
import org.eidograph.base.CheckFailedException;
import org.eidograph.base.UsageException;
import org.eidograph.lora.init.Factors;
import org.eidograph.lora.init.PlainFactors;
import org.eidograph.model.CausalLm;
import org.eidograph.model.ModulePath;
import org.eidograph.model.Parameter;
import org.eidograph.model.nn.LowRankDelta;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.NoGrad;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * An adapter of any kind as plain LoRA that every reader understands: beside the base as stored,
 * one rank, {@code alpha = r}, no patterns, no rsLoRA, no magnitudes. Multipliers go into B.
 *
 * <p>All of this is exact up to rounding but DoRA, whose change has full rank: there the nearest
 * change of a chosen rank is written.
 */
public final class PlainAdapter {
  /** float32 sums in another order over the depth of a model. */
  private static final double TOLERANCE = 1e-3;

  private PlainAdapter() {}

  /**
   * What was written.
   *
   * @param logitDifference largest absolute difference on probe tokens before and after
   * @param missed what the chosen rank leaves out of the changes, relative, Frobenius
   */
  public record Result(
      Path outputDirectory,
      int modules,
      int rank,
      double logitDifference,
      double missed,
      List<String> warnings) {
    public Result {
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * Converts.
   *
   * @param rank of the result for DoRA, else null
   * @param output a new directory
   * @throws UsageException if a rank is asked for where it changes nothing, or missing for DoRA
   * @throws org.eidograph.base.BadInputException if the adapter does not fit the base
   * @throws CheckFailedException if the result does not compute what the adapter does
   */
  public static Result write(Path base, Path adapter, @Nullable Integer rank, Path output) {
    if (Files.exists(output)) {
      throw new UsageException(
          "an adapter is converted into a new directory, but %s exists; name another"
              .formatted(output));
    }
    try (CausalLm model = CausalLm.load(base, DType.FLOAT32, Device.CPU);
        Scope scope = Scope.open();
        NoGrad noGrad = NoGrad.on()) {
      AdapterFiles.Loaded loaded = AdapterFiles.read(adapter, model);
      LoraModel lora = loaded.lora();
      requireSense(lora.spec(), rank);
      Probe probe = Probe.of(model);
      Tensor before = probe.logits(model);
      Plain plain = Plain.of(lora, rank);
      Map<String, Tensor> whole = wholeTensors(lora);
      lora.detach();
      LoraModel written = LoraModel.attach(model, plain.spec(lora));
      plain.fill(written);
      whole.forEach((name, value) -> tensor(written, name).value().copyFromInPlace(value));
      double difference = probe.logits(model).maxAbsDifference(before);
      if (rank == null && !(difference <= TOLERANCE)) {
        throw new CheckFailedException(
            "the converted adapter must give the logits of the old one within %.0e, but differs by %.3e; nothing was written"
                .formatted(TOLERANCE, difference));
      }
      AdapterOrigin origin =
          new AdapterOrigin(
              loaded.config().base() == null ? base.toString() : loaded.config().base(),
              loaded.config().revision());
      save(output, written, origin);
      Result result =
          new Result(
              output,
              written.adapters().size(),
              plain.rank(),
              difference,
              plain.missed(),
              loaded.warnings());
      written.detach();
      return result;
    }
  }

  private static void requireSense(LoraSpec spec, @Nullable Integer rank) {
    if (spec.dora() && rank == null) {
      throw new UsageException(
          "DoRA's change has full rank, so a rank must be chosen for its plain form, got none; give"
              + " --rank");
    }
    if (!spec.dora() && rank != null) {
      throw new UsageException(
          "a rank is chosen for DoRA alone, since all else is converted exactly, got %d; leave --rank out"
              .formatted(rank));
    }
    if (spec.loraBias()) {
      throw new UsageException(
          "an adapter with lora_bias is plain only where it is merged, got one; use 'eido merge'");
    }
  }

  private static Map<String, Tensor> wholeTensors(LoraModel lora) {
    Map<String, Tensor> whole = new LinkedHashMap<>();
    lora.tensors()
        .forEach(
            (name, parameter) -> {
              if (lora.wholeParameters().contains(parameter)) {
                whole.put(name, parameter.value().copy());
              }
            });
    return whole;
  }

  private static Parameter tensor(LoraModel lora, String name) {
    Parameter parameter = lora.tensors().get(name);
    if (parameter == null) {
      throw new IllegalStateException("the converted adapter has no place for " + name);
    }
    return parameter;
  }

  private static void save(Path output, LoraModel lora, AdapterOrigin origin) {
    Path partial = output.resolveSibling("." + output.getFileName() + ".partial");
    try {
      AtomicFiles.deleteRecursively(partial);
      Files.createDirectories(partial);
      AdapterFiles.write(partial, lora, origin);
      AtomicFiles.publish(partial, output);
    } catch (IOException e) {
      throw AtomicFiles.refusal(output, e);
    }
  }

  /** Factors with multiplier 1 by module. */
  private record Plain(Map<ModulePath, Factors> factors, int rank, double missed) {
    static Plain of(LoraModel lora, @Nullable Integer wanted) {
      Map<ModulePath, Factors> factors = new LinkedHashMap<>();
      double missed = 0;
      double all = 0;
      for (AdaptedModule adapter : lora.adapters()) {
        Factors plain = wanted == null ? exact(lora, adapter) : nearest(adapter, wanted);
        if (wanted != null) {
          Tensor change = change(adapter);
          missed += Math.pow(plain.product().sub(change).norm().item(), 2);
          all += Math.pow(change.norm().item(), 2);
        }
        factors.put(adapter.path(), plain);
      }
      int rank = factors.values().stream().mapToInt(f -> (int) f.rank()).max().orElse(1);
      return new Plain(factors, rank, all == 0 ? 0 : Math.sqrt(missed / all));
    }

    private static Factors exact(LoraModel lora, AdaptedModule adapter) {
      LowRankDelta delta = adapter.delta();
      Factors now = new Factors(delta.a().value().detach(), delta.b().value().detach());
      Factors start = lora.residuals().startOf(adapter.path());
      Factors plain = start == null ? now : PlainFactors.since(start, now);
      return new Factors(plain.a().copy(), plain.b().mul(delta.scale()));
    }

    /** As (out, in). */
    private static Tensor change(AdaptedModule adapter) {
      return adapter.storedTransposed() ? adapter.change().t() : adapter.change();
    }

    private static Factors nearest(AdaptedModule adapter, int rank) {
      try {
        return PlainFactors.nearest(change(adapter), rank);
      } catch (IllegalArgumentException e) {
        throw new UsageException(
            "%s: %s; give another --rank".formatted(adapter.path().path(), e.getMessage()), e);
      }
    }

    LoraSpec spec(LoraModel lora) {
      return lora.spec()
          .with(
              b ->
                  b.rank(rank)
                      .alpha(rank)
                      .rankPattern(Map.of())
                      .alphaPattern(Map.of())
                      .dora(false)
                      .init(LoraInit.A_KAIMING)
                      .initIterations(0));
    }

    void fill(LoraModel written) {
      for (AdaptedModule adapter : written.adapters()) {
        Factors own = factors.get(adapter.path());
        if (own != null) {
          Factors whole = CombinedAdapter.filledUp(own, rank);
          adapter.delta().a().value().copyFromInPlace(whole.a());
          adapter.delta().b().value().copyFromInPlace(whole.b());
        }
      }
    }
  }
}
