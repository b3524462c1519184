import Foundation
import Tensors

@testable import ClickLog

extension LogFolder {
  /// Writes a file and reads it as a stream, in pieces of these sizes, over and over.
  func streamed(
    _ bytes: [UInt8], name: String = "log.csv", form: FileForm = FileForm(), sizes: [Int] = [1 << 16]
  ) throws -> [UInt8] {
    try write(name, Data(bytes))
    let stream = try ByteStream(try LogFile(url: self[name], name: name), form: form)
    var text: [UInt8] = []
    var turn = 0
    while true {
      let more = try [UInt8](unsafeUninitializedCapacity: sizes[turn % sizes.count]) { buffer, count in
        count = try stream.read(
          into: UnsafeMutableRawBufferPointer(start: buffer.baseAddress, count: sizes[turn % sizes.count]))
      }
      turn += 1
      text += more
      if more.isEmpty { break }
    }
    guard stream.consumed == bytes.count else { throw LogError("consumed \(stream.consumed) of \(bytes.count) bytes") }
    return text
  }

  /// Sizes of pieces, by lot.
  static func oddSizes(_ seed: UInt64) -> [Int] {
    var random = RandomGenerator(seed: seed)
    return (0..<50).map { _ in 1 + random.index(below: [3, 40, 3_000][random.index(below: 3)]) }
  }
}

extension FileForm {
  static func with(_ change: (inout FileForm) -> Void) -> FileForm {
    var form = FileForm()
    change(&form)
    return form
  }
}
