/// Calls of the system that Swift's own modules do not show.
#pragma once

/// Lets two files or folders change names, at once for everybody who looks.
///
/// Returns 0, or -1 with errno set: ENOSYS, ENOTSUP or EINVAL where the file system cannot.
int adl_exchange(const char *one, const char *other);

/// Brings all that the file system of an open file holds to the disk.
///
/// Returns 0, or -1 with errno set: ENOSYS where the system cannot.
int adl_sync_file_system(int descriptor);
