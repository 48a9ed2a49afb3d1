// Licensed under the Apache License, Version 2.0.
package org.eidograph.train.data;

/** What a file or an example is for. */
public enum Split {
  TRAIN,
  VALID,
  TEST
}
