// How often a thread asks the heap for memory: for tests that hold a training step or a prediction to a number.
#pragma once

/// Whether this platform's allocations can be counted: glibc, without a sanitizer, which brings an allocator of its own.
int adl_counts_allocations(void);

/// Calls of malloc and its relatives on this thread since it started.
long adl_allocations(void);
