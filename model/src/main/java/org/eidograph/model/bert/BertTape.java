// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.bert;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.eidograph.model.Parameter;
import org.eidograph.model.Pass;
import org.eidograph.model.Tap;
import org.eidograph.model.nn.ActivationFunction;
import org.eidograph.model.nn.LayerNormLayer;
import org.eidograph.model.nn.Linear;
import org.eidograph.model.nn.LinearGroup;
import org.eidograph.model.nn.LowRankDelta;
import org.eidograph.model.tape.Gradients;
import org.eidograph.model.tape.LinearGroupTape;
import org.eidograph.model.tape.Tape;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.LayerNorm;
import org.eidograph.torch.NoGrad;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;
import org.jspecify.annotations.Nullable;

/**
 * The hand-written backward of a {@link BertBlock} whose base weights are frozen.
 *
 * <pre>
 * s = x + O·attention(x)    m = norm(s)    t = m + DOWN·act(UP·m)    y = norm(t)
 * dt = norm'(dy)   dm = dt + UPᵀ·(act'∘DOWNᵀ·dt)   ds = norm'(dm)   dx = ds + attention'(Oᵀ·ds)
 * </pre>
 *
 * <p>If only some rows of y are read, as in the last block of a classifier, all that follows
 * attention is computed for those alone. Saved per token: x, s, m, t and what attention needs
 * (float32), and UP·m before and after the activation (the weights' type).
 */
final class BertTape implements Tape {
  private final BertBlock block;
  private final DType type;
  private final List<Tensor> owned = new ArrayList<>();
  private final BertAttentionTape attention;
  private final LinearGroupTape up;
  private final LinearGroupTape down;
  private final @Nullable Tensor rows; // those of y that are read; null for all
  private final Tensor input;
  private final Tensor attended; // s
  private final LayerNorm.Output middle;
  private final Tensor widened;
  private final Tensor activated;
  private final Tensor summed; // t
  private final LayerNorm.Output output;

  private BertTape(BertBlock block, Tensor x, Pass pass, int @Nullable [] read) {
    this.block = block;
    this.type = block.parts().q().computeType();
    this.attention = new BertAttentionTape(block, read);
    this.up = new LinearGroupTape(block.up());
    this.down = new LinearGroupTape(block.down());
    this.rows = read == null ? null : keep(Tensors.ofInts(read, pass.device()));
    this.input = keep(x.detach());
    Tensor residual = rows == null ? input : input.indexSelect(0, rows);
    this.attended = keep(attention.forward(input.to(type), pass).to(DType.FLOAT32).add(residual));
    this.middle = keep(normalised(attended, block.parts().attentionNorm()));
    this.widened = keep(up.forward(middle.y().to(type), pass));
    this.activated = keep(ActivationFunction.apply(block.parts().activation(), widened));
    this.summed = keep(down.forward(activated, pass).to(DType.FLOAT32).add(middle.y()));
    this.output = keep(normalised(summed, block.parts().outputNorm()));
  }

  /** Whether the formulas here cover the block as it is now. */
  static boolean supports(BertBlock block, Pass pass) {
    DType type = block.parts().q().computeType();
    return pass.device().type() == Device.Type.CPU
        && pass.tap() == Tap.NONE
        && block.groups().stream().allMatch(LinearGroup::frozen)
        && Stream.of(block.parts().attentionNorm(), block.parts().outputNorm())
            .flatMap(norm -> norm.parameters().stream())
            .noneMatch(Parameter::trainable)
        && block.linears().stream().allMatch(linear -> linear.computeType() == type)
        && block.linears().stream().noneMatch(BertTape::hasMagnitude);
  }

  private static boolean hasMagnitude(Linear linear) {
    LowRankDelta delta = linear.delta();
    return delta != null && delta.magnitude() != null;
  }

  static BertTape record(BertBlock block, Tensor x, Pass pass, int @Nullable [] read) {
    try (Scope scope = Scope.open();
        NoGrad noGrad = NoGrad.on()) {
      return new BertTape(block, x, pass, read);
    }
  }

  @Override
  public Tensor output() {
    return output.y();
  }

  @Override
  public Tensor backward(Tensor gradient, Gradients gradients) {
    try (NoGrad noGrad = NoGrad.on()) {
      Tensor dInput = Tensors.zerosLike(input);
      try (Scope scope = Scope.open()) {
        Tensor dAttended = toAttention(gradient, gradients);
        Tensor d = attention.backward(dAttended.to(type), input.to(type), gradients);
        addResidual(dInput, dAttended).addInPlace(d);
      }
      return dInput;
    }
  }

  @Override
  public void backwardToParameters(Tensor gradient, Gradients gradients) {
    try (NoGrad noGrad = NoGrad.on();
        Scope scope = Scope.open()) {
      Tensor dAttended = toAttention(gradient, gradients);
      attention.backwardToParameters(dAttended.to(type), input.to(type), gradients);
    }
  }

  /** Gradient of s, which is that of attention's output and of the residual x. */
  private Tensor toAttention(Tensor gradient, Gradients gradients) {
    Tensor dSummed = backThrough(block.parts().outputNorm(), gradient, summed, output);
    Tensor dActivated = down.backward(dSummed.to(type), activated, gradients);
    Tensor dWidened = ActivationFunction.backward(block.parts().activation(), dActivated, widened);
    Tensor dMiddle = up.backward(dWidened, middle.y().to(type), gradients).to(DType.FLOAT32);
    return backThrough(
        block.parts().attentionNorm(), dMiddle.addInPlace(dSummed), attended, middle);
  }

  private Tensor addResidual(Tensor dInput, Tensor dAttended) {
    return rows == null
        ? dInput.copyFromInPlace(dAttended)
        : dInput.indexCopyInPlace(0, rows, dAttended);
  }

  private static LayerNorm.Output normalised(Tensor x, LayerNormLayer norm) {
    return LayerNorm.forward(x, single(norm.weight()), single(norm.bias()), norm.epsilon());
  }

  private static Tensor backThrough(
      LayerNormLayer norm, Tensor gradient, Tensor x, LayerNorm.Output output) {
    return LayerNorm.backward(gradient, x, output, single(norm.weight()));
  }

  private static Tensor single(Parameter parameter) {
    return parameter.value().to(DType.FLOAT32);
  }

  private LayerNorm.Output keep(LayerNorm.Output norm) {
    keep(norm.y());
    keep(norm.mean());
    keep(norm.reciprocal());
    return norm;
  }

  private Tensor keep(Tensor tensor) {
    owned.add(tensor.keep());
    return tensor;
  }

  @Override
  public void close() {
    owned.forEach(Tensor::close);
    attention.close();
    up.close();
    down.close();
  }
}
