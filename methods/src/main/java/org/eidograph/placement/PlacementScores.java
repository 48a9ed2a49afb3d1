// Licensed under the Apache License, Version 2.0.
package org.eidograph.placement;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.eidograph.base.Figure;
import org.eidograph.base.Table;
import org.eidograph.model.ModuleType;

/**
 * How well a model's modules are aligned with samples.
 *
 * @param modules every linear module of the blocks that a token reached, in the order of the
 *     forward pass
 * @param blocks query, key and value parts of fused modules; shown, never chosen by themselves
 * @param samples how many were used
 * @param tokens how many inputs each module was averaged over, padding included where there is any;
 *     an expert sees fewer
 * @param samplesSha256 hash of the samples as used: for each its length and its ids, four
 *     big-endian bytes a number
 * @param weightsSha256 hash of the model's parameters: names, types, shapes, elements
 */
public record PlacementScores(
    List<ModuleScore> modules,
    List<ModuleScore> blocks,
    int samples,
    long tokens,
    String samplesSha256,
    String weightsSha256) {
  public PlacementScores {
    modules = List.copyOf(modules);
    blocks = List.copyOf(blocks);
  }

  /** The types by score, the least aligned first. */
  public List<TypeScore> types() {
    Map<ModuleType, List<ModuleScore>> byType = new LinkedHashMap<>();
    modules.forEach(
        module ->
            byType.computeIfAbsent(module.module().type(), type -> new ArrayList<>()).add(module));
    List<TypeScore> types = new ArrayList<>();
    byType.forEach((type, members) -> types.add(mean(type, members)));
    types.sort(Comparator.comparingDouble(TypeScore::score));
    return types;
  }

  private static TypeScore mean(ModuleType type, List<ModuleScore> members) {
    DoubleSummaryStatistics statistics =
        members.stream().mapToDouble(ModuleScore::score).summaryStatistics();
    return new TypeScore(
        type, members.size(), statistics.getAverage(), statistics.getMin(), statistics.getMax());
  }

  /** The ranking as text. */
  public Table table() {
    List<List<String>> rows = new ArrayList<>();
    for (TypeScore type : types()) {
      rows.add(
          List.of(
              type.type().name().toLowerCase(Locale.ROOT),
              number(type.score()),
              number(type.lowest()),
              number(type.highest()),
              String.valueOf(type.modules())));
    }
    return new Table(
        "Alignment of module types with the samples (1 is that of noise)",
        List.of("type", "score", "lowest", "highest", "modules"),
        rows);
  }

  /** Scores by layer and type, fused modules by their blocks. */
  public HeatMap heatMap() {
    Map<Integer, Map<ModuleType, Double>> byLayer = new TreeMap<>();
    for (ModuleScore score : shown()) {
      byLayer
          .computeIfAbsent(score.module().layer(), layer -> new TreeMap<>())
          .put(score.module().type(), score.score());
    }
    List<ModuleType> types =
        shown().stream().map(score -> score.module().type()).distinct().sorted().toList();
    return new HeatMap(
        "Alignment by layer and type",
        "layer",
        byLayer.keySet().stream().map(String::valueOf).toList(),
        types.stream().map(type -> type.name().toLowerCase(Locale.ROOT)).toList(),
        byLayer.values().stream()
            .map(row -> types.stream().map(type -> row.getOrDefault(type, Double.NaN)).toList())
            .toList());
  }

  /** The heat map's columns as lines over the layers. */
  public Figure figure() {
    HeatMap map = heatMap();
    double[] layers = map.rows().stream().mapToDouble(Double::parseDouble).toArray();
    List<Figure.Series> lines = new ArrayList<>();
    for (int column = 0; column < map.columns().size(); column++) {
      int at = column;
      double[] scores = map.values().stream().mapToDouble(row -> row.get(at)).toArray();
      lines.add(new Figure.Series(map.columns().get(at), Figure.Kind.LINE, layers, scores));
    }
    return new Figure(
        "placement-scores",
        map.title(),
        "Normalised feature norm; adapters go to the types whose mean is lowest.",
        Figure.Axis.linear("layer"),
        Figure.Axis.linear("score (1: like noise)"),
        lines);
  }

  /** Modules, with fused ones replaced by their blocks. */
  private List<ModuleScore> shown() {
    List<ModuleScore> shown = new ArrayList<>(blocks);
    modules.stream().filter(m -> m.module().type() != ModuleType.QKV).forEach(shown::add);
    return shown;
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }
}
