import Testing

@testable import ClickLog

/// YAML that would end the stack, or the memory, of whoever makes a tree of it.
@Suite struct YAMLSizeTests {
  private static let deep = [
    String(repeating: "{a: ", count: 100_000),
    String(repeating: "- ", count: 20_000) + "a",
    "label: " + String(repeating: "[", count: 101) + String(repeating: "]", count: 101),
    // libyaml itself has enough of this one.
    String(repeating: "[", count: 100_000),
  ]

  @Test(arguments: deep.indices)
  func nestingHasAnEnd(index: Int) throws {
    let error = #expect(throws: LogError.self) { try Schema.parse(yaml: Self.deep[index], file: "s.yaml") }
    let problem = error?.problem ?? ""
    #expect(index == 3 ? problem.hasPrefix("no valid YAML") : problem.hasPrefix("lists and mappings lie in each other"))
  }

  private static let laughs =
    "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
    + (1...30).map { level in
      "a\(level): &a\(level) [\((0..<9).map { _ in "*a\(level - 1)" }.joined(separator: ", "))]\n"
    }.joined()

  @Test(arguments: ["*a30 : b\n", "label: *a30\n", "features: {*a30 : {kind: id}}\n"])
  func fewLinesDoNotStandForBillions(use: String) throws {
    let error = #expect(throws: LogError.self) { try Schema.parse(yaml: Self.laughs + use, file: "s.yaml") }
    #expect(error?.problem == "its aliases (*name) stand for more than \(YAMLSize.mostValues) values")
    #expect(error?.line == 7)
  }

  @Test func aliasesAreWelcome() throws {
    let schema = try Schema.parse(
      yaml: "label: click\nscenario: tab\nfeatures: {a: &id {kind: id, group: user}, b: *id}\n")
    #expect(schema.features.map(\.group) == ["user", "user"])
  }

  /// Another fault is told as what it is.
  @Test func whatIsNoYAMLIsLeftToTheParser() throws {
    let error = #expect(throws: LogError.self) { try Schema.parse(yaml: "label: [a", file: "s.yaml") }
    #expect(error?.problem.hasPrefix("no valid YAML") == true)
  }
}

@Suite struct LogErrorTests {
  @Test func aLongCellLeavesTheLineShort() {
    let cell = String(repeating: "9", count: 1 << 20)
    let error = LogError("expected a number, found \"\(cell)\"", file: "log.csv", row: 7)
    #expect(error.description.unicodeScalars.count < 1100)
    #expect(error.description.hasPrefix("log.csv, row 7: expected a number, found \"999"))
    #expect(error.description.hasSuffix("999\""))
  }

  @Test(arguments: ["\n", "\r", "\0", "\u{85}", "\u{2028}", "\u{2029}", "\u{1B}"])
  func oneLineStaysOne(scalar: String) {
    #expect(LogError("found \"a\(scalar)b\"", file: "log.csv").description == "log.csv: found \"a b\"")
  }

  @Test func aCharacterWithoutEndIsCutToo() {
    let error = LogError("found e" + String(repeating: "\u{301}", count: 1 << 16))
    #expect(error.description.unicodeScalars.count < 1100)
  }
}
