#include "CKernels.h"

#include <math.h>
#include <string.h>

#if defined(__x86_64__) && defined(__linux__)
#define WIDE __attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")))
#else
#define WIDE
#endif

// Inlined into each clone, so that it is compiled for that clone's registers.
#define INLINE static inline __attribute__((always_inline))

WIDE void adl_bias_activation(ptrdiff_t rows, ptrdiff_t columns, float *restrict y, ptrdiff_t stride,
                              const float *restrict bias, int relu) {
  for (ptrdiff_t r = 0; r < rows; r++, y += stride) {
    if (relu) {
      for (ptrdiff_t c = 0; c < columns; c++) {
        float z = y[c] + bias[c];
        y[c] = z > 0 ? z : 0;
      }
    } else {
      for (ptrdiff_t c = 0; c < columns; c++) y[c] += bias[c];
    }
  }
}

WIDE void adl_relu_backward(ptrdiff_t count, const float *restrict y, float *restrict dy) {
  for (ptrdiff_t i = 0; i < count; i++) dy[i] = y[i] > 0 ? dy[i] : 0;
}

WIDE void adl_column_sums(ptrdiff_t rows, ptrdiff_t columns, const float *restrict x, ptrdiff_t stride,
                          float *restrict sums) {
  memset(sums, 0, sizeof(float) * (size_t)columns);
  for (ptrdiff_t r = 0; r < rows; r++, x += stride)
    for (ptrdiff_t c = 0; c < columns; c++) sums[c] += x[c];
}

WIDE void adl_multiply(ptrdiff_t count, const float *a, const float *b, float *y) {
  for (ptrdiff_t i = 0; i < count; i++) y[i] = a[i] * b[i];
}

WIDE void adl_multiply_add(ptrdiff_t count, const float *restrict a, const float *restrict b, float *restrict y) {
  for (ptrdiff_t i = 0; i < count; i++) y[i] += a[i] * b[i];
}

WIDE void adl_add_scaled(ptrdiff_t count, float scale, const float *restrict a, float *restrict y) {
  for (ptrdiff_t i = 0; i < count; i++) y[i] += scale * a[i];
}

// e^x for x in [-87, 87] to about one unit in the last place: x = n ln 2 + r, with a polynomial for e^r. Unlike expf it
// compiles to vector instructions, and rounds the same at any place in a vector.
INLINE float exponential(float x) {
  x = x < -87.0f ? -87.0f : x > 87.0f ? 87.0f : x;
  float n = __builtin_elementwise_roundeven(x * 1.44269504f);
  float r = x - n * 0.693359375f + n * 2.12194440e-4f;
  float p = 1.9875691500e-4f;
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * r * r + r + 1.0f;
  int32_t bits = ((int32_t)n + 127) << 23;
  float power;
  memcpy(&power, &bits, sizeof power);
  return p * power;
}

INLINE float logistic(float z) { return 1.0f / (1.0f + exponential(-z)); }

WIDE int32_t adl_gate(ptrdiff_t count, int form, float alpha, float beta, float threshold, const float *restrict v,
                      const float *restrict h, float *restrict u, float *restrict y) {
  int32_t zeros = 0;
  for (ptrdiff_t i = 0; i < count; i++) u[i] = logistic(alpha * v[i]);
  if (form == 0) {
    for (ptrdiff_t i = 0; i < count; i++) {
      y[i] = u[i] >= threshold ? h[i] : 0;
      zeros += u[i] >= threshold ? 0 : 1;
    }
  } else if (form == 1) {
    for (ptrdiff_t i = 0; i < count; i++) y[i] = beta * u[i] * h[i];
  } else {
    for (ptrdiff_t i = 0; i < count; i++) {
      float gate = beta * u[i];
      y[i] = gate >= threshold ? gate * h[i] : 0;
      zeros += gate >= threshold ? 0 : 1;
    }
  }
  return zeros;
}

