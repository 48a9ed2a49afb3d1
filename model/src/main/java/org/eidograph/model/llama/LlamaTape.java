// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.llama;

import java.util.ArrayList;
import java.util.List;
import org.eidograph.model.Pass;
import org.eidograph.model.Tap;
import org.eidograph.model.config.Activation;
import org.eidograph.model.nn.Linear;
import org.eidograph.model.nn.LinearGroup;
import org.eidograph.model.nn.LowRankDelta;
import org.eidograph.model.nn.RmsNormLayer;
import org.eidograph.model.nn.RmsNormTape;
import org.eidograph.model.tape.Gradients;
import org.eidograph.model.tape.Tape;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.NoGrad;
import org.eidograph.torch.RmsNorm;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;

/**
 * The hand-written backward of a {@link LlamaBlock} whose base weights are frozen, or trained as
 * they are.
 *
 * <p>Saved per token: the block's input and its middle (float32), and in the weights' type what
 * attention needs (q, k, v and its output), gate and up before the activation, and the bottlenecks
 * of the low-rank deltas. Normalised inputs and the activation are computed again, but not the
 * MLP's product where its weights are trained.
 */
final class LlamaTape implements Tape {
  private final LlamaBlock block;
  private final DType type;
  private final AttentionTape attention;
  private final MlpTape mlp;
  private final List<Tensor> owned = new ArrayList<>();
  private final Tensor input;
  private final Tensor inputScale; // 1/rms of its rows, (N, 1)
  private final Tensor middle;
  private final Tensor middleScale;
  private final Tensor output;

  private LlamaTape(LlamaBlock block, Tensor x, Pass pass) {
    this.block = block;
    this.type = block.parts().mlp().gate().computeType();
    this.input = keep(x.detach());
    this.attention = new AttentionTape(block.parts().attention(), block.qkv(), block.out());
    this.mlp = new MlpTape(block.gateAndUp(), block.down());
    RmsNormLayer first = block.parts().attentionNorm();
    RmsNormLayer second = block.parts().mlpNorm();
    this.inputScale = keep(RmsNorm.reciprocal(input, first.epsilon()));
    Tensor h = normalised(input, inputScale, first);
    this.middle = keep(attention.forward(h, pass).to(DType.FLOAT32).addInPlace(input));
    this.middleScale = keep(RmsNorm.reciprocal(middle, second.epsilon()));
    Tensor y = mlp.forward(normalised(middle, middleScale, second), pass);
    this.output = keep(y.to(DType.FLOAT32).addInPlace(middle));
  }

  /** Whether the formulas here cover the block as it is now. */
  static boolean supports(LlamaBlock block, Pass pass) {
    DType type = block.parts().mlp().gate().computeType();
    return pass.device().type() == Device.Type.CPU
        && pass.tap() == Tap.NONE
        && pass.cache() == null
        && block.parts().mlp().activation() == Activation.SILU
        && block.groups().stream().allMatch(LinearGroup::standing)
        && block.linears().stream().allMatch(linear -> linear.computeType() == type)
        && block.linears().stream().noneMatch(LlamaTape::hasMagnitude);
  }

  private static boolean hasMagnitude(Linear linear) {
    LowRankDelta delta = linear.delta();
    return delta != null && delta.magnitude() != null;
  }

  static LlamaTape record(LlamaBlock block, Tensor x, Pass pass) {
    try (Scope scope = Scope.open();
        NoGrad noGrad = NoGrad.on()) {
      return new LlamaTape(block, x, pass);
    }
  }

  @Override
  public Tensor output() {
    return output;
  }

  @Override
  public Tensor backward(Tensor gradient, Gradients gradients) {
    try (NoGrad noGrad = NoGrad.on()) {
      Tensor dInput = Tensors.emptyLike(input);
      try (Scope scope = Scope.open()) {
        RmsNormLayer first = block.parts().attentionNorm();
        RmsNormLayer second = block.parts().mlpNorm();
        Tensor h2 = normalised(middle, middleScale, second);
        Tensor d2 = mlp.backward(gradient.to(type), h2, gradients);
        Tensor dMiddle =
            RmsNormTape.backward(second.weight(), d2, middle, middleScale, gradients)
                .addInPlace(gradient);
        Tensor h1 = normalised(input, inputScale, first);
        Tensor d1 = attention.backward(dMiddle.to(type), h1, gradients);
        Tensor d = RmsNormTape.backward(first.weight(), d1, input, inputScale, gradients);
        dInput.copyFromInPlace(d.addInPlace(dMiddle));
      }
      return dInput;
    }
  }

  private Tensor normalised(Tensor x, Tensor scale, RmsNormLayer norm) {
    return RmsNorm.apply(x, scale, norm.weight().value(), type);
  }

  private Tensor keep(Tensor tensor) {
    owned.add(tensor.keep());
    return tensor;
  }

  @Override
  public void close() {
    owned.forEach(Tensor::close);
    attention.close();
    mlp.close();
  }
}
