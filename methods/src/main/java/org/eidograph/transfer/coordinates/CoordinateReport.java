// Licensed under the Apache License, Version 2.0.
package org.eidograph.transfer.coordinates;

import java.util.List;
import org.eidograph.theory.scaling.DepthRule;
import org.eidograph.theory.scaling.MaximalUpdate;
import org.eidograph.theory.scaling.Parametrization;
import org.eidograph.theory.scaling.ScalingRecipe;
import org.eidograph.theory.scaling.Spectral;
import org.eidograph.theory.scaling.UnitScaled;
import org.eidograph.theory.scaling.sweep.CoordinateCheck;
import org.eidograph.theory.scaling.sweep.CoordinateSlope;
import org.eidograph.theory.scaling.sweep.CoordinateSlope.Watched;

/**
 * A coordinate check for a person to read: how the change of every module follows the size, by the
 * rules under test and by the control.
 *
 * @param networks what was trained
 * @param axis {@code width} or {@code depth}
 * @param sizes along the axis; the rules are relative to the first
 * @param seeds networks of each size
 * @param optimizer what trains them
 * @param learningRate of the smallest
 * @param zeroReadout whether the output projection starts at zero
 * @param tested by the rules under test
 * @param control by the standard parametrization
 * @param outcome the verdict
 * @param failing modules that blow up or vanish
 * @param suspicious modules between passing and failing
 */
public record CoordinateReport(
    String networks,
    String axis,
    List<Integer> sizes,
    int seeds,
    String optimizer,
    double learningRate,
    boolean zeroReadout,
    Side tested,
    Side control,
    CoordinateCheck.Outcome outcome,
    List<String> failing,
    List<String> suspicious) {
  public CoordinateReport {
    sizes = List.copyOf(sizes);
    failing = List.copyOf(failing);
    suspicious = List.copyOf(suspicious);
  }

  /**
   * The slopes under one set of rules.
   *
   * @param rules label of the parametrization, and of the depth rule if there is one
   */
  public record Side(String rules, List<ModuleSlopes> modules) {
    public Side {
      modules = List.copyOf(modules);
    }

    private List<CoordinateSlope> judged() {
      return modules.stream().map(ModuleSlopes::judged).toList();
    }
  }

  /** The report of a run. */
  public static CoordinateReport of(CoordinateRun run) {
    CoordinateRequest request = run.request();
    WatchedRules rules = request.rules();
    Side tested =
        new Side(
            label(rules), ModuleSlopes.of(request, run.tested(), watched -> as(request, watched)));
    Side control =
        new Side(
            label(rules.control()),
            ModuleSlopes.of(request, run.control(), watched -> Watched.HIDDEN));
    CoordinateCheck check = CoordinateCheck.of(tested.judged(), control.judged());
    return new CoordinateReport(
        request.series().describe(),
        request.series().axis().label(),
        request.sizes(),
        request.seeds(),
        rules.recipe().recipe().optimizer().name(),
        rules.learningRate(),
        request.rules().zeroReadout(),
        tested,
        control,
        check.outcome(),
        check.failing(),
        check.suspicious());
  }

  /** What a row of rules is called. */
  static String label(WatchedRules rules) {
    ScalingRecipe recipe = rules.recipe().recipe();
    String width = recipe.parametrization().label();
    return recipe.depth() instanceof DepthRule.Unscaled
        ? width
        : width + ", " + recipe.depth().label();
  }

  /**
   * As what an activation is judged. Correct scaling explains some falls: of logits behind a
   * readout that starts at random, and of attention logits of growing heads; with depth, of the
   * stream if α is above ½, and of attention logits if it is below 1, which leaves blocks lazy.
   * Only rules whose limit has them may show them.
   */
  private static Watched as(CoordinateRequest request, Watched watched) {
    ScalingRecipe recipe = request.rules().recipe().recipe();
    if (request.series().axis() == NetworkSeries.Axis.DEPTH) {
      double alpha = recipe.depth() instanceof DepthRule.BranchPower power ? power.alpha() : 0;
      return switch (watched) {
        case HIDDEN, DEEP_STREAM -> alpha > 0.5 ? Watched.DEEP_STREAM : Watched.HIDDEN;
        case LOGITS -> Watched.HIDDEN;
        case ATTENTION_LOGITS -> alpha > 0 && alpha < 1 ? watched : Watched.HIDDEN;
      };
    }
    boolean falls =
        switch (watched) {
          case HIDDEN, DEEP_STREAM -> false;
          case LOGITS -> !request.rules().zeroReadout();
          case ATTENTION_LOGITS -> request.series().headSizeGrows();
        };
    return falls && shrinksReadout(recipe.parametrization()) ? watched : Watched.HIDDEN;
  }

  private static boolean shrinksReadout(Parametrization rules) {
    return rules instanceof MaximalUpdate
        || rules instanceof Spectral
        || rules instanceof UnitScaled;
  }
}
