// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.eidograph.base.BadInputException;
import org.eidograph.cli.Output;
import org.eidograph.cli.console.Block;
import org.eidograph.cli.run.ResultPath;
import org.eidograph.model.CausalLm;
import org.eidograph.model.Pass;
import org.eidograph.model.Sequences;
import org.eidograph.torch.NoGrad;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.safetensors.SafetensorsWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Computes logits for given ids, for comparing with other programs. */
@Command(
    name = "logits",
    description = "Write the logits of some token ids as a safetensors file.",
    footer = {
      "",
      "Example:",
      "  eido logits --model fixtures/stories260k --ids 1,403,407 --output logits.safetensors"
    })
public final class LogitsCommand implements Runnable {
  @Mixin private AdapterOptions model;
  @Mixin private Output output;

  @Option(
      names = "--ids",
      required = true,
      split = ",",
      paramLabel = "ID",
      description = "token ids, with commas between")
  private int[] ids;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "FILE",
      description = "gets tensor 'logits' [T, V] in float32")
  private Path file;

  /** What was written. */
  record Written(String output, int tokens, int vocabulary) {}

  @Override
  public void run() {
    try (CausalLm loaded = model.load(output);
        Scope scope = Scope.open();
        NoGrad noGrad = NoGrad.on()) {
      int vocabulary = loaded.config().vocabularySize();
      for (int id : ids) {
        if (id < 0 || id >= vocabulary) {
          throw new BadInputException(
              "ids must lie in 0..%d, the model's vocabulary, got %d"
                  .formatted(vocabulary - 1, id));
        }
      }
      Tensor logits = loaded.logits(Pass.inference(Sequences.of(ids), loaded.device()));
      SafetensorsWriter.write(file, Map.of("logits", logits.contiguous()));
      output.print(
          new Written(ResultPath.of(file).toString(), ids.length, vocabulary),
          w ->
              List.of(
                  new Block.Text(
                      "wrote logits [%d, %d] to %s"
                          .formatted(w.tokens(), w.vocabulary(), w.output()))));
    }
  }
}
