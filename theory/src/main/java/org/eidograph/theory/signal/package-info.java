/**
 * How signals and gradients travel through deep random networks, and how to initialise and scale
 * them so that they arrive.
 *
 * <p>In a wide plain network the variance q of a coordinate and the correlation c of two inputs
 * follow deterministic maps,
 *
 * <pre>
 * F(q) = σ_b² + σ_w²·E[φ(√q Z)²],   f(c) = (σ_b² + σ_w²·T(q, q, c))/q,   χ_1 = f'(1) = σ_w²·E[φ'(√q Z)²]
 * </pre>
 *
 * <p>χ_1 &lt; 1 makes all inputs alike and gradients vanish, χ_1 &gt; 1 tears close inputs apart
 * and gradients explode; on the edge of chaos, χ_1 = 1, information is lost only like 1/l (smooth
 * φ) or 1/l² (ReLU-like φ). Residual branches scaled so that Σλ² stays bounded have a limit at
 * infinite depth instead, which depends on depth only through U = ln(q_L/q_0). All of it describes
 * initialisation; for trained networks treat it as a reference.
 *
 * <table>
 * <caption>You want, take</caption>
 * <tr><td>σ_w for an activation and σ_b</td><td>{@link org.eidograph.theory.signal.EdgeOfChaos}</td></tr>
 * <tr><td>what a given (σ_w, σ_b) does, and at which depth</td><td>{@link org.eidograph.theory.signal.SignalPhase}</td></tr>
 * <tr><td>the best activation for a depth</td><td>{@link org.eidograph.theory.signal.ActivationAdviser}</td></tr>
 * <tr><td>F, f and their iteration</td><td>{@link org.eidograph.theory.signal.VarianceMap}, {@link
 *     org.eidograph.theory.signal.CorrelationMap}</td></tr>
 * <tr><td>scales for residual branches</td><td>{@link org.eidograph.theory.signal.BranchSchedule}</td></tr>
 * <tr><td>kernels of residual ReLU networks, finite and infinite depth</td><td>{@link
 *     org.eidograph.theory.signal.ResidualKernel}, {@link org.eidograph.theory.signal.ResidualFlow}</td></tr>
 * <tr><td>gradients of drawn ones, with standard errors</td><td>{@link org.eidograph.theory.signal.ResidualGradientSimulation}</td></tr>
 * <tr><td>the same with normalisation before each branch</td><td>{@link org.eidograph.theory.signal.PreNormStack}</td></tr>
 * <tr><td>one such branch, plain or gated, of any growth</td><td>{@link org.eidograph.theory.signal.BranchCorrelation}</td></tr>
 * <tr><td>norm and moments of the input–output Jacobian</td><td>{@link org.eidograph.theory.signal.JacobianSpectrum}</td></tr>
 * <tr><td>the same of drawn products, with standard errors</td><td>{@link org.eidograph.theory.signal.JacobianSimulation}</td></tr>
 * <tr><td>rescaling after pruning, safe sparsity</td><td>{@link org.eidograph.theory.signal.PrunedCriticality}</td></tr>
 * <tr><td>alignment of a layer with labels</td><td>{@link org.eidograph.theory.signal.LayerAlignment}, {@link
 *     org.eidograph.theory.signal.TangentGram}</td></tr>
 * <tr><td>the layer where forward and backward loss balance</td><td>{@link org.eidograph.theory.signal.LayerShare}</td></tr>
 * </table>
 *
 * <pre>
 * EdgePoint edge = EdgeOfChaos.point(Smooth.TANH, 0.2);
 * double sigmaW = edge.init().sigmaW();                            // 1.3041458401
 * boolean stable = edge.varianceStable();                          // true; false for SiLU
 * double left = edge.correlationMap().gammaAfter(0.5, 200);        // of γ = 0.5 after 200 layers
 * </pre>
 *
 * <p>Hayou, Doucet, Rousseau, On the Selection of Initialization and Activation Function for Deep
 * Neural Networks (2018, arXiv 1805.08266) and On the Impact of the Activation Function on Deep
 * Neural Networks Training (2019, arXiv 1902.06853); Hayou et al., Stable ResNet (2020, arXiv
 * 2010.12859); Lou, Mingard, Hayou, Feature Learning and Signal Propagation in Deep Neural Networks
 * (2022, arXiv 2110.11749); Dadoun et al., On the Stability of the Jacobian Matrix in Deep Neural
 * Networks (2025, arXiv 2506.08764). Softmax attention, gates and training are left out; kernels
 * over many inputs are in {@code kernel}, finite width at infinite depth in {@code limit}.
 */
@NullMarked
package org.eidograph.theory.signal;

import org.jspecify.annotations.NullMarked;
