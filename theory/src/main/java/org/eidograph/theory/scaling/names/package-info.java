/**
 * From the names and shapes of a checkpoint to the roles that scaling rules ask for.
 *
 * <p>A table of each family says what a name means: a lookup, a matrix, the factor or the term of a
 * vector, and what its axes are long by (the hidden size, heads, the feed-forward size, the
 * vocabulary, …). Which axes grow is then a matter of comparing two models. Names are those of
 * Hugging Face.
 *
 * <table>
 * <caption>You want, take</caption>
 * <tr><td>one tensor's description</td><td>{@link
 *     org.eidograph.theory.scaling.names.TensorNames}</td></tr>
 * <tr><td>to describe a model</td><td>{@link
 *     org.eidograph.theory.scaling.names.ModelDescription}</td></tr>
 * <tr><td>the base shape that {@code mup_base_width} means</td><td>{@link
 *     org.eidograph.theory.scaling.names.ModelDescription#narrowedTo}</td></tr>
 * <tr><td>a tensor of a family that is not known</td><td>a {@link
 *     org.eidograph.theory.scaling.names.TensorDescription} of your own</td></tr>
 * </table>
 *
 * <pre>{@code
 * ModelDescription model =
 *     new ModelDescription(
 *         ModelFamily.QWEN2,
 *         new Widths(256, 1024, 4, 2, 64),
 *         Counts.of(6, 32000),
 *         Switches.plain(true));
 * long[] shape = {128, 256};
 * TensorRole role =
 *     TensorNames.describe("model.layers.0.self_attn.k_proj.weight", shape, model).role(); // HIDDEN
 * }</pre>
 *
 * <p>It leaves out reading files; a header's names and shapes come from the caller.
 */
@NullMarked
package org.eidograph.theory.scaling.names;

import org.jspecify.annotations.NullMarked;
