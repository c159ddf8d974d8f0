package org.espalier.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.wiring.BundleWiring;

/**
 * The adapter for ONNX is updated again and again while an evaluation holds a model that the old
 * one has opened, and while Deeplearning4j trains.
 */
class OnnxHotSwapIT {
  private static final String ADAPTER = "org.espalier.adapter.onnx";
  private static final String RUNTIME = "org.espalier.lib.onnxruntime";
  private static final String PROTOBUF = "com.google.protobuf";
  private static final int SWAPS = 15;

  /** Asked once before the adapter is leased, and then before each run of the latency's. */
  private static final int ASKED_WITH_AN_OPEN_MODEL = 10;

  private static final long MINUTE = 60;

  private static TestContainer container;

  /** What other tests' frameworks in this process have loaded. */
  private static Set<String> others;

  private static BiFunction<Path, Runnable, Map<String, Object>> evaluation;
  private static BiFunction<Path, Path, Map<String, Object>> removal;
  private static BiFunction<Path, Double, Function<Integer, Integer>> recording;

  private final Path folder;

  OnnxHotSwapIT(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeAll
  @SuppressWarnings("unchecked")
  static void startFelix() throws BundleException, InterruptedException, IOException {
    others = Natives.mapped("onnxruntime");
    container = TestContainer.start();
    evaluation = container.probe(BiFunction.class, "evaluation");
    removal = container.probe(BiFunction.class, "removal");
    recording = container.probe(BiFunction.class, "recording");
  }

  @AfterAll
  static void stopFelix() {
    container.close();
  }

  @Test
  void oldAdaptersFinishTheirWorkAndGo() throws Exception {
    Path model = Fixtures.file("pytorch/cnn.onnx");
    Map<String, Object> undisturbed = evaluation.apply(model, () -> {});
    Map<String, Object> smaller = removal.apply(model, folder.resolve("first.onnx"));
    Bundle adapter = container.bundle(ADAPTER);
    Bundle runtime = container.bundle(RUNTIME);
    BundleWiring runtimeWiring = runtime.adapt(BundleWiring.class);
    BundleWiring protobufWiring = container.bundle(PROTOBUF).adapt(BundleWiring.class);
    long runtimeModified = runtime.getLastModified();
    Set<String> natives = natives();
    assertEquals(
        natives.size(), natives.stream().map(f -> Path.of(f).getFileName()).distinct().count());

    List<UpdatedBundle> updates = new ArrayList<>();
    try (Training training = new Training(folder)) {
      for (int swap = 1; swap <= SWAPS; swap++) {
        UpdatedBundle update = UpdatedBundle.prepare(adapter, "0.1." + swap);
        updates.add(update);
        training.awaitOneMore();
        assertEquals(undisturbed, updatedWhileEvaluating(model, adapter, update));
        assertEquals("0.1." + swap, adapter.getVersion().toString());
        Path out = folder.resolve(swap + ".onnx");
        assertEquals(smaller, removal.apply(model, out));
        assertEquals(-1, Files.mismatch(folder.resolve("first.onnx"), out));
        assertEquals(smaller.get("parameters"), evaluation.apply(out, () -> {}).get("parameters"));
      }
      training.awaitOneMore();
      System.out.printf("%d trainings meanwhile; ", training.count());
    }

    System.out.printf(
        "%d updates, median %.0f ms, in which an evaluation comes to its end%n",
        SWAPS,
        1e3 * updates.stream().mapToDouble(UpdatedBundle::seconds).sorted().toArray()[SWAPS / 2]);
    assertSame(runtimeWiring, runtime.adapt(BundleWiring.class), "ONNX Runtime was refreshed");
    assertEquals(runtimeModified, runtime.getLastModified(), "ONNX Runtime was changed");
    assertSame(
        protobufWiring,
        container.bundle(PROTOBUF).adapt(BundleWiring.class),
        "protobuf was refreshed");
    assertEquals(natives, natives(), "natives were loaded again");
    List<String> held =
        updates.stream().filter(OnnxHotSwapIT::isHeld).map(UpdatedBundle::oldOrigin).toList();
    assertEquals(List.of(), held, "class loaders that are held");
  }

  private static Set<String> natives() throws IOException {
    Set<String> natives = new HashSet<>(Natives.mapped("onnxruntime"));
    natives.removeAll(others);
    return natives;
  }

  /** After some patience: it might have been an update. */
  @Test
  void aStoppedAdapterIsNamed() throws Exception {
    Bundle adapter = container.bundle(ADAPTER);
    adapter.stop();
    try {
      Path model = Fixtures.file("pytorch/mlp.onnx");
      RuntimeException e =
          assertThrows(RuntimeException.class, () -> evaluation.apply(model, () -> {}));
      assertEquals(
          "no adapter that is there opens "
              + model
              + "; onnx is not there (any more), only dl4j: start its bundle",
          e.getMessage());
    } finally {
      adapter.start();
    }
  }

  private static boolean isHeld(UpdatedBundle update) {
    try {
      return !update.oldLoaderIsCollected();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * What an evaluation measures in the middle of which the adapter is told to stop: it goes on only
   * when the adapter has been told. Another one that is asked for then waits for the new adapter.
   */
  private static Map<String, Object> updatedWhileEvaluating(
      Path model, Bundle adapter, UpdatedBundle update) throws Exception {
    AtomicInteger asked = new AtomicInteger();
    CountDownLatch open = new CountDownLatch(1);
    CountDownLatch told = new CountDownLatch(1);
    Runnable pause =
        () -> {
          if (asked.incrementAndGet() == ASKED_WITH_AN_OPEN_MODEL) {
            open.countDown();
            await(told, "the adapter was not told to stop");
          }
        };
    FutureTask<Map<String, Object>> evaluating = inBackground(() -> evaluation.apply(model, pause));
    await(open, "the evaluation doesn't begin");
    FutureTask<Boolean> updating =
        inBackground(
            () -> {
              update.updateInUse();
              return true;
            });
    awaitStopping(adapter);
    assertTrue(!updating.isDone(), "the update didn't wait for the evaluation");
    FutureTask<Map<String, Object>> waiting = inBackground(() -> evaluation.apply(model, () -> {}));
    told.countDown();
    Map<String, Object> measured = result(evaluating);
    assertTrue(result(updating));
    assertEquals(measured, result(waiting));
    return measured;
  }

  private static void awaitStopping(Bundle adapter) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(MINUTE);
    while (adapter.getState() == Bundle.ACTIVE) {
      assertTrue(System.nanoTime() < end, "the adapter was not told to stop");
      Thread.sleep(1);
    }
  }

  private static void await(CountDownLatch latch, String otherwise) {
    try {
      assertTrue(latch.await(MINUTE, TimeUnit.SECONDS), otherwise);
    } catch (InterruptedException e) {
      throw new AssertionError(otherwise, e);
    }
  }

  private static <T> T result(FutureTask<T> task) {
    try {
      return task.get(MINUTE, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  private static <T> FutureTask<T> inBackground(Callable<T> work) {
    FutureTask<T> task = new FutureTask<>(work);
    new Thread(task, "in-background").start();
    return task;
  }

  /** Records one training after the other; all must write the same bytes. */
  private static final class Training implements AutoCloseable {
    private static final int PATIENT = Integer.MAX_VALUE;

    private final Path folder;
    private final AtomicInteger done = new AtomicInteger();
    private final FutureTask<Boolean> task;
    private volatile boolean over;

    Training(Path folder) {
      this.folder = folder;
      this.task = inBackground(this::train);
    }

    private boolean train() throws Exception {
      Path first = record();
      while (!over) {
        Path next = record();
        for (String part : List.of("updates.npy", "losses.npy", "weights.npy")) {
          assertEquals(-1, Files.mismatch(first.resolve(part), next.resolve(part)), part);
        }
        delete(next);
      }
      return true;
    }

    private Path record() {
      Path out = folder.resolve("training-" + done.get());
      assertEquals(50, recording.apply(out, 0.0).apply(PATIENT));
      done.incrementAndGet();
      return out;
    }

    private static void delete(Path recorded) throws Exception {
      try (Stream<Path> files = Files.list(recorded)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(recorded);
    }

    int count() {
      return done.get();
    }

    void awaitOneMore() throws InterruptedException {
      int before = done.get();
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(MINUTE);
      while (done.get() == before) {
        assertTrue(!task.isDone(), "the training ended");
        assertTrue(System.nanoTime() < end, "the training stands still");
        Thread.sleep(1);
      }
    }

    @Override
    public void close() {
      over = true;
      assertTrue(result(task));
    }
  }
}
