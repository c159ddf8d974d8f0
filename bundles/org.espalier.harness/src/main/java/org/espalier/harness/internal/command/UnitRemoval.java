package org.espalier.harness.internal.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.espalier.core.EspalierException;
import org.espalier.core.model.Mask;
import org.espalier.core.model.Parameter;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.model.PrunableModel;
import org.espalier.core.model.ReducibleModel;
import org.espalier.core.model.RemovableUnits;
import org.espalier.core.model.UnitGroup;
import org.espalier.harness.Work;
import org.espalier.harness.internal.run.Models;

/** Takes the units out of a model that its mask leaves unread, and tells what that has saved. */
final class UnitRemoval {
  private final ReducibleModel model;
  private final Work.Size before;

  /**
   * Measures the model before anything is written, for it may be written over.
   *
   * @throws EspalierException if its adapter can't remove units
   */
  UnitRemoval(PrunableModel model, Path file) {
    if (!(model instanceof ReducibleModel reducible)) {
      throw new EspalierException(
          "the adapter of " + file + " can't remove units; prune without --remove");
    }
    this.model = reducible;
    before = size(model.layout(), Models.files(model, file));
  }

  /** How many units a mask leaves unread. */
  static Work.Units units(Mask mask) {
    Map<String, BitSet> removable = RemovableUnits.of(mask);
    int unread = 0;
    int all = 0;
    for (UnitGroup group : UnitGroup.of(mask.layout())) {
      String source = group.sources().get(0).name();
      unread += removable.getOrDefault(source, new BitSet()).cardinality();
      all += group.units();
    }
    return new Work.Units(unread, all);
  }

  /**
   * The smaller model, which the caller closes.
   *
   * @throws EspalierException if no unit can go
   */
  PrunableModel reduce(Mask mask) {
    if (RemovableUnits.of(mask).isEmpty()) {
      throw new EspalierException(
          "no unit is left unread by this cut; ask for whole units: --set granularity=unit");
    }
    return model.reduce(mask);
  }

  /** What was saved, once the smaller model is in its files. */
  Work.Removal result(PrunableModel reduced, List<Path> files) {
    List<Work.Resized> tensors = new ArrayList<>();
    for (Parameter tensor : model.layout().parameters()) {
      List<Integer> shape = reduced.layout().find(tensor.name()).orElseThrow().shape();
      tensors.add(new Work.Resized(tensor.name(), tensor.shape(), shape));
    }
    return new Work.Removal(tensors, before, size(reduced.layout(), files));
  }

  private static Work.Size size(ParameterLayout layout, List<Path> files) {
    return new Work.Size(layout.size(), Mask.all(layout).flops(), Models.bytes(files));
  }
}
