// Licensed under the Apache License, Version 2.0.
package org.eidograph.torch;

import java.util.List;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.OperatorHandle;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.TensorList;
import org.jspecify.annotations.Nullable;

/**
 * Every operator that has no Java method and is called by name through libtorch's dispatcher.
 *
 * <p>Schemas may change between versions of libtorch, so no other class calls the dispatcher and
 * each operator here has a test against a plain computation.
 */
final class Dispatch {
  static {
    Torch.load();
  }

  private static final OperatorHandle FUSED_ADAMW = find("_fused_adamw_");
  private static final OperatorHandle FOREACH_ADD = find("_foreach_add_", "Scalar");
  private static final OperatorHandle FLASH_FORWARD =
      find("_scaled_dot_product_flash_attention_for_cpu");
  private static final OperatorHandle FLASH_BACKWARD =
      find("_scaled_dot_product_flash_attention_for_cpu_backward");

  private Dispatch() {}

  /** One AdamW update of many tensors, decay decoupled; the step counters are increased here. */
  static void fusedAdamW(AdamWTensors t, double learningRate, AdamWSettings s) {
    try (Scope scope = Scope.open();
        NoGrad noGrad = NoGrad.on()) {
      FOREACH_ADD.callBoxed(new IValueVector(list(t.steps), new IValue(new Scalar(1.0))));
      FUSED_ADAMW.callBoxed(
          new IValueVector(
              list(t.parameters),
              list(t.gradients),
              list(t.firstMoments),
              list(t.secondMoments),
              list(List.of()),
              list(t.steps),
              new IValue(learningRate),
              new IValue(s.beta1),
              new IValue(s.beta2),
              new IValue(s.weightDecay),
              new IValue(s.epsilon),
              new IValue(false), // amsgrad
              new IValue(false), // maximize
              new IValue(),
              new IValue()));
    }
  }

  /** The tensors of one update, index by index. */
  record AdamWTensors(
      List<Tensor> parameters,
      List<Tensor> gradients,
      List<Tensor> firstMoments,
      List<Tensor> secondMoments,
      List<Tensor> steps) {}

  /** The numbers of one update. */
  record AdamWSettings(double beta1, double beta2, double epsilon, double weightDecay) {}

  /** Output and log-sum-exp of CPU flash attention; see {@link FlashAttention}. */
  static Tensor[] flashForward(
      Tensor q, Tensor k, Tensor v, boolean causal, @Nullable Tensor mask, double scale) {
    IValueVector stack =
        new IValueVector(
            new IValue(q.raw),
            new IValue(k.raw),
            new IValue(v.raw),
            new IValue(0.0), // dropout
            new IValue(causal),
            mask == null ? new IValue() : new IValue(mask.raw),
            new IValue(scale));
    FLASH_FORWARD.callBoxed(stack);
    return results(stack);
  }

  /** Gradients of q, k and v; see {@link FlashAttention}. */
  static Tensor[] flashBackward(
      Tensor gradient, FlashAttention.Saved saved, boolean causal, @Nullable Tensor mask) {
    IValueVector stack =
        new IValueVector(
            new IValue(gradient.raw),
            new IValue(saved.q().raw),
            new IValue(saved.k().raw),
            new IValue(saved.v().raw),
            new IValue(saved.output().raw),
            new IValue(saved.logSumExp().raw),
            new IValue(0.0), // dropout
            new IValue(causal),
            mask == null ? new IValue() : new IValue(mask.raw),
            new IValue(saved.scale()));
    FLASH_BACKWARD.callBoxed(stack);
    return results(stack);
  }

  private static Tensor[] results(IValueVector stack) {
    Tensor[] results = new Tensor[(int) stack.size()];
    for (int i = 0; i < results.length; i++) {
      // toTensor() points into the stack, which dies with the scope: copy the handle
      results[i] = new Tensor(new org.bytedeco.pytorch.Tensor(stack.get(i).toTensor()));
    }
    return results;
  }

  private static IValue list(List<Tensor> tensors) {
    return new IValue(new GenericList(new TensorList(Tensor.vector(tensors))));
  }

  private static OperatorHandle find(String name) {
    return find(name, "");
  }

  private static OperatorHandle find(String name, String overload) {
    OperatorHandle handle = Dispatcher.singleton().findSchemaOrThrow("aten::" + name, overload);
    handle.retainReference(); // lives as long as this class
    return handle;
  }
}
