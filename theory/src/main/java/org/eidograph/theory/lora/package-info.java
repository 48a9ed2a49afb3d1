/**
 * The scaling rules of low-rank adapters: multipliers and learning rates as plain numbers.
 *
 * <p>A LoRA module computes {@code W·x + s·B·A·x} with A (r, n_in) and B (n_out, r). Which learning
 * rate suits it depends on which factor starts random, on s, on r and on the fan-in: for Adam the
 * change of the output per step stays of order one when the rate follows {@code (s·r·n_in)^-1/2} (A
 * random) or {@code (s·n_in)^-1} (B random).
 *
 * <table>
 * <caption>You want, take</caption>
 * <tr><td>s from alpha, rsLoRA or directly</td><td>{@link org.eidograph.theory.lora.LoraScale}</td></tr>
 * <tr><td>a first learning rate</td><td>{@link
 *     org.eidograph.theory.lora.LoraLearningRate}</td></tr>
 * <tr><td>a tuned rate for another rank, width or multiplier, or for full fine-tuning</td><td>{@link
 *     org.eidograph.theory.lora.RateTransfer}</td></tr>
 * <tr><td>separate rates for A and B</td><td>{@link org.eidograph.theory.lora.LoraPlus}</td></tr>
 * <tr><td>a rate for each module by its fan-in</td><td>{@link
 *     org.eidograph.theory.lora.ModuleRates}</td></tr>
 * <tr><td>all of it as lines with reasons</td><td>{@link
 *     org.eidograph.theory.lora.AdapterAdvice}</td></tr>
 * <tr><td>the rules as a table</td><td>{@link org.eidograph.theory.lora.LoraSituation}</td></tr>
 * <tr><td>the argument behind the rules, counted and run</td><td>{@link
 *     org.eidograph.theory.lora.FeatureGrowth}, {@link
 *     org.eidograph.theory.lora.SignSteps}</td></tr>
 * </table>
 *
 * <p>Sources: Hayou, Ghosh, Yu, LoRA+ (2024, arXiv 2402.12354) and The Impact of Initialization on
 * LoRA Finetuning Dynamics (2024, arXiv 2406.08447); Chen, Villar, Hayou, Learning Rate Scaling
 * across LoRA Ranks and Transfer to Full Finetuning (2026, arXiv 2602.06204). It leaves out models
 * and optimizers.
 */
@NullMarked
package org.eidograph.theory.lora;

import org.jspecify.annotations.NullMarked;