WIDE void adl_gate_backward(ptrdiff_t count, int form, float alpha, float beta, float threshold, float slope,
                            const float *restrict h, const float *restrict u, const float *restrict dy,
                            float *restrict dh, float *restrict dv) {
  for (ptrdiff_t i = 0; i < count; i++) {
    float du = alpha * u[i] * (1 - u[i]);
    float gate = form == 0 ? (u[i] >= threshold ? 1.0f : 0.0f) : beta * u[i];
    int open = form != 2 || gate >= threshold;
    float flow = form == 0 ? du : open ? beta * du : 0.0f;
    dh[i] = open ? dy[i] * gate : 0.0f;
    dv[i] = dy[i] * h[i] * flow + slope * du;
  }
}

WIDE void adl_mix(ptrdiff_t rows, ptrdiff_t width, const float *restrict gates, ptrdiff_t stride,
                  const float *restrict x, float *restrict y) {
  for (ptrdiff_t r = 0; r < rows; r++, x += width, y += width) {
    float gate = gates[r * stride];
    for (ptrdiff_t c = 0; c < width; c++) y[c] += gate * x[c];
  }
}

// Sixteen running sums, as in adl_sum_of_squares.
INLINE float dot(ptrdiff_t count, const float *a, const float *b) {
  float lanes[16] = {0};
  ptrdiff_t i = 0;
  for (; i + 16 <= count; i += 16)
    for (int l = 0; l < 16; l++) lanes[l] += a[i + l] * b[i + l];
  float sum = 0;
  for (int l = 0; l < 16; l++) sum += lanes[l];
  for (; i < count; i++) sum += a[i] * b[i];
  return sum;
}

WIDE void adl_mix_backward(ptrdiff_t rows, ptrdiff_t width, const float *restrict gates, ptrdiff_t stride,
                           const float *restrict x, const float *restrict dy, float *restrict d_gates,
                           float *restrict dx) {
  for (ptrdiff_t r = 0; r < rows; r++, x += width, dx += width, dy += width) {
    int zero = 1;
    for (ptrdiff_t c = 0; c < width; c++) zero &= dy[c] == 0;
    d_gates[r * stride] = zero ? 0 : dot(width, dy, x);
    if (zero) continue;
    float gate = gates[r * stride];
    for (ptrdiff_t c = 0; c < width; c++) dx[c] += gate * dy[c];
  }
}

WIDE void adl_moments(ptrdiff_t rows, ptrdiff_t columns, const float *restrict x, float *restrict mean,
                      float *restrict variance) {
  float share = 1.0f / (float)rows;
  memset(mean, 0, sizeof(float) * (size_t)columns);
  memset(variance, 0, sizeof(float) * (size_t)columns);
  for (ptrdiff_t r = 0; r < rows; r++)
    for (ptrdiff_t c = 0; c < columns; c++) mean[c] += x[r * columns + c];
  for (ptrdiff_t c = 0; c < columns; c++) mean[c] *= share;
  for (ptrdiff_t r = 0; r < rows; r++)
    for (ptrdiff_t c = 0; c < columns; c++) {
      float d = x[r * columns + c] - mean[c];
      variance[c] += d * d;
    }
  for (ptrdiff_t c = 0; c < columns; c++) variance[c] *= share;
}

WIDE void adl_normalise(ptrdiff_t rows, ptrdiff_t columns, const float *restrict x, const float *restrict mean,
                        const float *restrict inverse, const float *restrict scale, const float *restrict shift,
                        float *restrict normal, float *restrict y) {
  for (ptrdiff_t r = 0; r < rows; r++, x += columns, normal += columns, y += columns)
    for (ptrdiff_t c = 0; c < columns; c++) {
      normal[c] = (x[c] - mean[c]) * inverse[c];
      y[c] = normal[c] * scale[c] + shift[c];
    }
}

WIDE void adl_normalise_backward(ptrdiff_t rows, ptrdiff_t columns, const float *restrict normal,
                                 const float *restrict inverse, const float *restrict scale, const float *restrict dy,
                                 int own, float *restrict d_scale, float *restrict d_shift, float *restrict dx) {
  for (ptrdiff_t r = 0; r < rows; r++)
    for (ptrdiff_t c = 0; c < columns; c++) {
      d_scale[c] += dy[r * columns + c] * normal[r * columns + c];
      d_shift[c] += dy[r * columns + c];
    }
  float share = own ? 1.0f / (float)rows : 0;
  for (ptrdiff_t r = 0; r < rows; r++)
    for (ptrdiff_t c = 0; c < columns; c++) {
      ptrdiff_t i = r * columns + c;
      dx[i] = scale[c] * inverse[c] * (dy[i] - share * (d_shift[c] + normal[i] * d_scale[c]));
    }
}

