// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eidograph.lora.quant.Nf4Store;
import org.eidograph.model.CausalLm;
import org.eidograph.model.ModulePath;
import org.eidograph.model.Parameter;
import org.eidograph.model.SegmentedModel;
import org.eidograph.model.nn.Linear;
import org.eidograph.theory.lora.LoraLearningRate;
import tools.jackson.databind.node.ObjectNode;

/**
 * A model with adapters beside its frozen weights: {@code y = W·x + b + s·(B·A·dropout(x) + b_B)}.
 *
 * <p>The base model stays the caller's. {@link #detach} frees the adapters and leaves the base as
 * it was, bit for bit; closing the base while adapters are attached frees both.
 */
public final class LoraModel {
  /** What every tensor name of an adapter file begins with. */
  public static final String KEY_PREFIX = "base_model.model.";

  private final SegmentedModel model;
  private final LoraSpec spec;
  private final TargetMatcher.Selection selection;
  private final List<AdaptedModule> adapters;
  private final WholeParameters whole;
  private final ResidualWeights residuals;
  private final TrainedRows rows;

  private LoraModel(SegmentedModel model, LoraSpec spec, TargetMatcher.Selection selection) {
    this.model = model;
    this.spec = spec;
    this.selection = selection;
    this.adapters = new ArrayList<>();
    this.whole = new WholeParameters(model);
    this.residuals = new ResidualWeights(model);
    this.rows = new TrainedRows(model);
  }

  /**
   * Freezes the model, puts an adapter without effect beside each chosen module, and lets the
   * adapters, the chosen biases and the modules to save be trained.
   *
   * @throws org.eidograph.base.UsageException if a choice matches nothing
   */
  public static LoraModel attach(SegmentedModel model, LoraSpec spec) {
    return attach(model, spec, InputDirections.NONE);
  }

  /**
   * Attaches adapters that start along the directions of their modules' inputs.
   *
   * @param directions asked for each adapted linear module if the start is {@link LoraInit#EVA}
   */
  public static LoraModel attach(SegmentedModel model, LoraSpec spec, InputDirections directions) {
    if (hasDelta(model)) {
      throw new IllegalStateException("the model carries adapters already; detach them first");
    }
    LoraModel lora = new LoraModel(model, spec, TargetMatcher.select(model, spec));
    model.parameters().forEach(parameter -> parameter.train(false));
    try {
      lora.plugInAdapters(directions);
      lora.trainModulesToSave();
      lora.trainBiases();
      lora.rows.train(spec.tokens());
      if (spec.nf4()) {
        Nf4Store.quantise(model);
      }
      return lora;
    } catch (RuntimeException e) {
      lora.detach();
      throw e;
    }
  }

  private static boolean hasDelta(SegmentedModel model) {
    return model.embedding().delta() != null
        || model.linears().stream().anyMatch(linear -> linear.delta() != null);
  }

  private void plugInAdapters(InputDirections directions) {
    DeltaFactory factory =
        new DeltaFactory(spec, model.device(), new StartFactory(spec, directions), residuals);
    Set<ModulePath> chosen = new LinkedHashSet<>(selection.adapted());
    if (chosen.contains(model.embedding().path())) {
      adapters.add(factory.embedding(model.embedding()));
    }
    for (Linear linear : model.linears()) {
      if (chosen.contains(linear.path())) {
        adapters.add(factory.linear(linear));
      }
    }
    adapters.forEach(AdaptedModule::plugIn);
  }

  private void trainModulesToSave() {
    Set<ModulePath> saved = new LinkedHashSet<>(selection.saved());
    if (saved.contains(model.head().path()) || saved.contains(model.embedding().path())) {
      whole.untie();
    }
    for (Parameter parameter : baseParameters()) {
      if (saved.contains(parameter.module())) {
        whole.train(parameter);
      }
    }
  }

  private void trainBiases() {
    if (spec.bias() == BiasMode.NONE) {
      return;
    }
    Set<ModulePath> adapted = new LinkedHashSet<>(selection.adapted());
    for (Parameter parameter : baseParameters()) {
      boolean chosen = spec.bias() == BiasMode.ALL || adapted.contains(parameter.module());
      if (chosen && parameter.name().endsWith(".bias")) {
        whole.train(parameter);
      }
    }
  }

