// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.console;

/** Shows how far a long task is. {@link #close} takes it off the terminal. */
public interface Progress extends AutoCloseable {
  /**
   * Reports the state; cheap enough to call at every step.
   *
   * @param done units finished, 0 to the total
   * @param note a few words beside the bar, for example {@code loss 2.41}; may be empty
   */
  void at(long done, String note);

  @Override
  void close();

  /** Shows nothing. */
  static Progress silent() {
    return new Progress() {
      @Override
      public void at(long done, String note) {}

      @Override
      public void close() {}
    };
  }
}
