// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eidograph.base.CheckFailedException;
import org.eidograph.cli.Output;
import org.eidograph.cli.console.Block;
import org.eidograph.lora.AdapterFiles;
import org.eidograph.model.CausalLm;
import org.eidograph.model.Pass;
import org.eidograph.model.Sequences;
import org.eidograph.torch.NoGrad;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Checks an adapter against its base. */
@Command(
    name = "verify",
    description = "Check that an adapter fits a base, is finite and changes what the base says.",
    footer = {"", "Example:", "  eido adapter verify out/adapter --model fixtures/stories260k"})
final class AdapterVerifyCommand implements Runnable {
  private static final int[] PROBE = {1, 2, 3, 5, 8, 13, 21, 34};

  @Mixin private ModelOptions model;
  @Mixin private LenientOption reading;
  @Mixin private Output output;

  @Parameters(paramLabel = "DIR", description = "PEFT directory")
  private Path adapter;

  /** What was found. */
  record Verified(
      String adapter, int adaptedModules, double largestLogitChange, List<String> warnings) {}

  @Override
  public void run() {
    try (CausalLm base = model.load();
        Scope scope = Scope.open();
        NoGrad noGrad = NoGrad.on()) {
      Pass pass = Pass.inference(Sequences.of(PROBE), base.device());
      Tensor before = base.logits(pass);
      AdapterFiles.Loaded loaded = AdapterFiles.read(adapter, base, reading.lenient());
      Tensor after = base.logits(pass);
      double change = after.maxAbsDifference(before);
      if (!after.isFinite() || change == 0) {
        throw new CheckFailedException(
            "an adapter must change the logits and keep them finite, but the largest change is %s; was it trained?"
                .formatted(change));
      }
      output.print(
          new Verified(
              adapter.toString(), loaded.lora().adapters().size(), change, loaded.warnings()),
          AdapterVerifyCommand::blocks);
    }
  }

  static List<Block> blocks(Verified verified) {
    Map<String, String> rows = new LinkedHashMap<>();
    rows.put("adapter", verified.adapter());
    rows.put("adapted modules", String.valueOf(verified.adaptedModules()));
    rows.put("largest logit change", String.valueOf(verified.largestLogitChange()));
    return Warnings.after(new Block.Facts(rows), verified.warnings());
  }
}
