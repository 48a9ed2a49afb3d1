// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli;

/**
 * What one option claims, and how a test sees that it is so: that the option changes the run, and
 * that its neutral value changes nothing.
 *
 * @param option for example {@code --rank}
 * @param claim a sentence
 */
record OptionProof(String option, String claim, Check check) {
  /** Runs the command as often as it takes and asserts. */
  interface Check {
    void in(TrialRuns runs) throws Exception;
  }

  @Override
  public String toString() {
    return option + " " + claim;
  }
}
