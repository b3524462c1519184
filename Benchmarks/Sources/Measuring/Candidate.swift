import Foundation

/// A program with its arguments, to be measured.
public struct Candidate: Sendable {
  public var name: String
  public var command: [String]

  public init(_ name: String, _ command: [String]) {
    self.name = name
    self.command = command
  }

  /// Runs it once.
  ///
  /// - Throws: `MeasuringError` if it fails or says no rate.
  public func measure() throws -> Measured {
    let output = try output()
    guard let measured = Measured(output: output) else {
      throw MeasuringError("\(name): '\(command.joined(separator: " "))' said no rate")
    }
    return measured
  }

  /// What it prints. Throws `MeasuringError` if it fails.
  public func output() throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = command
    let (out, err) = (Pipe(), FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString))
    try Data().write(to: err)
    defer { try? FileManager.default.removeItem(at: err) }
    process.standardOutput = out
    process.standardError = try FileHandle(forWritingTo: err)
    try process.run()
    let output = String(decoding: out.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      let said = (try? String(contentsOf: err, encoding: .utf8))?.split(separator: "\n").last ?? "nothing"
      throw MeasuringError(
        "\(name): '\(command.joined(separator: " "))' ended with \(process.terminationStatus) and said: \(said)")
    }
    return output
  }

  /// Measures all in turn, round by round, every other round backwards: a slow minute of the machine hits all of them.
  ///
  /// - Parameter progress: gets the measurements done, of how many, and the last one.
  public static func rounds(
    _ count: Int, of candidates: [Candidate], progress: (Int, Int, String) -> Void
  ) throws -> [Series] {
    var series = candidates.map { _ in Series() }
    var done = 0
    for round in 0..<count {
      let order = Array(candidates.indices)
      for index in round % 2 == 0 ? order : order.reversed() {
        let measured = try candidates[index].measure()
        series[index].add(measured)
        done += 1
        progress(done, count * candidates.count, "\(candidates[index].name): \(Int(measured.samplesPerSecond))")
      }
    }
    return series
  }
}

/// What went wrong, in one line.
public struct MeasuringError: Error, CustomStringConvertible {
  public let description: String

  public init(_ description: String) { self.description = description }
}
