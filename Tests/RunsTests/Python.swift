import Foundation

@testable import Runs

/// A python3 that has a module, to read what was written.
struct Python {
  struct Failed: Error {}

  let program: URL

  /// That of scripts/setup --parquet, or the system's.
  static func with(_ module: String) -> Python? {
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../..")
      .standardized
    let path = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    let places =
      [package.appendingPathComponent(".build-arrow/venv/bin/python")]
      + path.map { URL(fileURLWithPath: "\($0)/python3") }
    return places.map(Python.init).first { (try? $0.run("import \(module)")) != nil }
  }

  /// Why Parquet cannot be written here, or read by another program; nil if it can.
  static let parquetMissing: String? = {
    do { _ = try TableFormat(URL(fileURLWithPath: "x.parquet")) } catch { return "\(error)" }
    return with("pyarrow") == nil ? "no python3 with pyarrow" : nil
  }()

  /// What a program prints.
  func run(_ script: String, _ arguments: [String] = []) throws -> String {
    let process = Process()
    process.executableURL = program
    process.arguments = ["-c", script] + arguments
    let out = Pipe()
    process.standardOutput = out
    process.standardError = FileHandle.nullDevice
    try process.run()
    let text = try out.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Failed() }
    return String(decoding: text, as: UTF8.self)
  }
}
