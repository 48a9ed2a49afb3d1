// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import java.util.ArrayList;
import java.util.List;
import org.eidograph.base.AtomicFiles;
import org.eidograph.base.Json;
import org.eidograph.cli.report.HtmlReport;
import org.eidograph.cli.report.ReportPage;
import org.eidograph.cli.report.Section;
import org.eidograph.cli.run.RunDirectory;
import org.eidograph.finetune.Advice;

/** What {@code eido plan} leaves in a directory: {@code report.html} and {@code plan.json}. */
final class PlanReport {
  private PlanReport() {}

  static void write(PlanSummary plan, Advice advice, String model, RunDirectory place) {
    List<Section> sections = new ArrayList<>();
    sections.add(
        new Section.Highlights(
            "Choice",
            List.of(
                new Section.Highlight("targets", String.join(", ", plan.targets()), ""),
                new Section.Highlight("rank", String.valueOf(plan.rank()), ""),
                new Section.Highlight(
                    "trained parameters", String.valueOf(plan.parameters()), ""))));
    sections.add(
        new Section.Facts(
            "Plan",
            plan.reasons().stream()
                .map(l -> new Section.Fact(l.name(), l.value(), l.reason(), l.citation()))
                .toList()));
    sections.addAll(AdviceSections.of(advice));
    HtmlReport.write(
        new ReportPage("Plan for " + model, "Adapters computed by eido", sections), place.report());
    AtomicFiles.writeString(place.file("plan.json"), Json.pretty(plan));
  }
}
