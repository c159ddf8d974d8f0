package org.espalier.harness.internal.plugin;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import org.espalier.core.causality.CausalityEstimator;
import org.espalier.core.model.PrunableModel;
import org.espalier.core.pruning.PruningPolicy;
import org.jspecify.annotations.Nullable;

/**
 * Stands before a plugin's object and makes every call of it through a {@link Guard}; the models
 * that an adapter opens are guarded as well.
 */
final class GuardedCalls implements InvocationHandler {
  private static final String MODELS = PrunableModel.class.getPackageName();

  private final Guard guard;
  private final CallRecord record;
  private final Object target;
  private volatile boolean abandoned;

  private GuardedCalls(Guard guard, CallRecord record, Object target) {
    this.guard = guard;
    this.record = record;
    this.target = target;
  }

  /** A service with one guarded interface. */
  static <T> T service(Class<T> type, T service, Guard guard, CallRecord record) {
    return type.cast(proxy(Set.of(type), new GuardedCalls(guard, record, service)));
  }

  /** A model with all that its class can do of core's interfaces. */
  private static Object model(PrunableModel model, Guard guard, CallRecord record) {
    Set<Class<?>> abilities = new LinkedHashSet<>();
    for (Class<?> type = model.getClass(); type != null; type = type.getSuperclass()) {
      Arrays.stream(type.getInterfaces())
          .filter(i -> i.getPackageName().equals(MODELS))
          .forEach(abilities::add);
    }
    abilities.add(PrunableModel.class);
    return proxy(abilities, new GuardedCalls(guard, record, model));
  }

  private static Object proxy(Set<Class<?>> types, GuardedCalls calls) {
    return Proxy.newProxyInstance(
        GuardedCalls.class.getClassLoader(), types.toArray(Class<?>[]::new), calls);
  }

  @Override
  public @Nullable Object invoke(
      Object proxy, Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
    if (method.getDeclaringClass() == Object.class) {
      return ofObject(proxy, method.getName(), arguments);
    }
    if (abandoned && target instanceof PrunableModel) {
      if (method.getName().equals("close")) {
        return null; // another thread is in it for ever: what it holds is lost, but not torn away
      }
      throw record.failed("can't go on: an earlier call of its model doesn't end", null);
    }
    // An answer is all that these give; a model or a recording may have threads of its own.
    boolean answers = target instanceof CausalityEstimator || target instanceof PruningPolicy;
    Object answer;
    try {
      answer = guard.call(record, () -> call(method, arguments), answers);
    } catch (AbandonedCallException e) {
      abandoned = true;
      throw e;
    }
    if (!answers) {
      record.accepted(); // the answers of those are looked at first
    }
    return answer instanceof PrunableModel model ? model(model, guard, record) : answer;
  }

  private @Nullable Object call(Method method, @Nullable Object @Nullable [] arguments)
      throws Exception {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      Throwable thrown = e.getCause() == null ? e : e.getCause();
      if (thrown instanceof Exception exception) {
        throw exception;
      }
      throw (Error) thrown;
    }
  }

  private Object ofObject(Object proxy, String method, @Nullable Object @Nullable [] arguments) {
    return switch (method) {
      case "equals" -> arguments != null && proxy == arguments[0];
      case "hashCode" -> System.identityHashCode(proxy);
      default -> target.getClass().getName();
    };
  }
}
