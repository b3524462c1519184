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
#define ADL_ARROW_VERSION 2

/// `adl_arrow_version`: the ADL_ARROW_VERSION that the plugin was built with.
typedef int32_t (*adl_arrow_version_function)(void);

/// `adl_arrow_open`: opens a Parquet file, an Arrow IPC file (Feather) or an Arrow IPC stream, by what is in it.
/// `columns` are the numbers of the top-level columns wanted, ascending, or null for all. Reads no rows yet: their
/// batches, of at most 65,536 rows, are read as they are asked for. Returns 0, or 1 and then `adl_arrow_error` says why.
typedef int32_t (*adl_arrow_open_function)(const char *path, const int32_t *columns, int64_t count,
                                           struct ArrowArrayStream *stream);

/// A column of a Parquet file that is written.
struct adl_arrow_column {
  const char *name;
  /// 'i' int64, 'f' float, 't' text (UTF-8), 'n' an int64 that is null in all rows, 'v' vectors of `width` floats.
  int32_t type;
  int32_t width;
};

/// A column's cells: int64, floats, bytes, or null where there are none. Of texts, cell i is bytes `starts[i]` to
/// `starts[i + 1]`.
struct adl_arrow_cells {
  const void *values;
  const int32_t *starts;
};

/// `adl_arrow_create`: begins a Parquet file at a descriptor, which is closed when it is finished. Returns null if it
/// cannot, and then `adl_arrow_error` says why.
typedef void *(*adl_arrow_create_function)(int32_t descriptor, const struct adl_arrow_column *columns, int64_t count);

/// `adl_arrow_append`: adds rows, the cells of all columns. Nothing of them is kept. Returns 0, or 1 as above.
typedef int32_t (*adl_arrow_append_function)(void *file, int64_t rows, const struct adl_arrow_cells *cells);

/// `adl_arrow_finish`: ends the file, or leaves it as it is if not `whole`. Returns 0, or 1 as above; in any case there is
/// nothing left to use.
typedef int32_t (*adl_arrow_finish_function)(void *file, int32_t whole);

/// `adl_arrow_error`: what went wrong in this thread's last call; valid until the next one.
typedef const char *(*adl_arrow_error_function)(void);

#ifdef __cplusplus
}
#endif
