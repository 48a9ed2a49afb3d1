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
 * <p>It puts together what {@code model}, {@code train} and {@code lora} offer and adds no
 * arithmetic of its own except the memory estimate.
 */
@NullMarked
package org.eidograph.finetune;

import org.jspecify.annotations.NullMarked;
