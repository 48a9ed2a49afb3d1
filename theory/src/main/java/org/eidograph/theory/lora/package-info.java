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
 * <tr><td>a first learning rate, or one carried to another rank</td><td>{@link
 *     org.eidograph.theory.lora.LoraLearningRate}</td></tr>
 * <tr><td>separate rates for A and B</td><td>{@link org.eidograph.theory.lora.LoraPlus}</td></tr>
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
