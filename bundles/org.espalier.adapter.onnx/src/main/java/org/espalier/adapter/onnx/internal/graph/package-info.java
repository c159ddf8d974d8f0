@NullMarked
package org.espalier.adapter.onnx.internal.graph;

import org.jspecify.annotations.NullMarked;
