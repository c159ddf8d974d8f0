package org.espalier.lib.dl4j.internal;

import java.lang.ref.Reference;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.BroadcastOp;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.IndexAccumulation;
import org.nd4j.linalg.api.ops.Op;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.api.ops.RandomOp;
import org.nd4j.linalg.api.ops.ReduceOp;
import org.nd4j.linalg.api.ops.ScalarOp;
import org.nd4j.linalg.api.ops.impl.summarystats.Variance;
import org.nd4j.linalg.api.rng.Random;
import org.nd4j.linalg.cpu.nativecpu.ops.NativeOpExecutioner;

/**
 * Keeps an operation's operands reachable until its native call is over.
 *
 * <p>ND4J hands addresses to the native side and forgets the arrays behind them. A compiled method
 * holds what it will still use and nothing else, so a garbage collection during the call, or just
 * before it, lets ND4J free an operand that only the operation refers to, such as the dimensions of
 * a broadcast; the process then dies in native code. The methods with an operation alone call these
 * ones.
 */
public final class ReachableExecutioner extends NativeOpExecutioner {
  @Override
  public INDArray exec(Op op, @Nullable OpContext context) {
    try {
      return super.exec(op, context);
    } finally {
      Reference.reachabilityFence(op);
      Reference.reachabilityFence(context);
    }
  }

  @Override
  public INDArray exec(IndexAccumulation op, @Nullable OpContext context) {
    try {
      return super.exec(op, context);
    } finally {
      Reference.reachabilityFence(op);
      Reference.reachabilityFence(context);
    }
  }

  @Override
  public INDArray exec(ReduceOp op, @Nullable OpContext context) {
    try {
      return super.exec(op, context);
    } finally {
      Reference.reachabilityFence(op);
      Reference.reachabilityFence(context);
    }
  }

  @Override
  public INDArray exec(Variance op) {
    try {
      return super.exec(op);
    } finally {
      Reference.reachabilityFence(op);
    }
  }

  @Override
  public INDArray exec(ScalarOp op, @Nullable OpContext context) {
    try {
      return super.exec(op, context);
    } finally {
      Reference.reachabilityFence(op);
      Reference.reachabilityFence(context);
    }
  }

  @Override
  public INDArray exec(BroadcastOp op, @Nullable OpContext context) {
    try {
      return super.exec(op, context);
    } finally {
      Reference.reachabilityFence(op);
      Reference.reachabilityFence(context);
    }
  }

  @Override
  public INDArray exec(RandomOp op, @Nullable OpContext context, Random random) {
    try {
      return super.exec(op, context, random);
    } finally {
      Reference.reachabilityFence(op);
      Reference.reachabilityFence(context);
      Reference.reachabilityFence(random);
    }
  }

  @Override
  public INDArray[] exec(CustomOp op) {
    try {
      return super.exec(op);
    } finally {
      Reference.reachabilityFence(op);
    }
  }

  @Override
  public INDArray[] exec(CustomOp op, @Nullable OpContext context) {
    try {
      return super.exec(op, context);
    } finally {
      Reference.reachabilityFence(op);
      Reference.reachabilityFence(context);
    }
  }
}