WIDE void adl_softmax_rows(ptrdiff_t rows, ptrdiff_t columns, float *restrict x, ptrdiff_t stride) {
  if (columns < 1) return;
  for (ptrdiff_t r = 0; r < rows; r++, x += stride) {
    float top = x[0];
    for (ptrdiff_t c = 1; c < columns; c++) top = x[c] > top ? x[c] : top;
    float sum = 0;
    for (ptrdiff_t c = 0; c < columns; c++) {
      float z = x[c] - top;
      x[c] = z < -87.0f ? 0 : exponential(z);
    }
    for (ptrdiff_t c = 0; c < columns; c++) sum += x[c];
    for (ptrdiff_t c = 0; c < columns; c++) x[c] /= sum;
  }
}

// Sixteen running sums: the order of additions is fixed here and not left to the width of a register.
WIDE float adl_sum_of_squares(ptrdiff_t count, const float *restrict x) {
  float lanes[16] = {0};
  ptrdiff_t i = 0;
  for (; i + 16 <= count; i += 16)
    for (int l = 0; l < 16; l++) lanes[l] += x[i + l] * x[i + l];
  float sum = 0;
  for (int l = 0; l < 16; l++) sum += lanes[l];
  for (; i < count; i++) sum += x[i] * x[i];
  return sum;
}

// The width is a constant in the common case, so that a row of z stays in a register.
typedef float floats16 __attribute__((ext_vector_type(16)));

/// One block of all rows, its factors in registers; four sums, as one would wait for itself.
INLINE void sphere_block16(ptrdiff_t rows, ptrdiff_t stride, const float *restrict x, const float *restrict mean,
                           const float *restrict factors, float *restrict y) {
  floats16 centre, row, f[16];
  memcpy(&centre, mean, sizeof centre);
  memcpy(f, factors, sizeof f);
  for (ptrdiff_t r = 0; r < rows; r++, x += stride, y += stride) {
    memcpy(&row, x, sizeof row);
    row -= centre;
    floats16 sum[4] = {0};
#pragma clang loop unroll(full)
    for (int a = 0; a < 16; a++) sum[a % 4] += row[a] * f[a];
    row = (sum[0] + sum[1]) + (sum[2] + sum[3]);
    memcpy(y, &row, sizeof row);
  }
}

INLINE void sphere_block(ptrdiff_t rows, ptrdiff_t stride, ptrdiff_t width, const float *restrict x,
                         const float *restrict mean, const float *restrict factors, float *restrict y) {
  for (ptrdiff_t r = 0; r < rows; r++, x += stride, y += stride) {
    for (ptrdiff_t b = 0; b < width; b++) y[b] = 0;
    for (ptrdiff_t a = 0; a < width; a++)
      for (ptrdiff_t b = 0; b < width; b++) y[b] += (x[a] - mean[a]) * factors[a * width + b];
  }
}

WIDE void adl_sphere(ptrdiff_t rows, ptrdiff_t blocks, ptrdiff_t width, const float *restrict x,
                     const float *restrict mean, const float *restrict factors, float *restrict y) {
  ptrdiff_t columns = blocks * width;
  for (ptrdiff_t i = 0; i < blocks; i++) {
    ptrdiff_t at = i * width;
    if (width == 16)
      sphere_block16(rows, columns, x + at, mean + at, factors + at * width, y + at);
    else
      sphere_block(rows, columns, width, x + at, mean + at, factors + at * width, y + at);
  }
  for (ptrdiff_t r = 0; r < rows; r++, y += columns) {
    float length = sqrtf(dot(columns, y, y));
    float scale = length > 0 ? 1 / length : 0;
    for (ptrdiff_t c = 0; c < columns; c++) y[c] *= scale;
  }
}

