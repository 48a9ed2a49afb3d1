// Licensed under the Apache License, Version 2.0.
package org.eidograph.transfer.coordinates;

import java.nio.file.Path;
import java.util.List;
import java.util.function.IntFunction;
import org.eidograph.base.UsageException;
import org.eidograph.model.CausalLm;
import org.eidograph.model.config.ConfigReader;
import org.eidograph.model.config.TransformerConfig;
import org.eidograph.pretrain.DrawnModel;
import org.eidograph.theory.scaling.plan.PlanSettings;
import org.eidograph.torch.Device;
import org.eidograph.transfer.PlainRule;
import org.eidograph.transfer.TransferPlan;
import org.eidograph.transfer.TransferRequest;
import org.eidograph.transfer.TransferStart;
import org.eidograph.transfer.WidthFamily;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Language models made from one configuration, wider or deeper, each by the plan that suits it. */
public final class LanguageModels implements NetworkSeries {
  private final WidthFamily family;
  private final TransformerConfig member;
  private final Growth growth;
  private final Start start;
  private final TokenBatch batch;

  /** What grows from one model to the next. */
  public enum Growth {
    /** The width, by more heads of one size. */
    HEADS(Axis.WIDTH),
    /** The width, by larger heads. */
    HEAD_SIZE(Axis.WIDTH),
    /** The number of blocks. */
    BLOCKS(Axis.DEPTH);

    private final Axis axis;

    Growth(Axis axis) {
      this.axis = axis;
    }
  }

  /**
   * How models start.
   *
   * @param initStd standard deviation of the smallest model's matrices, positive; null for one over
   *     the root of its width, at which no step of the usual rate is larger than the weights
   * @param zeroQuery whether query projections start at zero
   */
  public record Start(@Nullable Double initStd, boolean zeroQuery) {
    public Start {
      if (initStd != null && (!(initStd > 0) || Double.isInfinite(initStd))) {
        throw new UsageException(
            "the initial standard deviation must be a positive number, got %s; leave it out for one over the root of the width"
                .formatted(initStd));
      }
    }
  }

  /**
   * A series.
   *
   * @param member directory or configuration of any one of the models; no weights are read
   * @param batch what all of them read
   * @throws org.eidograph.base.BadInputException if the configuration is unusable
   */
  public LanguageModels(Path member, Growth growth, Start start, TokenBatch batch) {
    this.family = WidthFamily.of(member);
    this.member = family.config(family.width());
    this.growth = growth;
    this.start = start;
    this.batch = batch;
    int longest = batch.sequences().longest();
    if (longest > this.member.maxPositions()) {
      throw new UsageException(
          "sequences must fit the model's %d positions, got %d tokens; take shorter ones"
              .formatted(this.member.maxPositions(), longest));
    }
  }

  @Override
  public Axis axis() {
    return growth.axis;
  }

  @Override
  public boolean headSizeGrows() {
    return growth == Growth.HEAD_SIZE;
  }

  @Override
  public boolean tiedHead() {
    return member.tiedEmbeddings();
  }

  @Override
  public String describe() {
    String fixed =
        switch (growth) {
          case HEADS -> "%d layers, heads of %d".formatted(member.layers(), member.headSize());
          case HEAD_SIZE -> "%d layers, %d heads".formatted(member.layers(), member.heads());
          case BLOCKS -> "hidden %d".formatted(member.hiddenSize());
        };
    return "%s, %s, %s".formatted(member.modelType(), fixed, batch.origin());
  }

  /**
   * The configuration of one model.
   *
   * @throws org.eidograph.base.BadInputException if the configuration cannot have this size
   */
  TransformerConfig config(int size) {
    return ConfigReader.read(json(size), "the model of %s %d".formatted(axis().label(), size));
  }

  private ObjectNode json(int size) {
    return switch (growth) {
      case HEADS -> family.json(size);
      case HEAD_SIZE -> withLargerHeads(size);
      case BLOCKS -> {
        ObjectNode config = family.json(family.width());
        config.put(config.hasNonNull("n_layer") ? "n_layer" : "num_hidden_layers", size);
        yield config;
      }
    };
  }

  private ObjectNode withLargerHeads(int width) {
    long headSize = (long) member.headSize() * width;
    if (headSize % member.hiddenSize() != 0) {
      throw new UsageException(
          "heads of %d at width %d must stay whole numbers at every width, got width %d; take multiples of %d"
              .formatted(member.headSize(), member.hiddenSize(), width, member.hiddenSize()));
    }
    ObjectNode config = family.json(width);
    if (config.hasNonNull("n_head")) {
      return config.put("n_head", member.heads());
    }
    config.put("num_attention_heads", member.heads());
    config.put("num_key_value_heads", member.keyValueHeads());
    return config.put("head_dim", Math.toIntExact(headSize / member.hiddenSize()));
  }

  @Override
  public void require(WatchedRules rules, int smallest, int size) {
    rules(rules, smallest, config(size));
  }

  @Override
  public WatchedNetwork draw(WatchedRules rules, int smallest, int size, long seed) {
    TransformerConfig config = config(size);
    List<PlainRule> plain = rules(rules, smallest, config);
    CausalLm model = DrawnModel.of(config, plain, seed, Device.CPU);
    try {
      return new WatchedModel(model, plain, batch, views(config.layers()));
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  private List<PlainRule> rules(WatchedRules rules, int smallest, TransformerConfig config) {
    return PlainRule.of(TransferPlan.of(request(rules, config(smallest), config)), config);
  }

  private TransferRequest request(
      WatchedRules rules, TransformerConfig smallest, TransformerConfig config) {
    double usual = 1 / Math.sqrt(smallest.hiddenSize());
    double std = start.initStd() == null ? usual : start.initStd();
    PlanSettings settings = PlanSettings.given(rules.tuned(std));
    TransferStart begin =
        new TransferStart(rules.zeroReadout(), start.zeroQuery(), false, false, false);
    return TransferRequest.of(smallest, config, settings, rules.recipe()).with(begin);
  }

  /**
   * What a single block adds falls with the depth, as it should; of models of different depths are
   * compared the stream half way, and the last block.
   */
  private IntFunction<WatchedModel.@Nullable View> views(int layers) {
    if (growth != Growth.BLOCKS) {
      return block -> new WatchedModel.View("layer " + block, true);
    }
    return block ->
        block == layers - 1
            ? new WatchedModel.View("last", true)
            : block == layers / 2 - 1 ? new WatchedModel.View("middle", false) : null;
  }
}
