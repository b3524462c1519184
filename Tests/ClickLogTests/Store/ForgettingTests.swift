import Foundation
import Testing

@testable import ClickLog

/// A store that remembers some days only.
@Suite struct ForgettingTests {
  private static let schema = """
    label: y
    scenario: s
    session: u
    time: t
    split: {random: [0.6, 0.2, 0.2]}
    minimumCount: 1
    statistics: {keys: [u]}
    joins: [{file: side.csv, on: u}]
    features:
      u: {kind: id}
      l: {kind: ids, separator: "|", weighted: true}
      age: {kind: id}
      town: {kind: ids, separator: "|"}
      h: {kind: id, buckets: 7}
      n: {kind: number, buckets: 4}

    """

  private static func text(day: Int, users: Range<Int>) -> String {
    "y,s,t,u,l,h,n\n"
      + users.flatMap { user in
        (0..<3).map { copy in
          "\((user + copy) % 2),s\(user % 3),2024-01-0\(day) 0\(copy):00,u\(user),u\(user):0.5|v\(user % 5):2,h\(user),\(user * copy)\n"
        }
      }.joined()
  }

  private static func side(_ users: Range<Int>) -> String {
    "u,age,town\n" + users.map { "u\($0),a\($0 % 11),t\($0)|t\($0 + 1)\n" }.joined()
  }

  private func store() throws -> LogFolder {
    let folder = try LogFolder(["log.csv": Self.text(day: 1, users: 0..<60), "side.csv": Self.side(0..<60)])
    _ = try folder.prepared(Self.schema, of: "log.csv")
    for (day, users) in [(2, 30..<90), (3, 50..<110)] {
      try folder.write("log.csv", Self.text(day: day, users: users))
      try folder.write("side.csv", Self.side(users))
      _ = try PreparedLog.append(LogSource(data: folder["log.csv"]), to: folder["store"], .cut(500))
    }
    return folder
  }

  /// Every cell of the rows that stay is what it was.
  @Test func whatStaysIsAsItWas() throws {
    let folder = try store()
    let before = try PreparedLog.open(folder["store"])
    let all = before.all.inWords(before.encoding)
    let parts = PartName.allCases.map { before.part($0).table().map(\.number).filter { $0 >= 180 } }
    let (log, dropped) = try PreparedLog.forget(before: "2024-01-02", in: folder["store"])
    #expect(dropped.map(\.title) == ["log 1, 2024-01-01 to 2024-01-01 02:00:00"])
    #expect(log.logs.count == 2 && log.encoding.logs.count == 3 && log.rows == 360)
    let kept = log.all.inWords(log.encoding)
    let training = Set(log.part(.training).table().map(\.number))
    let expected = all.filter { $0.number >= 180 }
    #expect(kept.map(\.number) == expected.map(\.number))
    for (now, then) in zip(kept, expected) {
      #expect(now.label == then.label && now.scenario == then.scenario && now.weights == then.weights)
      // Values of training rows are known; of others they may have been forgotten.
      if training.contains(now.number) { #expect(now.values == then.values) }
      for (a, b) in zip(now.values, then.values) { #expect(a == b || a.contains("(unknown)")) }
    }
    for (name, numbers) in zip(PartName.allCases, parts) { #expect(log.part(name).table().map(\.number) == numbers) }
    guard case .vocabulary(let users)? = log.encoding.fields[0].values else { return #expect(Bool(false)) }
    #expect(users.row(of: "u3") == 0 && users.row(of: "u100") > 0)
    #expect(log.encoding.totalRows < before.encoding.totalRows)
    let counts = users.counts.dropFirst().reduce(0, +) + users.counts[0]
    #expect(counts == log.part(.training).rows)
    // And once more, then a day is appended as before.
    let (last, _) = try PreparedLog.forget(before: "2024-01-03", in: folder["store"])
    #expect(last.rows == 180)
    try folder.write("log.csv", Self.text(day: 4, users: 0..<20))
    try folder.write("side.csv", Self.side(0..<20))
    let grown = try PreparedLog.append(LogSource(data: folder["log.csv"]), to: folder["store"], .cut(500))
    #expect(grown.rows == 240 && grown.logs.count == 2)
    #expect(grown.all.inWords(grown.encoding).suffix(60).count == 60)
  }

  @Test func nothingToForgetAndNothingLeft() throws {
    let folder = try store()
    #expect(try PreparedLog.forget(before: "2024-01-01 01:00", in: folder["store"]).dropped.isEmpty)
    func line(_ time: String) -> String {
      LogFolder.line { _ = try PreparedLog.forget(before: time, in: folder["store"]) }
    }
    #expect(line("2025-01-01").contains("nothing would be left"))
    #expect(line("soon").contains("expected a number or a time"))
    #expect(try PreparedLog.open(folder["store"]).logs.count == 3)
  }

  @Test func theSameRowsTwiceAreRefused() throws {
    let folder = try store()
    let again = LogFolder.line {
      _ = try PreparedLog.append(LogSource(data: folder["log.csv"]), to: folder["store"], .cut(500))
    }
    #expect(again.contains("the same rows are in") && again.contains("log 3, 2024-01-03 to"), "\(again)")
    let logs = try PreparedLog.open(folder["store"]).logs
    #expect(try PreparedLog.open(folder["store"]).rows == 540)
    // A day in another form is not known by its content, but by its times.
    #expect(logs[2].overlaps(logs[2]) && !logs[2].overlaps(logs[1]) && !logs[0].overlaps(logs[2]))
  }
}
