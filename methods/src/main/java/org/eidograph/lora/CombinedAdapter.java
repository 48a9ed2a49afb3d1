// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.eidograph.base.AtomicFiles;
import org.eidograph.base.BadInputException;
import org.eidograph.base.Json;
import org.eidograph.base.UsageException;
import org.eidograph.lora.combine.Combination;
import org.eidograph.lora.init.Factors;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.NoGrad;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;
import org.eidograph.torch.safetensors.SafetensorsWriter;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Several adapters of one base as one, by PEFT's rules: every module that one of them adapts, one
 * rank for all (smaller ones filled up with zeros), multiplier 1.
 */
public final class CombinedAdapter {
  private final List<AdapterContent> contents;
  private final List<Double> weights;
  private final Combination combination;
  private final int rank;
  private final Map<String, Tensor> tensors = new TreeMap<>();
  private final Set<String> modules = new LinkedHashSet<>();
  private double missedSquares;
  private double exactSquares;

  private CombinedAdapter(
      List<AdapterContent> contents, List<Double> weights, Combination combination, int rank) {
    this.contents = contents;
    this.weights = weights;
    this.combination = combination;
    this.rank = rank;
  }

  /** An adapter with its weight. */
  public record Part(Path directory, double weight) {}

  /**
   * What was combined.
   *
   * @param missed the Frobenius norm of what separates the result from the weighted sum of the
   *     changes, over all modules, relative to that sum's norm
   */
  public record Result(
      Path outputDirectory, String method, int adapters, int modules, int rank, double missed) {}

  /**
   * Combines.
   *
   * @param wanted rank of the result for {@link Combination#SVD}, or null for the largest of the
   *     adapters' ranks; the others settle it themselves
   * @param output a new directory
   * @throws UsageException if options or weights make no sense together
   * @throws BadInputException if the adapters are not of one base, or not factors alone
   */
  public static Result write(
      List<Part> parts, Combination combination, @Nullable Integer wanted, Path output) {
    requireSense(parts, combination, wanted, output);
    try (Scope scope = Scope.open();
        NoGrad noGrad = NoGrad.on()) {
      List<AdapterContent> contents =
          parts.stream().map(part -> AdapterContent.read(part.directory(), "combine")).toList();
      requireOneBase(contents);
      CombinedAdapter job =
          new CombinedAdapter(
              contents,
              parts.stream().map(Part::weight).toList(),
              combination,
              rank(contents, combination, wanted));
      job.combine();
      job.save(output);
      return new Result(
          output,
          combination.name().toLowerCase(Locale.ROOT),
          parts.size(),
          job.modules.size(),
          job.rank,
          job.exactSquares == 0 ? 0 : Math.sqrt(job.missedSquares / job.exactSquares));
    }
  }

  private static void requireSense(
      List<Part> parts, Combination combination, @Nullable Integer rank, Path output) {
    if (parts.isEmpty() || parts.stream().anyMatch(p -> !Double.isFinite(p.weight()))) {
      throw new UsageException(
          "adapters must be named to be combined, each with a finite weight, got " + parts);
    }
    if (rank != null && (combination != Combination.SVD || rank < 1)) {
      throw new UsageException(
          "a rank of at least 1 can be chosen for svd alone, got %d with %s; leave it out"
              .formatted(rank, combination.name().toLowerCase(Locale.ROOT)));
    }
    if (Files.exists(output)) {
      throw new UsageException(
          "adapters are combined into a new directory, but %s exists; name another"
              .formatted(output));
    }
  }

  private static void requireOneBase(List<AdapterContent> contents) {
    AdapterContent first = contents.get(0);
    for (AdapterContent other : contents) {
      if (!other.base().equals(first.base())) {
        throw new BadInputException(
            "adapters to combine must be of one base, but %s is of '%s' and %s of '%s'; if these are two names of one model, make base_model_name_or_path equal"
                .formatted(first.directory(), first.base(), other.directory(), other.base()));
      }
    }
  }

  private static int rank(
      List<AdapterContent> contents, Combination combination, @Nullable Integer wanted) {
    int widest = contents.stream().mapToInt(AdapterContent::widest).max().orElse(1);
    return switch (combination) {
      case CAT -> contents.stream().mapToInt(AdapterContent::widest).sum();
      case SVD -> wanted == null ? widest : wanted;
      case LINEAR -> widest;
    };
  }

  private void combine() {
    for (AdapterContent content : contents) {
      modules.addAll(content.factors().keySet());
    }
    for (String module : modules) {
      List<Combination.Weighted> parts = new ArrayList<>();
      for (int i = 0; i < contents.size(); i++) {
        AdapterContent content = contents.get(i);
        Factors factors = content.factors().get(module);
        if (factors != null) {
          parts.add(new Combination.Weighted(factors, weights.get(i), content.scaleOf(module)));
        }
      }
      put(module, joined(module, parts), Combination.change(parts));
    }
  }

  private Factors joined(String module, List<Combination.Weighted> parts) {
    Factors first = parts.get(0).factors();
    int most = (int) Math.min(rank, Math.min(first.a().size(1), first.b().size(0)));
    try {
      return combination.of(parts, most);
    } catch (IllegalArgumentException e) {
      throw new BadInputException(
          "%s: %s; combine adapters of one base, or with another method"
              .formatted(AdapterContent.pathOf(module), e.getMessage()),
          e);
    }
  }

  private void put(String module, Factors joined, Tensor exact) {
    missedSquares += Math.pow(joined.product().sub(exact).norm().item(), 2);
    exactSquares += Math.pow(exact.norm().item(), 2);
    Factors whole = filledUp(joined, rank);
    boolean embedding = contents.stream().anyMatch(c -> c.embeddings().contains(module));
    tensors.put(module + (embedding ? ".lora_embedding_A" : ".lora_A.weight"), whole.a());
    tensors.put(module + (embedding ? ".lora_embedding_B" : ".lora_B.weight"), whole.b());
  }

  /** With rows of zeros in A and columns of zeros in B. */
  static Factors filledUp(Factors factors, long rank) {
    long missing = rank - factors.rank();
    if (missing == 0) {
      return new Factors(factors.a().contiguous(), factors.b().contiguous());
    }
    Tensor a = Tensors.zeros(DType.FLOAT32, Device.CPU, missing, factors.a().size(1));
    Tensor b = Tensors.zeros(DType.FLOAT32, Device.CPU, factors.b().size(0), missing);
    return new Factors(
        Tensors.cat(List.of(factors.a(), a), 0), Tensors.cat(List.of(factors.b(), b), 1));
  }

  private void save(Path output) {
    Path partial = output.resolveSibling("." + output.getFileName() + ".partial");
    try {
      AtomicFiles.deleteRecursively(partial);
      Files.createDirectories(partial);
      SafetensorsWriter.write(partial.resolve(AdapterFiles.TENSORS), tensors);
      AtomicFiles.writeString(partial.resolve(AdapterConfig.FILE), Json.pretty(config()));
      AtomicFiles.publish(partial, output);
    } catch (IOException e) {
      throw AtomicFiles.refusal(output, e);
    }
  }

  /** The first adapter's, with what the combination settles. */
  private ObjectNode config() {
    return contents.get(0).configOfOneRank(rank, modules);
  }
}
