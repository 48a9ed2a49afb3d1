// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.chat.jinja;

/** Methods of str that fill up to a width. */
final class StringPadding {
  private StringPadding() {}

  static Object pad(String text, Arguments given, String method) {
    Arguments.Bound bound = given.bind("str." + method, "width", "fillchar");
    long width = Kinds.integer(bound.require("width"), "str." + method);
    String fill = bound.text("fillchar", " ");
    if (Kinds.length(fill) != 1) {
      throw new JinjaFailure("str.%s needs one fill character, not '%s'".formatted(method, fill));
    }
    Budget.checkSize(width);
    int missing = (int) Math.max(0, width - Kinds.length(text));
    int left =
        switch (method) {
          case "ljust" -> 0;
          case "rjust" -> missing;
          default -> missing / 2 + (missing & (int) width & 1); // the odd one as CPython places it
        };
    return fill.repeat(left) + text + fill.repeat(missing - left);
  }

  static Object zeroFill(String text, Arguments given) {
    long width = Kinds.integer(given.bind("str.zfill", "width").require("width"), "str.zfill");
    Budget.checkSize(width);
    int missing = (int) Math.max(0, width - Kinds.length(text));
    boolean signed = text.startsWith("-") || text.startsWith("+");
    int at = signed ? 1 : 0;
    return text.substring(0, at) + "0".repeat(missing) + text.substring(at);
  }
}
