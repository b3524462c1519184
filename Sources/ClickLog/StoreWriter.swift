import Foundation

/// Writes the columns of a store, each in the order of the split and at the width its largest value needs.
final class StoreWriter {
  private let folder: URL
  private let split: RowSplit

  init(folder: URL, split: RowSplit) {
    self.folder = folder
    self.split = split
  }

  /// One number a row, each below `bound`; `value` is asked with places of the coded log.
  func column(_ file: String, bound: Int, _ value: (UInt32) throws -> UInt32) throws -> StoreColumn {
    switch bound {
    case ...0x100: try column(file) { UInt8(truncatingIfNeeded: try value($0)) }
    case ...0x1_0000: try column(file) { UInt16(truncatingIfNeeded: try value($0)) }
    default: try column(file, value)
    }
  }

  private func column<T: FixedWidthInteger & BitwiseCopyable>(
    _ file: String, _ value: (UInt32) throws -> T
  ) throws -> StoreColumn {
    let writer = try FileWriter<T>(folder.appendingPathComponent(file))
    for row in split.order { try writer.append(value(row)) }
    return try finish(writer, file)
  }

  /// A list a row.
  func lists(
    _ file: String, bound: Int, _ list: (UInt32) -> UnsafeBufferPointer<UInt32>, row: [UInt32]
  ) throws -> (ids: StoreColumn, starts: StoreColumn) {
    let starts = try FileWriter<UInt64>(folder.appendingPathComponent(file + "-starts"))
    func write<T: FixedWidthInteger & BitwiseCopyable>(_ type: T.Type) throws -> StoreColumn {
      let ids = try FileWriter<T>(folder.appendingPathComponent(file))
      try starts.append(0)
      for place in split.order {
        for code in list(place) { try ids.append(T(truncatingIfNeeded: row[Int(code)])) }
        try starts.append(UInt64(ids.count))
      }
      return try finish(ids, file)
    }
    let ids =
      switch bound {
      case ...0x100: try write(UInt8.self)
      case ...0x1_0000: try write(UInt16.self)
      default: try write(UInt32.self)
      }
    return (ids, try finish(starts, file + "-starts"))
  }

  private func finish<T: FixedWidthInteger>(_ writer: FileWriter<T>, _ file: String) throws -> StoreColumn {
    StoreColumn(
      file: file, width: MemoryLayout<T>.size, count: writer.count, hash: Fingerprint.text(try writer.finish()))
  }
}
