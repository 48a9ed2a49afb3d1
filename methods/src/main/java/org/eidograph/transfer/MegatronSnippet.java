// Licensed under the Apache License, Version 2.0.
package org.eidograph.transfer;

import java.util.ArrayList;
import java.util.List;
import org.eidograph.theory.scaling.TensorRole;

/**
 * A plan as arguments of Megatron-LM, which carries the factors itself ({@code --use-mup}): it
 * takes the values tuned at the base.
 *
 * <p>Megatron scales the rate, ε and start of every matrix by the growth of the hidden size, and
 * their decay not at all; where the plan has other factors, the text says so.
 */
final class MegatronSnippet {
  private final TransferPlan plan;

  MegatronSnippet(TransferPlan plan) {
    SnippetFormat.MEGATRON.requireDecoder(plan);
    SnippetFormat.MEGATRON.requireDense(plan);
    SnippetFormat.MEGATRON.requirePlainMup(plan);
    SnippetFormat.MEGATRON.requireOptimizer(plan, List.of("adamw"));
    this.plan = plan;
  }

  String text() {
    ModelShape target = plan.target();
    StringBuilder text = new StringBuilder(SnippetFormat.heading(plan)).append('\n');
    remarks().forEach(remark -> text.append("# ").append(remark).append('\n'));
    return text.append(
            """
            --num-layers %d
            --hidden-size %d
            --ffn-hidden-size %d
            --num-attention-heads %d
            --group-query-attention
            --num-query-groups %d
            --kv-channels %d
            --use-mup
            --mup-base-hidden-size %d
            --mup-base-head-dim %d
            --optimizer adam
            --lr %s
            --weight-decay %s
            --adam-eps %s
            --init-method-std %s
            """
                .formatted(
                    target.numHiddenLayers(),
                    target.hiddenSize(),
                    target.intermediateSize(),
                    target.numAttentionHeads(),
                    target.numKeyValueHeads(),
                    target.headDim(),
                    plan.base().hiddenSize(),
                    plan.base().headDim(),
                    plan.hparams().lr(),
                    matrixDecay(),
                    plan.hparams().eps(),
                    plan.hparams().initStd()))
        .append(target.tieWordEmbeddings() ? "" : "--untie-embeddings-and-output-weights\n")
        .toString();
  }

  private List<String> remarks() {
    List<String> remarks = new ArrayList<>();
    remarks.add("beside the arguments of the model's kind, data and parallelism");
    remarks.add("not followed: eps of other tensors than matrices, and clip weights");
    remarks.add(
        "not followed: start of the last matrix of each branch, which is divided by the root of twice the layers");
    if (matrixDecay() != plan.hparams().weightDecay()) {
      remarks.add(
          "not followed: weight decay %s of embedding and output; one value serves all, that of the matrices"
              .formatted(plan.hparams().weightDecay()));
    }
    double growth = (double) plan.target().hiddenSize() / plan.base().hiddenSize();
    List<String> others =
        plan.tensors().stream()
            .filter(line -> line.role() == TensorRole.HIDDEN && line.mIn() != growth)
            .map(PlanLine::lastPart)
            .toList();
    if (!others.isEmpty()) {
      remarks.add("not followed: the fan-in does not grow as the hidden size for " + others);
    }
    return remarks;
  }

  private double matrixDecay() {
    return plan.tensors().stream()
        .filter(line -> line.role() == TensorRole.HIDDEN)
        .mapToDouble(PlanLine::weightDecay)
        .findFirst()
        .orElse(plan.hparams().weightDecay());
  }
}
