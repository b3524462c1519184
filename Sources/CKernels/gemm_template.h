// One matrix product for one kind of vector register. Included by gemm.c once a processor level, which defines
//   NAME(x)      the names of this level's functions
//   TARGET       the attribute that lets them use the level's instructions
//   VECTOR       the register, of LANES floats
//   HEIGHT       rows of a tile, LANES at most: HEIGHT x (2 vectors) sums, 2 vectors of b and a broadcast fill the
//                registers
//   EACH_HEIGHT  a macro applied to 1, 2, ..., HEIGHT
//   BLOCK_COLUMNS  columns of b that are packed together, to stay in the second-level cache
//   UNIT         inner indices that one lane of a packed operand holds, and FMA takes at once
//   LOAD, STORE, SPLAT, FMA, ADD, MULTIPLY, RECTIFIED, ZERO, LOAD_SOME and STORE_SOME (the first `count` lanes), TRANSPOSE,
//                WHERE_POSITIVE (x where m > 0, else 0)
//   UNITS_ALONG   a vector of units of b that lie one after the other, zeros after the first `depth` floats; times those
//                of f where that is not null
//   UNITS_ACROSS  `count` units that lie side by side, the floats of a unit `row` apart, zeros after the first `depth`
//
// The way of Goto and van de Geijn ("Anatomy of high-performance matrix multiplication", 2008): a block of b is packed
// into panels of two vectors' width, and the innermost loop reads HEIGHT rows of a and a panel of b in order.
// Every element of c is one chain of fused additions over its inner index, in order, in blocks of BLOCK_INNER: the same
// bits whatever the other rows and columns, and wherever it lies in a tile.

// The first `count` floats of b, times those of f where that is not null. What f is is known where this is inlined.
TARGET INLINE VECTOR NAME(first)(const float *b, const float *f, ptrdiff_t count) {
  VECTOR x = count >= LANES ? LOAD(b) : LOAD_SOME(b, count);
  return f ? MULTIPLY(x, count >= LANES ? LOAD(f) : LOAD_SOME(f, count)) : x;
}
#define SOME_OF(b, f, count) NAME(first)(b, f, count)

#define WIDTH (2 * LANES)
#define UNITS(inner) (((inner) + UNIT - 1) / UNIT)

// b[0 ..< inner, 0 ..< columns], times f where that is not null, to `packed`: panels of WIDTH columns, filled up with
// zeros.
TARGET INLINE void NAME(pack_product)(ptrdiff_t inner, ptrdiff_t columns, const float *b, const float *f, ptrdiff_t row,
                                      ptrdiff_t column, float *packed) {
  ptrdiff_t units = UNITS(inner);
  for (ptrdiff_t j = 0; j < columns; j += LANES) {
    ptrdiff_t count = columns - j < LANES ? columns - j : LANES;
    float *to = packed + (j / WIDTH) * WIDTH * units + j % WIDTH;
    if (column == 1) {
      for (ptrdiff_t k = 0; k < units; k++) {
        ptrdiff_t at = j + k * UNIT * row;
        STORE(to + k * WIDTH, UNITS_ACROSS(b + at, f ? f + at : f, row, count, inner - k * UNIT));
      }
      continue;
    }
    for (ptrdiff_t k = 0; k < units; k += LANES) {
      ptrdiff_t depth = units - k < LANES ? units - k : LANES;
      VECTOR v[LANES];
#pragma clang loop unroll(full)
      for (int i = 0; i < LANES; i++) {
        ptrdiff_t at = (j + i) * column + k * UNIT;
        v[i] = i < count ? UNITS_ALONG(b + at, f ? f + at : f, inner - k * UNIT) : ZERO;
      }
      TRANSPOSE(v);
#pragma clang loop unroll(full)
      for (int i = 0; i < LANES; i++)
        if (i < depth) STORE(to + (k + i) * WIDTH, v[i]);
    }
  }
}

TARGET static void NAME(pack_b)(ptrdiff_t inner, ptrdiff_t columns, const float *b, const float *f, ptrdiff_t row,
                                ptrdiff_t column, float *packed) {
  if (f)
    NAME(pack_product)(inner, columns, b, f, row, column, packed);
  else
    NAME(pack_product)(inner, columns, b, 0, row, column, packed);
}

// a[0 ..< rows, 0 ..< inner] to `packed`: LANES units for each inner index, of which the first `rows` count.
TARGET static void NAME(pack_a)(ptrdiff_t rows, ptrdiff_t inner, const float *a, ptrdiff_t row, ptrdiff_t column,
                                float *packed) {
  ptrdiff_t units = UNITS(inner);
  if (row == 1) {
    for (ptrdiff_t k = 0; k < units; k++) {
      STORE(packed + k * LANES, UNITS_ACROSS(a + k * UNIT * column, 0, column, rows, inner - k * UNIT));
    }
    return;
  }
  for (ptrdiff_t k = 0; k < units; k += LANES) {
    VECTOR v[LANES];
#pragma clang loop unroll(full)
    for (int i = 0; i < LANES; i++) v[i] = i < rows ? UNITS_ALONG(a + i * row + k * UNIT, 0, inner - k * UNIT) : ZERO;
    TRANSPOSE(v);
    // The block's last vectors are room to spare.
#pragma clang loop unroll(full)
    for (int i = 0; i < LANES; i++) STORE(packed + (k + i) * LANES, v[i]);
  }
}

