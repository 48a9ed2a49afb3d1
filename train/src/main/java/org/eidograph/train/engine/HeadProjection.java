// Licensed under the Apache License, Version 2.0.
package org.eidograph.train.engine;

import java.util.Objects;
import org.eidograph.model.Parameter;
import org.eidograph.model.SegmentedModel;
import org.eidograph.model.nn.Linear;
import org.eidograph.model.nn.LinearGroup;
import org.eidograph.model.nn.LowRankDelta;
import org.eidograph.model.nn.TokenRows;
import org.eidograph.model.tape.Gradients;
import org.eidograph.torch.DType;
import org.eidograph.torch.LinearCrossEntropy;
import org.eidograph.torch.Nn;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;
import org.jspecify.annotations.Nullable;

/**
 * The output projection of a model as the chunked loss needs it, with the gradients of its weight,
 * bias and low-rank delta where they are trained. Dropout is not applied here.
 */
final class HeadProjection implements LinearCrossEntropy.Projection {
  private final Linear head;
  private final LinearGroup group;
  private final Gradients gradients;
  // in the type of the products, rounded once for all chunks; null where the group stands for it
  private final @Nullable Tensor weight;

  HeadProjection(SegmentedModel model, Gradients gradients) {
    this.head = model.head();
    this.group = model.headGroup();
    this.gradients = gradients;
    this.weight = group.frozen() ? null : head.weight().to(head.computeType());
  }

  @Override
  public DType computeType() {
    return head.computeType();
  }

  @Override
  public Tensor logits(Tensor hidden) {
    Tensor logits = unscaled(hidden);
    LowRankDelta delta = head.delta();
    if (delta != null && delta.magnitude() != null) {
      logits.mulInPlace(gain(delta, delta.magnitude()));
    }
    TokenRows own = head.tokenRows();
    if (own != null) {
      Tensor columns = Nn.linear(hidden, cast(own.rows()), null);
      logits.indexCopyInPlace(1, own.index(hidden.device()), columns);
    }
    return logits;
  }

  /** g of DoRA, one for each token, in the head's type. */
  private Tensor gain(LowRankDelta delta, Parameter magnitude) {
    return magnitude.value().mul(delta.rowNorms(head.weight()).pow(-1)).to(head.computeType());
  }

  /** The logits before a magnitude acts. */
  private Tensor unscaled(Tensor hidden) {
    Tensor logits =
        group.frozen()
            ? group.matrix().timesTransposed(hidden)
            : Nn.linear(hidden, Objects.requireNonNull(weight), null);
    Parameter bias = head.bias();
    if (bias != null) {
      logits.addInPlace(cast(bias));
    }
    LowRankDelta delta = head.delta();
    if (delta != null) {
      Tensor down = Nn.linear(hidden, cast(delta.a()), null);
      logits.addMatmulInPlace(down, cast(delta.b()).t(), delta.scale());
      if (delta.bias() != null) {
        logits.addInPlace(delta.bias().value(), delta.scale());
      }
    }
    return logits;
  }

  @Override
  public Tensor backward(Tensor gradient, Tensor hidden, double scale) {
    TokenRows rows = head.tokenRows();
    if (rows != null) {
      return backwardBesideRows(rows, gradient, hidden, scale);
    }
    return backwardScaled(gradient, hidden, scale);
  }

  /** The columns of tokens with rows of their own come from these alone. */
  private Tensor backwardBesideRows(TokenRows own, Tensor gradient, Tensor hidden, double scale) {
    Tensor index = own.index(gradient.device());
    Tensor columns = gradient.indexSelect(1, index); // (N, k)
    gradients.addProduct(own.rows(), columns.t(), hidden, scale);
    Tensor rest = gradient.copy().indexCopyInPlace(1, index, Tensors.zerosLike(columns));
    Tensor d = backwardScaled(rest, hidden, scale);
    return d.addMatmulInPlace(columns, cast(own.rows()), scale);
  }

  private Tensor backwardScaled(Tensor gradient, Tensor hidden, double scale) {
    LowRankDelta delta = head.delta();
    if (delta != null && delta.magnitude() != null) {
      Tensor own = gradient.mul(unscaled(hidden)).to(DType.FLOAT32).sum(0, false);
      Tensor perLength = own.mul(delta.rowNorms(head.weight()).pow(-1));
      gradients.add(delta.magnitude(), perLength, scale);
      return backwardUnscaled(gradient.mul(gain(delta, delta.magnitude())), hidden, scale);
    }
    return backwardUnscaled(gradient, hidden, scale);
  }

  private Tensor backwardUnscaled(Tensor gradient, Tensor hidden, double scale) {
    Parameter stored = head.weightParameter();
    if (stored.trainable()) {
      gradients.addProduct(stored, gradient.t(), hidden, scale);
    }
    Parameter bias = head.bias();
    if (bias != null && bias.trainable()) {
      gradients.add(bias, gradient.to(DType.FLOAT32).sum(0, false), scale);
    }
    Tensor d =
        group.frozen()
            ? group.matrix().times(gradient)
            : gradient.matmul(Objects.requireNonNull(weight));
    LowRankDelta delta = head.delta();
    return (delta == null ? d : throughDelta(delta, d, gradient, hidden, scale)).mulInPlace(scale);
  }

  private Tensor throughDelta(
      LowRankDelta delta, Tensor d, Tensor gradient, Tensor hidden, double scale) {
    double s = delta.scale();
    Tensor down = Nn.linear(hidden, cast(delta.a()), null);
    Tensor v = gradient.matmul(cast(delta.b()));
    gradients.addProduct(delta.b(), gradient.t(), down, s * scale);
    gradients.addProduct(delta.a(), v.t(), hidden, s * scale);
    if (delta.bias() != null) {
      gradients.add(delta.bias(), gradient.to(DType.FLOAT32).sum(0, false), s * scale);
    }
    return d.addMatmulInPlace(v, cast(delta.a()), s);
  }

  private Tensor cast(Parameter parameter) {
    return parameter.value().to(head.computeType());
  }
}
