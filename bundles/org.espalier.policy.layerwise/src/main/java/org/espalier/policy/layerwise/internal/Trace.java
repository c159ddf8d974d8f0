package org.espalier.policy.layerwise.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * In which order the weights of each unit of a layer go, and what each costs once those before it
 * are gone.
 */
final class Trace {
  private final List<int[]> orders = new ArrayList<>();
  private final List<double[]> losses = new ArrayList<>();
  private final int inputs;
  private final double energy;

  private Trace(int inputs, double energy) {
    this.inputs = inputs;
    this.energy = energy;
  }

  /** Takes the weights of every unit out to the last. */
  static Trace of(Layer layer, Hessian hessian) {
    hessian.clearDead(layer);
    double energy = 0;
    for (int unit = 0; unit < layer.units; unit++) {
      energy += hessian.energy(layer.weights, unit * layer.inputs) / 2;
    }
    Trace trace = new Trace(layer.inputs, energy);
    double[] inverse = hessian.inverse();
    for (int unit = 0; unit < layer.units; unit++) {
      trace.add(surgeon(layer, unit, inverse, hessian), layer, unit);
    }
    return trace;
  }

  /** A surgeon of one unit who has taken out what earlier rounds have cut. */
  private static RowSurgeon surgeon(Layer layer, int unit, double[] inverse, Hessian hessian) {
    int from = unit * layer.inputs;
    double[] weights = Arrays.copyOfRange(layer.weights, from, from + layer.inputs);
    RowSurgeon surgeon = new RowSurgeon(weights, inverse, hessian.singular());
    for (int j = 0; j < weights.length; j++) {
      if (!layer.kept.get(from + j)) {
        layer.progress.check();
        surgeon.remove(j);
      }
    }
    return surgeon;
  }

  private void add(RowSurgeon surgeon, Layer layer, int unit) {
    int alive = layer.kept(unit);
    int[] order = new int[alive];
    double[] loss = new double[alive];
    for (int n = 0; n < alive; n++) {
      layer.progress.check();
      order[n] = surgeon.next();
      loss[n] = surgeon.loss(order[n]);
      surgeon.remove(order[n]);
    }
    orders.add(order);
    losses.add(loss);
  }

  int units() {
    return orders.size();
  }

  /** Weights of a unit that can go. */
  int length(int unit) {
    return orders.get(unit).length;
  }

  /** What the n-th weight of a unit costs, counted from 0. */
  double loss(int unit, int n) {
    return losses.get(unit)[n];
  }

  /** Half the mean square of what the layer computes: its loss if it computed nothing. */
  double energy() {
    return energy;
  }

  /**
   * Cuts a layer, as the surgeon who left this trace had it after so many cuts of each unit.
   *
   * @param counts weights to take out of each unit
   */
  void replay(int[] counts, Layer layer, Hessian hessian) {
    hessian.clearDead(layer);
    double[] inverse = hessian.inverse();
    for (int unit = 0; unit < counts.length; unit++) {
      RowSurgeon surgeon = surgeon(layer, unit, inverse, hessian);
      for (int n = 0; n < counts[unit]; n++) {
        layer.progress.check();
        surgeon.remove(orders.get(unit)[n]);
        layer.kept.clear(unit * inputs + orders.get(unit)[n]);
      }
      for (int j = 0; j < inputs; j++) {
        layer.weights[unit * inputs + j] = surgeon.weight(j);
      }
    }
  }
}
