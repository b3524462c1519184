// Rows of embedding tables: pooled into bags, and updated by the bags' gradients.
#include "CKernels.h"

#include <string.h>

#include "wide.h"

// How many table rows ahead memory is asked for: each is somewhere else.
enum { AHEAD = 32 };

INLINE void prefetch_row(const float *row, ptrdiff_t dimension) {
  for (ptrdiff_t d = 0; d < dimension; d += 16) __builtin_prefetch(row + d);
}

INLINE void prefetch_row_to_write(float *row, ptrdiff_t dimension) {
  for (ptrdiff_t d = 0; d < dimension; d += 16) __builtin_prefetch(row + d, 1);
}

INLINE float pooling_scale(ptrdiff_t bag, ptrdiff_t fields, const int32_t *starts, const uint8_t *mean,
                           const float *weights) {
  int32_t size = starts[bag + 1] - starts[bag];
  if (!weights) return size > 1 && mean[bag % fields] ? 1.0f / (float)size : 1.0f;
  if (!mean[bag % fields]) return 1.0f;
  float sum = 0;
  for (int32_t i = starts[bag]; i < starts[bag + 1]; i++) sum += weights[i];
  return sum != 0 ? 1.0f / sum : 0;
}

WIDE void adl_pooling_scales(ptrdiff_t first, ptrdiff_t last, ptrdiff_t fields, const int32_t *starts,
                             const uint8_t *mean, const float *weights, float *scales) {
  for (ptrdiff_t bag = first; bag < last; bag++) scales[bag] = pooling_scale(bag, fields, starts, mean, weights);
}

INLINE void lookup(ptrdiff_t first, ptrdiff_t last, ptrdiff_t fields, ptrdiff_t dimension, const float *restrict table,
                   const int32_t *restrict ids, const int32_t *restrict starts, const uint8_t *restrict mean,
                   const float *restrict weights, float *restrict y) {
  for (ptrdiff_t bag = first; bag < last; bag++) {
    float *restrict out = y + bag * dimension;
    int32_t start = starts[bag], end = starts[bag + 1];
    if (end - start == 1 && !weights) {
      memcpy(out, table + (ptrdiff_t)ids[start] * dimension, sizeof(float) * (size_t)dimension);
      continue;
    }
    memset(out, 0, sizeof(float) * (size_t)dimension);
    float scale = pooling_scale(bag, fields, starts, mean, weights);
    if (scale == 0) continue;
    for (int32_t i = start; i < end; i++) {
      const float *restrict row = table + (ptrdiff_t)ids[i] * dimension;
      if (weights)
        for (ptrdiff_t d = 0; d < dimension; d++) out[d] += weights[i] * row[d];
      else
        for (ptrdiff_t d = 0; d < dimension; d++) out[d] += row[d];
    }
    if (scale != 1)
      for (ptrdiff_t d = 0; d < dimension; d++) out[d] *= scale;
  }
}

// The sum stays in a register.
INLINE void lookup16(ptrdiff_t first, ptrdiff_t last, ptrdiff_t fields, const float *restrict table,
                     const int32_t *restrict ids, const int32_t *restrict starts, const uint8_t *restrict mean,
                     const float *restrict weights, float *restrict y) {
  int32_t all = starts[last];
  for (ptrdiff_t bag = first; bag < last; bag++) {
    int32_t start = starts[bag], end = starts[bag + 1];
    floats16 row, sum = 0;
    for (int32_t i = start; i < end; i++) {
      int32_t ahead = i + AHEAD < all ? i + AHEAD : i;
      __builtin_prefetch(table + (ptrdiff_t)ids[ahead] * 16);
      memcpy(&row, table + (ptrdiff_t)ids[i] * 16, sizeof row);
      if (weights) row *= weights[i];
      sum += row;
    }
    if (weights || end - start != 1) {
      float scale = pooling_scale(bag, fields, starts, mean, weights);
      row = scale == 0 ? (floats16)0 : scale * sum;
    }  // else it is the row itself, -0 and all
    memcpy(y + bag * 16, &row, sizeof row);
  }
}

WIDE void adl_lookup(ptrdiff_t first, ptrdiff_t last, ptrdiff_t fields, ptrdiff_t dimension, const float *table,
                     const int32_t *ids, const int32_t *starts, const uint8_t *mean, const float *weights, float *y) {
  if (dimension != 16)
    lookup(first, last, fields, dimension, table, ids, starts, mean, weights, y);
  else if (weights)  // the paper's size: a constant lets the compiler keep a whole row in registers
    lookup16(first, last, fields, table, ids, starts, mean, weights, y);
  else
    lookup16(first, last, fields, table, ids, starts, mean, 0, y);
}

