// Licensed under the Apache License, Version 2.0.
package org.eidograph.train.data;

/** Which tokens of a row are learned. */
public enum TrainOn {
  /** Completions and the assistant's turns (the default); a plain text is learned whole. */
  COMPLETION,
  /** Every token, prompts included. */
  ALL,
  /** Only the last turn of the assistant. */
  LAST
}
