// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eidograph.base.AtomicFiles;
import org.eidograph.base.BadInputException;
import org.eidograph.base.CheckFailedException;
import org.eidograph.base.UsageException;
import org.eidograph.lora.init.Factors;
import org.eidograph.torch.NoGrad;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * An adapter in the layout of another program: one rank and one multiplier for all modules.
 *
 * <p>A module's own multiplier s goes into B, {@code B' = s·B} with multiplier 1, and smaller ranks
 * are filled up with zeros; both are exact up to one rounding. What was written is read back, and
 * every module's change compared with what it was.
 */
public final class AdapterExport {
  /** One rounding of each number of B, in float32, and of each product of the comparison. */
  private static final double TOLERANCE = 1e-5;

  private AdapterExport() {}

  /**
   * What was written.
   *
   * @param rank of all modules
   * @param largestDifference of a module's change {@code s·B·A} as written and as it was,
   *     Frobenius, relative
   * @param modules one line each
   * @param warnings one sentence each
   */
  public record Result(
      String format,
      Path outputDirectory,
      int rank,
      double largestDifference,
      List<ModuleLine> modules,
      List<String> warnings) {
    public Result {
      modules = List.copyOf(modules);
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * One module.
   *
   * @param rank before
   * @param scale s before; 1 afterwards
   * @param difference of its change, relative
   */
  public record ModuleLine(String module, int rank, double scale, double difference) {}

  /**
   * Exports.
   *
   * @param output a new directory
   * @throws UsageException if the directory exists
   * @throws BadInputException if the adapter is damaged, or holds what the format has no place for
   * @throws CheckFailedException if what was written is not the same change; nothing is left then
   */
  public static Result write(Path adapter, ExportFormat format, Path output) {
    if (Files.exists(output)) {
      throw new UsageException(
          "an adapter is exported into a new directory, but %s exists; name another"
              .formatted(output));
    }
    Path partial = output.resolveSibling("." + output.getFileName() + ".partial");
    try (Scope scope = Scope.open();
        NoGrad noGrad = NoGrad.on()) {
      AtomicFiles.deleteRecursively(partial);
      Files.createDirectories(partial);
      AdapterContent content = AdapterContent.read(adapter, "export");
      int rank = content.widest();
      ExportLayout layout = ExportLayout.of(format, content);
      layout.write(partial, rank, folded(content, rank));
      List<ModuleLine> modules = compare(content, layout.read(partial));
      AtomicFiles.publish(partial, output);
      double largest = modules.stream().mapToDouble(ModuleLine::difference).max().orElse(0);
      return new Result(format.toString(), output, rank, largest, modules, layout.warnings());
    } catch (IOException e) {
      throw AtomicFiles.refusal(output, e);
    } finally {
      discard(partial);
    }
  }

  private static Map<String, Factors> folded(AdapterContent content, int rank) {
    Map<String, Factors> folded = new LinkedHashMap<>();
    content
        .factors()
        .forEach(
            (module, factors) ->
                folded.put(
                    module,
                    CombinedAdapter.filledUp(
                        new Factors(factors.a(), factors.b().mul(content.scaleOf(module))), rank)));
    return folded;
  }

  private static List<ModuleLine> compare(
      AdapterContent content, Map<String, ExportLayout.Written> written) {
    List<ModuleLine> lines = new ArrayList<>();
    content
        .factors()
        .forEach(
            (module, factors) -> {
              String path = AdapterContent.pathOf(module);
              double scale = content.scaleOf(module);
              double difference = difference(factors, scale, written.get(module));
              if (!(difference <= TOLERANCE)) {
                throw new CheckFailedException(
                    "the exported adapter must change %s as before within %.0e, but differs by %s; nothing was written"
                        .formatted(path, TOLERANCE, difference));
              }
              lines.add(new ModuleLine(path, (int) factors.rank(), scale, difference));
            });
    return lines;
  }

  /** Relative; the two products, as large as the module's weight, are given back at once. */
  private static double difference(
      Factors factors, double scale, ExportLayout.@Nullable Written written) {
    if (written == null) {
      return Double.NaN;
    }
    try (Scope scope = Scope.open()) {
      Tensor change = factors.product().mul(scale);
      double size = change.norm().item();
      double away = written.change().sub(change).norm().item();
      return away == 0 ? 0 : away / size;
    }
  }

  private static void discard(Path partial) {
    try {
      AtomicFiles.deleteRecursively(partial);
    } catch (IOException e) {
      // the export's own outcome matters more than a left-over hidden directory
    }
  }
}
