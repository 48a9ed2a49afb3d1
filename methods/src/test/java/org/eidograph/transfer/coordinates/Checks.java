// Licensed under the Apache License, Version 2.0.
package org.eidograph.transfer.coordinates;

import java.nio.file.Path;
import java.util.List;
import org.eidograph.transfer.RecipeChoice;
import org.eidograph.transfer.coordinates.LanguageModels.Growth;

/** Requests that several tests ask. */
final class Checks {
  static final Path TINY = Path.of("../docs/examples/tiny/config.json");
  private static final int VOCABULARY = 64;

  private Checks() {}

  static WatchedRules rules(String parametrization, String optimizer, boolean zeroReadout) {
    RecipeChoice recipe = new RecipeChoice(parametrization, optimizer, "mup", "product");
    return new WatchedRules(recipe, WatchedRules.usualRate(recipe), zeroReadout);
  }

  static CoordinateRequest request(
      NetworkSeries series, WatchedRules rules, int seeds, Integer... sizes) {
    return new CoordinateRequest(series, rules, List.of(sizes), 3, seeds, 0);
  }

  /** Llamas of the example's kind on random tokens. */
  static LanguageModels llamas(Path config, Growth growth, boolean zeroQuery) {
    return new LanguageModels(
        config,
        growth,
        new LanguageModels.Start(null, zeroQuery),
        TokenBatch.random(4, 16, VOCABULARY, 0));
  }

  static CoordinateReport report(CoordinateRequest request) {
    return CoordinateReport.of(CoordinateRun.of(request, 2, begun -> {}));
  }

  /** The slope of the change after some steps. */
  static double slope(CoordinateReport.Side side, String module, int step) {
    Double slope =
        side.modules().stream()
            .filter(one -> one.module().equals(module))
            .findFirst()
            .orElseThrow()
            .steps()
            .get(step)
            .change();
    return slope == null ? Double.NaN : slope;
  }
}
