// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.lora;

/**
 * One line of advice.
 *
 * @param name what is decided, for example {@code learning rate}
 * @param value what to set it to
 * @param reason why, with the formula and its numbers
 * @param citation the paper behind the reason
 */
public record Decision(String name, String value, String reason, String citation) {}
