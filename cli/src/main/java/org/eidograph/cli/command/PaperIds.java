// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import java.util.Iterator;
import java.util.List;
import org.eidograph.base.NearestKey;
import org.eidograph.base.UsageException;
import org.eidograph.papers.Paper;
import org.eidograph.papers.Papers;

/** The ids a user may name, for shell completion too. */
final class PaperIds implements Iterable<String> {
  @Override
  public Iterator<String> iterator() {
    return all().iterator();
  }

  /**
   * The paper with an id.
   *
   * @throws UsageException with the nearest id if there is none
   */
  static Paper paper(String id) {
    return Papers.find(id)
        .orElseThrow(
            () ->
                new UsageException(
                    "there is no paper '%s'%s; 'eido papers list' shows all"
                        .formatted(
                            id,
                            NearestKey.of(id, all())
                                .map(", did you mean '%s'?"::formatted)
                                .orElse(""))));
  }

  private static List<String> all() {
    return Papers.all().stream().map(Paper::id).toList();
  }
}
