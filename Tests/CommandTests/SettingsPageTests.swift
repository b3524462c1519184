import Foundation
import Testing

@testable import Program

/// Every declared setting has a line in docs/Settings.md and a flag: both follow from the declarations.
@Suite struct SettingsPageTests {
  private let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../docs/Settings.md").standardizedFileURL

  @Test("docs/Settings.md is what the declarations make")
  func declarations() throws {
    // To write it anew after a change: ADL_WRITE_DOCS=1 scripts/test --filter SettingsPageTests
    if ProcessInfo.processInfo.environment["ADL_WRITE_DOCS"] != nil {
      try SettingsTable.markdown().write(to: page, atomically: true, encoding: .utf8)
    }
    #expect(try String(contentsOf: page, encoding: .utf8) == SettingsTable.markdown())
  }

  @Test("Every setting on the page has a flag of train")
  func flags() throws {
    let adl = try Program()
    let flags = try String(contentsOf: page, encoding: .utf8).split(separator: "`")
      .filter { $0.hasPrefix("--") && !$0.contains(" ") }
    #expect(flags.count > 30)
    let help = try adl("train", "--help").out.split { " \n/".contains($0) }
    for flag in flags { #expect(help.contains(flag), "\(flag)") }
  }
}
