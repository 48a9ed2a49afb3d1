// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eidograph.theory.scaling.AxisGrowth;
import org.eidograph.theory.scaling.OptimizerKind;
import org.eidograph.theory.scaling.ScaledTensor;
import org.eidograph.theory.scaling.ScalingRecipe;
import org.eidograph.theory.scaling.TensorRole;
import org.eidograph.theory.scaling.TensorRule;
import org.eidograph.theory.scaling.TiedHead;
import org.eidograph.theory.scaling.TunedSettings;
import org.eidograph.theory.scaling.names.AxisSymbol;
import org.eidograph.theory.scaling.names.ModelDescription.Head;
import org.eidograph.theory.scaling.names.TensorDescription;
import org.eidograph.theory.scaling.names.TensorKind;
import org.eidograph.theory.scaling.names.TensorPlace;

/** Makes a plan out of a request. */
final class Planner {
  private final PlanRequest request;
  private final ScalingRecipe recipe;
  private final TunedSettings tuned;

  Planner(PlanRequest request) {
    this.request = request;
    this.recipe = request.choices().recipe();
    this.tuned = request.settings().tuned();
  }

  /** The tensors of one pattern, each by its first. */
  private record Pair(TensorDescription base, TensorDescription target) {}

  ScalingPlan plan() {
    List<Pair> pairs = pairs(byPattern(request.baseTensors()), byPattern(request.targetTensors()));
    List<PlannedTensor> tensors = pairs.stream().map(this::planned).toList();
    Optional<Double> tiedLogits = tiedHead(pairs).map(TiedHead::logitsMultiplier);
    return new ScalingPlan(
        recipe.parametrization().label(),
        recipe.optimizer().name(),
        recipe.embeddings().label(),
        recipe.decay().label(),
        recipe.depth().label(),
        request.base(),
        request.target(),
        request.settings(),
        new ModelScalars(request).of(tensors, tiedLogits),
        tensors,
        new PlanNotes(request, tensors).all());
  }

  private PlannedTensor planned(Pair pair) {
    TensorDescription target = pair.target();
    TensorRole role = role(pair.base(), target);
    ScaledTensor scaled =
        new ScaledTensor(role, pair.base().fans(), target.fans(), target.place().inBlock());
    OptimizerKind kind = recipe.optimizer().forRole(role);
    TensorRule scaledRule = recipe.rule(scaled, tuned, request.depthGrowth());
    TensorRule rule = expressible(target, scaledRule, kind);
    AxisGrowth growth = scaled.growth();
    return new PlannedTensor(
        target.pattern(),
        role,
        growth.out(),
        growth.in(),
        target.kind() == TensorKind.GAIN ? 1 : 0,
        started(target, scaled, decayed(target, rule)),
        kind.name(),
        recipe.parametrization().reason(role, kind)
            + (rule.equals(scaledRule) ? "" : "; multiplier folded into the weight"),
        recipe.parametrization().citation());
  }

  /**
   * A model has scalars behind its tables and its head only; any other multiplier is exchanged for
   * scale of the stored weight, which trains identically.
   */
  private static TensorRule expressible(
      TensorDescription tensor, TensorRule rule, OptimizerKind kind) {
    boolean hasScalar =
        tensor.kind() == TensorKind.LOOKUP
            || (tensor.kind() == TensorKind.MATRIX
                && tensor.place() == TensorPlace.HEAD
                && tensor.role() == TensorRole.READOUT);
    return hasScalar || rule.forwardMultiplier() == 1
        ? rule
        : rule.regauge(1 / rule.forwardMultiplier(), kind);
  }

  /** The gain of a norm inside heads is as long as a head: a vector only where heads grow. */
  private static TensorRole role(TensorDescription base, TensorDescription target) {
    boolean headGrows =
        target.out().symbol() == AxisSymbol.HEAD_SIZE
            && target.out().length() != base.out().length();
    return headGrows ? TensorRole.VECTOR : target.role();
  }

