// Licensed under the Apache License, Version 2.0.
package org.eidograph.torch;

import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.NumberType;
import org.bytedeco.pytorch.OperatorHandle;
import org.bytedeco.pytorch.OperatorHandleOptional;
import org.bytedeco.pytorch.OperatorName;
import org.bytedeco.pytorch.OptionalType;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.TensorList;
import org.bytedeco.pytorch.Type;
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
  private static final OperatorHandle SOFTMAX_BACKWARD = find("_softmax_backward_data");

  private static final OperatorHandle FLASH_ATTENTION =
      find("_scaled_dot_product_flash_attention_for_cpu");
  private static final OperatorHandle FLASH_ATTENTION_BACKWARD =
      find("_scaled_dot_product_flash_attention_for_cpu_backward");

  // Absent where libtorch is built without oneDNN.
  private static final @Nullable OperatorHandle BLOCKED_WEIGHT =
      findOrNull("mkldnn::_reorder_linear_weight");
  private static final @Nullable OperatorHandle BLOCKED_LINEAR =
      findOrNull("mkldnn::_linear_pointwise");
  private static final IValue NO_CONSTANTS =
      new IValue(
              new GenericList(OptionalType.get(new Type.TypePtr(NumberType.getNumberIntTypePtr()))))
          .retainReference();
  private static final IValue NO_TENSORS = list(List.of()).retainReference();
  private static final IValue NOTHING = new IValue().retainReference();
  private static final IValue FALSE = new IValue(false).retainReference();
  private static final IValue ONE = new IValue(new Scalar(1.0)).retainReference();
  private static final IValue NOTHING_BEHIND = new IValue("none").retainReference();
  private static final IValue NO_ALGORITHM = new IValue("").retainReference();

  private Dispatch() {}

  /**
   * AdamW's updates of the same tensors again and again: what does not change is handed over once.
   */
  static final class AdamW implements AutoCloseable {
    private final IValue parameters;
    private final IValue firstMoments;
    private final IValue secondMoments;
    private final IValue steps;
    private final List<IValue> settings;

    AdamW(AdamWTensors t, AdamWSettings s) {
      try (Scope scope = Scope.open()) {
        parameters = list(t.parameters).retainReference();
        firstMoments = list(t.firstMoments).retainReference();
        secondMoments = list(t.secondMoments).retainReference();
        steps = list(t.steps).retainReference();
        settings =
            Stream.of(s.beta1, s.beta2, s.weightDecay, s.epsilon)
                .map(value -> new IValue(value).<IValue>retainReference())
                .toList();
      }
    }

    /** One update, decay decoupled; the step counters are increased here. */
    void step(List<Tensor> gradients, double learningRate) {
      try (Scope scope = Scope.open();
          NoGrad noGrad = NoGrad.on()) {
        FOREACH_ADD.callBoxed(new IValueVector(steps, ONE));
        FUSED_ADAMW.callBoxed(
            new IValueVector(
                parameters,
                list(gradients),
                firstMoments,
                secondMoments,
                NO_TENSORS,
                steps,
                new IValue(learningRate),
                settings.get(0),
                settings.get(1),
                settings.get(2),
                settings.get(3),
                FALSE, // amsgrad
                FALSE, // maximize
                NOTHING,
                NOTHING));
      }
    }

    @Override
    public void close() {
      List.of(parameters, firstMoments, secondMoments, steps).forEach(IValue::releaseReference);
      settings.forEach(IValue::releaseReference);
    }
  }

  /** The tensors of an update, index by index. */
  record AdamWTensors(
      List<Tensor> parameters,
      List<Tensor> firstMoments,
      List<Tensor> secondMoments,
      List<Tensor> steps) {}

  /** The numbers of an update. */
  record AdamWSettings(double beta1, double beta2, double epsilon, double weightDecay) {}

  /** Whether this build has oneDNN's linear product on blocked weights. */
  static boolean hasBlockedLinear() {
    return BLOCKED_LINEAR != null && BLOCKED_WEIGHT != null;
  }

  /**
   * A float32 matrix (out, in) in oneDNN's blocked layout; the result is opaque to all other
   * operators.
   */
  static Tensor blockedWeight(Tensor weight, long usualRows) {
    IValueVector stack = new IValueVector(new IValue(weight.raw), new IValue(usualRows));
    Objects.requireNonNull(BLOCKED_WEIGHT).callBoxed(stack);
    return result(stack);
  }

  /** {@code x·Wᵀ} with W of {@link #blockedWeight}. */
  static Tensor blockedLinear(Tensor x, Tensor blockedWeight) {
    return linear(x, blockedWeight, null);
  }

  /**
   * oneDNN's {@code x·Wᵀ + b}, where {@link #hasBlockedLinear}.
   *
   * @param x float32, dense
   * @param weight of {@link #blockedWeight}, or a dense matrix (out, in) or its transpose
   */
  static Tensor linear(Tensor x, Tensor weight, @Nullable Tensor bias) {
    IValueVector stack =
        new IValueVector(
            new IValue(x.raw),
            new IValue(weight.raw),
            optional(bias),
            NOTHING_BEHIND,
            NO_CONSTANTS,
            NO_ALGORITHM);
    Objects.requireNonNull(BLOCKED_LINEAR).callBoxed(stack);
    return result(stack);
  }

  /**
   * Output of the CPU's flash attention, causal.
   *
   * @param q (B, H, T, d), k and v alike
   */
  static Tensor flashAttention(Tensor q, Tensor k, Tensor v, double scale) {
    return flashAttention(q, k, v, true, null, scale).get(0);
  }

  /**
   * The CPU's flash attention of every query to every key that the mask lets it see.
   *
   * @param q (B, H, T, d), k and v alike
   * @param mask additive (B, 1, T, T) in q's type or float32, or null
   * @return the output (B, H, T, d) and the logarithm of each row's sum (B, H, T)
   */
  static List<Tensor> flashAttentionBothWays(
      Tensor q, Tensor k, Tensor v, @Nullable Tensor mask, double scale) {
    return flashAttention(q, k, v, false, mask, scale);
  }

  private static List<Tensor> flashAttention(
      Tensor q, Tensor k, Tensor v, boolean causal, @Nullable Tensor mask, double scale) {
    IValueVector stack =
        new IValueVector(
            new IValue(q.raw),
            new IValue(k.raw),
            new IValue(v.raw),
            new IValue(0.0), // dropout
            new IValue(causal),
            optional(mask),
            new IValue(scale));
    FLASH_ATTENTION.callBoxed(stack);
    return results(stack, 2);
  }

  /** Gradients of q, k and v, each (B, H, T, d), of {@link #flashAttentionBothWays}. */
  static List<Tensor> flashAttentionBothWaysBackward(
      Tensor gradient,
      List<Tensor> qkv,
      List<Tensor> outputs,
      @Nullable Tensor mask,
      double scale) {
    IValueVector stack =
        new IValueVector(
            new IValue(gradient.raw),
            new IValue(qkv.get(0).raw),
            new IValue(qkv.get(1).raw),
            new IValue(qkv.get(2).raw),
            new IValue(outputs.get(0).raw),
            new IValue(outputs.get(1).raw),
            new IValue(0.0), // dropout
            new IValue(false), // causal
            optional(mask),
            new IValue(scale));
    FLASH_ATTENTION_BACKWARD.callBoxed(stack);
    return results(stack, 3);
  }

  private static IValue optional(@Nullable Tensor tensor) {
    return tensor == null ? new IValue() : new IValue(tensor.raw);
  }

  /** Gradient of softmax over the last dimension, both of one type: {@code p∘(dP − Σ dP∘p)}. */
  static Tensor softmaxBackward(Tensor dP, Tensor p) {
    IValueVector stack =
        new IValueVector(
            new IValue(dP.raw),
            new IValue(p.raw),
            new IValue((long) (p.dim() - 1)),
            new IValue((long) p.dtype().raw.value));
    SOFTMAX_BACKWARD.callBoxed(stack);
    return result(stack);
  }

  private static Tensor result(IValueVector stack) {
    return results(stack, 1).get(0);
  }

  private static List<Tensor> results(IValueVector stack, int count) {
    // toTensor() points into the stack, which dies with the scope: copy the handle
    return IntStream.range(0, count)
        .mapToObj(i -> new Tensor(new org.bytedeco.pytorch.Tensor(stack.get(i).toTensor())))
        .toList();
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

  private static @Nullable OperatorHandle findOrNull(String qualifiedName) {
    try (PointerScope scope = new PointerScope()) {
      OperatorHandleOptional found =
          Dispatcher.singleton().findSchema(new OperatorName(qualifiedName, ""));
      return found.has_value()
          ? Dispatcher.singleton().findSchemaOrThrow(qualifiedName, "").retainReference()
          : null;
    }
  }
}
