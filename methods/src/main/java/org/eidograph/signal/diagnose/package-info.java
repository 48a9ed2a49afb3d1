/**
 * What is wrong inside a model: signals, gradients and weights of a real decoder or encoder,
 * measured on a few texts and held against the theory of deep random networks.
 *
 * <p>Each text is run once, block by block, each block cut off from the next, so that products with
 * its Jacobian J from both sides ({@code J·v}, {@code Jᵀ·u}) cost one backward pass. From these
 * come, without forming any Jacobian,
 *
 * <pre>
 * ‖J_{l→L}‖²_F/n = E‖J_{l→L}ᵀ·u‖²,  u uniform on the sphere of radius √n,  n = tokens·width
 * σ_max(J)       by Golub–Kahan–Lanczos steps,     tr(JJᵀ)²/n = E‖J·Jᵀ·u‖²
 * </pre>
 *
 * <p>Theory speaks of initialisation. A fault is therefore named only where a figure leaves what
 * healthy models, random and trained ones, show; where trained weights merely leave the theory's
 * assumptions, that is a remark.
 *
 * <table>
 * <caption>You want, take</caption>
 * <tr><td>all of it</td><td>{@link org.eidograph.signal.diagnose.Diagnoser}</td></tr>
 * <tr><td>the result</td><td>{@link org.eidograph.signal.diagnose.Diagnosis}</td></tr>
 * <tr><td>texts</td><td>{@link org.eidograph.signal.diagnose.ProbeTexts}</td></tr>
 * <tr><td>what is called a fault, and why there</td><td>{@link
 *     org.eidograph.signal.diagnose.Fault}</td></tr>
 * </table>
 *
 * <pre>{@code
 * ProbeTexts texts = ProbeTexts.builtIn(tokenizer, 4, 32, 0);
 * Diagnosis diagnosis = Diagnoser.diagnose(model, texts, DiagnoseSettings.DEFAULT, workers);
 * diagnosis.findings().forEach(finding -> System.out.println(finding.message()));
 * }</pre>
 *
 * <p>The formulas are those of {@link org.eidograph.theory.signal}. Encoders normalise after each
 * sum: for them effective depth counts what the sums grow before their norms, which the same law of
 * correlations then holds for, and each norm divides the law of J. Their texts have no labels, so
 * that gradients of a loss and alignment are left out.
 */
@NullMarked
package org.eidograph.signal.diagnose;

import org.jspecify.annotations.NullMarked;
