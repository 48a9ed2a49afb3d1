// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.eidograph.base.BadInputException;
import org.eidograph.lora.init.IncrementalComponents;
import org.eidograph.lora.init.RankShares;
import org.eidograph.model.CausalLm;
import org.eidograph.model.ModulePath;
import org.eidograph.model.Pass;
import org.eidograph.model.Sequences;
import org.eidograph.model.nn.Linear;
import org.eidograph.theory.lora.LoraScale;
import org.eidograph.torch.NoGrad;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;
import org.jspecify.annotations.Nullable;

/**
 * The principal components of the inputs of the modules that get adapters (EVA, Paischer et al.
 * 2024, arXiv 2410.07170): they start A, and their shares of variance decide who gets how much
 * rank.
 *
 * <p>Modules that read the same input are analysed once. It owns native memory until {@link
 * #close}.
 */
public final class InputAnalysis implements InputDirections, AutoCloseable {
  /** Components looked for, in multiples of a module's rank: the most a module can get. */
  private static final int HEADROOM = 2;

  /** A component has settled when a batch turns it by less than this cosine's angle. */
  private static final double SETTLED = 0.99;

  private final LoraSpec asked;
  private final Map<ModulePath, Linear> modules = new LinkedHashMap<>();
  private final Map<ModulePath, ModulePath> sameInput = new LinkedHashMap<>();
  private final Map<ModulePath, IncrementalComponents> components = new LinkedHashMap<>();
  private final Set<ModulePath> others = new LinkedHashSet<>();

  private InputAnalysis(CausalLm model, LoraSpec asked) {
    this.asked = asked;
    Set<ModulePath> adapted = new LinkedHashSet<>(TargetMatcher.select(model, asked).adapted());
    for (Linear linear : model.linears()) {
      if (adapted.remove(linear.path())) {
        modules.put(linear.path(), linear);
      }
    }
    others.addAll(adapted);
  }

  /**
   * A stretch of data.
   *
   * @param ids tokens of one sequence
   * @param counts which tokens' inputs are taken, as many
   */
  @SuppressWarnings("ArrayRecordComponent") // a value in transit, never compared
  public record Shown(int[] ids, boolean[] counts) {}

  /**
   * Runs batches through the base until all components have settled or the data end.
   *
   * @param batches each a list of sequences
   * @throws BadInputException if no batch has as many counted tokens as a module has components
   */
  public static InputAnalysis of(CausalLm model, LoraSpec spec, Iterable<List<Shown>> batches) {
    InputAnalysis analysis = new InputAnalysis(model, spec);
    try {
      for (List<Shown> batch : batches) {
        analysis.show(model, batch);
        if (analysis.settled()) {
          break;
        }
      }
      analysis.requireReady();
      return analysis;
    } catch (RuntimeException e) {
      analysis.close();
      throw e;
    }
  }

  private void show(CausalLm model, List<Shown> batch) {
    List<Long> rows = new ArrayList<>();
    long first = 0;
    for (Shown shown : batch) {
      for (int i = 0; i < shown.ids().length; i++) {
        if (shown.counts()[i]) {
          rows.add(first + i);
        }
      }
      first += shown.ids().length;
    }
    try (Scope scope = Scope.open();
        NoGrad noGrad = NoGrad.on()) {
      Tensor chosen =
          Tensors.ofLongs(rows.stream().mapToLong(Long::longValue).toArray(), rows.size())
              .to(model.device());
      Map<Tensor, ModulePath> seen = new IdentityHashMap<>();
      Sequences sequences = Sequences.of(batch.stream().map(Shown::ids).toList());
      model.logits(
          Pass.inference(sequences, model.device())
              .watchedBy(
                  (module, input, output) -> {
                    requireEveryToken(module, input, sequences.tokens());
                    observe(module, input, chosen, seen);
                  }));
    }
  }

  private void requireEveryToken(ModulePath module, Tensor input, long tokens) {
    if (modules.containsKey(module) && input.size(0) != tokens) {
      throw new BadInputException(
          "the start eva needs modules that see every token, but %s sees only those routed to it; choose other targets, or another start"
              .formatted(module.path()));
    }
  }

