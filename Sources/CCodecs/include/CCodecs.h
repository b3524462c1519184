/// What is called of the libraries that unpack bytes, as their stable interfaces have it. They are opened at run time, so that only who
/// reads such files needs them: nothing here is linked. And the C library's conversion of characters.
#pragma once

#include <stddef.h>
#include <stdint.h>

/// bzip2 1.0's bz_stream.
typedef struct {
  char *next_in;
  unsigned int avail_in, total_in_low, total_in_high;
  char *next_out;
  unsigned int avail_out, total_out_low, total_out_high;
  void *state;
  void *(*allocate)(void *, int, int);
  void (*release)(void *, void *);
  void *opaque;
} adl_bz_stream;

typedef int (*adl_bz_init)(adl_bz_stream *stream, int verbosity, int small);
typedef int (*adl_bz_call)(adl_bz_stream *stream);

/// liblzma 5's lzma_stream.
typedef struct {
  const uint8_t *next_in;
  size_t avail_in;
  uint64_t total_in;
  uint8_t *next_out;
  size_t avail_out;
  uint64_t total_out;
  const void *allocator;
  void *internal;
  void *reserved_pointers[4];
  uint64_t reserved_longs[2];
  size_t reserved_sizes[2];
  int reserved_choices[2];
} adl_lzma_stream;

typedef int (*adl_lzma_init)(adl_lzma_stream *stream, uint64_t memory, uint32_t flags);
typedef int (*adl_lzma_code)(adl_lzma_stream *stream, int action);
typedef void (*adl_lzma_end)(adl_lzma_stream *stream);

/// zstd 1's ZSTD_inBuffer and ZSTD_outBuffer.
typedef struct {
  const void *bytes;
  size_t size, place;
} adl_zstd_input;

typedef struct {
  void *bytes;
  size_t size, place;
} adl_zstd_output;

typedef void *(*adl_zstd_create)(void);
typedef size_t (*adl_zstd_free)(void *stream);
typedef size_t (*adl_zstd_set)(void *stream, int parameter, int value);
typedef size_t (*adl_zstd_step)(void *stream, adl_zstd_output *output, adl_zstd_input *input);

/// lz4 1's frames.
typedef size_t (*adl_lz4_create)(void **stream, unsigned int version);
typedef size_t (*adl_lz4_free)(void *stream);
typedef size_t (*adl_lz4_step)(
    void *stream, void *output, size_t *output_size, const void *input, size_t *input_size, const void *options);

/// Both zstd's and lz4's: whether a result is an error, and what it is called.
typedef unsigned int (*adl_result_is_error)(size_t result);
typedef const char *(*adl_result_name)(size_t result);

/// What a conversion of characters stopped at.
typedef enum {
  /// The input's end.
  adl_characters_done,
  /// The output's end.
  adl_characters_full,
  /// The first bytes of a character whose others are not there.
  adl_characters_incomplete,
  /// Bytes that are no character.
  adl_characters_wrong,
} adl_characters;

/// iconv_open; NULL where one of the encodings is not known.
void *adl_characters_open(const char *to, const char *from);
/// iconv: converts `*input ..< *input + *input_size`, and moves all four on. A NULL input writes what is still held back.
adl_characters adl_characters_convert(
    void *converter, const char **input, size_t *input_size, char **output, size_t *output_size);
void adl_characters_close(void *converter);
