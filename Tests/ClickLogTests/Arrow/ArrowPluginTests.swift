import Foundation
import Testing

@testable import ClickLog

/// Where the Arrow plugin is looked for, and what is said where there is none that fits. Needs no Arrow.
@Suite struct ArrowPluginTests {
  #if os(macOS)
    private static let library = "libadl_arrow.dylib"
  #else
    private static let library = "libadl_arrow.so"
  #endif

  private func line(_ folder: LogFolder, _ environment: [String: String], _ program: String = "a/b/adl") throws
    -> String
  {
    try folder.write("log.parquet", Data("PAR1".utf8))
    let file = try LogFile(url: folder["log.parquet"], name: "log.parquet")
    return LogFolder.line {
      _ = try ArrowPlugin(.reading, file.name, environment: environment, executable: folder[program])
    }
  }

  @Test func theOrderOfPlaces() throws {
    let folder = try LogFolder()
    let program = folder["checkout/.build/release/adl"]
    let places = ["checkout/.build/release/", "checkout/.build/lib/", "checkout/.build-arrow/", ".build-arrow/"]
    #expect(ArrowPlugin.find(from: program) == nil)
    for place in places.reversed() {
      let home = folder[place]
      try FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
      let file = home.appendingPathComponent(Self.library)
      try Data().write(to: file)
      #expect(ArrowPlugin.find(from: program)?.standardizedFileURL.path == file.standardizedFileURL.path)
    }
    #expect(ArrowPlugin.find(from: nil) == nil)
  }

  @Test func thereIsNone() throws {
    let folder = try LogFolder()
    #expect(
      try line(folder, [:]) == "log.parquet: reading Parquet needs the Arrow plugin [buildArrowPlugin]")
    #expect(
      try line(folder, ["ADL_ARROW_PLUGIN": "/no/such.so"])
        == "log.parquet: reading Parquet needs the Arrow plugin; ADL_ARROW_PLUGIN is no file: /no/such.so")
  }

  @Test func somethingElseIsThere() throws {
    let folder = try LogFolder(["text.so": "hello"])
    let text = try line(folder, ["ADL_ARROW_PLUGIN": folder["text.so"].path])
    #expect(text.hasPrefix("log.parquet: the Arrow plugin cannot be opened ("))
    #expect(text.hasSuffix(") [rebuildArrowPlugin]"))
  }

  @Test func anotherVersion() throws {
    let folder = try LogFolder([
      "old.c": "int adl_arrow_version(void) { return 99; } int adl_arrow_open; int adl_arrow_error;",
      "other.c": "int x;",
    ])
    for name in ["old", "other"] {
      let compiler = Process()
      compiler.executableURL = URL(fileURLWithPath: "/usr/bin/env")
      compiler.arguments = ["clang", "-shared", "-fPIC", folder["\(name).c"].path, "-o", folder["\(name).so"].path]
      try compiler.run()
      compiler.waitUntilExit()
      try #require(compiler.terminationStatus == 0)
    }
    let old = folder["old.so"].path
    #expect(
      try line(folder, ["ADL_ARROW_PLUGIN": old])
        == "log.parquet: the Arrow plugin \(old) is of version 99, this program needs version 2 "
        + "[rebuildArrowPlugin]")
    let other = folder["other.so"].path
    #expect(
      try line(folder, ["ADL_ARROW_PLUGIN": other])
        == "log.parquet: \(other) is not the Arrow plugin [buildArrowPlugin]")
  }
}