// c[0 ..< rows, 0 ..< columns] of one tile. `by_rows` says that a is not packed: its rows lie a_row apart. `packs` says
// that b is not packed yet: its rows lie b_inner apart, and are copied to `packed` on the way; 2 that they are multiplied by
// those of `factor` first. Memory at `ahead`, `step` bytes further with each inner index, is asked for. What is `const` is known where this is inlined.
TARGET INLINE void NAME(tile)(const int rows, const int vectors, const int by_rows, const int packs, ptrdiff_t inner,
                              const float *a, ptrdiff_t a_row, const float *b, const float *factor, ptrdiff_t b_inner,
                              float *packed, float *c, ptrdiff_t stride, ptrdiff_t columns, adl_finish f,
                              const char *ahead, ptrdiff_t step) {
  VECTOR sum[HEIGHT][2];
#pragma clang loop unroll(full)
  for (int i = 0; i < rows; i++)
#pragma clang loop unroll(full)
    for (int j = 0; j < vectors; j++) {
      sum[i][j] = ZERO;
      __builtin_prefetch(c + i * stride + j * LANES, 1);
    }
  for (ptrdiff_t k = 0; k < inner; k++) {
    VECTOR y[2];
#pragma clang loop unroll(full)
    for (int j = 0; j < vectors; j++) {
      y[j] = LOAD(b + j * LANES);
      if (packs == 2) y[j] = MULTIPLY(y[j], LOAD(factor + j * LANES));
      if (packs) {
        __builtin_prefetch(b + AHEAD_ROWS * b_inner + j * LANES);
        if (packs == 2) __builtin_prefetch(factor + AHEAD_ROWS * b_inner + j * LANES);
        STORE(packed + j * LANES, y[j]);
      }
    }
    if (packs) packed += WIDTH;
    __builtin_prefetch(ahead, 0, 2);
    ahead += step;
    b += packs ? b_inner : WIDTH;
    if (packs == 2) factor += b_inner;
#pragma clang loop unroll(full)
    for (int i = 0; i < rows; i++) {
      VECTOR x = SPLAT(by_rows ? a[i * a_row] : a[i]);
#pragma clang loop unroll(full)
      for (int j = 0; j < vectors; j++) sum[i][j] = FMA(x, y[j], sum[i][j]);
    }
    a += by_rows ? 1 : LANES;
  }
#pragma clang loop unroll(full)
  for (int j = 0; j < vectors; j++) {
    ptrdiff_t count = columns - j * LANES;
    VECTOR bias = ZERO;
    if (f.bias) bias = count >= LANES ? LOAD(f.bias + j * LANES) : LOAD_SOME(f.bias + j * LANES, count);
#pragma clang loop unroll(full)
    for (int i = 0; i < rows; i++) {
      float *at = c + i * stride + j * LANES;
      VECTOR z = sum[i][j];
      if (f.adding) z = ADD(count >= LANES ? LOAD(at) : LOAD_SOME(at, count), z);
      if (f.bias) z = ADD(z, bias);
      if (f.relu) z = RECTIFIED(z);
      if (f.mask) {
        const float *mask = f.mask + i * stride + j * LANES;
        z = WHERE_POSITIVE(count >= LANES ? LOAD(mask) : LOAD_SOME(mask, count), z);
      }
      if (count >= LANES)
        STORE(at, z);
      else
        STORE_SOME(at, count, z);
    }
  }
}

#define ROWS_CASE(n)                                                                                     \
  case n:                                                                                                \
    if (columns > LANES)                                                                                 \
      NAME(tile)(n, 2, by_rows, packs, inner, a, a_row, b, factor, b_inner, packed, c, stride, columns, f, ahead, step); \
    else                                                                                                 \
      NAME(tile)(n, 1, by_rows, packs, inner, a, a_row, b, factor, b_inner, packed, c, stride, columns, f, ahead, step); \
    break;

TARGET INLINE void NAME(any_height)(ptrdiff_t rows, const int by_rows, const int packs, ptrdiff_t inner, const float *a,
                                    ptrdiff_t a_row, const float *b, const float *factor, ptrdiff_t b_inner,
                                    float *packed, float *c, ptrdiff_t stride, ptrdiff_t columns, adl_finish f,
                              const char *ahead, ptrdiff_t step) {
  switch (rows) { EACH_HEIGHT(ROWS_CASE) }
}

