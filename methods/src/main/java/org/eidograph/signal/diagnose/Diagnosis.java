// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.diagnose;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of {@link Diagnoser}; also what {@code eido signal diagnose --json} prints, with the
 * names in snake_case.
 *
 * @param model what was looked at
 * @param sample with what
 * @param findings faults, worst first; empty for a healthy model
 * @param remarks where the theory's assumptions do not hold
 * @param branchScale scaling of the residual branches
 * @param jacobian of all blocks
 * @param stream x_0, …, x_L between the blocks
 * @param branches two a block
 * @param activations one a block
 * @param weights every linear module, the parts of fused ones apart
 * @param alignment of each module with the tokens that follow the texts; null for an encoder, or
 *     where one token follows all
 * @param notCovered what theory says nothing of
 */
public record Diagnosis(
    ModelFacts model,
    SampleFacts sample,
    List<Finding> findings,
    List<Remark> remarks,
    BranchScale branchScale,
    JacobianFigures jacobian,
    List<BlockFigures> stream,
    List<BranchFigures> branches,
    List<ActivationFigures> activations,
    List<WeightFigures> weights,
    @Nullable LabelAlignment alignment,
    List<String> notCovered) {
  public Diagnosis {
    findings = List.copyOf(findings);
    remarks = List.copyOf(remarks);
    stream = List.copyOf(stream);
    branches = List.copyOf(branches);
    activations = List.copyOf(activations);
    weights = List.copyOf(weights);
    notCovered = List.copyOf(notCovered);
  }

  /** {@code e^{U_l − U_{l−1}}} of a block counted from 0: q_l/q_{l−1} where no norm interferes. */
  double growth(int block) {
    return Math.exp(stream.get(block + 1).depth().value() - stream.get(block).depth().value());
  }

  /** The same figures with what they say. */
  Diagnosis judged(List<Finding> faults, List<Remark> besides) {
    return new Diagnosis(
        model,
        sample,
        faults,
        besides,
        branchScale,
        jacobian,
        stream,
        branches,
        activations,
        weights,
        alignment,
        notCovered);
  }
}