  private void observe(
      ModulePath module, Tensor input, Tensor chosen, Map<Tensor, ModulePath> seen) {
    Linear linear = modules.get(module);
    if (linear == null) {
      return;
    }
    ModulePath twin = seen.putIfAbsent(input, module);
    sameInput.put(module, twin == null ? module : twin);
    if (twin == null) {
      int most = Math.toIntExact(Math.min(linear.inputs(), (long) HEADROOM * widest(module)));
      components
          .computeIfAbsent(module, path -> new IncrementalComponents(most))
          .add(input.indexSelect(0, chosen));
    }
  }

  /** The largest rank asked for by any module, since those with one input share components. */
  private int widest(ModulePath module) {
    return modules.keySet().stream()
        .filter(other -> other.layer() == module.layer())
        .mapToInt(other -> asked.rankOf(other.path()))
        .max()
        .orElse(asked.rank());
  }

  private boolean settled() {
    return components.values().stream().allMatch(IncrementalComponents::ready)
        && ranks().entrySet().stream()
            .allMatch(e -> of(e.getKey()).similarity(e.getValue()) >= SETTLED);
  }

  private IncrementalComponents of(ModulePath module) {
    return Objects.requireNonNull(components.get(sameInput.get(module)));
  }

  private void requireReady() {
    for (ModulePath module : modules.keySet()) {
      @Nullable ModulePath twin = sameInput.get(module);
      IncrementalComponents found = twin == null ? null : components.get(twin);
      if (found == null || !found.ready()) {
        throw new BadInputException(
            "the start eva needs a batch with at least %d trained tokens for %s, but none of the data has one; give more data, a smaller rank, or another start"
                .formatted(HEADROOM * asked.rankOf(module.path()), module.path()));
      }
    }
  }

  private Map<ModulePath, Integer> ranks() {
    Map<String, double[]> shares = new LinkedHashMap<>();
    int budget = 0;
    for (ModulePath module : modules.keySet()) {
      int rank = asked.rankOf(module.path());
      double[] all = of(module).explainedShares();
      shares.put(
          module.path(), java.util.Arrays.copyOf(all, Math.min(all.length, HEADROOM * rank)));
      budget += rank;
    }
    Map<String, Integer> given = RankShares.of(shares, Math.max(1, budget));
    Map<ModulePath, Integer> ranks = new LinkedHashMap<>();
    modules.keySet().forEach(module -> ranks.put(module, given.getOrDefault(module.path(), 0)));
    return ranks;
  }

  /**
   * What was asked for with the ranks shared out anew: each module at its old multiplier s, those
   * that explain least without an adapter.
   */
  public LoraSpec spec() {
    Map<String, Integer> ranks = new LinkedHashMap<>();
    Map<String, Double> alphas = new LinkedHashMap<>();
    List<String> paths = new ArrayList<>(others.stream().map(ModulePath::path).toList());
    ranks()
        .forEach(
            (module, rank) -> {
              if (rank > 0) {
                String path = module.path();
                paths.add(path);
                ranks.put(path.replace(".", "\\."), rank);
                alpha(path, rank, alphas);
              }
            });
    ranks.putAll(asked.rankPattern());
    alphas.putAll(asked.alphaPattern());
    return asked.with(
        b -> b.targets(new Targets.Names(paths)).rankPattern(ranks).alphaPattern(alphas));
  }

  private void alpha(String path, int rank, Map<String, Double> alphas) {
    double s = asked.scaleOf(path);
    if (asked.scale() instanceof LoraScale.Alpha) {
      alphas.put(path.replace(".", "\\."), s * rank);
    } else if (asked.scale() instanceof LoraScale.RankStabilised) {
      alphas.put(path.replace(".", "\\."), s * Math.sqrt(rank));
    }
  }

  @Override
  public Tensor of(ModulePath module, int rank) {
    return of(module).components().narrow(0, 0, rank).copy();
  }

  @Override
  public void close() {
    components.values().forEach(IncrementalComponents::close);
  }
}