INLINE uint64_t split_mix(uint64_t state) {
  uint64_t z = state + 0x9e3779b97f4a7c15u;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

WIDE void adl_drawn_lookup(ptrdiff_t first, ptrdiff_t last, ptrdiff_t fields, ptrdiff_t dimension, const uint64_t *keys,
                           const int32_t *restrict first_rows, const int32_t *restrict ids,
                           const int32_t *restrict starts, const uint8_t *restrict mean,
                           const float *restrict weights, float *restrict y) {
  ptrdiff_t blocks = (dimension + 15) / 16;
  for (ptrdiff_t bag = first; bag < last; bag++) {
    float *restrict out = y + bag * dimension;
    memset(out, 0, sizeof(float) * (size_t)dimension);
    ptrdiff_t field = bag % fields;
    float scale = pooling_scale(bag, fields, starts, mean, weights);
    for (int32_t i = starts[bag]; i < starts[bag + 1]; i++) {
      float weight = scale * (weights ? weights[i] : 1.0f);
      uint64_t value = (uint32_t)(ids[i] - first_rows[field]);
      for (ptrdiff_t block = 0; block < blocks; block++) {
        uint64_t bits = split_mix(keys[field] + (value * (uint64_t)blocks + (uint64_t)block) * 0x9e3779b97f4a7c15u);
        ptrdiff_t width = dimension - 16 * block < 16 ? dimension - 16 * block : 16;
        for (ptrdiff_t d = 0; d < width; d++)
          out[16 * block + d] += weight * ((float)(int32_t)((bits >> (4 * d)) & 15) * (2.0f / 15) - 1);
      }
    }
  }
}

INLINE int adam_rows(ptrdiff_t first, ptrdiff_t last, adl_adam a, float l2, ptrdiff_t dimension,
                      const int32_t *restrict rows, const int32_t *restrict starts, const int32_t *restrict uses,
                      const float *restrict weights, const float *restrict scales, const float *restrict d_bags,
                      float *restrict w, float *restrict v) {
  float gradient[dimension];
  uint32_t most = 0;
  for (ptrdiff_t u = first; u < last; u++) {
    if (u + AHEAD < last) {
      ptrdiff_t ahead = (ptrdiff_t)rows[u + AHEAD] * dimension;
      prefetch_row_to_write(w + ahead, dimension);
      prefetch_row_to_write(v + ahead, dimension);
    }
    ptrdiff_t row = (ptrdiff_t)rows[u] * dimension;
    for (ptrdiff_t d = 0; d < dimension; d++) gradient[d] = l2 * w[row + d];
    for (int32_t i = starts[u]; i < starts[u + 1]; i++) {
      const float *restrict d_bag = d_bags + (ptrdiff_t)uses[i] * dimension;
      float scale = a.scale * scales[uses[i]];
      if (weights) scale *= weights[i];
      for (ptrdiff_t d = 0; d < dimension; d++) gradient[d] += scale * d_bag[d];
    }
    for (ptrdiff_t d = 0; d < dimension; d++) {
      float g = gradient[d];
      v[row + d] = a.beta2 * v[row + d] + (1 - a.beta2) * g * g;
      w[row + d] -= a.rate * g / (__builtin_elementwise_sqrt(v[row + d]) * a.correction + a.epsilon);
      uint32_t w_bits = magnitude(w[row + d]), v_bits = magnitude(v[row + d]);
      w_bits = w_bits > v_bits ? w_bits : v_bits;
      most = w_bits > most ? w_bits : most;
    }
  }
  return most < INFINITE;
}

WIDE int adl_adam_update_rows(ptrdiff_t first, ptrdiff_t last, adl_adam a, float l2, ptrdiff_t dimension,
                              const int32_t *rows, const int32_t *starts, const int32_t *uses, const float *weights,
                              const float *scales, const float *d_bags, float *w, float *v) {
  if (dimension != 16)
    return adam_rows(first, last, a, l2, dimension, rows, starts, uses, weights, scales, d_bags, w, v);
  if (weights) return adam_rows(first, last, a, l2, 16, rows, starts, uses, weights, scales, d_bags, w, v);
  return adam_rows(first, last, a, l2, 16, rows, starts, uses, 0, scales, d_bags, w, v);
}