  /** The base's own parameters. */
  private List<Parameter> baseParameters() {
    Set<Parameter> all = new LinkedHashSet<>(model.parameters());
    adapters.forEach(adapter -> all.removeAll(adapter.delta().parameters()));
    rows.parameters().forEach(all::remove);
    return List.copyOf(all);
  }

  /** The adapted model, whatever it is. */
  public SegmentedModel base() {
    return model;
  }

  /**
   * The adapted language model.
   *
   * @throws IllegalStateException if it is a classifier
   */
  public CausalLm model() {
    if (model instanceof CausalLm language) {
      return language;
    }
    throw new IllegalStateException("the adapted model classifies and has no next token");
  }

  /** What was attached. */
  public LoraSpec spec() {
    return spec;
  }

  /** The adapted modules, in the order of the forward pass. */
  public List<AdaptedModule> adapters() {
    return Collections.unmodifiableList(adapters);
  }

  /** What the user should know of how the choice was read. */
  public List<String> warnings() {
    return selection.warnings();
  }

  /** Base weights that gave up what their adapters started from. */
  ResidualWeights residuals() {
    return residuals;
  }

  /** Rows of the embedding or the head trained for some tokens. */
  TrainedRows rows() {
    return rows;
  }

  /** Base parameters trained whole: modules to save and biases. */
  Set<Parameter> wholeParameters() {
    return Collections.unmodifiableSet(whole.trained());
  }

  /** Everything trained, in a fixed order: adapters, rows, modules to save, biases. */
  public List<Parameter> trainable() {
    return List.copyOf(tensors().values());
  }

  /** Numbers that training changes. */
  public long trainableCount() {
    return trainable().stream().mapToLong(parameter -> parameter.value().numel()).sum();
  }

  /** Everything trained, by its name in a PEFT file, in the order of {@link #trainable}. */
  public Map<String, Parameter> tensors() {
    Map<String, Parameter> tensors = new LinkedHashMap<>();
    for (AdaptedModule adapter : adapters) {
      adapter.delta().parameters().forEach(p -> tensors.put(KEY_PREFIX + p.name(), p));
    }
    rows.parameters().forEach(p -> tensors.put(KEY_PREFIX + p.name(), p));
    Set<ModulePath> adapted = new LinkedHashSet<>(selection.adapted());
    for (Parameter parameter : whole.trained()) {
      String path = parameter.module().path();
      String name =
          adapted.contains(parameter.module())
              ? path + ".base_layer" + parameter.name().substring(path.length())
              : parameter.name();
      tensors.put(KEY_PREFIX + name, parameter);
    }
    return tensors;
  }

  /**
   * What the first learning rate depends on. The fan-in is the median over the adapted linear
   * modules; an embedding has one non-zero input.
   */
  public LoraLearningRate.Setting learningRateSetting() {
    long[] fanIns =
        adapters.stream()
            .filter(AdaptedLinear.class::isInstance)
            .mapToLong(adapter -> ((AdaptedLinear) adapter).module().inputs())
            .toArray();
    double fanIn = fanIns.length == 0 ? 1 : LoraLearningRate.medianFanIn(fanIns);
    double scale = spec.scale().multiplier(spec.rank());
    return new LoraLearningRate.Setting(spec.init().random(), scale, spec.rank(), fanIn);
  }

  /** Works the adapters into the weights until the result is closed. */
  public Merged merge() {
    return Merged.of(this);
  }

  /** What {@code adapter_config.json} would say of these adapters. */
  public ObjectNode peftConfig(AdapterOrigin origin) {
    return new AdapterConfigWriter(this, spec).node(origin);
  }

  /**
   * Removes and frees the adapters and puts every base parameter back as it was; a quantised one
   * stays quantised.
   */
  public void detach() {
    for (AdaptedModule adapter : adapters) {
      adapter.unplug();
      adapter.delta().parameters().forEach(Parameter::close);
    }
    adapters.clear();
    whole.restore();
    residuals.restore();
    rows.restore();
  }
}
