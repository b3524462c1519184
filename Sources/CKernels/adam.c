// Adam on weights whose gradients are at hand. Rows of embedding tables have their own, in embeddings.c.
#include "CKernels.h"

#include "wide.h"

// The builtin is the bare instruction; sqrtf may set errno, which keeps the compiler from vectorising.
//
// Returns the larger of the bits of |w| and v: not below those of infinity if one of them is no longer a finite number, be
// it for a gradient that was none or for one whose square is too large. Maxima of bits are found in wide registers, and Adam
// waits for memory anyway.
INLINE uint32_t adam(adl_adam a, float gradient, float *w, float *m, float *v) {
  float g = a.scale * gradient;
  *m += (1 - a.beta1) * (g - *m);
  *v = a.beta2 * *v + (1 - a.beta2) * g * g;
  *w -= a.rate * *m / (__builtin_elementwise_sqrt(*v) * a.correction + a.epsilon);
  uint32_t w_bits = magnitude(*w), v_bits = magnitude(*v);
  return w_bits > v_bits ? w_bits : v_bits;
}

WIDE int adl_adam_update(ptrdiff_t count, adl_adam a, const float *restrict gradient, float *restrict w,
                         float *restrict m, float *restrict v) {
  uint32_t most = 0;
  for (ptrdiff_t i = 0; i < count; i++) {
    uint32_t bits = adam(a, gradient[i], w + i, m + i, v + i);
    most = bits > most ? bits : most;
  }
  return most < INFINITE;
}

WIDE int adl_adam_update_star(ptrdiff_t count, adl_adam a, float pull, const float *restrict d_product,
                              const float *restrict shared, float *restrict d_shared, float *restrict specific,
                              float *restrict m, float *restrict v) {
  uint32_t most = 0;
  for (ptrdiff_t i = 0; i < count; i++) {
    d_shared[i] += d_product[i] * specific[i];
    uint32_t bits = adam(a, d_product[i] * shared[i], specific + i, m + i, v + i);
    most = bits > most ? bits : most;
    specific[i] += pull * (1 - specific[i]);
  }
  return most < INFINITE;
}
