// What Thread Sanitizer must be told about Swift on Linux; `scripts/sanitize thread` builds it and puts it before Swift's
// libraries (LD_PRELOAD).
//
// The sanitizer sees the order between threads where code was compiled for it. Swift's own libraries were not: a Mutex that
// is taken while another thread holds it goes through the kernel from inside libswiftSynchronization, and a
// DispatchSemaphore is libdispatch's. Both do order threads, and are known to. Here each is called as always, with a word to
// the sanitizer before it lets go and after it got hold. Nothing else is vouched for, and no finding is left out.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdbool.h>
#include <stdint.h>

// Null in programs without the sanitizer, such as `swift test` itself.
extern void __tsan_acquire(void *) __attribute__((weak));
extern void __tsan_release(void *) __attribute__((weak));

static void acquired(void *place) {
  if (__tsan_acquire) __tsan_acquire(place);
}

static void releasing(void *place) {
  if (__tsan_release) __tsan_release(place);
}

// Swift's functions get `self` in a register of its own.
#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context))

// Synchronization's `_MutexHandle`: the ways through the kernel. The others are inlined into our code, and so are seen.
typedef SWIFT void Lock(uint32_t thread, SELF void *self);
typedef SWIFT bool TryLock(SELF void *self);
typedef SWIFT void Unlock(SELF void *self);
SWIFT void lockSlow(uint32_t thread, SELF void *self) __asm__("$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF");
SWIFT bool tryLockSlow(SELF void *self) __asm__("$s15Synchronization12_MutexHandleV12_tryLockSlowSbyF");
SWIFT void unlockSlow(SELF void *self) __asm__("$s15Synchronization12_MutexHandleV11_unlockSlowyyF");

static Lock *lockSlowOfSwift;
static TryLock *tryLockSlowOfSwift;
static Unlock *unlockSlowOfSwift;
static intptr_t (*waitOfDispatch)(void *, uint64_t);
static intptr_t (*signalOfDispatch)(void *);

__attribute__((constructor)) static void find(void) {
  lockSlowOfSwift = (Lock *)dlsym(RTLD_NEXT, "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF");
  tryLockSlowOfSwift = (TryLock *)dlsym(RTLD_NEXT, "$s15Synchronization12_MutexHandleV12_tryLockSlowSbyF");
  unlockSlowOfSwift = (Unlock *)dlsym(RTLD_NEXT, "$s15Synchronization12_MutexHandleV11_unlockSlowyyF");
  waitOfDispatch = dlsym(RTLD_NEXT, "dispatch_semaphore_wait");
  signalOfDispatch = dlsym(RTLD_NEXT, "dispatch_semaphore_signal");
}

SWIFT void lockSlow(uint32_t thread, SELF void *self) {
  lockSlowOfSwift(thread, self);
  acquired(self);
}

SWIFT bool tryLockSlow(SELF void *self) {
  bool taken = tryLockSlowOfSwift(self);
  if (taken) acquired(self);
  return taken;
}

SWIFT void unlockSlow(SELF void *self) {
  releasing(self);
  unlockSlowOfSwift(self);
}

intptr_t dispatch_semaphore_wait(void *semaphore, uint64_t until) {
  intptr_t late = waitOfDispatch(semaphore, until);
  if (!late) acquired(semaphore);
  return late;
}

intptr_t dispatch_semaphore_signal(void *semaphore) {
  releasing(semaphore);
  return signalOfDispatch(semaphore);
}
