// Licensed under the Apache License, Version 2.0.
package org.eidograph.finetune;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * The parts of a run while it is prepared: if one of them cannot be opened, those before it are
 * closed again, the latest first. A run that is ready takes them over.
 *
 * <pre>{@code
 * try (OpenParts parts = new OpenParts()) {
 *   Tokenizer tokenizer = parts.add(Tokenizers.open(directory), Tokenizer::close);
 *   CausalLm model = parts.add(CausalLm.load(directory, type, device), CausalLm::close);
 *   return parts.handedTo(new Run(tokenizer, model));
 * }
 * }</pre>
 */
public final class OpenParts implements AutoCloseable {
  private final Deque<Runnable> closings = new ArrayDeque<>();

  /** Watches over a part that was opened, and returns it. */
  public <T> T add(T part, Consumer<? super T> close) {
    closings.push(() -> close.accept(part));
    return part;
  }

  /** Leaves all parts to what closes them from here on, and returns it. */
  public <T> T handedTo(T owner) {
    closings.clear();
    return owner;
  }

  /** Closes what nobody took over. */
  @Override
  public void close() {
    while (!closings.isEmpty()) {
      closings.pop().run();
    }
  }
}