#define PACKS_CASE(by_rows, packs)                                                                                   \
  case 3 * by_rows + packs:                                                                                          \
    NAME(any_height)(rows, by_rows, packs, inner, a, a_row, b, factor, b_inner, packed, c, stride, columns, f, ahead, step);      \
    break;

TARGET static void NAME(any_tile)(ptrdiff_t rows, int by_rows, int packs, ptrdiff_t inner, const float *a,
                                  ptrdiff_t a_row, const float *b, const float *factor, ptrdiff_t b_inner,
                                  float *packed, float *c, ptrdiff_t stride, ptrdiff_t columns, adl_finish f,
                              const char *ahead, ptrdiff_t step) {
  switch (3 * by_rows + packs) {
    PACKS_CASE(0, 0)
#if UNIT == 1  // else all is packed before
    PACKS_CASE(0, 1) PACKS_CASE(0, 2) PACKS_CASE(1, 0) PACKS_CASE(1, 1) PACKS_CASE(1, 2)
#endif
  }
}

// The product of adl_gemm. Packed blocks are on the stack.
TARGET static void NAME(gemm)(ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t inner, const float *a, ptrdiff_t a_row,
                              ptrdiff_t a_inner, const float *b, const float *factor, ptrdiff_t b_inner,
                              ptrdiff_t b_column, float *c, ptrdiff_t stride, adl_finish f, const adl_prefetch *ahead) {
  _Alignas(64) float packed_a[BLOCK_INNER / UNIT * LANES];
  _Alignas(64) float packed_b[BLOCK_INNER / UNIT * BLOCK_COLUMNS];
  // Rows whose distance is a multiple of a page meet in the same few lines of the first-level cache.
  ptrdiff_t tiles = ((rows + HEIGHT - 1) / HEIGHT) * ((columns + WIDTH - 1) / WIDTH), tile = 0;
  // A third of the tiles asks for each of the three stretches, each tile for its share.
  ptrdiff_t share = ahead ? ahead->count * 4 / ((tiles + 2) / 3) + 64 : 0;
  int by_rows = UNIT == 1 && a_inner == 1 && a_row % 1024 != 0;
  for (ptrdiff_t j = 0; j < columns; j += BLOCK_COLUMNS) {
    ptrdiff_t width = columns - j < BLOCK_COLUMNS ? columns - j : BLOCK_COLUMNS;
    // Whole vectors of b's rows are packed by the first tiles that read them.
    int packs = UNIT == 1 && b_column == 1 && width % LANES == 0;
    for (ptrdiff_t k = 0; k < inner; k += BLOCK_INNER) {
      ptrdiff_t depth = inner - k < BLOCK_INNER ? inner - k : BLOCK_INNER;
      ptrdiff_t units = UNITS(depth);
      int last = k + depth == inner;
      ptrdiff_t at = k * b_inner + j * b_column;
      const float *block = b + at, *factors = factor ? factor + at : 0;
      if (!packs) NAME(pack_b)(depth, width, block, factors, b_inner, b_column, packed_b);
      for (ptrdiff_t i = 0; i < rows; i += HEIGHT) {
        ptrdiff_t height = rows - i < HEIGHT ? rows - i : HEIGHT;
        const float *strip = a + i * a_row + k * a_inner;
        if (!by_rows) {
          NAME(pack_a)(height, depth, strip, a_row, a_inner, packed_a);
          strip = packed_a;
        }
        for (ptrdiff_t n = 0; n < width; n += WIDTH) {
          float *to = c + i * stride + j + n;
          adl_finish g = {f.adding || k > 0, last && f.bias ? f.bias + j + n : 0, last && f.relu,
                          last && f.mask ? f.mask + (to - c) : 0};
          float *panel = packed_b + n * units;
          const char *soon = ahead && k == 0 ? (const char *)ahead->at[tile % 3] + tile / 3 * share : (const char *)panel;
          ptrdiff_t step = ahead && k == 0 ? (share + units - 1) / units : 0;
          tile++;
          int now = !packs || i > 0 ? 0 : factor ? 2 : 1;
          NAME(any_tile)(height, by_rows, now, units, strip, a_row, now ? block + n : panel, now == 2 ? factors + n : 0,
                         b_inner, panel, to, stride, width - n < WIDTH ? width - n : WIDTH, g, soon, step);
        }
      }
    }
  }
}

#undef ROWS_CASE
#undef PACKS_CASE
#undef SOME_OF
#undef WIDTH
#undef UNITS
#undef UNIT
#undef TARGET
#undef NAME
#undef VECTOR
#undef LANES
#undef HEIGHT
#undef EACH_HEIGHT
#undef BLOCK_COLUMNS
#undef LOAD
#undef STORE
#undef SPLAT
#undef FMA
#undef ADD
#undef MULTIPLY
#undef WHERE_POSITIVE
#undef RECTIFIED
#undef ZERO
#undef UNITS_ALONG
#undef UNITS_ACROSS
#undef LOAD_SOME
#undef STORE_SOME
#undef TRANSPOSE
