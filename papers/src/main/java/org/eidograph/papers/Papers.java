// Licensed under the Apache License, Version 2.0.
package org.eidograph.papers;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.eidograph.base.Json;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.MapperFeature;

/** The registry: all papers in the order of their subject. */
public final class Papers {
  private static final List<Paper> ALL = read();

  private Papers() {}

  /** All papers. */
  public static List<Paper> all() {
    return ALL;
  }

  /** The paper with an id. */
  public static Optional<Paper> find(String id) {
    return ALL.stream().filter(paper -> paper.id().equals(id)).findFirst();
  }

  /** Those whose claims can be run. */
  public static List<Paper> runnable() {
    return ALL.stream().filter(paper -> paper.state() == Paper.State.RUNNABLE).toList();
  }

  private static List<Paper> read() {
    try (InputStream in = Objects.requireNonNull(Papers.class.getResourceAsStream("papers.json"))) {
      return List.copyOf(
          Json.mapper()
              .rebuild()
              .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
              .build()
              .readValue(in, new TypeReference<List<Paper>>() {}));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
