// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.report;

import java.util.Locale;

/** Text made safe for its place in an HTML file. */
final class Html {
  private Html() {}

  /** For element content and for attribute values in double quotes. */
  static String escape(String text) {
    StringBuilder safe = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> safe.append("&amp;");
        case '<' -> safe.append("&lt;");
        case '>' -> safe.append("&gt;");
        case '"' -> safe.append("&quot;");
        case '\'' -> safe.append("&#39;");
        default -> safe.append(isForbidden(c) ? '\uFFFD' : c);
      }
    }
    return safe.toString();
  }

  /**
   * For JSON inside a script element: no character that could end the element, start a comment, or
   * end a line of script is left bare.
   */
  static String escapeJson(String json) {
    return json.replace("&", "\\u0026")
        .replace("<", "\\u003c")
        .replace(">", "\\u003e")
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029");
  }

  /** An anchor made of a heading: lower-case ASCII letters, digits and dashes. */
  static String anchor(String heading) {
    String dashed = heading.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    return "section-" + dashed.replaceAll("^-|-$", "");
  }

  private static boolean isForbidden(char c) {
    return c < ' ' && c != '\n' && c != '\t' && c != '\r';
  }
}
