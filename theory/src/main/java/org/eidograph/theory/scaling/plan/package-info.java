/**
 * The plan for training a wider or deeper model with settings that were tuned at a small one.
 *
 * <p>Two descriptions of a model, their tensors, the tuned settings and a recipe go in; out comes a
 * value with one line for each kind of tensor: start, multiplier, learning rate, ε, weight decay,
 * clip weight, the reason and the source (Yang et al., 2022, arXiv 2203.03466, and the works that
 * {@code org.eidograph.theory.scaling} names). No model is built and nothing is attached to
 * parameters. With m = n/n₀, muP and AdamW the lines of a Llama are
 *
 * <pre>
 * tables η, matrices η/m with decay λ·m and std σ₀·m^-½, norms η, head η behind logits/m, ε/m
 * </pre>
 *
 * <table>
 * <caption>You want, take</caption>
 * <tr><td>a plan</td><td>{@link org.eidograph.theory.scaling.plan.ScalingPlan}</td></tr>
 * <tr><td>what goes into it</td><td>{@link org.eidograph.theory.scaling.plan.PlanRequest}, {@link
 *     org.eidograph.theory.scaling.plan.PlanSettings}, {@link
 *     org.eidograph.theory.scaling.plan.PlanChoices}</td></tr>
 * <tr><td>the keys of a Granite configuration</td><td>{@link
 *     org.eidograph.theory.scaling.plan.ModelMultipliers}</td></tr>
 * <tr><td>a plain checkpoint without those keys</td><td>{@link
 *     org.eidograph.theory.scaling.plan.CheckpointFold}</td></tr>
 * </table>
 *
 * <pre>{@code
 * ModelDescription target =
 *     new ModelDescription(
 *         ModelFamily.LLAMA,
 *         new Widths(1024, 4096, 16, 8, 64),
 *         Counts.of(12, 32000),
 *         Switches.plain(false));
 * PlanSettings settings = PlanSettings.assumed().withLearningRate(1e-2);
 * PlanChoices choices = PlanChoices.of(ScalingRecipe.maximalUpdate());
 * ScalingPlan plan =
 *     ScalingPlan.of(PlanRequest.of(target.narrowedTo(256), target, settings, choices));
 * plan.tensor("model.layers.*.mlp.up_proj.weight").rule().learningRate(); // 0.0025
 * }</pre>
 *
 * <p>It leaves out writing the plan to a file and making parameter groups from it.
 */
@NullMarked
package org.eidograph.theory.scaling.plan;

import org.jspecify.annotations.NullMarked;
