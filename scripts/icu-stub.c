// An empty package of ICU's data, as ICU's own "stubdata" is one. Foundation brings 34 MB of calendars, collations and
// converters for every language; adl writes its numbers and dates the same everywhere and reads none of them.
// The release program is linked with this in the data's place (ld's --wrap): see scripts/release.
#include <stdint.h>

typedef struct {
  uint16_t headerSize;
  uint8_t magic1, magic2;
  // UDataInfo
  uint16_t size, reserved;
  uint8_t isBigEndian, charsetFamily, sizeofUChar, reservedByte;
  uint8_t dataFormat[4], formatVersion[4], dataVersion[4];
  char padding[8];
  uint32_t count, more;
} EmptyPackage;

#define JOINED(version) __wrap_icudt##version##_dat
#define NAME(version) JOINED(version)

const EmptyPackage NAME(ICU_VERSION) __attribute__((aligned(16))) = {
    32, 0xda, 0x27, 20, 0, 0, 0, 2, 0, {'C', 'm', 'n', 'D'}, {1, 0, 0, 0}, {0, 0, 0, 0}, {0}, 0, 0};
