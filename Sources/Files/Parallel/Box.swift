/// A value in memory of its own, changed in place.
///
/// A class's stored property is checked for exclusive access each time it is touched, which for a few properties a cell
/// costs as much as the work on the cell. What is reached through a constant pointer is not; its owner is one thread's.
final class InPlace<Value> {
  private let pointer: UnsafeMutablePointer<Value>

  init(_ value: Value) {
    pointer = .allocate(capacity: 1)
    pointer.initialize(to: value)
  }

  deinit {
    pointer.deinitialize(count: 1)
    pointer.deallocate()
  }

  @inline(__always)
  var value: Value {
    unsafeAddress { UnsafePointer(pointer) }
    unsafeMutableAddress { pointer }
  }
}
