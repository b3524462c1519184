// What kernels in wide registers share. Not for Swift: included by C files alone.
#pragma once

#include <stdint.h>
#include <string.h>

// What picks a version runs while the program is still being loaded. Thread Sanitizer instruments it like any function and
// would crash there, as it has not started yet: under it there is one version. Who touches what is the same in each.
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define ONE_VERSION
#endif
#endif

#if defined(__x86_64__) && defined(__linux__) && !defined(ONE_VERSION)
#define WIDE __attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")))
#else
#define WIDE
#endif

// Inlined into each clone, so that it is compiled for that clone's registers.
#define INLINE static inline __attribute__((always_inline))

// The bits of |x|, which are in the order of |x|; from those of infinity on it is no finite number.
enum { INFINITE = 0x7f800000 };

INLINE uint32_t magnitude(float x) {
  uint32_t bits;
  memcpy(&bits, &x, sizeof bits);
  return bits & 0x7fffffff;
}

// A row of the paper's embedding size. The width is a constant in the common case, so that the row stays in a register.
typedef float floats16 __attribute__((ext_vector_type(16)));