  private TensorRule decayed(TensorDescription tensor, TensorRule rule) {
    boolean vector = tensor.kind() == TensorKind.GAIN || tensor.kind() == TensorKind.BIAS;
    return vector && !request.choices().decayVectors() ? rule.withWeightDecay(0) : rule;
  }

  private TensorRule started(TensorDescription tensor, ScaledTensor scaled, TensorRule rule) {
    PlanChoices choices = request.choices();
    boolean readout = scaled.role() == TensorRole.READOUT && !tensor.place().inBlock();
    if (tensor.kind() == TensorKind.GAIN
        || tensor.kind() == TensorKind.BIAS
        || (choices.zeroReadout() && readout)
        || (choices.zeroQuery() && startsQuery(tensor))) {
      return rule.withInitStd(0);
    }
    return choices.keyValueAsReadout() && PlanNotes.fixedKeyValue(tensor, scaled)
        ? rule.withInitStd(tuned.initStd() / scaled.growth().in())
        : rule;
  }

  private static boolean startsQuery(TensorDescription tensor) {
    boolean query =
        tensor.kind() == TensorKind.MATRIX && tensor.out().symbol() == AxisSymbol.QUERY_HEADS;
    if (query && tensor.parts() > 1) {
      throw new IllegalArgumentException(
          "a query that starts at zero must be a tensor of its own, got %s, which packs %d; leave its start random"
              .formatted(tensor.pattern(), tensor.parts()));
    }
    return query;
  }

  private Optional<TiedHead> tiedHead(List<Pair> pairs) {
    boolean tied =
        request.target().switches().tiedHead()
            && request.target().switches().head() == Head.LANGUAGE;
    if (!tied) {
      return Optional.empty();
    }
    if (request.choices().zeroReadout()) {
      throw new IllegalArgumentException(
          "a tied head is the embedding and cannot start at zero, got zeroReadout with a tied head; untie the head");
    }
    return pairs.stream()
        .filter(pair -> pair.target().in().symbol() == AxisSymbol.VOCABULARY)
        .findFirst()
        .map(this::tiedHead);
  }

  private TiedHead tiedHead(Pair table) {
    ScaledTensor scaled =
        new ScaledTensor(TensorRole.EMBEDDING, table.base().fans(), table.target().fans(), false);
    return TiedHead.of(scaled, recipe, tuned);
  }

  /** The first tensor of each pattern; all others of it must be shaped alike. */
  private static Map<String, TensorDescription> byPattern(List<TensorDescription> tensors) {
    Map<String, TensorDescription> result = new LinkedHashMap<>();
    for (TensorDescription tensor : tensors) {
      TensorDescription first = result.putIfAbsent(tensor.pattern(), tensor);
      if (first != null && !first.fans().equals(tensor.fans())) {
        throw new IllegalArgumentException(
            "tensors of one pattern must have one shape, got %s for %s and %s for %s"
                .formatted(first.fans(), first.name(), tensor.fans(), tensor.name()));
      }
    }
    return result;
  }

  private static List<Pair> pairs(
      Map<String, TensorDescription> base, Map<String, TensorDescription> target) {
    List<String> onlyBase = new ArrayList<>(base.keySet());
    onlyBase.removeAll(target.keySet());
    List<String> onlyTarget = new ArrayList<>();
    List<Pair> pairs = new ArrayList<>();
    target.forEach(
        (pattern, tensor) -> {
          TensorDescription small = base.get(pattern);
          if (small == null) {
            onlyTarget.add(pattern);
          } else {
            pairs.add(new Pair(small, tensor));
          }
        });
    if (!onlyBase.isEmpty() || !onlyTarget.isEmpty()) {
      throw new IllegalArgumentException(
          "base and target must have the same tensors, got %s in the base only and %s in the target only"
              .formatted(onlyBase, onlyTarget));
    }
    return pairs;
  }
}
