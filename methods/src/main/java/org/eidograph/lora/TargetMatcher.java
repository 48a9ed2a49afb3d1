// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eidograph.base.UsageException;
import org.eidograph.model.ModulePath;
import org.eidograph.model.Parameter;
import org.eidograph.model.SegmentedModel;
import org.eidograph.model.nn.Linear;

/**
 * Finds the modules that a specification means, by PEFT's rules in PEFT's order: exclusion, modules
 * to save, targets, layers.
 *
 * <p>A module can be adapted if it is linear or the token embedding. A module to save is any module
 * whose path ends in the given text, dot or not: {@code norm} also takes {@code input_layernorm}.
 */
public final class TargetMatcher {
  /** The first numbered part of a path after at least one other, as in {@code model.layers.3.}. */
  private static final Pattern FIRST_NUMBER = Pattern.compile(".*?\\.[^.]*\\.(\\d+)\\.");

  private final LoraSpec spec;

  private TargetMatcher(LoraSpec spec) {
    this.spec = spec;
  }

  /**
   * What was found.
   *
   * @param adapted modules that get an adapter, in the order of the forward pass
   * @param saved modules trained whole
   * @param warnings what the user should know, one sentence each
   */
  public record Selection(List<ModulePath> adapted, List<ModulePath> saved, List<String> warnings) {
    public Selection {
      adapted = List.copyOf(adapted);
      saved = List.copyOf(saved);
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * Finds the modules.
   *
   * @throws UsageException if a target or a module to save matches nothing, with the nearest name
   */
  public static Selection select(SegmentedModel model, LoraSpec spec) {
    return new TargetMatcher(spec).select(adaptable(model), all(model));
  }

  /** Every module that owns parameters, once, in the order of the forward pass. */
  static List<ModulePath> all(SegmentedModel model) {
    Set<ModulePath> paths = new LinkedHashSet<>();
    model.parameters().stream().map(Parameter::module).forEach(paths::add);
    paths.add(model.head().path()); // a tied head owns no parameter
    return List.copyOf(paths);
  }

  private static List<ModulePath> adaptable(SegmentedModel model) {
    List<ModulePath> paths = new ArrayList<>();
    paths.add(model.embedding().path());
    model.linears().stream().map(Linear::path).forEach(paths::add);
    return paths;
  }

  Selection select(List<ModulePath> adaptable, List<ModulePath> all) {
    List<ModulePath> adapted = adaptable.stream().filter(this::adapts).toList();
    requireSome(adapted, adaptable);
    List<String> warnings = new ArrayList<>();
    Set<ModulePath> saved = new LinkedHashSet<>();
    for (String suffix : spec.modulesToSave()) {
      List<ModulePath> found =
          all.stream().filter(m -> endingIn(m.path(), suffix).isPresent()).toList();
      if (found.isEmpty()) {
        throw new UsageException(
            "modules to save must be in the model, '%s' is not; did you mean %s?"
                .formatted(suffix, NearestName.of(suffix, all)));
      }
      warnIfMixed(suffix, found, warnings);
      saved.addAll(found);
    }
    warnOfIdle(adaptable, warnings);
    return new Selection(adapted, List.copyOf(saved), warnings);
  }

  /** Whether a module gets an adapter. */
  boolean adapts(ModulePath module) {
    String path = module.path();
    if (excluded(module) || spec.modulesToSave().stream().anyMatch(item -> within(item, path))) {
      return false;
    }
    return spec.placement().targets().cover(module, this::inLayers);
  }

  private boolean excluded(ModulePath module) {
    Targets exclude = spec.placement().exclude();
    return exclude != null && exclude.cover(module, path -> true);
  }

  /** Whether a module to save, as a regular expression between dots, holds the module. */
  private static boolean within(String saved, String path) {
    return Targets.compile("(^|.*\\.)" + saved + "($|\\..*)").matcher(path).lookingAt();
  }

  private boolean inLayers(String path) {
    List<Integer> layers = spec.placement().layers();
    if (layers == null) {
      return true;
    }
    List<String> patterns = spec.placement().layersPattern();
    List<Pattern> numbered =
        patterns.isEmpty()
            ? List.of(FIRST_NUMBER)
            : patterns.stream()
                .map(name -> Targets.compile("(?:^|.*?\\.)(?:" + name + ")\\.(\\d+)\\."))
                .toList();
    for (Pattern pattern : numbered) {
      Matcher matcher = pattern.matcher(path);
      if (matcher.lookingAt()) {
        return layers.contains(Integer.valueOf(matcher.group(matcher.groupCount())));
      }
    }
    return false;
  }

  /**
   * The outermost of a module and the modules around it whose path ends in a text; PEFT asks for no
   * dot before it.
   */
  private static Optional<String> endingIn(String path, String suffix) {
    for (int end = path.indexOf('.'); end > 0; end = path.indexOf('.', end + 1)) {
      if (path.substring(0, end).endsWith(suffix)) {
        return Optional.of(path.substring(0, end));
      }
    }
    return path.endsWith(suffix) ? Optional.of(path) : Optional.empty();
  }

  private static void warnIfMixed(String suffix, List<ModulePath> found, List<String> warnings) {
    List<String> kinds =
        found.stream()
            .map(module -> endingIn(module.path(), suffix).orElseThrow())
            .map(path -> path.substring(path.lastIndexOf('.') + 1))
            .distinct()
            .toList();
    if (kinds.size() > 1) {
      warnings.add(
          "module to save '%s' takes %d modules of several kinds (%s), since it matches any path that ends so; write a longer path to mean one"
              .formatted(suffix, found.size(), String.join(", ", kinds)));
    }
  }

  private void warnOfIdle(List<ModulePath> adaptable, List<String> warnings) {
    if (!(spec.placement().targets() instanceof Targets.Names names)) {
      return;
    }
    for (String item : names.items()) {
      boolean idle =
          adaptable.stream().noneMatch(m -> m.path().equals(item) || m.path().endsWith("." + item));
      if (idle) {
        warnings.add(
            "target '%s' matches no module; did you mean %s?"
                .formatted(item, NearestName.of(item, adaptable)));
      }
    }
  }

  private void requireSome(List<ModulePath> adapted, List<ModulePath> adaptable) {
    if (!adapted.isEmpty()) {
      return;
    }
    Targets targets = spec.placement().targets();
    String wanted = targets.text();
    String also =
        spec.placement().equals(Placement.of(targets)) ? "" : " after exclusion and layers";
    throw new UsageException(
        "the targets must match at least one linear module or the token embedding, '%s' matches none%s; did you mean %s?"
            .formatted(wanted, also, NearestName.of(wanted, adaptable)));
  }
}
