package org.espalier.harness;

import java.util.Arrays;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import org.espalier.core.Need;
import org.espalier.core.Plugin;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;

/**
 * The identity of an installed plugin, from its service properties alone.
 *
 * @param kind what it is: recorder, reader, estimator, policy or adapter
 * @param id its name in commands and experiments
 * @param description one sentence
 * @param source the paper or book it follows
 * @param needs what it must be given
 * @param choosesSparsity whether a policy takes no notice of the sparsity requested
 * @param wholeUnits whether a policy cuts whole units, and reaches the sparsity only about
 * @param state {@code active} while somebody uses the service, {@code ready} until then, {@code
 *     quarantined} once it has failed too often
 * @param bundle symbolic name of the bundle that brought it
 * @param version of that bundle
 * @param scale the most parameters that it is made for; 0 for any
 * @param component its name in Declarative Services, the PID of its configuration; empty if none
 */
public record PluginInfo(
    String kind,
    String id,
    String description,
    String source,
    Set<Need> needs,
    boolean choosesSparsity,
    boolean wholeUnits,
    String state,
    String bundle,
    String version,
    long scale,
    String component) {

  private static final String QUARANTINED = "quarantined";

  /** Reads what the {@link Plugin} annotation left; a service without an id gets its class name. */
  public static PluginInfo of(String kind, ServiceReference<?> reference) {
    Bundle bundle = reference.getBundle();
    Set<Need> needs = new TreeSet<>();
    for (String need : texts(reference.getProperty(Plugin.PREFIX_ + "needs"))) {
      Arrays.stream(Need.values()).filter(n -> n.name().equals(need)).forEach(needs::add);
    }
    return new PluginInfo(
        kind,
        text(reference, "id", String.valueOf(reference.getProperty("component.name"))),
        text(reference, "description", ""),
        text(reference, "source", ""),
        needs,
        flag(reference, "choosesSparsity"),
        flag(reference, "wholeUnits"),
        reference.getUsingBundles() == null ? "ready" : "active",
        bundle == null ? "" : bundle.getSymbolicName(),
        bundle == null ? "" : bundle.getVersion().toString(),
        number(reference.getProperty(Plugin.PREFIX_ + "scale")),
        reference.getProperty("component.name") instanceof String name ? name : "");
  }

  /** Whether it has failed too often to be called again. */
  public boolean isQuarantined() {
    return state.equals(QUARANTINED);
  }

  /** The same, marked as quarantined. */
  public PluginInfo quarantined() {
    return new PluginInfo(
        kind,
        id,
        description,
        source,
        needs,
        choosesSparsity,
        wholeUnits,
        QUARANTINED,
        bundle,
        version,
        scale,
        component);
  }

  public boolean needs(Need need) {
    return needs.contains(need);
  }

  /** Bundle and version in one text, for provenance. */
  public String origin() {
    return bundle + "/" + version;
  }

  private static String text(ServiceReference<?> reference, String name, String missing) {
    return reference.getProperty(Plugin.PREFIX_ + name) instanceof String text ? text : missing;
  }

  private static boolean flag(ServiceReference<?> reference, String name) {
    return Boolean.TRUE.equals(reference.getProperty(Plugin.PREFIX_ + name));
  }

  /** The Service Loader Mediator makes texts of what a manifest states. */
  private static long number(Object property) {
    if (property instanceof Number number) {
      return number.longValue();
    }
    return property instanceof String text && text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
  }

  private static String[] texts(Object property) {
    if (property instanceof String[] texts) {
      return texts;
    }
    if (property instanceof Collection<?> texts) { // from a capability in a manifest
      return texts.stream().map(String::valueOf).toArray(String[]::new);
    }
    return property instanceof String text ? text.split(",", -1) : new String[0];
  }
}
