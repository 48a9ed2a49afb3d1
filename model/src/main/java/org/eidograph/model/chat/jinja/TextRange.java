// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.chat.jinja;

/**
 * A stretch of a text.
 *
 * @param start first character (UTF-16 index)
 * @param end one past the last
 */
public record TextRange(int start, int end) {}
