// Matrix products in wide registers. Why not a library's: docs/Performance.md.
#include "CKernels.h"

#include <string.h>

#include "wide.h"

// Inner indices that are added up in registers before they meet c. The same on every level: so are the bits.
enum { BLOCK_INNER = 512 };

// How many rows of b ahead memory is asked for while they are packed: they are a page or two apart, where the processor
// itself does not look ahead.
enum { AHEAD_ROWS = 16 };

// What every processor has, in the compiler's own words: four lanes, 4 x 8 sums.
typedef float floats4 __attribute__((ext_vector_type(4)));
typedef int ints4 __attribute__((ext_vector_type(4)));

INLINE floats4 load4(const float *p, ptrdiff_t count) {
  floats4 x = 0;
  if (count >= 4) {
    memcpy(&x, p, sizeof x);
  } else {
    for (ptrdiff_t i = 0; i < count; i++) x[i] = p[i];
  }
  return x;
}

INLINE void store4(float *p, ptrdiff_t count, floats4 x) {
  if (count >= 4) {
    memcpy(p, &x, sizeof x);
  } else {
    for (ptrdiff_t i = 0; i < count; i++) p[i] = x[i];
  }
}

INLINE floats4 where_positive4(floats4 m, floats4 x) { return (floats4)((m > 0) & (ints4)x); }

INLINE floats4 rectified4(floats4 x) { return (floats4)(~(x < 0) & (ints4)x); }  // a NaN stays one

INLINE void transpose4(floats4 v[4]) {
  floats4 a = __builtin_shufflevector(v[0], v[1], 0, 4, 1, 5), b = __builtin_shufflevector(v[0], v[1], 2, 6, 3, 7);
  floats4 c = __builtin_shufflevector(v[2], v[3], 0, 4, 1, 5), d = __builtin_shufflevector(v[2], v[3], 2, 6, 3, 7);
  v[0] = __builtin_shufflevector(a, c, 0, 1, 4, 5);
  v[1] = __builtin_shufflevector(a, c, 2, 3, 6, 7);
  v[2] = __builtin_shufflevector(b, d, 0, 1, 4, 5);
  v[3] = __builtin_shufflevector(b, d, 2, 3, 6, 7);
}

#define TARGET
#define NAME(x) x##_portable
#define VECTOR floats4
#define UNIT 1
#define LANES 4
#define HEIGHT 4
#define BLOCK_COLUMNS 256
#define EACH_HEIGHT(f) f(1) f(2) f(3) f(4)
#define LOAD(p) load4(p, 4)
#define STORE(p, v) store4(p, 4, v)
#define SPLAT(x) ((floats4)(x))
#define FMA(x, y, z) ((x) * (y) + (z))
#define ADD(x, y) ((x) + (y))
#define MULTIPLY(x, y) ((x) * (y))
#define RECTIFIED(x) rectified4(x)
#define WHERE_POSITIVE(m, x) where_positive4(m, x)
#define ZERO ((floats4)(0.0f))
#define LOAD_SOME(p, count) load4(p, count)
#define STORE_SOME(p, count, v) store4(p, count, v)
#define UNITS_ALONG(b, f, depth) SOME_OF(b, f, depth)
#define UNITS_ACROSS(b, f, row, count, depth) SOME_OF(b, f, count)
#define TRANSPOSE(v) transpose4(v)

#include "gemm_template.h"

#if defined(__x86_64__) && defined(__linux__)
#include <immintrin.h>

// 512-bit registers: 14 x 32 sums.
#define TARGET __attribute__((target("avx512f,fma")))
#define NAME(x) x##_512
#define VECTOR __m512
#define UNIT 1
#define LANES 16
#define HEIGHT 14
#define BLOCK_COLUMNS 512
#define EACH_HEIGHT(f) f(1) f(2) f(3) f(4) f(5) f(6) f(7) f(8) f(9) f(10) f(11) f(12) f(13) f(14)
#define LOAD(p) _mm512_loadu_ps(p)
#define STORE(p, v) _mm512_storeu_ps(p, v)
#define SPLAT(x) _mm512_set1_ps(x)
#define FMA(x, y, z) _mm512_fmadd_ps(x, y, z)
#define ADD(x, y) _mm512_add_ps(x, y)
#define MULTIPLY(x, y) _mm512_mul_ps(x, y)
#define RECTIFIED(x) _mm512_max_ps(ZERO, x)  // of a NaN and a number, the second
#define WHERE_POSITIVE(m, x) _mm512_maskz_mov_ps(_mm512_cmp_ps_mask(m, ZERO, _CMP_GT_OQ), x)
#define ZERO _mm512_setzero_ps()
#define LOAD_SOME(p, count) _mm512_maskz_loadu_ps((__mmask16)((1u << (count)) - 1), p)
#define STORE_SOME(p, count, v) _mm512_mask_storeu_ps(p, (__mmask16)((1u << (count)) - 1), v)
#define UNITS_ALONG(b, f, depth) SOME_OF(b, f, depth)
#define UNITS_ACROSS(b, f, row, count, depth) SOME_OF(b, f, count)
#define TRANSPOSE(v) transpose_512(v)

