// Licensed under the Apache License, Version 2.0.
package org.eidograph.widen;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eidograph.base.BadInputException;
import org.eidograph.base.UsageException;
import org.eidograph.theory.scaling.names.AxisSymbol;
import org.eidograph.theory.scaling.names.ModelDescription;
import org.eidograph.theory.scaling.names.ModelDescription.Head;
import org.eidograph.theory.scaling.names.ModelFamily;
import org.eidograph.theory.scaling.names.TensorDescription;
import org.eidograph.theory.scaling.names.TensorKind;
import org.eidograph.theory.scaling.names.TensorNames;
import org.eidograph.theory.scaling.names.TensorPlace;

/**
 * A model and the factor by which its widths grow.
 *
 * @param source the model as it is
 * @param factor k, at least 2
 * @param keepKeyValueHeads whether the number of key and value heads stays
 */
public record WideShape(ModelDescription source, int factor, boolean keepKeyValueHeads) {
  /** No axis of a checkpoint that is read may be longer. */
  private static final int LARGEST = 1 << 24;

  public WideShape {
    if (factor < 2) {
      throw new UsageException(
          "a widening factor must be a whole number of at least 2, got %d".formatted(factor));
    }
    ModelFamily family = source.family();
    if (keepKeyValueHeads && (family == ModelFamily.GPT2 || family == ModelFamily.BERT)) {
      throw new UsageException(
          "key and value heads can be kept only where they are counted apart from query heads, got model_type %s; leave --keep-kv-heads out"
              .formatted(family.modelType()));
    }
    ModelDescription.Widths widths = source.widths();
    long longest =
        Math.max(
            Math.max(widths.hiddenSize(), widths.feedForwardSize()),
            (long) widths.heads() * widths.headSize());
    if (longest * factor > LARGEST) {
      throw new UsageException(
          "a width must be at most %d, got %d times %d; take a smaller factor"
              .formatted(LARGEST, longest, factor));
    }
  }

  /** How many times an axis is as long afterwards. */
  int copies(AxisSymbol symbol) {
    return switch (symbol) {
      case HIDDEN, QUERY_HEADS, FEED_FORWARD -> factor;
      case KEY_VALUE_HEADS -> keepKeyValueHeads ? 1 : factor;
      case HEAD_SIZE, VOCABULARY, POSITIONS, TOKEN_TYPES, EXPERTS, LABELS, CONSTANT -> 1;
    };
  }

  /**
   * In how many blocks an axis is repeated. Where key and value heads stay, the copies of a query
   * head must stay with its own one.
   */
  long blocks(AxisSymbol symbol) {
    return symbol == AxisSymbol.QUERY_HEADS && keepKeyValueHeads
        ? source.widths().keyValueHeads()
        : 1;
  }

  /**
   * How every tensor of a checkpoint is widened, in the order of its header.
   *
   * @param shapes stored shape by name
   * @throws BadInputException if a tensor is unknown or has another shape than the configuration
   *     says
   */
  public List<WidenedTensor> tensors(Map<String, long[]> shapes) {
    List<TensorDescription> described;
    try {
      described = TensorNames.describeAll(shapes, source);
    } catch (IllegalArgumentException e) {
      throw new BadInputException(String.valueOf(e.getMessage()), e);
    }
    List<WidenedTensor> tensors = new ArrayList<>();
    for (TensorDescription tensor : described) {
      AxisSymbol out = tensor.out().symbol();
      AxisSymbol in = tensor.in().symbol();
      tensors.add(
          new WidenedTensor(
              tensor,
              new WidenedTensor.Copies(copies(out), tensor.parts() * blocks(out)),
              tensor.kind() == TensorKind.GAIN || tensor.kind() == TensorKind.BIAS
                  ? new WidenedTensor.Copies(1, 1)
                  : new WidenedTensor.Copies(copies(in), blocks(in)),
              folds(tensor)));
    }
    return tensors;
  }

  /** A tied table is copied as it is, so the norm in front of the head divides the logits by k. */
  private boolean folds(TensorDescription tensor) {
    return source.switches().head() == Head.LANGUAGE
        && source.switches().tiedHead()
        && tensor.place() == TensorPlace.FINAL_NORM;
  }
}
