// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.alignment.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.eidograph.signal.alignment.AlignmentRun;
import org.eidograph.signal.alignment.LayerReading;
import org.eidograph.signal.alignment.ScatteredClasses;
import org.eidograph.signal.finite.LabelledImages;
import org.eidograph.study.Measured;
import org.eidograph.study.Seeds;
import org.eidograph.study.Statistics;
import org.eidograph.study.StudyPlan;
import org.eidograph.theory.moments.Activation;
import org.eidograph.torch.Torch;
import org.eidograph.train.engine.Workers;

/**
 * Whether alignment rises and falls over the layers of a trained ReLU network, and whether its peak
 * sits where forward loss and backward retention balance.
 *
 * <p>Depths 10 and 20, width 64, {@link ScatteredClasses}: 512 inputs to train on, 100 to read on;
 * 200 steps of 64 inputs at rate 0.01 and momentum 0.9.
 */
public final class RiseStudy {
  /** The depths. */
  public static final List<Integer> DEPTHS = List.of(10, 20);

  private static final int TRAINED = 512;
  private static final int READ = 100;

  private RiseStudy() {}

  /**
   * All runs of one depth.
   *
   * @param depth L
   * @param runs one per seed
   */
  public record Depth(int depth, List<AlignmentRun> runs) {
    public Depth {
      runs = List.copyOf(runs);
    }

    /** Alignment of each layer after training, averaged over the seeds. */
    public double[] profile() {
      return mean(AlignmentRun::last);
    }

    /** The same before training. */
    public double[] start() {
      return mean(run -> run.marks().get(0));
    }

    private double[] mean(Function<AlignmentRun, AlignmentRun.Mark> mark) {
      return Statistics.columnMeans(runs.stream().map(run -> alignments(mark.apply(run))).toList());
    }

    /** The layer where the mean alignment peaks, counted from 1. */
    public int peak() {
      double[] profile = profile();
      int best = 0;
      for (int l = 1; l < profile.length; l++) {
        best = profile[l] > profile[best] ? l : best;
      }
      return best + 1;
    }

    /** Mean over the seeds of the layer where theory expects the peak. */
    public double expected() {
      return runs.stream().mapToInt(run -> run.equilibrium().layer()).average().orElseThrow();
    }

    private double[] logs(ToDoubleFunction<AlignmentRun> value) {
      return runs.stream().mapToDouble(run -> Math.log(value.applyAsDouble(run))).toArray();
    }
  }

  private static List<Double> alignments(AlignmentRun.Mark mark) {
    return mark.layers().stream().map(LayerReading::alignment).toList();
  }

  /** What was found, from the shallow depth to the deep one. */
  public record Result(List<Depth> depths) {
    public Result {
      depths = List.copyOf(depths);
    }

    /** The numbers of the claims, by their ids. */
    public Map<String, Measured> measured() {
      Depth shallow = depths.get(0);
      Depth deep = depths.get(depths.size() - 1);
      double[] peak = deep.logs(run -> at(run.last(), run.last().peak()));
      double[] first = deep.logs(run -> at(run.last(), 1));
      double[] last = deep.logs(run -> at(run.last(), run.settings().depth()));
      double[] before = deep.logs(run -> at(run.marks().get(0), run.marks().get(0).peak()));
      return Map.of(
          "A3-hidden", hidden(),
          "A3-rise", Measured.ratio(peak, first),
          "A3-fall", Measured.ratio(peak, last),
          "A3-growth", Measured.ratio(peak, before),
          "A4-balance", Measured.exactly(Math.max(off(shallow), off(deep))),
          "A4-deeper", Measured.exactly((double) deep.peak() / shallow.peak()));
    }

    private Measured hidden() {
      long all = depths.stream().mapToLong(depth -> depth.runs().size()).sum();
      long inside =
          depths.stream()
              .flatMap(depth -> depth.runs().stream())
              .filter(run -> run.last().peak() > 1)
              .filter(run -> run.last().peak() < run.settings().depth())
              .count();
      return Measured.share(inside, all);
    }

    /** By which factor the peak is off the expected layer, either way. */
    private static double off(Depth depth) {
      double ratio = depth.peak() / depth.expected();
      return Math.max(ratio, 1 / ratio);
    }

    private static double at(AlignmentRun.Mark mark, int layer) {
      return mark.layers().get(layer - 1).alignment();
    }
  }

  /** Trains all networks. */
  public static Result run(StudyPlan plan, Workers workers) {
    List<Depth> depths = new ArrayList<>();
    for (int depth : DEPTHS) {
      List<Callable<AlignmentRun>> tasks = new ArrayList<>();
      for (long seed : Seeds.USUAL.of(plan)) {
        tasks.add(() -> train(depth, seed));
      }
      depths.add(new Depth(depth, workers.run(tasks)));
    }
    return new Result(depths);
  }

  private static AlignmentRun train(int depth, long seed) {
    Torch.useThreads(1); // more only wait for each other on matrices this small
    LabelledImages drawn = ScatteredClasses.draw(TRAINED + READ, seed);
    AlignmentRun.Settings settings =
        new AlignmentRun.Settings(Activation.relu(), 0, 64, depth, 200, 64, 0.01, seed);
    return AlignmentRun.of(drawn.first(TRAINED), drawn.part(TRAINED, READ), settings, step -> {});
  }
}
