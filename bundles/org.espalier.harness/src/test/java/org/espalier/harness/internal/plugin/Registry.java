package org.espalier.harness.internal.plugin;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.espalier.core.Need;
import org.espalier.core.Plugin;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/** A registry of services that stay, for work that asks for plugins outside a framework. */
public final class Registry {
  private final Map<ServiceReference<?>, Object> services = new LinkedHashMap<>();
  private final List<String> types = new ArrayList<>();

  /** Registers a service by its id, and what it needs. */
  public <T> Registry with(Class<T> type, String id, T service, Need... needs) {
    ServiceReference<?> reference =
        (ServiceReference<?>)
            Proxy.newProxyInstance(
                Registry.class.getClassLoader(),
                new Class<?>[] {ServiceReference.class},
                (proxy, method, arguments) ->
                    switch (method.getName()) {
                      case "getProperty" -> property(String.valueOf(arguments[0]), id, needs);
                      case "compareTo" -> 0;
                      case "hashCode" -> System.identityHashCode(proxy);
                      case "equals" -> proxy == arguments[0];
                      default -> null;
                    });
    services.put(reference, service);
    types.add(type.getName());
    return this;
  }

  private static @Nullable Object property(String name, String id, Need... needs) {
    if (name.equals(Plugin.PREFIX_ + "needs")) {
      return Arrays.stream(needs).map(Need::name).toArray(String[]::new);
    }
    return name.equals(Plugin.PREFIX_ + "id") ? id : null;
  }

  /** The plugins that were registered. */
  public Plugins plugins() {
    return new Plugins(
        (BundleContext)
            Proxy.newProxyInstance(
                Registry.class.getClassLoader(),
                new Class<?>[] {BundleContext.class},
                (proxy, method, arguments) -> answer(method.getName(), arguments)));
  }

  private @Nullable Object answer(String method, @Nullable Object @Nullable [] arguments)
      throws InvalidSyntaxException {
    Object first = arguments == null || arguments.length == 0 ? null : arguments[0];
    return switch (method) {
      case "createFilter" -> FrameworkUtil.createFilter(String.valueOf(first));
      case "getService" -> services.get(first);
      case "ungetService" -> true;
      case "getServiceReferences" -> references(String.valueOf(first));
      default -> null;
    };
  }

  private ServiceReference<?>[] references(String type) {
    List<ServiceReference<?>> found = new ArrayList<>();
    int i = 0;
    for (ServiceReference<?> reference : services.keySet()) {
      if (types.get(i++).equals(type)) {
        found.add(reference);
      }
    }
    return found.toArray(ServiceReference<?>[]::new);
  }
}
