// The few loops that need wide registers. SwiftPM compiles for the baseline processor; here the compiler makes a version
// for each x86-64 level and the loader picks one. Each kernel has a naive oracle in Tests/TensorsTests.
//
// All matrices are row-major; `stride` is the distance between rows, in floats. Pointers never overlap unless said so.
#pragma once
#include <stddef.h>
#include <stdint.h>

/// What Adam needs of one step t: rate = learningRate / (1 - beta1^t), correction = 1 / sqrt(1 - beta2^t), and `scale`, which
/// every gradient is multiplied by first.
typedef struct {
  float rate, beta1, beta2, epsilon, correction, scale;
} adl_adam;

/// y[r, c] = max(0, y[r, c] + bias[c]), or without the maximum when `relu` is 0.
void adl_bias_activation(ptrdiff_t rows, ptrdiff_t columns, float *y, ptrdiff_t stride, const float *bias, int relu);

/// dy[i] = y[i] > 0 ? dy[i] : 0
void adl_relu_backward(ptrdiff_t count, const float *y, float *dy);

/// sums[c] = sum over rows of x[r, c], rows added in order.
void adl_column_sums(ptrdiff_t rows, ptrdiff_t columns, const float *x, ptrdiff_t stride, float *sums);

/// y[i] = a[i] * b[i]; y may be a or b.
void adl_multiply(ptrdiff_t count, const float *a, const float *b, float *y);

/// y[i] += a[i] * b[i]
void adl_multiply_add(ptrdiff_t count, const float *a, const float *b, float *y);

/// y[i] += scale * a[i]
void adl_add_scaled(ptrdiff_t count, float scale, const float *a, float *y);

/// Gates of AdaSparse, u = 1 / (1 + exp(-alpha v)), and y = h * gate. Form 0: gate = u >= threshold ? 1 : 0; form 1: gate =
/// beta u; form 2: gate = beta u where that is >= threshold, else 0. Returns how many gates are 0.
int32_t adl_gate(ptrdiff_t count, int form, float alpha, float beta, float threshold, const float *v, const float *h,
                 float *u, float *y);

/// dh = dy * gate; dv = dy * h * gate' + slope * u', where u' = alpha u (1 - u), and gate' is u' in form 0 (straight
/// through), else beta u', or 0 where the gate is 0.
void adl_gate_backward(ptrdiff_t count, int form, float alpha, float beta, float threshold, float slope, const float *h,
                       const float *u, const float *dy, float *dh, float *dv);

/// y[r, :] += gates[r * stride] * x[r, :]
void adl_mix(ptrdiff_t rows, ptrdiff_t width, const float *gates, ptrdiff_t stride, const float *x, float *y);

/// d_gates[r * stride] = dy[r, :] . x[r, :] and dx[r, :] += gates[r * stride] * dy[r, :]; rows of dy that are all 0 are
/// left out.
void adl_mix_backward(ptrdiff_t rows, ptrdiff_t width, const float *gates, ptrdiff_t stride, const float *x,
                      const float *dy, float *d_gates, float *dx);

/// y[r, :] = scale * z[r, :] + shift, cut off at 0 when `relu` is not 0.
void adl_film(ptrdiff_t rows, ptrdiff_t columns, const float *z, const float *scale, const float *shift, int relu, float *y);

/// Its gradients, for some columns of matrices whose rows are `stride` apart: with delta = dy, or 0 where `relu` cut off,
/// d_scale += sum over rows of delta * z and d_shift += sum over rows of delta, rows in order; dy becomes delta * scale.
void adl_film_backward(ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t stride, const float *z, const float *y,
                       const float *scale, int relu, float *d_scale, float *d_shift, float *dy);

/// Mean and biased variance of each column over rows > 0 rows, in two passes.
void adl_moments(ptrdiff_t rows, ptrdiff_t columns, const float *x, float *mean, float *variance);

/// normal = (x - mean) * inverse, y = normal * scale + shift, column by column.
void adl_normalise(ptrdiff_t rows, ptrdiff_t columns, const float *x, const float *mean, const float *inverse,
                   const float *scale, const float *shift, float *normal, float *y);

/// Its gradients. `d_scale` and `d_shift` start at 0. If `own` is not 0, mean and inverse are those of these very rows.
void adl_normalise_backward(ptrdiff_t rows, ptrdiff_t columns, const float *normal, const float *inverse,
                            const float *scale, const float *dy, int own, float *d_scale, float *d_shift, float *dx);

/// Softmax of each row, in place: x[r, :] = exp(x[r, :] - max) / sum.
void adl_softmax_rows(ptrdiff_t rows, ptrdiff_t columns, float *x, ptrdiff_t stride);

/// Sphered directions: block f of row r is z[r, f, :] = (x[r, f, :] - mean[f, :]) factors[f, :, :], and y[r, :] = z / |z|;
/// zeros where the length is 0. `factors` holds a width x width matrix for each of the blocks.
void adl_sphere(ptrdiff_t rows, ptrdiff_t blocks, ptrdiff_t width, const float *x, const float *mean,
                const float *factors, float *y);

/// sums[a, b] = sum over rows of (x[r, a] - mean[a]) (x[r, b] - mean[b]), rows added in order; x has `stride` floats a row.
void adl_scatter(ptrdiff_t rows, ptrdiff_t width, const float *x, ptrdiff_t stride, const float *mean, float *sums);

/// Whether all of them are finite numbers.
int adl_all_finite(ptrdiff_t count, const float *x);

/// sum of x[i]^2, in a fixed order.
float adl_sum_of_squares(ptrdiff_t count, const float *x);

