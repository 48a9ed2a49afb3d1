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
 * A model and how its widths grow.
 *
 * @param source the model as it is
 * @param growth by how much, and how
 * @param scaledScores whether scores are divided by the root of the head's size, as they are unless
 *     a configuration says otherwise
 */
public record WideShape(ModelDescription source, WidthGrowth growth, boolean scaledScores) {
  /** No axis of a checkpoint that is read may be longer. */
  private static final int LARGEST = 1 << 24;

  public WideShape {
    ModelFamily family = source.family();
    if (growth.heads() == HeadGrowth.SIZE && family.rotary()) {
      throw new UsageException(
          "heads can grow in size only without rotary positions, whose frequencies depend on it and stand in no configuration, got model_type %s; let their number grow"
              .formatted(family.modelType()));
    }
    if (growth.keepKeyValueHeads() && !family.rotary()) {
      throw new UsageException(
          "key and value heads can be kept only where they are counted apart from query heads, got model_type %s; leave --keep-kv-heads out"
              .formatted(family.modelType()));
    }
    ModelDescription.Widths widths = source.widths();
    requireShort((long) widths.feedForwardSize(), growth.feedForwardFactor());
    requireShort(
        Math.max(widths.hiddenSize(), (long) widths.heads() * widths.headSize()), growth.factor());
  }

  private static void requireShort(long width, int factor) {
    if (width * factor > LARGEST) {
      throw new UsageException(
          "a width must be at most %d, got %d times %d; take a smaller factor"
              .formatted(LARGEST, width, factor));
    }
  }

  /** How many times an axis is as long afterwards. */
  int copies(AxisSymbol symbol) {
    return switch (symbol) {
      case HIDDEN, QUERY_HEADS -> growth.factor();
      case FEED_FORWARD -> growth.feedForwardFactor();
      case KEY_VALUE_HEADS -> growth.keepKeyValueHeads() ? 1 : growth.factor();
      case HEAD_SIZE, VOCABULARY, POSITIONS, TOKEN_TYPES, EXPERTS, LABELS, CONSTANT -> 1;
    };
  }

  /**
   * In how many blocks an axis is repeated: one where copies are tiled, one for each unit where
   * they lie side by side. Heads are units as a whole unless they grow in size, and the query heads
   * of one key and value head stay together: where that is not copied, each copy must stay with it.
   */
  long blocks(AxisSymbol symbol) {
    ModelDescription.Widths widths = source.widths();
    boolean tiled = growth.order() == CopyOrder.TILE;
    return switch (symbol) {
      case HIDDEN -> tiled ? 1 : widths.hiddenSize();
      case FEED_FORWARD -> tiled ? 1 : widths.feedForwardSize();
      case QUERY_HEADS ->
          growth.heads() == HeadGrowth.SIZE
              ? units(widths.heads())
              : tiled && !growth.keepKeyValueHeads() ? 1 : widths.keyValueHeads();
      case KEY_VALUE_HEADS ->
          growth.heads() == HeadGrowth.SIZE
              ? units(widths.keyValueHeads())
              : tiled ? 1 : widths.keyValueHeads();
      default -> 1;
    };
  }

  /** Of heads that are copied inside themselves. */
  private long units(int heads) {
    return growth.order() == CopyOrder.TILE ? heads : (long) heads * source.widths().headSize();
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
    if (growth.heads() == HeadGrowth.NUMBER || out != AxisSymbol.QUERY_HEADS) {
      return 1;
    }
    return scaledScores ? 1 / Math.sqrt((double) growth.factor()) : 1.0 / growth.factor();
  }

  /** A tied table is copied as it is, so the norm in front of the head divides the logits by k. */
  private boolean folds(TensorDescription tensor) {
    return source.switches().head() == Head.LANGUAGE
        && source.switches().tiedHead()
        && tensor.place() == TensorPlace.FINAL_NORM;
  }
}
