import Testing

@testable import ClickLog

@Suite struct InternerTests {
  @Test func codesFollowFirstSight() {
    var interner = Interner()
    var known: [String: UInt32] = [:]
    for i in 0..<30_000 {
      let text = i % 3 == 0 ? "" : String(repeating: "v", count: i % 19) + "\(i * 7_919 % 4_001)"
      let expected = known[text] ?? UInt32(known.count)
      known[text] = expected
      #expect(Array(text.utf8).withUnsafeBytes { interner.intern($0) } == expected)
    }
    #expect(interner.count == known.count)
    for (text, code) in known {
      #expect(interner.text(code) == text)
      #expect(Array(text.utf8).withUnsafeBytes { interner.find($0) } == code)
    }
    #expect(Array("never".utf8).withUnsafeBytes { interner.find($0) } == nil)
  }

  /// As if the strings that came last had never been seen.
  @Test func theLastStringsCanBeForgotten() {
    func bytes(_ i: Int) -> [UInt8] { Array("v\(i &* 7_919)".utf8) }
    var interner = Interner()
    var count = 0
    for round in 0..<400 {
      // Some to keep, and over the doublings of the table some to forget.
      for i in 0..<round % 7 { _ = bytes(count + i).withUnsafeBytes { interner.intern($0) } }
      count += round % 7
      for i in 0..<round % 5 * 20 { _ = bytes(1_000_000 + i).withUnsafeBytes { interner.intern($0) } }
      interner.keep(count)
      #expect(interner.count == count)
    }
    for i in 0..<count { #expect(bytes(i).withUnsafeBytes { interner.find($0) } == UInt32(i)) }
    for i in 0..<80 { #expect(bytes(1_000_000 + i).withUnsafeBytes { interner.find($0) } == nil) }
    #expect(interner.text(UInt32(count - 1)) == "v\((count - 1) &* 7_919)")
  }

  @Test func hashesAreASet() {
    var set = HashSet64()
    for isNew in [true, false] {
      for i in 0..<20_000 as Range<UInt64> {
        let inserted = set.insert(i &* 0x9e37_79b9_7f4a_7c15)
        #expect(inserted == isNew)
      }
    }
  }
}

@Suite struct NumbersTests {
  private func read(_ text: String) -> Numbers.Reading { Array(text.utf8).withUnsafeBytes { Numbers.read($0) } }
  private func time(_ text: String) -> Double? {
    Array(text.utf8).withUnsafeBytes { TimePoint($0, format: nil)?.number }
  }

  @Test(arguments: [
    "0", "-0.5", "12.25", "1650812741436", "0.1", "123456789.123456", "1e-7", "-3E5", "98765432109876543210",
  ])
  func numbersAreExact(_ text: String) { #expect(read(text) == Double(text).map { .number($0) }) }

  @Test(arguments: ["", " ", "NaN", "nan", "NA", "null", "None", "\\N"])
  func missingNumbers(_ text: String) { #expect(read(text) == .missing) }

  @Test(arguments: ["x", "1,5", "1.2.3", "-", ".", "12a", "2022-05-06"])
  func noNumbers(_ text: String) { #expect(read(text) == .unreadable) }

  @Test func timesOrder() throws {
    let times = [
      "2021-12-31", "2022-05-05", "2022-05-05 00:00:01", "2022-05-05T10:00", "2022-05-05T10:00:00.5Z", "2022-05-06",
    ]
    let numbers = try times.map { try #require(time($0)) }
    #expect(zip(numbers, numbers.dropFirst()).allSatisfy(<))
    #expect(time("1650812741436") == 1_650_812_741_436)
    for wrong in ["", "soon", "05/06/2022", "2022-05", "2022-05-05X10"] { #expect(time(wrong) == nil) }
  }
}
