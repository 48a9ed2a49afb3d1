// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.generate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import org.eidograph.base.BadInputException;
import org.eidograph.model.generate.Generation.StopReason;

/** The loop that continues a prompt: choose a token, feed it, until something ends the text. */
public final class Generator {
  private final Sampling sampling;

  /** A generator; each {@link #generate} begins its own random stream. */
  public Generator(Sampling sampling) {
    this.sampling = sampling;
  }

  /**
   * Continues a prompt.
   *
   * @param model fed nothing yet
   * @param listener told every new token as soon as it is chosen
   * @throws BadInputException if the prompt is empty or longer than the model can be fed
   */
  public Generation generate(int[] prompt, NextLogits model, IntConsumer listener) {
    requireFeedable(prompt, model.capacity());
    TokenSampler sampler = new TokenSampler(sampling);
    List<Integer> added = new ArrayList<>();
    int[] unfed = prompt;
    while (true) {
      int id = sampler.next(model.next(unfed));
      added.add(id);
      listener.accept(id);
      if (sampling.stopIds().contains(id)) {
        return ended(prompt, added, StopReason.STOP_ID);
      }
      if (added.size() == sampling.maxNewTokens()) {
        return ended(prompt, added, StopReason.LENGTH);
      }
      if (prompt.length + added.size() > model.capacity()) {
        return ended(prompt, added, StopReason.CAPACITY);
      }
      unfed = new int[] {id};
    }
  }

  private static Generation ended(int[] prompt, List<Integer> added, StopReason reason) {
    return new Generation(Arrays.stream(prompt).boxed().toList(), added, reason);
  }

  private static void requireFeedable(int[] prompt, int capacity) {
    if (prompt.length == 0) {
      throw new BadInputException(
          "a prompt must have at least one token, got none; give some text, since this tokenizer adds no opening token");
    }
    if (prompt.length > capacity) {
      throw new BadInputException(
          "a prompt must have at most %d tokens for this model, got %d; shorten it"
              .formatted(capacity, prompt.length));
    }
  }
}
