// Licensed under the Apache License, Version 2.0.
package org.eidograph.placement.study;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.eidograph.study.Measured;
import org.eidograph.study.Seeds;
import org.eidograph.study.StudyPlan;
import org.eidograph.torch.Torch;
import org.eidograph.train.engine.Workers;

/**
 * Whether the score finds the module type that has something to learn (Hayou, Ghosh, Yu, PLoP,
 * 2025, arXiv 2506.20629).
 *
 * <p>A {@link ToyNet} is trained to imitate a random teacher. Then all weights of one type are
 * replaced by random ones of the same norms, so that it is known where adapters belong: the score
 * of that type must be the lowest, and adapters of equal size on it must learn best.
 */
public final class KnownModuleStudy {
  /** Each seed gives three cases. */
  public static final Seeds SEEDS = new Seeds(1, 3);

  private static final List<Double> ADAPTER_RATES = List.of(2e-3, 6e-3, 2e-2);
  private static final double ACCEPTED_REGRET = 1.15;

  private KnownModuleStudy() {}

  /**
   * One network with one type forgotten.
   *
   * @param seed of network, teacher and points
   * @param forgotten the type that was replaced
   * @param scores mean score of each type afterwards
   * @param losses adapters' loss on each type, at the best of three rates
   */
  public record Case(
      long seed, ToyType forgotten, Map<ToyType, Double> scores, Map<ToyType, Double> losses) {
    /** The type with the lowest score. */
    public ToyType chosen() {
      return lowest(scores);
    }

    /** Loss of adapters on the chosen type over the lowest loss. */
    public double regret() {
      return losses.getOrDefault(chosen(), Double.NaN) / losses.getOrDefault(lowest(losses), 1.0);
    }

    /** Whether adapters on the chosen type lose less than on the type with the highest score. */
    public boolean beatsHighestScore() {
      return losses.getOrDefault(chosen(), Double.NaN)
          < losses.getOrDefault(highest(scores), Double.NaN);
    }

    private static ToyType highest(Map<ToyType, Double> values) {
      return values.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow().getKey();
    }

    private static ToyType lowest(Map<ToyType, Double> values) {
      return values.entrySet().stream().min(Map.Entry.comparingByValue()).orElseThrow().getKey();
    }
  }

  /**
   * Mean scores of a network before anything was forgotten.
   *
   * @param untrained at random weights
   * @param trained after training
   */
  public record Reference(
      long seed, Map<ToyType, Double> untrained, Map<ToyType, Double> trained) {}

  /** What was found. */
  public record Result(List<Reference> references, List<Case> cases) {
    public Result {
      references = List.copyOf(references);
      cases = List.copyOf(cases);
    }

    /** The numbers of the claims, by their ids. */
    public Map<String, Measured> measured() {
      return Map.of(
          "P3-found", share(one -> one.chosen() == one.forgotten()),
          "P3-loss", share(one -> one.regret() <= ACCEPTED_REGRET),
          "P3-below", share(Case::beatsHighestScore));
    }

    private Measured share(Predicate<Case> holds) {
      return Measured.share(cases.stream().filter(holds).count(), cases.size());
    }
  }

  /** Runs one seed, or three, with every type forgotten once. */
  public static Result run(StudyPlan plan, Workers workers) {
    List<Callable<ToyWorld>> trainings = new ArrayList<>();
    for (long seed : SEEDS.of(plan)) {
      trainings.add(alone(() -> ToyWorld.trained(seed)));
    }
    List<ToyWorld> worlds = workers.run(trainings);
    try {
      List<Reference> references = new ArrayList<>();
      List<Case> cases = new ArrayList<>();
      for (ToyWorld world : worlds) {
        references.add(new Reference(world.seed(), world.untrainedScores(), world.trainedScores()));
        for (ToyType forgotten : ToyType.values()) {
          cases.add(run(world, forgotten, workers));
        }
      }
      return new Result(references, cases);
    } finally {
      worlds.forEach(ToyWorld::close);
    }
  }

  /** On one thread: more only wait for each other on matrices this small. */
  private static <T> Callable<T> alone(Callable<T> task) {
    return () -> {
      Torch.useThreads(1);
      return task.call();
    };
  }

  private static Case run(ToyWorld world, ToyType forgotten, Workers workers) {
    try (ToyNet net = world.forgetting(forgotten)) {
      List<ToyType> types = new ArrayList<>();
      List<Callable<Double>> fits = new ArrayList<>();
      for (ToyType type : ToyType.values()) {
        for (double rate : ADAPTER_RATES) {
          types.add(type);
          fits.add(alone(() -> world.adapt(net, type, rate)));
        }
      }
      List<Double> losses = workers.run(fits);
      Map<ToyType, Double> best = new EnumMap<>(ToyType.class);
      for (int i = 0; i < losses.size(); i++) {
        best.merge(types.get(i), losses.get(i), Math::min);
      }
      return new Case(world.seed(), forgotten, world.scores(net), best);
    }
  }
}
