/**
 * Settings of Python programs as those of {@code eido finetune}: what has an equivalent gets its
 * name and meaning here, what has none is named with a reason. It reads no files; YAML, JSON and
 * Python arrive as one JSON object.
 */
@NullMarked
package org.eidograph.finetune.foreign;

import org.jspecify.annotations.NullMarked;
