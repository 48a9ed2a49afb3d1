/**
 * A tuned learning rate at another rank, multiplier or width, and for full fine-tuning: what a user
 * says of two trainings, brought to the rules of {@code org.eidograph.theory.lora}.
 *
 * <pre>{@code
 * TrainingSide tuned = TrainingSide.NONE.withRank(4).withScale(1.0);
 * TrainingSide wanted = TrainingSide.NONE.withRank(64);
 * RateConversion.of(new RateConversion.Request(2e-4, 1, tuned, wanted, 1.0, List.of()))
 *     .learningRate(); // 5e-5: alpha = rank, 16 times the rank
 * }</pre>
 */
@NullMarked
package org.eidograph.lora.rates;

import org.jspecify.annotations.NullMarked;
