// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.chat.jinja;

/**
 * Why a template cannot be compiled or rendered, before its place is known. {@link JinjaTemplate}
 * turns it into a {@link org.eidograph.base.BadInputException} with the template's name and line.
 */
final class JinjaFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  JinjaFailure(String message) {
    super(message, null, false, false); // no stack: it never reaches a user as it is
  }

  /** A construct of Jinja that this interpreter leaves out. */
  static JinjaFailure unsupported(String construct) {
    return new JinjaFailure(
        construct + " is not supported here; rewrite the template without it, or name a fallback");
  }
}
