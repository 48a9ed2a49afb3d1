// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.diagnose;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.eidograph.base.Table;
import org.jspecify.annotations.Nullable;

/** A diagnosis as tables; ± is one standard error. */
public final class DiagnosisTables {
  /** Where the column of gradients stands. */
  private static final int GRADIENT = 7;

  private DiagnosisTables() {}

  /** One line for each place between the blocks. */
  public static Table stream(Diagnosis figures) {
    List<String> columns =
        new ArrayList<>(
            List.of(
                "blocks",
                "q",
                "U",
                "texts' cosine",
                "its law",
                "tokens' cosine",
                "rank",
                "‖J‖²/n",
                "law of J",
                "σ_max"));
    List<List<String>> rows =
        new ArrayList<>(figures.stream().stream().map(DiagnosisTables::row).toList());
    if (figures.stream().get(0).gradient() != null) { // an encoder has none
      columns.add(GRADIENT, "gradient");
      for (int l = 0; l < rows.size(); l++) {
        rows.get(l).add(GRADIENT, text(figures.stream().get(l).gradient()));
      }
    }
    return new Table("Between the blocks", columns, rows);
  }

  private static List<String> row(BlockFigures level) {
    return new ArrayList<>(
        List.of(
            String.valueOf(level.blocks()),
            text(level.stream()),
            text(level.depth()),
            text(level.inputCosine()),
            level.predictedCosine() == null ? "-" : number(level.predictedCosine()),
            text(level.positionCosine()),
            text(level.effectiveRank()),
            text(level.jacobian()),
            number(level.predictedJacobian()),
            text(level.blockNorm())));
  }

  /** One line for each branch. */
  public static Table branches(Diagnosis figures) {
    return new Table(
        "Branches",
        List.of("block", "branch", "q before", "v added", "α = v/q", "2⟨x,b⟩/‖x‖²", "U behind"),
        figures.branches().stream()
            .map(
                b ->
                    List.of(
                        String.valueOf(b.block()),
                        b.kind().name().toLowerCase(Locale.ROOT),
                        text(b.stream()),
                        text(b.added()),
                        text(b.ratio()),
                        text(b.cross()),
                        text(b.depth())))
            .toList());
  }

  /** One line for each MLP. */
  public static Table activations(Diagnosis figures) {
    return new Table(
        "Inside the MLPs",
        List.of("block", "q", "hidden mean square", "Gaussian law", "E[φ'²]", "χ"),
        figures.activations().stream()
            .map(
                a ->
                    List.of(
                        String.valueOf(a.block()),
                        text(a.variance()),
                        text(a.measured()),
                        number(a.predicted()),
                        number(a.slope()),
                        number(a.gain())))
            .toList());
  }

  /** One line for each weight matrix. */
  public static Table weights(Diagnosis figures) {
    return new Table(
        "Weights",
        List.of(
            "module",
            "part",
            "σ_w²",
            "bias",
            "zeros",
            "np/ln n",
            "‖W‖",
            "edge",
            "outliers",
            "rank"),
        figures.weights().stream().map(DiagnosisTables::weight).toList());
  }

  private static List<String> weight(WeightFigures w) {
    return List.of(
        w.module(),
        w.typeName(),
        number(w.variance()),
        w.biasRms() == null ? "-" : number(w.biasRms()),
        number(w.sparsity()),
        number(w.connectivity()),
        number(w.norm()),
        number(w.bulkEdge()),
        String.valueOf(w.outliers()),
        number(w.stableRank()));
  }

  /** One line for each module's alignment, if it was measured. */
  public static Optional<Table> alignment(Diagnosis figures) {
    LabelAlignment alignment = figures.alignment();
    return alignment == null
        ? Optional.empty()
        : Optional.of(
            new Table(
                "Alignment with the next token, %d texts and %d tokens"
                    .formatted(alignment.examples(), alignment.outputs()),
                List.of("module", "part", "A", "‖K‖_F"),
                alignment.modules().stream().map(DiagnosisTables::aligned).toList()));
  }

  private static List<String> aligned(ModuleAlignment m) {
    return List.of(
        m.module(),
        m.typeName(),
        m.alignment() == null ? "-" : number(m.alignment()),
        number(m.norm()));
  }

  /** Weights by type, from the smallest to the largest of the blocks. */
  public static Table weightTypes(Diagnosis figures) {
    Map<String, List<WeightFigures>> byType = new LinkedHashMap<>();
    figures
        .weights()
        .forEach(w -> byType.computeIfAbsent(w.typeName(), t -> new ArrayList<>()).add(w));
    List<List<String>> rows = new ArrayList<>();
    byType.forEach(
        (type, all) ->
            rows.add(
                List.of(
                    type,
                    String.valueOf(all.size()),
                    range(all, WeightFigures::variance),
                    range(all, WeightFigures::overEdge),
                    range(all, WeightFigures::stableRank),
                    range(all, WeightFigures::sparsity))));
    return new Table(
        "Weights by type, smallest to largest",
        List.of("type", "matrices", "σ_w²", "‖W‖/edge", "stable rank", "zeros"),
        rows);
  }

  private static String range(List<WeightFigures> all, ToDoubleFunction<WeightFigures> of) {
    String low = number(all.stream().mapToDouble(of).min().orElseThrow());
    String high = number(all.stream().mapToDouble(of).max().orElseThrow());
    return low.equals(high) ? low : low + " – " + high;
  }

  private static String text(@Nullable Mean mean) {
    if (mean == null) {
      return "-";
    }
    Double error = mean.standardError();
    return error == null || error == 0
        ? number(mean.value())
        : number(mean.value()) + " ± " + String.format(Locale.ROOT, "%.1g", error);
  }

  /** Three significant digits, in powers of ten only where that is shorter. */
  private static String number(double value) {
    double size = Math.abs(value);
    if (value == 0 || (size >= 0.001 && size < 100_000)) {
      int digits = value == 0 ? 0 : Math.max(0, 2 - (int) Math.floor(Math.log10(size)));
      return String.format(Locale.ROOT, "%." + Math.min(digits, 4) + "f", value);
    }
    return String.format(Locale.ROOT, "%.2e", value);
  }
}
