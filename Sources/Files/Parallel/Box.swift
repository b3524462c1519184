/// A value in memory of its own, changed in place.
///
/// A class's stored property is checked for exclusive access each time it is touched, which for a few properties a cell
/// costs as much as the work on the cell. What is reached through a constant pointer is not; its owner is one thread's.
/// Touched for each cell of a log from another module: hence inlinable, for which the type itself
/// has to be usable from inlined code.
@usableFromInline
package final class Box<Value> {
  @usableFromInline let pointer: UnsafeMutablePointer<Value>

  @inlinable package init(_ value: Value) {
    pointer = .allocate(capacity: 1)
    pointer.initialize(to: value)
  }

  @inlinable deinit {
    pointer.deinitialize(count: 1)
    pointer.deallocate()
  }

  @inlinable @inline(__always)
  package var value: Value {
    unsafeAddress { UnsafePointer(pointer) }
    unsafeMutableAddress { pointer }
  }
}
