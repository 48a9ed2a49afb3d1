/**
 * How low-rank factors start, as functions of tensors: from the weight itself (PiSSA, OLoRA), from
 * random orthogonal vectors, from the module's inputs (EVA), or against the error of quantising
 * (LoftQ).
 *
 * <p>Starts with {@code B·A ≠ 0} change what the base must be: {@code W ← W − s·B·A}, so that the
 * model starts where it was. {@link org.eidograph.lora.init.PlainFactors} turns what was trained
 * from there into factors for the unchanged W.
 *
 * <p>Papers: Meng et al., PiSSA (2024, arXiv 2404.02948); Büyükakyüz, OLoRA (2024, arXiv
 * 2406.01775); Paischer et al., EVA (2024, arXiv 2410.07170); Li et al., LoftQ (2023, arXiv
 * 2310.08659).
 */
@NullMarked
package org.eidograph.lora.init;

import org.jspecify.annotations.NullMarked;
