// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.diagnose;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.eidograph.model.ModulePath;
import org.eidograph.model.Pass;
import org.eidograph.model.SegmentedModel;
import org.eidograph.model.Sequences;
import org.eidograph.torch.Autograd;
import org.eidograph.torch.Autograd.Mode;
import org.eidograph.torch.DType;
import org.eidograph.torch.NoGrad;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;
import org.jspecify.annotations.Nullable;

/**
 * Measures {@link LabelAlignment}: the last token of each text is the label of what stands before
 * it, the logits of all these labels are the outputs.
 *
 * <p>Gradients of the N·C outputs go down block by block, so that only one block's are held: {@code
 * N·C·tokens·outputs} numbers of its modules. For that at most {@value #TEXTS} texts are taken, and
 * {@value #TOKENS} tokens of each.
 */
final class AlignmentProbe implements AutoCloseable {
  private static final int TEXTS = 16;
  private static final int TOKENS = 32;

  private final ProbedModel model;
  private final List<int[]> inputs = new ArrayList<>();
  private final int[] labels;
  private final List<Integer> outputs;
  private final List<List<Tensor>> streams = new ArrayList<>(); // x_0, …, x_L of each text
  private final Tensor[][] gradients; // of output c at text i, behind the block at hand

  private AlignmentProbe(ProbedModel model, ProbeTexts texts) {
    this.model = model;
    List<int[]> some = texts.ids().subList(0, Math.min(TEXTS, texts.ids().size()));
    int last = Math.min(TOKENS, texts.tokens()) - 1;
    some.forEach(ids -> inputs.add(Arrays.copyOf(ids, last)));
    int[] tokens = some.stream().mapToInt(ids -> ids[last]).toArray();
    this.outputs = Arrays.stream(tokens).distinct().boxed().toList();
    this.labels = Arrays.stream(tokens).map(outputs::indexOf).toArray();
    this.gradients = new Tensor[inputs.size()][outputs.size()];
  }

  /**
   * Measures; null where there is nothing to tell apart: an encoder, or one label for all texts.
   */
  static @Nullable LabelAlignment of(ProbedModel model, ProbeTexts texts) {
    if (!model.predictsTokens()) {
      return null;
    }
    try (AlignmentProbe probe = new AlignmentProbe(model, texts)) {
      return probe.outputs.size() < 2 ? null : probe.measured();
    }
  }

  private LabelAlignment measured() {
    inputs.forEach(this::run);
    List<ModuleAlignment> head = head();
    List<ModuleAlignment> all = new ArrayList<>();
    for (int block = model.blocks() - 1; block >= 0; block--) {
      all.addAll(0, block(block));
    }
    all.addAll(head);
    int examples = inputs.size();
    return new LabelAlignment(
        examples, outputs.size(), 1 / Math.sqrt(outputs.size() * (examples - 1.0)), all);
  }

  private Pass pass(int text) {
    return Pass.inference(Sequences.of(inputs.get(text)), model.model().device());
  }

  /** Keeps the stream of a text between the blocks. */
  private void run(int[] ids) {
    try (Scope scope = Scope.open();
        NoGrad off = NoGrad.on()) {
      SegmentedModel all = model.model();
      Pass pass = Pass.inference(Sequences.of(ids), all.device());
      List<Tensor> kept = new ArrayList<>();
      streams.add(kept);
      Tensor x = Tensors.empty(DType.FLOAT32, all.device(), 0);
      for (int segment = 0; segment <= model.blocks(); segment++) {
        x = all.segments().get(segment).forward(x, pass);
        kept.add(x.copy().keep());
      }
    }
  }

  /** Starts the gradients; the head itself has one row of features for each output. */
  private List<ModuleAlignment> head() {
    SegmentedModel all = model.model();
    try (TangentFactors factors = new TangentFactors(inputs.size(), outputs.size())) {
      for (int i = 0; i < inputs.size(); i++) {
        readOut(i, factors);
      }
      return all.tied()
          ? List.of()
          : List.of(factors.alignment(ModulePart.whole(all.head()), labels));
    }
  }

  private void readOut(int text, TangentFactors factors) {
    try (Scope scope = Scope.open()) {
      Tensor last = streams.get(text).get(model.blocks()).leaf();
      Tensor hidden = model.block(model.blocks()).forward(last, pass(text));
      Tensor read = hidden.narrow(0, inputs.get(text).length - 1, 1);
      Tensor logits = model.model().head().forward(read, pass(text)); // (1, V)
      factors.inputs(text, read.detach());
      for (int c = 0; c < outputs.size(); c++) {
        Tensor logit = logits.select(1, outputs.get(c)).sum();
        gradients[text][c] = Autograd.gradients(logit, List.of(last), Mode.KEEP).get(0).keep();
        factors.gradients(text, c, oneHot(c));
      }
    }
  }

  private Tensor oneHot(int output) {
    float[] one = new float[outputs.size()];
    one[output] = 1;
    return Tensors.ofFloats(one, 1, one.length);
  }

  /** Takes the gradients through a block and reads its modules on the way. */
  private List<ModuleAlignment> block(int block) {
    Map<String, TangentFactors> modules = new LinkedHashMap<>();
    try {
      for (int i = 0; i < inputs.size(); i++) {
        through(block, i, modules);
      }
      List<ModuleAlignment> found = new ArrayList<>();
      for (ModulePart part : ModulePart.of(model.block(block))) {
        TangentFactors factors = modules.get(part.module().path());
        found.add(
            factors == null
                ? TangentFactors.silent(part) // an expert that no token took
                : factors.alignment(part, labels));
      }
      return found;
    } finally {
      modules.values().forEach(TangentFactors::close);
    }
  }

  private void through(int block, int text, Map<String, TangentFactors> modules) {
    try (Scope scope = Scope.open()) {
      Tensor input = streams.get(text).get(block).leaf();
      Map<String, Tensor> reached = new LinkedHashMap<>();
      Pass watched =
          pass(text)
              .watchedBy(
                  (ModulePath module, Tensor x, Tensor y) -> {
                    modules
                        .computeIfAbsent(
                            module.path(),
                            path -> new TangentFactors(inputs.size(), outputs.size()))
                        .inputs(text, x.detach());
                    reached.put(module.path(), y);
                  });
      Tensor output = model.block(block).forward(input, watched);
      List<Tensor> asked = new ArrayList<>(reached.values());
      asked.add(input);
      List<String> names = List.copyOf(reached.keySet());
      for (int c = 0; c < outputs.size(); c++) {
        List<Tensor> found =
            Autograd.vectorJacobian(List.of(output), asked, List.of(gradients[text][c]), Mode.KEEP);
        for (int m = 0; m < names.size(); m++) {
          Objects.requireNonNull(modules.get(names.get(m))).gradients(text, c, found.get(m));
        }
        gradients[text][c].close();
        gradients[text][c] = found.get(names.size()).keep();
      }
    }
  }

  @Override
  public void close() {
    streams.forEach(all -> all.forEach(Tensor::close));
    for (Tensor[] row : gradients) {
      for (Tensor gradient : row) {
        if (gradient != null) {
          gradient.close();
        }
      }
    }
  }
}
