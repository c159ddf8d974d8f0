/*
 * How fast a C loop reads updates.npy, mapped, in the way that the Lasso's pass does.
 *
 *     read UPDATES.npy COLUMNS THREADS REPETITIONS
 *
 * Two loops: the plain sum of all floats, and the sums of r_t u_tk^2 of each column k, by blocks of
 * columns, four rows at a time, in floats that go into doubles after 32 rows. Prints a line of JSON
 * for each: the bytes read, and the seconds of each repetition.
 */
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { WIDTH = 4096, LANES = 64, FEW = 32, TILE = 4, MOST_THREADS = 64 };

static const float *updates;
static size_t rows, columns;
static float *r;
static double *products;
static atomic_size_t next;
static double total;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static double sum_row(const float *row) {
  float lanes[LANES] = {0};
  size_t k = 0;
  for (; k + LANES <= columns; k += LANES) {
    for (int i = 0; i < LANES; i++) lanes[i] += row[k + i];
  }
  double sum = 0;
  for (; k < columns; k++) sum += row[k];
  for (int i = 0; i < LANES; i++) sum += lanes[i];
  return sum;
}

static void *sum_rows(void *unused) {
  double sum = 0;
  for (size_t t; (t = atomic_fetch_add(&next, 1)) < rows;) sum += sum_row(updates + t * columns);
  pthread_mutex_lock(&lock);
  total += sum;
  pthread_mutex_unlock(&lock);
  return unused;
}

static void square_block(size_t from, size_t width) {
  float few[WIDTH] = {0};
  double *sums = products + from;
  memset(sums, 0, width * sizeof *sums);
  size_t t = 0;
  for (; t + TILE <= rows; t += TILE) {
    const float *b0 = updates + t * columns + from, *b1 = b0 + columns, *b2 = b1 + columns, *b3 = b2 + columns;
    const float r0 = r[t], r1 = r[t + 1], r2 = r[t + 2], r3 = r[t + 3];
    for (size_t i = 0; i < width; i++) {
      few[i] += r0 * (b0[i] * b0[i]) + r1 * (b1[i] * b1[i]) + r2 * (b2[i] * b2[i]) + r3 * (b3[i] * b3[i]);
    }
    if ((t + TILE) % FEW == 0) {
      for (size_t i = 0; i < width; i++) sums[i] += few[i];
      memset(few, 0, sizeof few);
    }
  }
  for (; t < rows; t++) {
    const float *b = updates + t * columns + from;
    for (size_t i = 0; i < width; i++) few[i] += r[t] * (b[i] * b[i]);
  }
  for (size_t i = 0; i < width; i++) sums[i] += few[i];
}

static void *square_blocks(void *unused) {
  for (size_t from; (from = WIDTH * atomic_fetch_add(&next, 1)) < columns;) {
    square_block(from, columns - from < WIDTH ? columns - from : WIDTH);
  }
  return unused;
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + 1e-9 * t.tv_nsec;
}

static double timed(void *(*loop)(void *), int threads) {
  pthread_t others[MOST_THREADS];
  double start = now();
  atomic_store(&next, 0);
  for (int i = 1; i < threads; i++) {
    if (pthread_create(&others[i], NULL, loop, NULL)) fail("pthread_create");
  }
  loop(NULL);
  for (int i = 1; i < threads; i++) pthread_join(others[i], NULL);
  return now() - start;
}

static void measure(const char *name, void *(*loop)(void *), int threads, int repetitions) {
  timed(loop, threads); /* maps the pages */
  printf("{\"loop\": \"%s\", \"bytes\": %zu, \"seconds\": [", name, rows * columns * sizeof *updates);
  for (int i = 0; i < repetitions; i++) printf("%s%.6f", i ? ", " : "", timed(loop, threads));
  printf("]}\n");
}

int main(int argc, char **argv) {
  if (argc != 5 || atoi(argv[3]) < 1 || atoi(argv[3]) > MOST_THREADS) {
    fprintf(stderr, "usage: read UPDATES.npy COLUMNS THREADS REPETITIONS\n");
    return 2;
  }
  int file = open(argv[1], O_RDONLY);
  struct stat status;
  if (file < 0 || fstat(file, &status)) fail(argv[1]);
  const unsigned char *mapped = mmap(NULL, status.st_size, PROT_READ, MAP_SHARED, file, 0);
  if (mapped == MAP_FAILED) fail(argv[1]);
  /* NPY 1.0: ten bytes, the last two the length of the text before the values. */
  size_t header = 10 + mapped[8] + 256 * mapped[9];
  columns = strtoul(argv[2], NULL, 10);
  rows = (status.st_size - header) / (columns * sizeof *updates);
  updates = (const float *)(mapped + header);
  r = malloc(rows * sizeof *r);
  products = malloc(columns * sizeof *products);
  if (!r || !products) fail("malloc");
  for (size_t t = 0; t < rows; t++) r[t] = (float)((t * 2654435761u) % 1000) / 500 - 1;
  measure("sum", sum_rows, atoi(argv[3]), atoi(argv[4]));
  measure("squares", square_blocks, atoi(argv[3]), atoi(argv[4]));
  double check = total;
  for (size_t k = 0; k < columns; k++) check += products[k];
  fprintf(stderr, "check sum %g\n", check); /* so that no loop is left out */
  return 0;
}