// Sixteen rows of sixteen, by exchanging ever smaller squares off the diagonal.
TARGET INLINE void transpose_512(__m512 v[16]) {
#pragma clang loop unroll(full)
  for (int d = 8; d > 0; d >>= 1) {
    int low[16], high[16];
#pragma clang loop unroll(full)
    for (int l = 0; l < 16; l++) {
      low[l] = l & d ? 16 + (l ^ d) : l;
      high[l] = l & d ? 16 + l : l ^ d;
    }
    __m512i lows = _mm512_loadu_si512(low), highs = _mm512_loadu_si512(high);
#pragma clang loop unroll(full)
    for (int i = 0; i < 16; i++)
      if (!(i & d)) {
        __m512 x = v[i], y = v[i + d];
        v[i] = _mm512_permutex2var_ps(x, lows, y);
        v[i + d] = _mm512_permutex2var_ps(x, highs, y);
      }
  }
}

#include "gemm_template.h"
// The same with operands rounded to bfloat16 as they are packed: a lane holds two inner indices, and their products are
// added to a float at once.
#define TARGET __attribute__((target("avx512f,avx512bw,avx512vl,avx512bf16,fma")))
#define NAME(x) x##_bf16
#define VECTOR __m512
#define UNIT 2
#define LANES 16
#define HEIGHT 14
#define BLOCK_COLUMNS 512
#define EACH_HEIGHT(f) f(1) f(2) f(3) f(4) f(5) f(6) f(7) f(8) f(9) f(10) f(11) f(12) f(13) f(14)
#define LOAD(p) _mm512_loadu_ps(p)
#define STORE(p, v) _mm512_storeu_ps(p, v)
#define SPLAT(x) _mm512_set1_ps(x)
#define FMA(x, y, z) _mm512_dpbf16_ps(z, (__m512bh)(x), (__m512bh)(y))
#define ADD(x, y) _mm512_add_ps(x, y)
#define MULTIPLY(x, y) _mm512_mul_ps(x, y)
#define RECTIFIED(x) _mm512_max_ps(ZERO, x)  // of a NaN and a number, the second
#define WHERE_POSITIVE(m, x) _mm512_maskz_mov_ps(_mm512_cmp_ps_mask(m, ZERO, _CMP_GT_OQ), x)
#define ZERO _mm512_setzero_ps()
#define LOAD_SOME(p, count) _mm512_maskz_loadu_ps((__mmask16)((1u << (count)) - 1), p)
#define STORE_SOME(p, count, v) _mm512_mask_storeu_ps(p, (__mmask16)((1u << (count)) - 1), v)
#define UNITS_ALONG(b, f, depth) along_bf16(b, f, depth)
#define UNITS_ACROSS(b, f, row, count, depth) across_bf16(b, f, row, count, (depth) > 1)
#define TRANSPOSE(v) transpose_512(v)

// The first `count` floats of b, times those of f.
TARGET INLINE __m512 some_bf16(const float *b, const float *f, ptrdiff_t count) {
  if (count <= 0) return ZERO;
  __m512 x = count >= 16 ? LOAD(b) : LOAD_SOME(b, count);
  return f ? MULTIPLY(x, count >= 16 ? LOAD(f) : LOAD_SOME(f, count)) : x;
}

TARGET INLINE __m512 along_bf16(const float *b, const float *f, ptrdiff_t depth) {
  __m512 low = some_bf16(b, f, depth), high = some_bf16(b + 16, f ? f + 16 : f, depth - 16);
  return (__m512)_mm512_cvtne2ps_pbh(high, low);
}

