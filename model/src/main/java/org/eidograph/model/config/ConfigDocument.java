// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.eidograph.base.BadInputException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A JSON object read key by key: it refuses values of the wrong kind by name and remembers which
 * keys were asked for, so that the rest can be judged afterwards.
 */
final class ConfigDocument {
  /** No model is near it, and products of two lengths stay far from overflow of a long. */
  private static final int LARGEST_SIZE = 1 << 24;

  private final ObjectNode node;
  private final String origin;
  private final Set<String> read = new TreeSet<>();

  /**
   * @param origin where the object stands: the file, and for an inner object its key
   */
  ConfigDocument(ObjectNode node, String origin) {
    this.node = node;
    this.origin = origin;
  }

  /** Whether the key is there, be its value null. */
  boolean contains(String key) {
    read.add(key);
    return node.has(key);
  }

  /** The value, or null when the key is absent or holds null. */
  @Nullable JsonNode value(String key) {
    read.add(key);
    JsonNode value = node.get(key);
    return value == null || value.isNull() ? null : value;
  }

  /** A needed length. */
  int size(String key) {
    if (value(key) == null) {
      throw new BadInputException(
          "%s needs the key '%s', which is %s; take the file from the model's own release"
              .formatted(origin, key, node.has(key) ? "null" : "absent"));
    }
    return size(key, 0);
  }

  /** A length: an integer of at least 1 and at most 2^24. */
  int size(String key, int otherwise) {
    JsonNode value = value(key);
    if (value == null) {
      return otherwise;
    }
    boolean whole = value.isIntegralNumber() && value.canConvertToInt();
    if (!whole || value.intValue() < 1 || value.intValue() > LARGEST_SIZE) {
      throw refuse(key, "must be a whole number from 1 to " + LARGEST_SIZE);
    }
    return value.intValue();
  }

  /** A count that may be 0. */
  int count(String key, int otherwise) {
    JsonNode value = value(key);
    if (value == null) {
      return otherwise;
    }
    if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < 0) {
      throw refuse(key, "must be a whole number of at least 0");
    }
    return value.intValue();
  }

  /** A finite number above 0. */
  double positive(String key, double otherwise) {
    JsonNode value = value(key);
    if (value == null) {
      return otherwise;
    }
    double number = value.isNumber() ? value.doubleValue() : Double.NaN;
    if (!(number > 0 && number < Double.POSITIVE_INFINITY)) {
      throw refuse(key, "must be a number above 0");
    }
    return number;
  }

  boolean flag(String key, boolean otherwise) {
    JsonNode value = value(key);
    if (value == null) {
      return otherwise;
    }
    if (!value.isBoolean()) {
      throw refuse(key, "must be true or false");
    }
    return value.booleanValue();
  }

  @Nullable String text(String key) {
    JsonNode value = value(key);
    if (value != null && !value.isString()) {
      throw refuse(key, "must be a string");
    }
    return value == null ? null : value.stringValue();
  }

  @Nullable ConfigDocument object(String key) {
    JsonNode value = value(key);
    if (value == null) {
      return null;
    }
    if (value instanceof ObjectNode inner) {
      return new ConfigDocument(inner, origin + ": " + key);
    }
    throw refuse(key, "must be an object");
  }

  /**
   * Which of two names of one setting stands in the file.
   *
   * @throws BadInputException if both do, with different values
   */
  String either(String name, String alias) {
    JsonNode own = value(name);
    JsonNode other = value(alias);
    if (own != null && other != null && !own.equals(other)) {
      throw refuse(name, "must equal its other name '%s' (%s)".formatted(alias, other));
    }
    return own == null && other != null ? alias : name;
  }

  /** Keys that were asked for, present or not. */
  Set<String> asked() {
    return Collections.unmodifiableSet(read);
  }

  /** Keys that nobody asked for, in the file's order. */
  List<String> unread() {
    List<String> keys = new ArrayList<>(node.propertyNames());
    keys.removeAll(read);
    return keys;
  }

  boolean isEmpty() {
    return node.isEmpty();
  }

  String origin() {
    return origin;
  }

  /** The refusal of one value; the mend is the caller's last words or the default. */
  BadInputException refuse(String key, String rule) {
    return refuse(key, rule, "correct it, or take the file from the model's own release");
  }

  BadInputException refuse(String key, String rule, String mend) {
    return new BadInputException(
        "%s: '%s' %s, but is %s; %s".formatted(origin, key, rule, shown(key), mend));
  }

  private String shown(String key) {
    String text = String.valueOf(node.get(key));
    return text.length() <= 80 ? text : text.substring(0, 77) + "...";
  }
}
