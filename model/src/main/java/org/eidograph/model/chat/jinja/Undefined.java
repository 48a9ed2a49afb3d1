// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.chat.jinja;

/**
 * The value of a name or key that is not there. It prints as nothing, counts as empty and false, and
 * fails as soon as anything is asked of it.
 *
 * @param reason the sentence of that failure
 */
record Undefined(String reason) {
  JinjaFailure failure() {
    return new JinjaFailure(reason);
  }

  @Override
  public String toString() {
    return "Undefined";
  }
}
