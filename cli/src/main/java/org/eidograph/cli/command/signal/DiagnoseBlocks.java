// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command.signal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eidograph.cli.console.Block;
import org.eidograph.signal.diagnose.Diagnosis;
import org.eidograph.signal.diagnose.DiagnosisTables;
import org.eidograph.signal.diagnose.Finding;
import org.eidograph.signal.diagnose.ModelFacts;
import org.eidograph.signal.diagnose.Remark;
import org.eidograph.signal.diagnose.SampleFacts;

/** The text view of a diagnosis: faults first. */
final class DiagnoseBlocks {
  private DiagnoseBlocks() {}

  static List<Block> of(Diagnosis diagnosis) {
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Block.Facts(facts(diagnosis)));
    blocks.add(new Block.Text(findings(diagnosis.findings())));
    blocks.add(new Block.Grid(DiagnosisTables.stream(diagnosis)));
    blocks.add(new Block.Grid(DiagnosisTables.weightTypes(diagnosis)));
    if (!diagnosis.remarks().isEmpty()) {
      blocks.add(new Block.Text(remarks(diagnosis.remarks())));
    }
    blocks.add(
        new Block.Text("Not covered by theory: " + String.join("; ", diagnosis.notCovered())));
    return blocks;
  }

  static Map<String, String> facts(Diagnosis diagnosis) {
    ModelFacts model = diagnosis.model();
    SampleFacts sample = diagnosis.sample();
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put(
        "model",
        "%s, %d blocks of width %d%s, %s%s, %s"
            .formatted(
                model.family(),
                model.blocks(),
                model.width(),
                model.norms() == ModelFacts.Norms.AFTER_SUMS ? ", norms behind the sums" : "",
                model.activation(),
                model.gated() ? " with a gate" : "",
                model.fresh() ? "weights as freshly drawn" : "trained weights"));
    facts.put(
        "measured on",
        "%d texts of %d tokens (%s)".formatted(sample.texts(), sample.tokens(), sample.source()));
    facts.put(
        "by",
        "%d probes, %d iterations, seed %d"
            .formatted(sample.probes(), sample.iterations(), sample.seed()));
    facts.put("faults", String.valueOf(diagnosis.findings().size()));
    return facts;
  }

  private static String findings(List<Finding> findings) {
    if (findings.isEmpty()) {
      return "No fault found.";
    }
    StringBuilder text = new StringBuilder();
    for (Finding finding : findings) {
      text.append(
          "! %s, %s: %s\n  rule    %s\n  advice  %s\n"
              .formatted(
                  finding.fault().label().toUpperCase(Locale.ROOT),
                  finding.place(),
                  finding.message(),
                  finding.formula(),
                  finding.advice()));
    }
    return text.toString();
  }

  private static String remarks(List<Remark> remarks) {
    StringBuilder text = new StringBuilder("Remarks\n");
    remarks.forEach(
        remark -> text.append("- %s (%s)\n".formatted(remark.message(), remark.formula())));
    return text.toString();
  }
}
