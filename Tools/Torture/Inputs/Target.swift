import ClickLog
import Files
import Foundation
import Runs
import Tensors

/// A file that is changed, and what then opens it.
struct Target {
  let name: String
  /// Where the changed bytes are put.
  let file: URL
  let original: [UInt8]
  /// Whether each changed byte has to be noticed.
  var isSealed = false
  /// A file beside it that describes its content, and what that has to hold for changed bytes.
  var companion: (file: URL, original: [UInt8], content: ([UInt8]) -> [UInt8])?
  let change: (inout RandomGenerator) throws -> [UInt8]
  /// Makes the file's own checksum right again after changes, so that what is behind it is reached.
  var reseal: ([UInt8]) -> [UInt8] = { $0 }
  /// Throws one of the program's own errors, if it does not like what it finds.
  let open: () throws -> Void

  /// The bytes of an input; the same for the same seed and number.
  func input(_ random: RandomGenerator, _ index: Int) throws -> [UInt8] {
    var random = random.child(name, index)
    return reseal(try change(&random))
  }

  /// Puts changed bytes in their place, opens, and puts the original back.
  func attempt(_ bytes: [UInt8]) throws {
    try Data(bytes).write(to: file)
    defer { try? Data(original).write(to: file) }
    guard let companion else { return try open() }
    try Data(companion.content(bytes)).write(to: companion.file)
    defer { try? Data(companion.original).write(to: companion.file) }
    try open()
  }

  /// What is wrong with an error; nil for one line of the program's own.
  static func problem(_ error: any Error) -> String? {
    let text = "\(error)"
    guard let error = error as? any UserFacingError, error.category != .interrupted else {
      return "an error of another kind, \(type(of: error)): \(text.prefix(300))"
    }
    return text.isEmpty || text.contains(where: \.isNewline) || text.unicodeScalars.count > 1200
      ? "not one line of moderate length: \(text.prefix(300))" : nil
  }
}
