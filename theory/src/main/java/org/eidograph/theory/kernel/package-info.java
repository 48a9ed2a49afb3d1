/**
 * Kernels of infinitely wide networks: the covariance of their outputs at initialisation (NNGP) and
 * the kernel that gradient descent follows (NTK), for pairs of inputs and for whole data sets.
 *
 * <p>Every layer maps the pair (Σ, K). For a dense layer and an activation,
 *
 * <pre>
 * Σ ← σ_b² + σ_w²·Σ,   K ← Σ_new + σ_w²·K;        Σ ← T(Σ),   K ← Ṫ(Σ)·K
 * </pre>
 *
 * <p>with T and Ṫ from {@code moments}. The state that moves is γ = 1 − correlation, so that close
 * inputs keep their digits at any depth. If all inputs have one norm, or the network is
 * homogeneous, the whole network is one function of the angle: it is tabulated once and a Gram
 * matrix costs one cheap pass over the inner products, whatever the depth.
 *
 * <table>
 * <caption>You want, take</caption>
 * <tr><td>to describe an architecture</td><td>{@link org.eidograph.theory.kernel.KernelNetwork}, {@link
 *     org.eidograph.theory.kernel.KernelLayer}</td></tr>
 * <tr><td>NNGP and NTK of two inputs</td><td>{@link org.eidograph.theory.kernel.PairKernels}</td></tr>
 * <tr><td>a Gram matrix, in tiles if it is large</td><td>{@link org.eidograph.theory.kernel.KernelGram}</td></tr>
 * <tr><td>the kernel as a function of the angle</td><td>{@link org.eidograph.theory.kernel.AngleKernel}</td></tr>
 * <tr><td>convolutions and pooling</td><td>{@link org.eidograph.theory.kernel.SpatialKernel}</td></tr>
 * <tr><td>what depth does to the NTK, and the useful depth</td><td>{@link org.eidograph.theory.kernel.NtkDepthReport}, {@link
 *     org.eidograph.theory.kernel.NtkTrajectory}</td></tr>
 * <tr><td>its limit and rate</td><td>{@link org.eidograph.theory.kernel.NtkLimit}</td></tr>
 * <tr><td>predictions of gradient flow on the squared loss</td><td>{@link org.eidograph.theory.kernel.KernelRegression}</td></tr>
 * <tr><td>smallest eigenvalue and condition</td><td>{@link org.eidograph.theory.kernel.KernelSpectrum}</td></tr>
 * <tr><td>the empirical kernel of drawn networks</td><td>{@link org.eidograph.theory.kernel.FiniteNtkSimulation}</td></tr>
 * <tr><td>the covariance of drawn networks of any architecture</td><td>{@link
 *     org.eidograph.theory.kernel.FiniteKernelSimulation}</td></tr>
 * </table>
 *
 * <pre>
 * KernelNetwork network = KernelNetwork.mlp(Activation.relu(), Math.sqrt(2), 0, 32);
 * GramInput inputs = new GramInput.Points(rows, count, dimension);
 * KernelGram gram = KernelGram.of(network, inputs, KernelGram.Settings.ntkOnly(2));
 * double[] ntk = gram.packedNtk();                 // entry (i, j), j ≤ i, at i(i+1)/2 + j
 * double condition = KernelSpectrum.of(ntk, count).condition();
 * </pre>
 *
 * <p>Jacot, Gabriel, Hongler, Neural Tangent Kernel (2018, arXiv 1806.07572); Hayou, Doucet,
 * Rousseau, Exact Convergence Rates of the Neural Tangent Kernel in the Large Depth Limit (2019,
 * arXiv 1905.13654); Hayou et al., Stable ResNet (2020, arXiv 2010.12859). Softmax attention and
 * batch normalisation have no closed kernel and are left out, as is feature learning at finite
 * width.
 */
@NullMarked
package org.eidograph.theory.kernel;

import org.jspecify.annotations.NullMarked;