TARGET INLINE __m512 across_bf16(const float *b, const float *f, ptrdiff_t row, ptrdiff_t count, int both) {
  __m512i low = _mm512_cvtepu16_epi32((__m256i)_mm512_cvtneps_pbh(some_bf16(b, f, count)));
  if (!both) return (__m512)low;
  __m512 odd = some_bf16(b + row, f ? f + row : f, count);
  __m512i high = _mm512_cvtepu16_epi32((__m256i)_mm512_cvtneps_pbh(odd));
  return (__m512)_mm512_or_si512(low, _mm512_slli_epi32(high, 16));
}

#include "gemm_template.h"

// 256-bit registers: 6 x 16 sums.
#define TARGET __attribute__((target("avx2,fma")))
#define NAME(x) x##_256
#define VECTOR __m256
#define UNIT 1
#define LANES 8
#define HEIGHT 6
#define BLOCK_COLUMNS 256
#define EACH_HEIGHT(f) f(1) f(2) f(3) f(4) f(5) f(6)
#define LOAD(p) _mm256_loadu_ps(p)
#define STORE(p, v) _mm256_storeu_ps(p, v)
#define SPLAT(x) _mm256_set1_ps(x)
#define FMA(x, y, z) _mm256_fmadd_ps(x, y, z)
#define ADD(x, y) _mm256_add_ps(x, y)
#define MULTIPLY(x, y) _mm256_mul_ps(x, y)
#define RECTIFIED(x) _mm256_max_ps(ZERO, x)  // of a NaN and a number, the second
#define WHERE_POSITIVE(m, x) _mm256_and_ps(_mm256_cmp_ps(m, ZERO, _CMP_GT_OQ), x)
#define ZERO _mm256_setzero_ps()
#define LOAD_SOME(p, count) _mm256_maskload_ps(p, some_256(count))
#define STORE_SOME(p, count, v) _mm256_maskstore_ps(p, some_256(count), v)
#define UNITS_ALONG(b, f, depth) SOME_OF(b, f, depth)
#define UNITS_ACROSS(b, f, row, count, depth) SOME_OF(b, f, count)
#define TRANSPOSE(v) transpose_256(v)

TARGET INLINE __m256i some_256(ptrdiff_t count) {
  return _mm256_cmpgt_epi32(_mm256_set1_epi32((int)count), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
}

TARGET INLINE void transpose_256(__m256 v[8]) {
  __m256 t[8];
#pragma clang loop unroll(full)
  for (int i = 0; i < 8; i += 2) {
    t[i] = _mm256_unpacklo_ps(v[i], v[i + 1]);
    t[i + 1] = _mm256_unpackhi_ps(v[i], v[i + 1]);
  }
  __m256 u[8];
#pragma clang loop unroll(full)
  for (int i = 0; i < 8; i += 4)
#pragma clang loop unroll(full)
    for (int h = 0; h < 2; h++) {
      u[i + 2 * h] = _mm256_shuffle_ps(t[i + h], t[i + 2 + h], 0x44);
      u[i + 2 * h + 1] = _mm256_shuffle_ps(t[i + h], t[i + 2 + h], 0xee);
    }
#pragma clang loop unroll(full)
  for (int i = 0; i < 4; i++) {
    v[i] = _mm256_permute2f128_ps(u[i], u[i + 4], 0x20);
    v[i + 4] = _mm256_permute2f128_ps(u[i], u[i + 4], 0x31);
  }
}

#include "gemm_template.h"

int adl_gemm_level(void) {
  if (__builtin_cpu_supports("avx512f")) return 2;
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? 1 : 0;
}

int adl_gemm_has_bf16(void) { return __builtin_cpu_supports("avx512bf16") && __builtin_cpu_supports("avx512bw"); }

#else

int adl_gemm_level(void) { return 0; }

int adl_gemm_has_bf16(void) { return 0; }

#endif

void adl_gemm(int level, ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t inner, const float *a, ptrdiff_t a_row,
              ptrdiff_t a_inner, const float *b, const float *factor, ptrdiff_t b_inner, ptrdiff_t b_column, float *c,
              ptrdiff_t stride, adl_finish finish, const adl_prefetch *ahead) {
#define PRODUCT(name) \
  gemm_##name(rows, columns, inner, a, a_row, a_inner, b, factor, b_inner, b_column, c, stride, finish, ahead)
  switch (level) {
#if defined(__x86_64__) && defined(__linux__)
    case 3: PRODUCT(bf16); break;
    case 2: PRODUCT(512); break;
    case 1: PRODUCT(256); break;
#endif
    default: PRODUCT(portable);
  }
}
