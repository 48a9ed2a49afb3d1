// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.config;

import java.util.ArrayList;
import java.util.List;
import org.eidograph.base.UsageException;
import org.eidograph.cli.config.ConfigEntry.Shape;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Turns a YAML value into the words that would stand on the command line. */
final class NodeValues {
  private NodeValues() {}

  static ConfigEntry entry(String key, Node value, Origin origin) {
    if (value instanceof SequenceNode sequence) {
      return new ConfigEntry(key, Shape.LIST, items(key, sequence, origin), origin);
    }
    if (value instanceof MappingNode mapping) {
      return new ConfigEntry(key, Shape.MAP, pairs(key, mapping, origin), origin);
    }
    return new ConfigEntry(key, Shape.SCALAR, List.of(scalar(key, value, origin)), origin);
  }

  private static List<String> items(String key, SequenceNode sequence, Origin origin) {
    List<String> items = new ArrayList<>();
    for (Node item : sequence.getValue()) {
      items.add(scalar(key, item, origin));
    }
    return filled(key, items, origin);
  }

  private static List<String> pairs(String key, MappingNode mapping, Origin origin) {
    List<String> pairs = new ArrayList<>();
    for (NodeTuple tuple : mapping.getValue()) {
      pairs.add(
          scalar(key, tuple.getKeyNode(), origin)
              + "="
              + scalar(key, tuple.getValueNode(), origin));
    }
    return filled(key, pairs, origin);
  }

  private static List<String> filled(String key, List<String> values, Origin origin) {
    if (values.isEmpty()) {
      throw new UsageException(
          "%s: '%s' is empty; leave the line out to keep the default"
              .formatted(origin.text(), key));
    }
    return values;
  }

  private static String scalar(String key, Node node, Origin origin) {
    if (!(node instanceof ScalarNode scalar)) {
      throw new UsageException(
          "%s: '%s' may hold a value, a list of values or a map of values, but is nested deeper"
              .formatted(origin.text(), key));
    }
    if (scalar.getTag().equals(Tag.NULL)) {
      throw new UsageException(
          "%s: '%s' has no value; leave the line out to keep the default"
              .formatted(origin.text(), key));
    }
    return scalar.getValue();
  }
}
