/**
 * What to type for a larger model when a small one was tuned: start, multiplier, learning rate, ε,
 * weight decay and clip weight of every tensor, from two configurations and without any weights.
 *
 * <p>Yang et al., Tensor Programs V (2022, arXiv 2203.03466), and what {@code
 * org.eidograph.theory.scaling} builds on it. This package brings the rules to real configurations:
 * it describes a {@code config.json} to the theory, keeps the answer as a record with a fixed JSON
 * layout, and writes it as settings of Python programs.
 *
 * <table>
 * <caption>You want, take</caption>
 * <tr><td>the plan</td><td>{@link org.eidograph.transfer.TransferPlan}</td></tr>
 * <tr><td>what goes into it</td><td>{@link org.eidograph.transfer.TransferRequest}, {@link
 *     org.eidograph.transfer.RecipeChoice}, {@link
 *     org.eidograph.transfer.TransferStart}</td></tr>
 * <tr><td>the same model at other widths</td><td>{@link org.eidograph.transfer.WidthFamily}</td></tr>
 * <tr><td>the embedding's rate by the data's tokens</td><td>{@link
 *     org.eidograph.transfer.TokenCounts}</td></tr>
 * <tr><td>settings of a Python program</td><td>{@link
 *     org.eidograph.transfer.SnippetFormat}</td></tr>
 * </table>
 *
 * <pre>{@code
 * TransformerConfig base = ConfigReader.readFile(Path.of("small/config.json"));
 * TransformerConfig target = ConfigReader.readFile(Path.of("large/config.json"));
 * PlanSettings tuned = PlanSettings.assumed().withLearningRate(1e-2);
 * TransferPlan plan =
 *     TransferPlan.of(new TransferRequest(base, target, tuned, RecipeChoice.USUAL));
 * plan.tensor("model.layers.0.mlp.up_proj.weight").lr();
 * }</pre>
 *
 * <p>It leaves out training by a plan ({@code org.eidograph.pretrain}) and the check that a
 * learning rate does transfer ({@code org.eidograph.transfer.sweep}).
 */
@NullMarked
package org.eidograph.transfer;

import org.jspecify.annotations.NullMarked;
