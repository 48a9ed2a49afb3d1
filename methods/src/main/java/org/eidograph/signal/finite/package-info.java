/**
 * Finite networks beside the theory of infinite ones, and the theory at work on real data.
 *
 * <p>A {@link org.eidograph.signal.finite.FiniteMlp} is what the kernels of {@code
 * org.eidograph.theory.kernel} are the limit of. Its covariance and its tangent kernel scatter
 * around them by order 1/√width from network to network; their means differ by order 1/width.
 *
 * <table>
 * <caption>You want, take</caption>
 * <tr><td>a network of dense layers in float64</td><td>{@link org.eidograph.signal.finite.FiniteMlp}</td></tr>
 * <tr><td>its tangent kernel, from factors or from the Jacobian</td><td>{@link
 *     org.eidograph.signal.finite.EmpiricalNtk}</td></tr>
 * <tr><td>both kernels from drawn networks, with standard errors</td><td>{@link
 *     org.eidograph.signal.finite.DrawnKernels}</td></tr>
 * <tr><td>kernels over many inputs, with libtorch's inner products</td><td>{@link
 *     org.eidograph.signal.finite.GramBlocks}</td></tr>
 * <tr><td>to classify with an infinitely wide network</td><td>{@link
 *     org.eidograph.signal.finite.ExactRegression}</td></tr>
 * <tr><td>files of the MNIST kind</td><td>{@link org.eidograph.signal.finite.IdxFile}</td></tr>
 * </table>
 *
 * <p>Jacot, Gabriel, Hongler, Neural Tangent Kernel (2018, arXiv 1806.07572); Lee et al., Deep
 * Neural Networks as Gaussian Processes (2018, arXiv 1711.00165).
 */
@NullMarked
package org.eidograph.signal.finite;

import org.jspecify.annotations.NullMarked;
