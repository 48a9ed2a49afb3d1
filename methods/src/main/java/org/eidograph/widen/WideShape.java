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
 * @param heads whether heads grow in number or in size
 * @param scaledScores whether scores are divided by the root of the head's size, as they are unless
 *     a configuration says otherwise
 */
public record WideShape(
    ModelDescription source,
    int factor,
    boolean keepKeyValueHeads,
    HeadGrowth heads,
    boolean scaledScores) {
  /** No axis of a checkpoint that is read may be longer. */
  private static final int LARGEST = 1 << 24;

  public WideShape {
    if (factor < 2) {
      throw new UsageException(
          "a widening factor must be a whole number of at least 2, got %d".formatted(factor));
    }
    ModelFamily family = source.family();
    if (heads == HeadGrowth.SIZE && family.rotary()) {
      throw new UsageException(
          "heads can grow in size only without rotary positions, whose frequencies depend on it and stand in no configuration, got model_type %s; let their number grow"
              .formatted(family.modelType()));
    }
    if (keepKeyValueHeads && !family.rotary()) {
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

  /** A wider model with more heads of the same size. */
  public WideShape(ModelDescription source, int factor, boolean keepKeyValueHeads) {
    this(source, factor, keepKeyValueHeads, HeadGrowth.NUMBER, true);
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
   * head must stay with its own one; where heads grow in size, each is a block.
   */
  long blocks(AxisSymbol symbol) {
    if (heads == HeadGrowth.SIZE) {
      return switch (symbol) {
        case QUERY_HEADS -> source.widths().heads();
        case KEY_VALUE_HEADS -> source.widths().keyValueHeads();
        default -> 1;
      };
    }
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
              folds(tensor),
              queryFactor(out)));
    }
    return tensors;
  }

  /**
   * k terms of a product repeat where heads grow in size: queries are divided by √k beside the
   * scores' own 1/√k, or by k where scores are not scaled.
   */
  private double queryFactor(AxisSymbol out) {
    if (heads == HeadGrowth.NUMBER || out != AxisSymbol.QUERY_HEADS) {
      return 1;
    }
    return scaledScores ? 1 / Math.sqrt((double) factor) : 1.0 / factor;
  }

  /** A tied table is copied as it is, so the norm in front of the head divides the logits by k. */
  private boolean folds(TensorDescription tensor) {
    return source.switches().head() == Head.LANGUAGE
        && source.switches().tiedHead()
        && tensor.place() == TensorPlace.FINAL_NORM;
  }
}
