#include "CArrow.h"

// The plugin and the libraries behind it were compiled elsewhere: the structures must lie as they do there.
_Static_assert(sizeof(struct ArrowSchema) == 9 * sizeof(void *), "every member of ArrowSchema is 64 bits wide");
_Static_assert(sizeof(struct ArrowArray) == 10 * sizeof(void *), "every member of ArrowArray is 64 bits wide");
_Static_assert(sizeof(struct ArrowArrayStream) == 5 * sizeof(void *), "five pointers");
