/**
 * A checkpoint's {@code config.json} as a plain value: what to compute, with every default filled
 * in.
 *
 * <p>The reader follows the reference library's reading of each family: an absent key means that
 * family's default, the older ({@code rope_theta} with {@code rope_scaling}, {@code torch_dtype})
 * and newer ({@code rope_parameters}, {@code dtype}) spellings mean the same. Whatever would change
 * the maths and is not supported is refused by name, since a model run by half of its configuration
 * gives plausible, wrong text.
 *
 * <table>
 * <caption>You want, take</caption>
 * <tr><td>the configuration of a directory</td><td>{@link
 *     org.eidograph.model.config.ConfigReader}</td></tr>
 * <tr><td>what it says</td><td>{@link org.eidograph.model.config.TransformerConfig}</td></tr>
 * <tr><td>the same of an encoder</td><td>{@link
 *     org.eidograph.model.config.EncoderConfigReader}</td></tr>
 * <tr><td>rotary frequencies</td><td>{@link org.eidograph.model.config.RopeTable}</td></tr>
 * </table>
 *
 * <p>It leaves out weights ({@code org.eidograph.model.load}) and every setting that only training
 * or generation uses, dropout among them.
 */
@NullMarked
package org.eidograph.model.config;

import org.jspecify.annotations.NullMarked;
