// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eidograph.lora.init.Factors;
import org.eidograph.lora.init.PlainFactors;
import org.eidograph.model.Parameter;
import org.eidograph.model.nn.LowRankDelta;
import org.eidograph.theory.lora.LoraScale;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;

/**
 * An adapter as it is written for the base as stored.
 *
 * <p>What started by changing the base to {@code W − s·B₀·A₀} becomes {@code s·[B, −B₀]·[A; A₀]},
 * of twice the rank, with alpha grown so that s stays; all other adapters of the same file keep
 * their change and are filled up with zeros, since one rank holds for all.
 *
 * @param spec with the ranks of the tensors
 * @param tensors by their names in a PEFT file, owned by the innermost scope
 */
record PlainForm(LoraSpec spec, Map<String, Tensor> tensors) {
  /** For the base as stored. */
  static PlainForm of(LoraModel lora) {
    PlainForm trained = asTrained(lora);
    if (!lora.spec().init().changesBase()) {
      return trained;
    }
    Map<String, Tensor> tensors = new LinkedHashMap<>(trained.tensors);
    for (AdaptedModule adapter : lora.adapters()) {
      LowRankDelta delta = adapter.delta();
      Factors now = new Factors(value(delta.a()), value(delta.b()));
      Factors start = lora.residuals().startOf(adapter.path());
      Factors plain = start == null ? filledUp(now) : PlainFactors.since(start, now);
      tensors.put(LoraModel.KEY_PREFIX + delta.a().name(), plain.a());
      tensors.put(LoraModel.KEY_PREFIX + delta.b().name(), plain.b());
    }
    return new PlainForm(doubled(lora.spec()), tensors);
  }

  /** For a base that makes room for the start again. */
  static PlainForm asTrained(LoraModel lora) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    lora.tensors().forEach((name, parameter) -> tensors.put(name, value(parameter)));
    return new PlainForm(lora.spec(), tensors);
  }

  private static Tensor value(Parameter parameter) {
    return parameter.value().detach();
  }

  private static Factors filledUp(Factors factors) {
    return new Factors(
        Tensors.cat(List.of(factors.a(), Tensors.zerosLike(factors.a())), 0),
        Tensors.cat(List.of(factors.b(), Tensors.zerosLike(factors.b())), 1));
  }

  /** Twice every rank at the same multipliers. */
  private static LoraSpec doubled(LoraSpec spec) {
    double growth = spec.scale() instanceof LoraScale.RankStabilised ? Math.sqrt(2) : 2;
    Map<String, Integer> ranks = new LinkedHashMap<>(spec.rankPattern());
    ranks.replaceAll((key, rank) -> 2 * rank);
    Map<String, Double> alphas = new LinkedHashMap<>(spec.alphaPattern());
    alphas.replaceAll((key, alpha) -> growth * alpha);
    return spec.with(
        b ->
            b.rank(2 * spec.rank())
                .scale(grown(spec.scale(), growth))
                .rankPattern(ranks)
                .alphaPattern(alphas)
                .init(LoraInit.A_KAIMING)
                .initIterations(0));
  }

  private static LoraScale grown(LoraScale scale, double growth) {
    if (scale instanceof LoraScale.Alpha plain) {
      return scale.withAlpha(growth * plain.alpha());
    }
    return scale instanceof LoraScale.RankStabilised stabilised
        ? scale.withAlpha(growth * stabilised.alpha())
        : scale;
  }
}
