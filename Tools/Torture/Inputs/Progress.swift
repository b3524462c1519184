import Foundation

/// A worker's progress, in memory shared with its parent: a crash leaves it readable.
final class Progress {
  enum Field: Int, CaseIterable { case index, accepted, refused, unchanged, beat, problems }

  private let fields: UnsafeMutablePointer<Int>
  private static let bytes = 4096

  /// Throws `TortureError` if the file cannot be mapped.
  init(_ file: URL) throws {
    let descriptor = open(file.path, O_RDWR | O_CREAT, 0o644)
    guard descriptor >= 0, ftruncate(descriptor, off_t(Self.bytes)) == 0,
      let address = mmap(nil, Self.bytes, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0), address != MAP_FAILED
    else { throw TortureError("\(file.path) cannot be mapped") }
    close(descriptor)
    fields = address.bindMemory(to: Int.self, capacity: Self.bytes / MemoryLayout<Int>.stride)
  }

  deinit { munmap(fields, Self.bytes) }

  subscript(field: Field) -> Int {
    get { UnsafePointer(fields)[field.rawValue] }
    set { fields[field.rawValue] = newValue }
  }
}
