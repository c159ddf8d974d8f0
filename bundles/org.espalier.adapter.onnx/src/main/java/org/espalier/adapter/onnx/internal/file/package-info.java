@NullMarked
package org.espalier.adapter.onnx.internal.file;

import org.jspecify.annotations.NullMarked;
