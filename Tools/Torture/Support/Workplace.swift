import Foundation
import Tensors

/// The programs and folders that the torture works with.
struct Workplace {
  /// The program that is tried.
  let adl: URL
  /// This program, for workers.
  let torture: URL
  /// The library that lets calls fail; nil where there is none.
  let faults: URL?
  /// For everything that is made on the way.
  let folder: URL
  let seed: UInt64

  init(adl: URL, torture: URL, faults: URL?, folder: URL, seed: UInt64) throws {
    (self.adl, self.torture, self.faults, self.folder, self.seed) = (adl, torture, faults, folder, seed)
    try FileManager.default.createDirectory(at: temporary, withIntermediateDirectories: true)
  }

  /// Where the program puts what it needs for a while; killed, it leaves it there.
  private var temporary: URL { path("tmp") }

  /// Removes what killed programs left.
  func tidy() throws { _ = try fresh("tmp") }

  func path(_ name: String) -> URL { folder.appendingPathComponent(name) }

  /// A folder that is new and empty.
  func fresh(_ name: String) throws -> URL {
    let url = path(name)
    try? FileManager.default.removeItem(at: url)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    return url
  }

  func start(_ arguments: [String], environment: [String: String] = [:]) throws -> Child {
    try Child(adl, arguments, environment: ["TMPDIR": temporary.path].merging(environment) { $1 }, log: folder)
  }

  /// Runs the program to its end.
  func run(_ arguments: [String], environment: [String: String] = [:]) throws -> Child.Ended {
    try start(arguments, environment: environment).wait()
  }

  /// Runs the program for something that has to work. Throws `TortureError` if it does not.
  @discardableResult
  func require(_ arguments: [String]) throws -> Child.Ended {
    let ended = try run(arguments)
    guard ended.code == 0 else {
      throw TortureError("adl \(arguments.joined(separator: " ")): \(ended.summary)")
    }
    return ended
  }
}
