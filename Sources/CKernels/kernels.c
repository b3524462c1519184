#include "CKernels.h"

#include <math.h>
#include <string.h>

#include "wide.h"

WIDE void adl_bias_activation(ptrdiff_t rows, ptrdiff_t columns, float *restrict y, ptrdiff_t stride,
                              const float *restrict bias, int relu) {
  for (ptrdiff_t r = 0; r < rows; r++, y += stride) {
    if (relu) {
      for (ptrdiff_t c = 0; c < columns; c++) {
        float z = y[c] + bias[c];
        y[c] = z < 0 ? 0 : z;  // a NaN stays one, and is noticed
      }
    } else {
      for (ptrdiff_t c = 0; c < columns; c++) y[c] += bias[c];
    }
  }
}

WIDE void adl_relu_backward(ptrdiff_t count, const float *restrict y, float *restrict dy) {
  for (ptrdiff_t i = 0; i < count; i++) dy[i] = y[i] > 0 ? dy[i] : 0;
}

WIDE void adl_film(ptrdiff_t rows, ptrdiff_t columns, const float *restrict z, const float *restrict scale,
                   const float *restrict shift, int relu, float *restrict y) {
  for (ptrdiff_t r = 0; r < rows; r++, z += columns, y += columns)
    for (ptrdiff_t c = 0; c < columns; c++) {
      float sum = scale[c] * z[c] + shift[c];
      y[c] = relu && sum < 0 ? 0 : sum;
    }
}

WIDE void adl_film_backward(ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t stride, const float *restrict z,
                            const float *restrict y, const float *restrict scale, int relu, float *restrict d_scale,
                            float *restrict d_shift, float *restrict dy) {
  for (ptrdiff_t r = 0; r < rows; r++, z += stride, y += stride, dy += stride)
    for (ptrdiff_t c = 0; c < columns; c++) {
      float delta = relu && !(y[c] > 0) ? 0 : dy[c];
      d_scale[c] += delta * z[c];
      d_shift[c] += delta;
      dy[c] = delta * scale[c];
    }
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
  // 1.5 x 2^23 more, and n is in the lowest bits; the shift drops the others. C defines this for NaN too, which a
  // conversion to an integer it does not.
  float moved = n + 12582912.0f, power;
  uint32_t bits;
  memcpy(&bits, &moved, sizeof bits);
  bits = (bits + 127) << 23;
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
      y[i] = u[i] < threshold ? 0 : h[i];  // a NaN passes, and is noticed
      zeros += u[i] < threshold ? 1 : 0;
    }
  } else if (form == 1) {
    for (ptrdiff_t i = 0; i < count; i++) y[i] = beta * u[i] * h[i];
  } else {
    for (ptrdiff_t i = 0; i < count; i++) {
      float gate = beta * u[i];
      y[i] = gate < threshold ? 0 : gate * h[i];
      zeros += gate < threshold ? 1 : 0;
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

WIDE int adl_all_finite(ptrdiff_t count, const float *restrict x) {
  uint32_t most = 0;
  for (ptrdiff_t i = 0; i < count; i++) {
    uint32_t bits = magnitude(x[i]);
    most = bits > most ? bits : most;
  }
  return most < INFINITE;
}
