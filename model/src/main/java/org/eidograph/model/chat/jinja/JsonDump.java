// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.chat.jinja;


import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code json.dumps} of Python, which is what transformers puts in place of Jinja's {@code tojson}:
 * no HTML escapes, non-ASCII characters as they are, {@code ", "} and {@code ": "} as separators.
 */
final class JsonDump {
  private static final int DEEPEST = 200;

  private final StringBuilder out = new StringBuilder();
  private final boolean ascii;
  private final @Nullable String indent;
  private final String itemSeparator;
  private final String keySeparator;
  private final boolean sorted;
  private int depth;

  private JsonDump(Arguments.Bound options) {
    this.ascii = options.truth("ensure_ascii", false);
    this.indent = indent(options.get("indent", null));
    this.sorted = options.truth("sort_keys", false);
    Object separators = options.get("separators", null);
    List<@Nullable Object> pair =
        separators == null
            ? Tuple.of(indent == null ? ", " : ",", ": ")
            : Kinds.items(separators);
    if (pair.size() != 2) {
      throw new JinjaFailure("tojson needs two separators, not %d".formatted(pair.size()));
    }
    this.itemSeparator = Kinds.string(pair.get(0), "tojson");
    this.keySeparator = Kinds.string(pair.get(1), "tojson");
  }

  /** The filter {@code tojson}. */
  static String filter(@Nullable Object value, Arguments arguments) {
    JsonDump dump =
        new JsonDump(
            arguments.bind("tojson", "ensure_ascii", "indent", "separators", "sort_keys"));
    dump.write(value);
    return dump.out.toString();
  }

  private static @Nullable String indent(@Nullable Object indent) {
    if (indent == null || Kinds.isString(indent)) {
      return indent == null ? null : indent.toString();
    }
    return " ".repeat((int) Math.max(0, Math.min(100, Kinds.integer(indent, "tojson"))));
  }

  private void write(@Nullable Object value) {
    Budget.checkSize(out.length());
    if (value instanceof Map<?, ?> map) {
      entries(map);
    } else if (value instanceof List<?> list && !(value instanceof Range)) {
      nested(list.isEmpty(), '[', ']', () -> elements(list));
    } else if (Kinds.isString(value)) {
      quote(String.valueOf(value));
    } else {
      out.append(scalar(value));
    }
  }

  private static String scalar(@Nullable Object value) {
    if (value == null || value instanceof Boolean) {
      return String.valueOf(value);
    } else if (value instanceof Long) {
      return value.toString();
    } else if (value instanceof Double number) {
      return Double.isNaN(number)
          ? "NaN"
          : Double.isInfinite(number) ? (number > 0 ? "Infinity" : "-Infinity") : FloatText.of(number);
    }
    throw new JinjaFailure("tojson cannot write a value of type " + Kinds.name(value));
  }

  private void nested(boolean empty, char open, char close, Runnable body) {
    if (++depth > DEEPEST) {
      throw new JinjaFailure("tojson cannot write values nested deeper than %d".formatted(DEEPEST));
    }
    out.append(open);
    if (!empty) {
      body.run();
    }
    depth--;
    if (!empty) {
      newLine();
    }
    out.append(close);
  }

  private void newLine() {
    if (indent != null) {
      out.append('\n').append(indent.repeat(depth));
    }
  }

  private void elements(List<?> list) {
    String separator = "";
    for (Object item : list) {
      out.append(separator);
      newLine();
      write(item);
      separator = itemSeparator;
    }
  }

  private void entries(Map<?, ?> map) {
    List<Map.Entry<?, ?>> entries = new ArrayList<>(map.entrySet());
    if (sorted) {
      entries.sort(Comparator.comparing(Map.Entry::getKey, Comparisons::compare));
    }
    nested(entries.isEmpty(), '{', '}', () -> pairs(entries));
  }

  private void pairs(List<Map.Entry<?, ?>> entries) {
    String separator = "";
    for (Map.Entry<?, ?> entry : entries) {
      out.append(separator);
      newLine();
      quote(Kinds.isString(entry.getKey()) ? entry.getKey().toString() : scalar(entry.getKey()));
      out.append(keySeparator);
      write(entry.getValue());
      separator = itemSeparator;
    }
  }

  private void quote(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      character(text.charAt(i));
    }
    out.append('"');
  }

  private void character(char c) {
    int simple = "\"\\\n\r\t\b\f".indexOf(c);
    if (simple >= 0) {
      out.append('\\').append("\"\\nrtbf".charAt(simple));
    } else if (c < 0x20 || (ascii && c > 0x7e)) {
      out.append("\\u%04x".formatted((int) c));
    } else {
      out.append(c);
    }
  }
}
