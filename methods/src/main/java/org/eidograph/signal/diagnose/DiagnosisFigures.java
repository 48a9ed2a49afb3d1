// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.diagnose;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.eidograph.base.Figure;
import org.jspecify.annotations.Nullable;

/** A diagnosis as charts, each measurement beside the law it is held against. */
public final class DiagnosisFigures {
  private final Diagnosis figures;
  private final double[] levels;

  private DiagnosisFigures(Diagnosis figures) {
    this.figures = figures;
    this.levels = figures.stream().stream().mapToDouble(BlockFigures::blocks).toArray();
  }

  /** Stream, branches, correlation, Jacobian, gradients, and alignment where there is any. */
  public static List<Figure> of(Diagnosis diagnosis) {
    DiagnosisFigures all = new DiagnosisFigures(diagnosis);
    List<Figure> figures =
        new ArrayList<>(
            List.of(
                all.branches(), all.correlation(), all.jacobian(), all.gradients(), all.tokens()));
    if (diagnosis.alignment() != null) {
      Figure alignment = AlignmentFigure.of(diagnosis.alignment());
      if (!alignment.series().isEmpty()) { // no module has any where all gradients are zero
        figures.add(alignment);
      }
    }
    return figures;
  }

  private Figure branches() {
    return new Figure(
        "branch-gains",
        "What each branch adds to the stream",
        "α = v/q. "
            + (figures.model().norms() == ModelFacts.Norms.AFTER_SUMS
                ? "Behind norms equal branches add alike"
                : "Equal branches add less and less of a growing stream")
            + "; one that stands out is too loud, one far below is dead.",
        Figure.Axis.linear("block"),
        Figure.Axis.log("α of the branch"),
        List.of(branch(BranchFigures.Kind.ATTENTION), branch(BranchFigures.Kind.MLP)));
  }

  private Figure.Series branch(BranchFigures.Kind kind) {
    List<BranchFigures> own =
        figures.branches().stream()
            .filter(b -> b.kind() == kind && b.ratio().value() > 0) // a logarithmic axis has no 0
            .toList();
    return new Figure.Series(
        kind == BranchFigures.Kind.MLP ? "MLP" : "attention",
        Figure.Kind.LINE,
        own.stream().mapToDouble(BranchFigures::block).toArray(),
        own.stream().mapToDouble(b -> b.ratio().value()).toArray());
  }

  private Figure correlation() {
    return new Figure(
        "correlation",
        "How alike different texts become",
        "Cosine at the same position, beside the MLP-only reference at the measured growth of the"
            + " stream. Near 1 the input is forgotten.",
        Figure.Axis.linear("blocks passed"),
        Figure.Axis.linear("cosine between texts"),
        List.of(
            nullable("measured", BlockFigures::inputCosine),
            line("MLP-only reference", b -> orNaN(b.predictedCosine()))));
  }

  private Figure jacobian() {
    return new Figure(
        "jacobian",
        "How changes of the stream reach its end",
        "‖J‖²_F/n from behind a block to the end, beside the law of independent weights, Π (1 +"
            + " χ/q). Far apart, gradients vanish or explode.",
        Figure.Axis.linear("blocks passed"),
        Figure.Axis.log("‖J‖²_F/n"),
        List.of(
            line("measured", b -> b.jacobian().value()),
            line("law of independent weights", BlockFigures::predictedJacobian)));
  }

  private Figure gradients() {
    boolean measured = figures.stream().get(0).gradient() != null;
    Figure.Series gains = nullable("σ_max of the next block", BlockFigures::blockNorm);
    return new Figure(
        "gradients",
        measured ? "Gradients and gains by block" : "Gains by block",
        (measured ? "rms of ∂loss/∂x behind each block, and " : "")
            + "σ_max of the Jacobian of the block that follows.",
        Figure.Axis.linear("blocks passed"),
        Figure.Axis.log("size"),
        measured
            ? List.of(nullable("rms ∂loss/∂x", b -> positive(b.gradient())), gains)
            : List.of(gains));
  }

  private Figure tokens() {
    return new Figure(
        "tokens",
        "How many directions the tokens of a text span",
        "Effective rank of their cosines. 1 is rank collapse.",
        Figure.Axis.linear("blocks passed"),
        Figure.Axis.linear("effective rank"),
        List.of(line("effective rank", b -> b.effectiveRank().value())));
  }

  private Figure.Series line(String name, ToDoubleFunction<BlockFigures> of) {
    return new Figure.Series(
        name, Figure.Kind.LINE, levels, figures.stream().stream().mapToDouble(of).toArray());
  }

  private Figure.Series nullable(String name, Function<BlockFigures, @Nullable Mean> of) {
    List<Double> x = new ArrayList<>();
    List<Double> y = new ArrayList<>();
    for (BlockFigures level : figures.stream()) {
      Mean mean = of.apply(level);
      if (mean != null) {
        x.add((double) level.blocks());
        y.add(mean.value());
      }
    }
    return new Figure.Series(
        name,
        Figure.Kind.LINE,
        x.stream().mapToDouble(Double::doubleValue).toArray(),
        y.stream().mapToDouble(Double::doubleValue).toArray());
  }

  private static @Nullable Mean positive(@Nullable Mean mean) {
    return mean != null && mean.value() > 0 ? mean : null; // a logarithmic axis has no 0
  }

  private static double orNaN(@Nullable Double value) {
    return value == null ? Double.NaN : value;
  }
}
