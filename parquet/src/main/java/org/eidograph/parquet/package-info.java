// Licensed under the Apache License, Version 2.0.
/**
 * Parquet files as training rows, through DuckDB.
 *
 * <p>DuckDB's library weighs about 80 MB, so it sits in a module of its own: with this module on
 * the class path {@code .parquet} files are read like any other, without it a message says what to
 * add.
 *
 * <table>
 * <caption>You want, take</caption>
 * <tr><td>to train on Parquet</td><td>put this module on the class path</td></tr>
 * <tr><td>to read rows yourself</td><td>{@link org.eidograph.parquet.ParquetReader}</td></tr>
 * </table>
 *
 * <p>It leaves out writing Parquet, and SQL.
 */
@NullMarked
package org.eidograph.parquet;

import org.jspecify.annotations.NullMarked;
