import Foundation
import Testing

/// The built program, run as a user runs it.
struct Program {
  struct Result {
    let code: Int32
    let out: String
    let err: String

    var json: [String: Any] {
      (try? JSONSerialization.jsonObject(with: Data(out.utf8))) as? [String: Any] ?? [:]
    }
  }

  /// A folder for the test's files, gone afterwards.
  let place: URL
  private let keeper: Keeper

  private final class Keeper {
    let url: URL
    init(_ url: URL) { self.url = url }
    deinit { try? FileManager.default.removeItem(at: url) }
  }

  init() throws {
    place = FileManager.default.temporaryDirectory.appendingPathComponent("adl-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    keeper = Keeper(place)
  }

  func path(_ name: String) -> String { place.appendingPathComponent(name).path }

  func write(_ text: String, _ name: String) throws {
    try Data(text.utf8).write(to: place.appendingPathComponent(name))
  }

  /// Runs `adl` with these arguments in the test's folder.
  func callAsFunction(_ arguments: String...) throws -> Result { try run(arguments) }

  /// - Parameter file: if given, the program gets a Ctrl-C as soon as this file is there.
  func run(_ arguments: [String], program: String = "adl", interruptedOnce file: String? = nil) throws -> Result {
    let process = Process()
    process.executableURL = try Self.executable(program)
    process.arguments = arguments
    process.currentDirectoryURL = place
    // Files, not pipes: nothing blocks, however much is written.
    let out = place.appendingPathComponent(".out-\(UUID().uuidString)")
    let err = place.appendingPathComponent(".err-\(UUID().uuidString)")
    for url in [out, err] { _ = FileManager.default.createFile(atPath: url.path, contents: nil) }
    process.standardOutput = try FileHandle(forWritingTo: out)
    process.standardError = try FileHandle(forWritingTo: err)
    process.standardInput = FileHandle.nullDevice
    try process.run()
    if let file {
      while process.isRunning, !FileManager.default.fileExists(atPath: path(file)) { usleep(1000) }
      process.interrupt()
    }
    process.waitUntilExit()
    return Result(
      code: process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus,
      out: try String(contentsOf: out, encoding: .utf8), err: try String(contentsOf: err, encoding: .utf8))
  }

  /// Programs lie beside the bundle of tests; `ADL_PROGRAM` names another `adl` to test (scripts/release does).
  private static func executable(_ name: String) throws -> URL {
    if name == "adl", let other = ProcessInfo.processInfo.environment["ADL_PROGRAM"] {
      return URL(fileURLWithPath: other)
    }
    var folder = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    while folder.path != "/" {
      let program = folder.appendingPathComponent(name)
      if FileManager.default.isExecutableFile(atPath: program.path) { return program }
      folder = folder.deletingLastPathComponent()
    }
    throw MissingProgram()
  }

  struct MissingProgram: Error, CustomStringConvertible {
    var description: String { "no adl beside \(CommandLine.arguments[0]); build the package first" }
  }

  /// A small log and its schema in the test's folder.
  func writeLog(rows: Int = 600) throws {
    var log = "user,item,page,price,click\n"
    for row in 0..<rows {
      let user = row * 7 % 31
      let item = row * 13 % 17
      log +=
        "u\(user),i\(item),\(row % 3 == 0 ? "home" : "cart"),\(Double(row % 50) / 4),\((user + item) % 3 == 0 ? 1 : 0)\n"
    }
    try write(log, "log.csv")
    try write(
      """
      label: click
      scenario: page
      session: user
      split: {order: [0.7, 0.1, 0.2]}
      minimumCount: 1
      features:
        user: {kind: id, group: user}
        item: {kind: id, group: item}
        page: {kind: id}
        price: {kind: number, buckets: 8}
      """, "s.yaml")
    try write("hidden: [16, 8]\nembeddingDimension: 4\nbatchSize: 64\nclusters: 3\nepochs: 2\n", "small.yaml")
  }
}
