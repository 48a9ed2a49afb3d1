// Licensed under the Apache License, Version 2.0.
package org.eidograph.widen.study;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.eidograph.theory.scaling.OptimizerKind;
import org.eidograph.torch.RandomSource;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.widen.CopyAgreement;
import org.eidograph.widen.CopyNoise;
import org.eidograph.widen.Verification;
import org.eidograph.widen.Widening;
import org.eidograph.widen.WideningPlan;
import org.eidograph.widen.WideningRequest;
import org.eidograph.widen.WidthGrowth;
import org.eidograph.widen.study.DoubleRun.Factors;
import org.eidograph.widen.study.DoubleRun.Settings;

/**
 * All comparisons of one seed.
 *
 * @param drifts largest difference of logits after 0, 1, … steps, by the claim's id
 * @param kept difference of logits that paired noise makes, relative to their size
 * @param asymmetry relative difference of the gradients of two copies, with paired noise
 * @param copies the same after all steps without noise
 */
record EquivalenceRun(
    Map<String, List<Double>> drifts, double kept, double asymmetry, double copies) {
  private static final double NOISE = 0.3;
  private static final String WITNESS = "model.layers.0.mlp.up_proj.weight";
  private static final SmallLlama SOURCE = new SmallLlama(32, 64, 64);

  static EquivalenceRun of(long seed) {
    try (StudyDirectory place = StudyDirectory.open()) {
      Path source = place.create("source");
      SOURCE.writeConfig(source);
      SOURCE.writeWeights(source, RandomSource.derive(seed, "equivalence"));
      Path wide = place.path().resolve("wide");
      widen(source, new CopyNoise(CopyNoise.Mode.NONE, 0, seed), wide);
      Path paired = place.path().resolve("paired");
      CopyAgreement agreement =
          widen(source, new CopyNoise(CopyNoise.Mode.PAIRED, NOISE, seed), paired);
      Map<String, List<Double>> drifts = new LinkedHashMap<>();
      double copies = Double.NaN;
      for (EquivalenceCase one : EquivalenceCase.ALL) {
        try (WideTwins twins = WideTwins.of(source, wide, one.training())) {
          drifts.put(one.id(), twins.drift(EquivalenceStudy.STEPS));
          copies = one.id().equals("W2-sgd") ? partingOf(twins.wide()) : copies;
        }
      }
      return new EquivalenceRun(drifts, agreement.relativeDifference(), firstStep(paired), copies);
    }
  }

  private static CopyAgreement widen(Path source, CopyNoise noise, Path output) {
    WideningRequest request =
        new WideningRequest(
            source,
            WidthGrowth.by(WideTwins.FACTOR),
            noise,
            Verification.FP64,
            new WideningRequest.Training(
                OptimizerKind.ADAMW, new WideningPlan.SourceSettings(1e-3, 0, 1e-8), null));
    return Objects.requireNonNull(Widening.write(request, output).agreement());
  }

  /** One step of plain descent without clipping or decay leaves the gradient in its buffer. */
  private static double firstStep(Path model) {
    Map<String, Factors> factors = new LinkedHashMap<>();
    WideTwins.tensors(model)
        .keySet()
        .forEach(name -> factors.put(name, Factors.none(OptimizerKind.SGD)));
    try (DoubleRun run =
        new DoubleRun(WideTwins.load(model), new Settings(1e-3, 1, 0, 1e9), factors)) {
      run.train(1);
      return partingOf(run);
    }
  }

  /** {@code ‖a − b‖/‖a‖} of both copies' rows of a momentum buffer. */
  private static double partingOf(DoubleRun run) {
    try (Scope scope = Scope.open()) {
      Tensor buffer = run.first(WITNESS);
      long rows = buffer.size(0) / WideTwins.FACTOR;
      Tensor first = buffer.narrow(0, 0, rows);
      return first.sub(buffer.narrow(0, rows, rows)).norm().item() / first.norm().item();
    }
  }
}
