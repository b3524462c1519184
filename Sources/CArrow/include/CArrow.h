// Apache Arrow's C data and C stream interfaces, from their specifications, and the functions of our own plugin:
//   https://arrow.apache.org/docs/format/CDataInterface.html
//   https://arrow.apache.org/docs/format/CStreamInterface.html
// The structures never change (that is their promise), so this program needs no Arrow to be built; the plugin
// (Plugins/Arrow) is built against the Arrow that is there and opened at run time.
#pragma once
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE

#define ARROW_FLAG_DICTIONARY_ORDERED 1
#define ARROW_FLAG_NULLABLE 2
#define ARROW_FLAG_MAP_KEYS_SORTED 4

/// A type, or a field: `format` is the type as text, such as "l" for int64.
struct ArrowSchema {
  const char *format;
  const char *name;
  const char *metadata;
  int64_t flags;
  int64_t n_children;
  struct ArrowSchema **children;
  struct ArrowSchema *dictionary;
  void (*release)(struct ArrowSchema *);
  void *private_data;
};

/// The values of a column, or of a batch of rows (then `children` are its columns).
struct ArrowArray {
  int64_t length;
  int64_t null_count;
  int64_t offset;
  int64_t n_buffers;
  int64_t n_children;
  const void **buffers;
  struct ArrowArray **children;
  struct ArrowArray *dictionary;
  void (*release)(struct ArrowArray *);
  void *private_data;
};

#endif

#ifndef ARROW_C_STREAM_INTERFACE
#define ARROW_C_STREAM_INTERFACE

/// Batches of rows, one after the other; an array whose `release` is null is the end.
struct ArrowArrayStream {
  int (*get_schema)(struct ArrowArrayStream *, struct ArrowSchema *out);
  int (*get_next)(struct ArrowArrayStream *, struct ArrowArray *out);
  const char *(*get_last_error)(struct ArrowArrayStream *);
  void (*release)(struct ArrowArrayStream *);
  void *private_data;
};

#endif

/// Of the functions below; a plugin of another version is refused.
#define ADL_ARROW_VERSION 1

/// `adl_arrow_version`: the ADL_ARROW_VERSION that the plugin was built with.
typedef int32_t (*adl_arrow_version_function)(void);

/// `adl_arrow_open`: opens a Parquet file, an Arrow IPC file (Feather) or an Arrow IPC stream, by what is in it.
/// `columns` are the numbers of the top-level columns wanted, ascending, or null for all. Reads no rows yet: their
/// batches, of at most 65,536 rows, are read as they are asked for. Returns 0, or 1 and then `adl_arrow_error` says why.
typedef int32_t (*adl_arrow_open_function)(const char *path, const int32_t *columns, int64_t count,
                                           struct ArrowArrayStream *stream);

/// `adl_arrow_error`: what went wrong in this thread's last `adl_arrow_open`; valid until the next one.
typedef const char *(*adl_arrow_error_function)(void);

#ifdef __cplusplus
}
#endif
