// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.chat.jinja;

import org.jspecify.annotations.Nullable;

/** A string that {@code safe} or {@code escape} marked as HTML; what is added to it is escaped. */
record Markup(String text) {
  static Markup escape(@Nullable Object value) {
    if (value instanceof Markup markup) {
      return markup;
    }
    String text = Printing.text(value);
    return new Markup(
        text.replace("&", "&amp;")
            .replace(">", "&gt;")
            .replace("<", "&lt;")
            .replace("'", "&#39;")
            .replace("\"", "&#34;"));
  }

  @Override
  public String toString() {
    return text;
  }
}
