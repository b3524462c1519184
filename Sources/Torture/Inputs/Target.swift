import ClickLog
import Foundation
import ScenarioModels
import Settings
import SimulatedLogs
import Tensors
import Training

/// A file that is changed, and what then opens it.
struct Target {
  let name: String
  /// Where the changed bytes are put.
  let file: URL
  let original: [UInt8]
  /// Whether each changed byte has to be noticed.
  var isSealed = false
  /// A file beside it that tells of its content, and what that has to say of changed bytes.
  var companion: (file: URL, original: [UInt8], telling: ([UInt8]) -> [UInt8])?
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
    try Data(companion.telling(bytes)).write(to: companion.file)
    defer { try? Data(companion.original).write(to: companion.file) }
    try open()
  }

  /// What is wrong with an error; nil for one line of the program's own.
  static func problem(_ error: any Error) -> String? {
    switch error {
    case is LogError, is SettingsError, is ModelError, is WriteError, is NumbersBroke, is PlantedLogError:
      let text = "\(error)"
      return text.isEmpty || text.contains(where: \.isNewline) || text.unicodeScalars.count > 1200
        ? "not one line of moderate length: \(text.prefix(300))" : nil
    default: return "an error of another kind, \(type(of: error)): \("\(error)".prefix(300))"
    }
  }
}