/// The sums stay in registers: in memory each row would wait for the one before it.
INLINE void scatter16(ptrdiff_t rows, const float *restrict x, ptrdiff_t stride, const float *restrict mean,
                      float *restrict sums) {
  floats16 centre, row, total[16] = {0};
  memcpy(&centre, mean, sizeof centre);
  for (ptrdiff_t r = 0; r < rows; r++, x += stride) {
    memcpy(&row, x, sizeof row);
    row -= centre;
#pragma clang loop unroll(full)
    for (int a = 0; a < 16; a++) total[a] += row[a] * row;
  }
  memcpy(sums, total, sizeof total);
}

WIDE void adl_scatter(ptrdiff_t rows, ptrdiff_t width, const float *restrict x, ptrdiff_t stride,
                      const float *restrict mean, float *restrict sums) {
  if (width == 16) {
    scatter16(rows, x, stride, mean, sums);
    return;
  }
  memset(sums, 0, sizeof(float) * (size_t)(width * width));
  for (ptrdiff_t r = 0; r < rows; r++, x += stride)
    for (ptrdiff_t a = 0; a < width; a++) {
      float centred = x[a] - mean[a];
      for (ptrdiff_t b = 0; b < width; b++) sums[a * width + b] += centred * (x[b] - mean[b]);
    }
}

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

// The builtin is the bare instruction; sqrtf may set errno, which keeps the compiler from vectorising.
INLINE void adam(adl_adam a, float g, float *w, float *m, float *v) {
  *m += (1 - a.beta1) * (g - *m);
  *v = a.beta2 * *v + (1 - a.beta2) * g * g;
  *w -= a.rate * *m / (__builtin_elementwise_sqrt(*v) * a.correction + a.epsilon);
}

WIDE void adl_adam_update(ptrdiff_t count, adl_adam a, const float *restrict gradient, float *restrict w,
                          float *restrict m, float *restrict v) {
  for (ptrdiff_t i = 0; i < count; i++) adam(a, gradient[i], w + i, m + i, v + i);
}

WIDE void adl_adam_update_star(ptrdiff_t count, adl_adam a, float pull, const float *restrict d_product,
                               const float *restrict shared, float *restrict d_shared, float *restrict specific,
                               float *restrict m, float *restrict v) {
  for (ptrdiff_t i = 0; i < count; i++) {
    d_shared[i] += d_product[i] * specific[i];
    adam(a, d_product[i] * shared[i], specific + i, m + i, v + i);
    specific[i] += pull * (1 - specific[i]);
  }
}

INLINE void adam_rows(ptrdiff_t first, ptrdiff_t last, adl_adam a, float l2, ptrdiff_t dimension,
                      const int32_t *restrict rows, const int32_t *restrict starts, const int32_t *restrict uses,
                      const float *restrict weights, const float *restrict scales, const float *restrict d_bags,
                      float *restrict w, float *restrict v) {
  float gradient[dimension];
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
      float scale = scales[uses[i]];
      if (weights) scale *= weights[i];
      for (ptrdiff_t d = 0; d < dimension; d++) gradient[d] += scale * d_bag[d];
    }
    for (ptrdiff_t d = 0; d < dimension; d++) {
      float g = gradient[d];
      v[row + d] = a.beta2 * v[row + d] + (1 - a.beta2) * g * g;
      w[row + d] -= a.rate * g / (__builtin_elementwise_sqrt(v[row + d]) * a.correction + a.epsilon);
    }
  }
}

WIDE void adl_adam_update_rows(ptrdiff_t first, ptrdiff_t last, adl_adam a, float l2, ptrdiff_t dimension,
                               const int32_t *rows, const int32_t *starts, const int32_t *uses, const float *weights,
                               const float *scales, const float *d_bags, float *w, float *v) {
  if (dimension != 16)
    adam_rows(first, last, a, l2, dimension, rows, starts, uses, weights, scales, d_bags, w, v);
  else if (weights)
    adam_rows(first, last, a, l2, 16, rows, starts, uses, weights, scales, d_bags, w, v);
  else
    adam_rows(first, last, a, l2, 16, rows, starts, uses, 0, scales, d_bags, w, v);
}
