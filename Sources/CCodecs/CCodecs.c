#include "CCodecs.h"

#include <errno.h>
#include <iconv.h>

void *adl_characters_open(const char *to, const char *from) {
  iconv_t converter = iconv_open(to, from);
  return converter == (iconv_t)-1 ? NULL : (void *)converter;
}

adl_characters adl_characters_convert(
    void *converter, const char **input, size_t *input_size, char **output, size_t *output_size) {
  if (iconv((iconv_t)converter, (char **)input, input_size, output, output_size) != (size_t)-1) {
    return adl_characters_done;
  }
  if (errno == E2BIG) return adl_characters_full;
  return errno == EINVAL ? adl_characters_incomplete : adl_characters_wrong;
}

void adl_characters_close(void *converter) { iconv_close((iconv_t)converter); }
