/**
 * The only door to libtorch: tensors, scopes, seeds, threads, safetensors, fused operations with
 * hand-written backward, autograd queries and optimizers.
 *
 * <p>One rule governs native memory. Every tensor made while a {@link org.eidograph.torch.Scope} is
 * open on this thread belongs to that scope and dies with it; whoever needs it longer calls {@link
 * org.eidograph.torch.Tensor#keep} and becomes its owner, who calls {@link
 * org.eidograph.torch.Tensor#close}. One scope per training step keeps memory flat, since the Java
 * collector cannot see native bytes:
 *
 * <pre>{@code
 * try (Scope step = Scope.open()) {
 *   Tensor leaf = weight.leaf();
 *   Tensor loss = Nn.linear(x, leaf, null).sub(y).pow(2).mean();
 *   List<Tensor> gradients = Autograd.gradients(loss, List.of(leaf), Autograd.Mode.FREE);
 *   GradientClip.byGlobalNorm(gradients, 1);
 *   optimizer.step(gradients, schedule.factor(n, total));
 * }
 * }</pre>
 *
 * <table>
 * <caption>You want, take</caption>
 * <tr><td>arithmetic and shapes</td><td>{@link org.eidograph.torch.Tensor}</td></tr>
 * <tr><td>to make tensors</td><td>{@link org.eidograph.torch.Tensors}</td></tr>
 * <tr><td>layers' operations</td><td>{@link org.eidograph.torch.Nn}, {@link
 *     org.eidograph.torch.Attention}, {@link org.eidograph.torch.DenseProducts}</td></tr>
 * <tr><td>gradients of gradients</td><td>{@link org.eidograph.torch.Autograd}</td></tr>
 * <tr><td>to update parameters</td><td>{@link org.eidograph.torch.Optimizer}, {@link
 *     org.eidograph.torch.GradientClip}, {@link org.eidograph.torch.Schedule}</td></tr>
 * <tr><td>weights on disk</td><td>{@code org.eidograph.torch.safetensors}</td></tr>
 * </table>
 *
 * <p>No type of the native binding appears in a public signature. Models, file formats other than
 * safetensors, and learning-rate rules live elsewhere.
 */
@NullMarked
package org.eidograph.torch;

import org.jspecify.annotations.NullMarked;
