/**
 * Low-rank adapters on real models: choosing modules, attaching, learning-rate groups, PEFT files,
 * merging.
 *
 * <p>A frozen linear map W gets a trainable change of rank r beside it: {@code y = W·x + b +
 * s·B·A·x} with A (r, in), B (out, r) and {@code s = alpha/r}. One factor starts at zero, so the
 * model starts unchanged. Files are PEFT's, names and shapes included; what cannot be honoured is
 * refused by name. A merge is checked against the adapter on probe tokens before it appears on
 * disk.
 *
 * <table>
 * <caption>You want, take</caption>
 * <tr><td>to say which adapters</td><td>{@link org.eidograph.lora.LoraSpec}</td></tr>
 * <tr><td>to put them on a model</td><td>{@link org.eidograph.lora.LoraModel}</td></tr>
 * <tr><td>learning rates for an optimizer</td><td>{@link
 *     org.eidograph.lora.LearningRateGroups}</td></tr>
 * <tr><td>one adapter of several</td><td>{@link org.eidograph.lora.CombinedAdapter}</td></tr>
 * <tr><td>plain LoRA of any adapter</td><td>{@link org.eidograph.lora.PlainAdapter}</td></tr>
 * <tr><td>one plain checkpoint of base and adapter</td><td>{@link org.eidograph.lora.Merge}</td></tr>
 * <tr><td>an adapter for llama.cpp or mlx-lm</td><td>{@link
 *     org.eidograph.lora.AdapterExport}</td></tr>
 * <tr><td>an encoder with a classifier's adapter</td><td>{@link
 *     org.eidograph.lora.AdaptedClassifier}</td></tr>
 * <tr><td>a tuned learning rate at another rank or width</td><td>{@link
 *     org.eidograph.lora.rates.RateConversion}</td></tr>
 * </table>
 *
 * <p>Papers: Hu et al., LoRA (2021, arXiv 2106.09685); Hayou, Ghosh, Yu, LoRA+ (2024, arXiv
 * 2402.12354) and The Impact of Initialization on LoRA Finetuning Dynamics (2024, arXiv
 * 2406.08447); Liu et al., DoRA (2024, arXiv 2402.09353); and those of {@link
 * org.eidograph.lora.init}. What starts by changing the base's weights (PiSSA, OLoRA) is written
 * for the base as stored. It leaves out training.
 */
@NullMarked
package org.eidograph.lora;

import org.jspecify.annotations.NullMarked;
