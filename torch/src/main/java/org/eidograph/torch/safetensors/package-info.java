/**
 * Weights on disk in the safetensors format: mapped without copying, checked before any use,
 * written whole or not at all.
 *
 * <p>A header is trusted only after every rule of the format was checked against the file's real
 * length, because touching a mapping behind its end kills the process. A tensor read here shares
 * the file's pages; nothing is read until a kernel touches it.
 *
 * <table>
 * <caption>You want, take</caption>
 * <tr><td>a checkpoint's tensors, sharded or not</td><td>{@link
 *     org.eidograph.torch.safetensors.TensorSource}</td></tr>
 * <tr><td>one file and its metadata</td><td>{@link
 *     org.eidograph.torch.safetensors.SafetensorsFile}</td></tr>
 * <tr><td>names and shapes without libtorch</td><td>{@link
 *     org.eidograph.torch.safetensors.SafetensorsHeader}</td></tr>
 * <tr><td>to write a file</td><td>{@link
 *     org.eidograph.torch.safetensors.SafetensorsWriter}</td></tr>
 * <tr><td>to write a sharded model</td><td>{@link
 *     org.eidograph.torch.safetensors.ShardWriter}</td></tr>
 * </table>
 *
 * <p>Element types that libtorch's kernels here do not compute with (8-bit floats, unsigned 16 to
 * 64 bit) are refused by name. Which tensors a model needs is the model's knowledge, not ours.
 */
@NullMarked
package org.eidograph.torch.safetensors;

import org.jspecify.annotations.NullMarked;
