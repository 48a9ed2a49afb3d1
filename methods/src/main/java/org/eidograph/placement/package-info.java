/**
 * Which modules of a model adapters should go to, from one forward pass over task samples.
 *
 * <p>A frozen weight that is aligned with a task already stretches the task's inputs more than
 * random ones; one that is not has more to learn. The score is
 *
 * <pre>
 * NFN(W) = mean_t(‖W·z_t‖ / ‖z_t‖) · √n_in / ‖W‖_F
 * </pre>
 *
 * <p>averaged over all modules of a type; adapters go to the types with the lowest mean.
 *
 * <table>
 * <caption>You want, take</caption>
 * <tr><td>scores of a model</td><td>{@link org.eidograph.placement.PlacementScorer}</td></tr>
 * <tr><td>samples out of a data set</td><td>{@link org.eidograph.placement.TaskSamples}</td></tr>
 * <tr><td>target modules and a rank</td><td>{@link org.eidograph.placement.PlacementPlan}</td></tr>
 * <tr><td>the score of one matrix</td><td>{@link org.eidograph.placement.FeatureNorms}</td></tr>
 * </table>
 *
 * <pre>{@code
 * PlacementScores scores =
 *     PlacementScorer.score(model, samples, ScoringOptions.DEFAULT, workers);
 * PlacementPlan plan =
 *     PlacementPlan.byType(scores, PlacementChoice.DEFAULT, new AdapterRank.Within(1_000_000));
 * }</pre>
 *
 * <p>Paper: Hayou, Ghosh, Yu, PLoP: Precise LoRA Placement for Efficient Finetuning of Large Models
 * (2025, arXiv 2506.20629), which validates the choice of types. Choice by layer is offered beside
 * it. The output projection and embeddings are not scored.
 */
@NullMarked
package org.eidograph.placement;

import org.jspecify.annotations.NullMarked;
