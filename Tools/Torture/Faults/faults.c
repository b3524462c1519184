// Loaded in front of the system's library (LD_PRELOAD, Linux), so that a chosen call on files fails, as SQLite's tests do.
//
//   TORTURE_FOLDER   only calls on paths below it, and on descriptors of them, are counted
//   TORTURE_AT       the number of the call that fails, from 1; 0 to fail none and list all
//   TORTURE_ERROR    errno of the failure; -1: a write takes only half of its bytes; -2: a write is interrupted (EINTR)
//   TORTURE_STICKY   1: the calls after it fail as well, as on a full disk (those that free space do not)
//   TORTURE_REPORT   a file outside of the folder; a line "number call path" for each call, or for those that failed
//
// Compiled by scripts/torture: clang -shared -fPIC -O2 faults.c -o faults.so -ldl
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum { most = 4096 };
static _Atomic(char *) names[most];  // of the descriptors below the folder
static const char *folder;
static size_t length;
static long at;
static int error, sticky, report = -1;
static atomic_long calls;

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

__attribute__((constructor)) static void begin(void) {
  const char *path = getenv("TORTURE_REPORT"), *n = getenv("TORTURE_AT"), *e = getenv("TORTURE_ERROR");
  const char *s = getenv("TORTURE_STICKY"), *f = getenv("TORTURE_FOLDER");
  at = n ? atol(n) : 0;
  error = e ? atoi(e) : EIO;
  sticky = s && *s == '1';
  if (path) report = (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  length = f ? strlen(f) : 0;
  folder = f;
}

static int below(const char *path) {
  return folder && path && !strncmp(path, folder, length) && (path[length] == '/' || !path[length]);
}

// The whole path of a name in the folder of a descriptor; null if it is not below the folder.
static const char *place(int where, const char *path, char *space) {
  if (!folder || !path) return NULL;
  if (*path == '/') return below(path) ? path : NULL;
  char *base = NULL, here[PATH_MAX];
  if (where == AT_FDCWD) base = getcwd(here, sizeof here);
  else if (where >= 0 && where < most) base = names[where];
  if (!base) return NULL;
  snprintf(space, PATH_MAX, "%s/%s", base, path);
  return below(space) ? space : NULL;
}

// Counts a call; whether it is to fail.
enum { frees = 1, writes = 2 };
static int fails(const char *call, const char *path, int kind) {
  long n = atomic_fetch_add(&calls, 1) + 1;
  int now = at && (n == at || (sticky && n > at && !(kind & frees)));
  if (error < 0 && !(kind & writes)) now = 0;
  if ((now || !at) && report >= 0) {
    char line[PATH_MAX + 64];
    int size = snprintf(line, sizeof line, "%ld %s %s\n", n, call, path);
    syscall(SYS_write, report, line, (size_t)(size < (int)sizeof line ? size : (int)sizeof line));
  }
  if (now && error > 0) errno = error;
  return now;
}

static void keep(int descriptor, const char *path) {
  if (descriptor < 0 || descriptor >= most || !path) return;
  free(atomic_exchange(&names[descriptor], strdup(path)));
}

int close(int descriptor) {
  if (descriptor >= 0 && descriptor < most && names[descriptor]) free(atomic_exchange(&names[descriptor], NULL));
  return (int)syscall(SYS_close, descriptor) ;
}

static int opened(int where, const char *path, int flags, mode_t mode) {
  char space[PATH_MAX];
  const char *whole = place(where, path, space);
  int written = (flags & O_ACCMODE) != O_RDONLY || flags & O_CREAT;
  if (whole && written && fails("open", whole, 0)) return -1;
  int descriptor = (int)syscall(SYS_openat, where, path, flags, mode);
  if (whole) keep(descriptor, whole);
  return descriptor;
}

#define MODE(flags) \
  mode_t mode = 0; \
  if ((flags) & (O_CREAT | O_TMPFILE)) { va_list more; va_start(more, flags); mode = va_arg(more, mode_t); va_end(more); }

int open(const char *path, int flags, ...) { MODE(flags) return opened(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE(flags) return opened(AT_FDCWD, path, flags, mode); }
int openat(int where, const char *path, int flags, ...) { MODE(flags) return opened(where, path, flags, mode); }
int openat64(int where, const char *path, int flags, ...) { MODE(flags) return opened(where, path, flags, mode); }
int creat(const char *path, mode_t mode) { return opened(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode); }

#define TEMPORARY(name, ...) \
  { \
    char whole[PATH_MAX], space[PATH_MAX]; \
    const char *found = place(AT_FDCWD, template, space); \
    if (found) { snprintf(whole, sizeof whole, "%s", found); if (fails("open", whole, 0)) return -1; } \
    int descriptor = REAL(name)(__VA_ARGS__); \
    if (found) keep(descriptor, template); \
    return descriptor; \
  }
int mkstemp(char *template) TEMPORARY(mkstemp, template)
int mkstemp64(char *template) TEMPORARY(mkstemp64, template)
int mkostemp(char *template, int flags) TEMPORARY(mkostemp, template, flags)
int mkostemp64(char *template, int flags) TEMPORARY(mkostemp64, template, flags)
int mkstemps(char *template, int suffix) TEMPORARY(mkstemps, template, suffix)
int mkostemps(char *template, int suffix, int flags) TEMPORARY(mkostemps, template, suffix, flags)

// A copy: the name may go at any time.
static int known(int descriptor, char *space) {
  if (descriptor < 0 || descriptor >= most) return 0;
  char *name = names[descriptor];
  if (!name) return 0;
  snprintf(space, PATH_MAX, "%s", name);
  return 1;
}

// How many bytes a write may take; -1 if it fails.
static ssize_t allowed(const char *call, int descriptor, size_t count) {
  char name[PATH_MAX];
  if (!known(descriptor, name) || !fails(call, name, writes)) return (ssize_t)count;
  if (error == -1) return count > 1 ? (ssize_t)(count / 2) : (ssize_t)count;
  if (error == -2) errno = EINTR;
  return -1;
}

ssize_t write(int descriptor, const void *bytes, size_t count) {
  ssize_t some = allowed("write", descriptor, count);
  return some < 0 ? -1 : syscall(SYS_write, descriptor, bytes, (size_t)some);
}
ssize_t pwrite(int descriptor, const void *bytes, size_t count, off_t offset) {
  ssize_t some = allowed("pwrite", descriptor, count);
  return some < 0 ? -1 : syscall(SYS_pwrite64, descriptor, bytes, (size_t)some, offset);
}
ssize_t pwrite64(int descriptor, const void *bytes, size_t count, off64_t offset) {
  return pwrite(descriptor, bytes, count, offset);
}
ssize_t writev(int descriptor, const struct iovec *parts, int count) {
  ssize_t some = allowed("writev", descriptor, count > 0 ? parts[0].iov_len : 0);
  if (some < 0) return -1;
  if (count > 0 && (size_t)some < parts[0].iov_len) return syscall(SYS_write, descriptor, parts[0].iov_base, (size_t)some);
  return syscall(SYS_writev, descriptor, parts, count);
}

#define ON_DESCRIPTOR(call, kind) { char name[PATH_MAX]; if (known(descriptor, name) && fails(call, name, kind)) return -1; }
int fsync(int descriptor) { ON_DESCRIPTOR("fsync", 0) return (int)syscall(SYS_fsync, descriptor); }
int fdatasync(int descriptor) { ON_DESCRIPTOR("fdatasync", 0) return (int)syscall(SYS_fdatasync, descriptor); }
int ftruncate(int descriptor, off_t size) {
  ON_DESCRIPTOR("ftruncate", 0)
  return (int)syscall(SYS_ftruncate, descriptor, size);
}
int ftruncate64(int descriptor, off64_t size) { return ftruncate(descriptor, size); }
int posix_fallocate(int descriptor, off_t offset, off_t size) {
  char name[PATH_MAX];
  if (known(descriptor, name) && fails("posix_fallocate", name, 0)) return errno;
  return REAL(posix_fallocate)(descriptor, offset, size);
}

#define ON_PATH(where, path, call, kind) \
  { char space[PATH_MAX]; const char *whole = place(where, path, space); if (whole && fails(call, whole, kind)) return -1; }
#define ON_NEW_PATH(where, path, call) ON_PATH(where, path, call, 0)

int rename(const char *old, const char *new) {
  ON_NEW_PATH(AT_FDCWD, new, "rename")
  return REAL(rename)(old, new);
}
int renameat(int from, const char *old, int to, const char *new) {
  ON_NEW_PATH(to, new, "renameat")
  return REAL(renameat)(from, old, to, new);
}
int renameat2(int from, const char *old, int to, const char *new, unsigned flags) {
  ON_NEW_PATH(to, new, "renameat2")
  return (int)syscall(SYS_renameat2, from, old, to, new, flags);
}
int link(const char *old, const char *new) {
  ON_NEW_PATH(AT_FDCWD, new, "link")
  return REAL(link)(old, new);
}
int linkat(int from, const char *old, int to, const char *new, int flags) {
  ON_NEW_PATH(to, new, "linkat")
  return REAL(linkat)(from, old, to, new, flags);
}
int mkdir(const char *path, mode_t mode) {
  ON_NEW_PATH(AT_FDCWD, path, "mkdir")
  return REAL(mkdir)(path, mode);
}
int mkdirat(int where, const char *path, mode_t mode) {
  ON_NEW_PATH(where, path, "mkdirat")
  return REAL(mkdirat)(where, path, mode);
}
int unlink(const char *path) {
  ON_PATH(AT_FDCWD, path, "unlink", frees)
  return REAL(unlink)(path);
}
int unlinkat(int where, const char *path, int flags) {
  ON_PATH(where, path, "unlinkat", frees)
  return REAL(unlinkat)(where, path, flags);
}
int rmdir(const char *path) {
  ON_PATH(AT_FDCWD, path, "rmdir", frees)
  return REAL(rmdir)(path);
}
int remove(const char *path) {
  ON_PATH(AT_FDCWD, path, "remove", frees)
  return REAL(remove)(path);
}
