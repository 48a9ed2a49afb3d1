// Licensed under the Apache License, Version 2.0.
/**
 * From data files to the batches of an optimizer step.
 *
 * <p>A file yields rows, a row has a shape that its keys give away, a shape says what is to be
 * learned, and the tokenizer's character offsets carry that over to tokens. Only completions are
 * learned unless asked otherwise:
 *
 * <pre>
 * file → {@link org.eidograph.train.data.Row} → {@link org.eidograph.train.data.Content} → text with learned spans
 *      → {@link org.eidograph.train.data.Example} (ids, marks) → {@link org.eidograph.train.data.StepBatch}
 * </pre>
 *
 * <p>A batch is ragged: sequences follow each other without padding and never see one another, so
 * packing changes how many sequences share a step, and nothing else. Everything random is seeded
 * and the same on every machine.
 *
 * <table>
 * <caption>You want, take</caption>
 * <tr><td>data to train on, with a report</td><td>{@link org.eidograph.train.data.DataSource}</td></tr>
 * <tr><td>texts with a class each</td><td>{@link org.eidograph.train.data.LabelledSource}</td></tr>
 * <tr><td>batches, and to go on from where a run stopped</td><td>{@link org.eidograph.train.data.BatchPlan}, {@link org.eidograph.train.data.DataPosition}</td></tr>
 * <tr><td>another file format</td><td>{@link org.eidograph.train.data.RowReader}, registered as a service</td></tr>
 * <tr><td>another way to write conversations</td><td>{@link org.eidograph.train.data.ConversationFormat}</td></tr>
 * <tr><td>other names for the keys</td><td>{@link org.eidograph.train.data.FieldMapping}</td></tr>
 * </table>
 *
 * <p>It leaves out tensors (the training loop makes them), downloads, and rows with images or
 * audio. Preference rows are recognised but not trained on.
 */
@NullMarked
package org.eidograph.train.data;

import org.jspecify.annotations.NullMarked;
