// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command.signal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.eidograph.base.AtomicFiles;
import org.eidograph.base.Json;
import org.eidograph.base.Table;
import org.eidograph.cli.report.HtmlReport;
import org.eidograph.cli.report.ReportPage;
import org.eidograph.cli.report.Section;
import org.eidograph.cli.run.RunDirectory;
import org.eidograph.signal.diagnose.Diagnosis;
import org.eidograph.signal.diagnose.DiagnosisFigures;
import org.eidograph.signal.diagnose.DiagnosisTables;

/** What {@code eido signal diagnose} leaves: {@code report.html} and {@code diagnosis.json}. */
final class DiagnoseReport {
  private DiagnoseReport() {}

  static void write(Diagnosis diagnosis, String model, RunDirectory place) {
    HtmlReport.write(page(diagnosis, model), place.report());
    AtomicFiles.writeString(place.file("diagnosis.json"), Json.pretty(diagnosis));
  }

  static ReportPage page(Diagnosis diagnosis, String model) {
    List<Section> sections = new ArrayList<>();
    sections.add(highlights(diagnosis));
    sections.add(findings(diagnosis));
    sections.add(new Section.Figures("Figures", DiagnosisFigures.of(diagnosis)));
    if (!diagnosis.remarks().isEmpty()) {
      sections.add(
          new Section.Prose(
              "Remarks",
              diagnosis.remarks().stream()
                  .map(remark -> "%s (%s).".formatted(remark.message(), remark.formula()))
                  .toList()));
    }
    List<Table> tables =
        new ArrayList<>(
            List.of(
                DiagnosisTables.stream(diagnosis),
                DiagnosisTables.branches(diagnosis),
                DiagnosisTables.activations(diagnosis),
                DiagnosisTables.weights(diagnosis)));
    DiagnosisTables.alignment(diagnosis).ifPresent(tables::add);
    sections.add(new Section.Tables("Numbers, ± one standard error", tables));
    sections.add(new Section.Prose("Not covered by theory", diagnosis.notCovered()));
    sections.add(
        new Section.Facts(
            "Conditions",
            DiagnoseBlocks.facts(diagnosis).entrySet().stream()
                .map(entry -> Section.Fact.of(entry.getKey(), entry.getValue()))
                .toList()));
    return new ReportPage("Diagnosis of " + model, "Signals, gradients and weights", sections);
  }

  private static Section highlights(Diagnosis diagnosis) {
    int blocks = diagnosis.model().blocks();
    return new Section.Highlights(
        "Result",
        List.of(
            new Section.Highlight("faults", String.valueOf(diagnosis.findings().size()), ""),
            new Section.Highlight(
                "effective depth U",
                String.format(Locale.ROOT, "%.2f", diagnosis.stream().get(blocks).depth().value()),
                "of %d blocks".formatted(blocks)),
            new Section.Highlight(
                "‖J‖²_F/n",
                String.format(Locale.ROOT, "%.3g", diagnosis.jacobian().frobenius().value()),
                String.format(
                    Locale.ROOT,
                    "law of independent weights %.3g",
                    diagnosis.stream().get(0).predictedJacobian()))));
  }

  private static Section findings(Diagnosis diagnosis) {
    if (diagnosis.findings().isEmpty()) {
      return new Section.Prose("Faults", List.of("No fault found."));
    }
    return new Section.Facts(
        "Faults",
        diagnosis.findings().stream()
            .map(
                finding ->
                    new Section.Fact(
                        "%s, %s".formatted(finding.fault().label(), finding.place()),
                        finding.message(),
                        finding.advice(),
                        finding.formula()))
            .toList());
  }
}
