// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.report;

import java.util.List;
import org.eidograph.base.Figure;
import org.eidograph.base.Figure.Series;
import org.eidograph.base.Json;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Figures as report.js reads them; a value that cannot be drawn on its axis becomes a gap. */
final class FigureJson {
  /** More points than a screen has pixels across are thinned. */
  static final int MAXIMUM_POINTS = 2000;

  private FigureJson() {}

  static String of(List<Figure> figures) {
    ArrayNode all = Json.mapper().createArrayNode();
    figures.forEach(figure -> all.add(figure(figure)));
    return Json.line(all);
  }

  private static ObjectNode figure(Figure figure) {
    ObjectNode node = Json.object();
    node.put("id", figure.id());
    node.set("x", axis(figure.x()));
    node.set("y", axis(figure.y()));
    ArrayNode series = node.putArray("series");
    for (Series one : figure.series()) {
      series.add(series(one, figure));
    }
    return node;
  }

  private static ObjectNode axis(Figure.Axis axis) {
    return Json.object().put("label", axis.label()).put("log", axis.logarithmic());
  }

  private static ObjectNode series(Series series, Figure figure) {
    Series thin = Thinning.thin(series, MAXIMUM_POINTS);
    ObjectNode node = Json.object();
    node.put("name", series.name());
    node.put("kind", series.kind().name());
    ArrayNode points = node.putArray("points");
    double[] x = thin.x();
    double[] y = thin.y();
    for (int i = 0; i < x.length; i++) {
      if (isDrawable(x[i], figure.x())) {
        ArrayNode point = points.addArray().add(x[i]);
        if (isDrawable(y[i], figure.y())) {
          point.add(y[i]);
        } else {
          point.addNull();
        }
      }
    }
    return node;
  }

  private static boolean isDrawable(double value, Figure.Axis axis) {
    return Double.isFinite(value) && (!axis.logarithmic() || value > 0);
  }
}
