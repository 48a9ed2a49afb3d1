/**
 * The main job, from request to adapter: open a checkpoint and data, plan, train with LoRA, sample
 * before and after, write the adapter.
 *
 * <pre>{@code
 * try (FineTune job = FineTune.prepare(FineTuneRequest.of(modelDirectory, List.of(dataFile)))) {
 *   FineTuneResult result = job.run(outputDirectory, FineTune.Watch.NONE);
 *   System.out.println(result.training().after());
 * }
 * }</pre>
 *
 * <p>{@link org.eidograph.finetune.Classification} does the same with an encoder that learns to
 * name the class of a text: pooler and output projection are trained whole, at a rate of their own.
 *
 * <p>{@link org.eidograph.finetune.PlanFormat} writes a plan for Python programs, {@link
 * org.eidograph.finetune.foreign.ConfigImport} reads their settings.
 *
 * <p>It puts together what {@code model}, {@code train} and {@code lora} offer and adds no
 * arithmetic of its own except the memory estimate.
 */
@NullMarked
package org.eidograph.finetune;

import org.jspecify.annotations.NullMarked;