/// scales[b], for b in first ..< last, is what bag b's sum is multiplied by: 1, or for a field whose `mean` is not 0 one
/// over the bag's size, or over the sum of its weights; 0 where that is 0. Bag b has the entries starts[b] ..<
/// starts[b + 1] and belongs to field b % fields. `weights` has one for each entry, or is null for ones.
void adl_pooling_scales(ptrdiff_t first, ptrdiff_t last, ptrdiff_t fields, const int32_t *starts, const uint8_t *mean,
                        const float *weights, float *scales);

/// Pools table rows into bags: y[bag, :] = scale * sum over the bag's entries i, in order, of weights[i] *
/// table[ids[i], :], with the scale of adl_pooling_scales; an empty bag gives zeros. This call fills bags first ..< last.
/// y is bag after bag.
void adl_lookup(ptrdiff_t first, ptrdiff_t last, ptrdiff_t fields, ptrdiff_t dimension, const float *table,
                const int32_t *ids, const int32_t *starts, const uint8_t *mean, const float *weights, float *y);

/// The same of a table that is not there: element d of a value's row is 2 b / 15 - 1, where b are four bits of the output of
/// SplitMix64 after the state keys[field] + (value * blocks + d / 16) * step, from the lowest; there are blocks = dimension / 16,
/// rounded up. A value is its id less the first row of its field.
void adl_drawn_lookup(ptrdiff_t first, ptrdiff_t last, ptrdiff_t fields, ptrdiff_t dimension, const uint64_t *keys,
                      const int32_t *first_rows, const int32_t *ids, const int32_t *starts, const uint8_t *mean,
                      const float *weights, float *y);

/// Adam (Kingma and Ba 2014, algorithm 1) on `count` weights. Returns whether weights and second moments are finite numbers.
int adl_adam_update(ptrdiff_t count, adl_adam a, const float *gradient, float *w, float *m, float *v);

/// Adam on one factor of W = shared * specific, the product rule fused in: the gradient of `specific` is
/// d_product * shared, and d_product * specific (the old one) is added to `d_shared`. Then `specific` goes the share `pull`
/// of its way to one. Returns whether they are finite numbers.
int adl_adam_update_star(ptrdiff_t count, adl_adam a, float pull, const float *d_product, const float *shared,
                          float *d_shared, float *specific, float *m, float *v);

/// Adam without momentum (m = g, so that a.rate is the learning rate itself) on embedding rows. Row rows[u], for u in
/// first ..< last, was used by the bags uses[starts[u]] ..< uses[starts[u + 1]]; its gradient is the sum over these i, in
/// order, of weights[i] * scales[uses[i]] * d_bags[uses[i], :], plus l2 * w. `weights` may be null for ones.
/// Returns whether they are finite numbers.
int adl_adam_update_rows(ptrdiff_t first, ptrdiff_t last, adl_adam a, float l2, ptrdiff_t dimension,
                          const int32_t *rows, const int32_t *starts, const int32_t *uses, const float *weights,
                          const float *scales, const float *d_bags, float *w, float *v);

/// The widest registers that this processor offers `adl_gemm`: 2 for AVX-512, 1 for AVX2 with FMA, 0 for what all have.
int adl_gemm_level(void);

/// Whether it offers level 3, AVX512-BF16.
int adl_gemm_has_bf16(void);

/// What happens to a product's sums on their way out: c is added to them, then a bias to each row; what is negative becomes
/// 0; and so does what lies where `mask`, laid out as c, is not positive. Null pointers: no bias, no mask.
typedef struct {
  int adding;
  const float *bias;
  int relu;
  const float *mask;
} adl_finish;

/// Memory that is worked on next: three stretches of `count` floats, asked into the second-level cache while a product
/// is multiplied, when memory is idle.
typedef struct {
  const float *at[3];
  ptrdiff_t count;
} adl_prefetch;

/// c = a b with `inner` > 0, where a[i, k] = a[i * a_row + k * a_inner] and b[k, j] = b[k * b_inner + j * b_column]; one of
/// each pair of distances is 1. If `factor` is not null, b is multiplied by it element by element as it is read; it is laid
/// out as b. `prefetch` may be null. `level` is one that the processor offers. Needs a megabyte of stack.
///
/// An element is one chain of fused multiplications and additions over k, in order, in blocks of 512: its bits depend on
/// its row of a, its column of b and the element that it is added to, alone. Levels 1 and 2 give the same bits; level 0
/// may round twice where they fuse; level 3 rounds a and b to bfloat16 and takes two k at once.
void adl_gemm(int level, ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t inner, const float *a, ptrdiff_t a_row,
              ptrdiff_t a_inner, const float *b, const float *factor, ptrdiff_t b_inner, ptrdiff_t b_column, float *c,
              ptrdiff_t stride, adl_finish finish, const adl_prefetch *prefetch);

/// Hints to the processor that this thread is waiting in a loop.
static inline void adl_pause(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

/// From here on numbers below the smallest normal one (1.2e-38) count as zero on this thread, as operands and as results.
/// The moments of weights that get no gradient decay into them, and the processor takes a hundred times as long for each.
/// Returns what `adl_float_state` puts back.
static inline uint64_t adl_flush_denormals(void) {
  uint64_t before = 0;
#if defined(__x86_64__)
  before = __builtin_ia32_stmxcsr();
  __builtin_ia32_ldmxcsr((unsigned)before | 0x8040);
#elif defined(__aarch64__)
  __asm__ volatile("mrs %0, fpcr" : "=r"(before));
  __asm__ volatile("msr fpcr, %0" : : "r"(before | 1 << 24));
#endif
  return before;
}

static inline void adl_float_state(uint64_t before) {
#if defined(__x86_64__)
  __builtin_ia32_ldmxcsr((unsigned)before);
#elif defined(__aarch64__)
  __asm__ volatile("msr fpcr, %0" : : "r"(before));
#endif
}
