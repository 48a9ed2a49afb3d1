// Licensed under the Apache License, Version 2.0.
/**
 * What a finished run shows of itself: {@code report.html} and the model card.
 *
 * <p>A command describes its result as a plain {@link org.eidograph.cli.report.ReportPage}, a title
 * and sections of text, facts, tables, figures and samples; this package alone knows HTML, and
 * draws any such page as one file that needs no network. Colours live in CSS variables that the
 * charts' SVG refers to, so that light, dark and paper are one drawing. Every figure carries its
 * numbers as a table, which is all that shows when scripts are off.
 *
 * <table>
 * <caption>You want, take</caption>
 * <tr><td>to say what a report shows</td><td>{@link org.eidograph.cli.report.ReportPage}, {@link org.eidograph.cli.report.Section}</td></tr>
 * <tr><td>the page as a file</td><td>{@link org.eidograph.cli.report.HtmlReport}</td></tr>
 * <tr><td>{@code README.md} for the Hugging Face Hub</td><td>{@link org.eidograph.cli.report.ModelCard}</td></tr>
 * </table>
 *
 * <p>It leaves out where the numbers come from: it knows no training, no model and no theory.
 */
@NullMarked
package org.eidograph.cli.report;

import org.jspecify.annotations.NullMarked;
