package org.espalier.shell.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.espalier.harness.PluginInfo;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.metatype.AttributeDefinition;
import org.osgi.service.metatype.MetaTypeInformation;
import org.osgi.service.metatype.MetaTypeService;
import org.osgi.service.metatype.ObjectClassDefinition;

/**
 * An option of a plugin, as its metatype describes it.
 *
 * @param name of the option
 * @param type of its value, or the values that it may have
 * @param byDefault its value unless it is given
 * @param description what it does
 */
record PluginOption(String name, String type, String byDefault, String description) {

  /** All options, in the order in which the plugin states them; empty if it states none. */
  static List<PluginOption> of(PluginInfo plugin, BundleContext context, MetaTypeService service) {
    for (Bundle bundle : context.getBundles()) {
      MetaTypeInformation information =
          plugin.bundle().equals(bundle.getSymbolicName())
              ? service.getMetaTypeInformation(bundle)
              : null;
      if (information != null
          && Arrays.asList(information.getPids()).contains(plugin.component())) {
        return of(information.getObjectClassDefinition(plugin.component(), null));
      }
    }
    return List.of();
  }

  private static List<PluginOption> of(ObjectClassDefinition definition) {
    List<PluginOption> options = new ArrayList<>();
    for (AttributeDefinition attribute :
        definition.getAttributeDefinitions(ObjectClassDefinition.ALL)) {
      String[] values = attribute.getDefaultValue();
      options.add(
          new PluginOption(
              attribute.getID(),
              type(attribute),
              values == null ? "none" : String.join(", ", values),
              String.valueOf(attribute.getDescription())));
    }
    return options;
  }

  private static String type(AttributeDefinition attribute) {
    String[] values = attribute.getOptionValues();
    if (values != null && values.length > 0 && attribute.getType() != AttributeDefinition.BOOLEAN) {
      return String.join(" | ", values).toLowerCase(Locale.ROOT);
    }
    return switch (attribute.getType()) {
      case AttributeDefinition.BOOLEAN -> "on | off";
      case AttributeDefinition.INTEGER, AttributeDefinition.LONG, AttributeDefinition.SHORT ->
          "whole number";
      case AttributeDefinition.DOUBLE, AttributeDefinition.FLOAT -> "number";
      default -> "text";
    };
  }
}
