import Foundation
import Testing

@testable import ClickLog

@Suite struct EncodingTests {
  /// Two test rows with values that training does not have; `x` twice in training, `y` once, `rare` once.
  private static let text = """
    click,tab,user,price,tag
    1,b,x,10,p|q
    0,a,x,20,q| q||r 
    0,10,y,30,
    1,a,rare,,p
    0,c,x,25,new
    1,a,test,nan,p|new|q

    """

  private func schema(_ minimumCount: Int) -> String {
    """
    label: click
    scenario: tab
    split: {order: [0.5, 0.1666666667, 0.3333333333]}
    minimumCount: \(minimumCount)
    features:
      user: {kind: id, group: user}
      price: {kind: number, buckets: 4}
      tag: {kind: ids, separator: "|"}
    """
  }

  @Test func onlyTheTrainingPartIsLearntFrom() throws {
    let log = try LogFolder(["log.csv": Self.text]).prepare(schema(1))
    let fields = log.encoding.fields
    #expect((0..<fields[0].rows).map(fields[0].label) == ["(unknown)", "x", "y"])
    #expect((0..<fields[2].rows).map(fields[2].label) == ["(unknown)", "q", "p", "r"])
    #expect(fields[1].coding == .number(Buckets(edges: [20, 30])))
    #expect(log.encoding.scenarios == ["10", "a", "b"])
    #expect(fields.map(\.offset) == [0, 3, 7])
    #expect(log.encoding.totalRows == 11)
    #expect(log.encoding.groups == ["user"])

    let rows = log.all.table()
    #expect(rows.map(\.number) == Array(0..<6))
    #expect(rows.map(\.label) == [1, 0, 0, 1, 0, 1])
    #expect(rows.map(\.scenario) == [2, 1, 0, 1, -1, 1])
    #expect(rows.map { $0.bags[0] } == [[1], [1], [2], [0], [1], [0]])
    #expect(rows.map { $0.bags[1] } == [[4], [5], [6], [3], [5], [3]])
    // Every value of a list, in its order, the unknown ones as the unknown row.
    #expect(rows.map { $0.bags[2] } == [[9, 8], [8, 8, 10], [], [9], [7], [9, 7, 8]])
    #expect(log.statistics.unknownScenarios == 1)
    #expect(log.statistics.fields[0].field == "user" && log.statistics.fields[0].shares == [0, 1, 0.5])
    #expect(log.statistics.fields[2].shares == [0, 0, 0.5])
  }

  @Test func rareValuesShareTheUnknownRow() throws {
    let log = try LogFolder(["log.csv": Self.text]).prepare(schema(2))
    #expect((0..<2).map(log.encoding.fields[0].label) == ["(unknown)", "x"])
    guard case .single(.vocabulary(let users)) = log.encoding.fields[0].coding else {
      Issue.record("expected a vocabulary")
      return
    }
    #expect(users.counts == [1, 2])
    #expect(users.row(of: "y") == 0)
    #expect(log.encoding.fields[2].rows == 2)
    #expect(log.all.table().map { $0.bags[0] } == [[1], [1], [0], [0], [1], [0]])
  }

  @Test func scenariosOfSeveralColumnsAndNoSession() throws {
    let text = "click,tab,city\n1,1,a\n0,2,\n1,1,a\n0,2,a\n"
    let log = try LogFolder(["log.csv": text]).prepare(
      "label: click\nscenario: [tab, city]\nsplit: {order: [0.5, 0.25, 0.25]}\nfeatures: {tab: {kind: id}}")
    #expect(log.encoding.scenarios == ["1 × a", "2 × (empty)"])
    #expect(log.all.table().map(\.scenario) == [0, 1, 0, -1])
    #expect(!log.hasSessions)
    #expect(log.all.table().map(\.session) == [0, 1, 2, 3])
  }

  @Test func bucketsAreQuantilesAndTiesCollapse() {
    var even = (0..<1_000).map(Double.init).shuffled()
    let buckets = Buckets(fitting: &even, count: 10)
    #expect(buckets.edges == (1..<10).map { Double($0 * 100) })
    #expect([-5, 0, 99.9, 100, 999, 1e9, .nan].map(buckets.row) == [1, 1, 1, 2, 10, 10, 0])
    var tied = [Double](repeating: 0, count: 90) + (1...10).map(Double.init)
    #expect(Buckets(fitting: &tied, count: 10).edges == [1])
    var one = [Double](repeating: 3, count: 5)
    #expect(Buckets(fitting: &one, count: 10).rows == 2)
    var none: [Double] = []
    #expect(Buckets(fitting: &none, count: 10).rows == 2)
  }

  @Test func anEncodingSurvivesItsFiles() throws {
    let text =
      "click,tab,user,price\n1,\"a\tb\",\"x\ny\",0.1\n0,a\\n,\"x\\ty\",3\n1,,\"\",1e300\n0,é,\"\r\",2\n1,a,u,1\n0,a,u,1\n"
    let folder = try LogFolder(["log.csv": text])
    let log = try folder.prepare(
      """
      label: click
      scenario: tab
      split: {order: [0.7, 0.3]}
      minimumCount: 1
      features: {user: {kind: id}, price: {kind: number, buckets: 3}, tab: {kind: ids, separator: a, group: g}}
      """)
    try log.encoding.save(to: folder["copy"])
    let copy = try Encoding.load(from: folder["copy"])
    #expect(copy == log.encoding)
    #expect(copy.scenarios.contains("a\tb") && copy.scenarios.contains("a\\n") && copy.scenarios.contains("(empty)"))
    guard case .single(.vocabulary(let users)) = copy.fields[0].coding else {
      Issue.record("expected a vocabulary")
      return
    }
    for value in ["x\ny", "x\\ty", "", "\r"] { #expect(users.row(of: value) > 0) }
  }

  @Test func damagedFilesAreNamed() throws {
    let folder = try LogFolder(["log.csv": Self.text])
    let encoding = try folder.prepare(schema(1)).encoding
    func line(_ file: String, _ text: String?) throws -> String {
      try? FileManager.default.removeItem(at: folder["v"])
      try encoding.save(to: folder["v"])
      if let text {
        let old = try Data(contentsOf: folder["v/" + file])
        try folder.write("v/" + file, Data(text.utf8))
        if file != "encoding.json" { try folder.relist("v", file, was: old) }
      } else {
        try FileManager.default.removeItem(at: folder["v/" + file])
      }
      return LogFolder.line { _ = try Encoding.load(from: folder["v"]) }
    }
    let head = "row\tcount\tvalue\n0\t0\t\n"
    #expect(try line("00-user.tsv", nil).hasSuffix("00-user.tsv: missing or not readable"))
    #expect(try line("00-user.tsv", head + "1\t2\tx\n") == "00-user.tsv: expected 3 rows, as encoding.json says")
    #expect(try line("00-user.tsv", head + "1\t2\tx\n2\t1\tx\n") == "00-user.tsv, line 4: expected each value once")
    #expect(try line("00-user.tsv", head + "1\t2\tx\n3\t1\ty\n") == "00-user.tsv, line 4: expected row 2 in 3 columns")
    #expect(try line("00-user.tsv", head + "1\t-2\tx\n") == "00-user.tsv, line 3: expected a count")
    #expect(try line("00-user.tsv", head + "1\t2\t\\x\n") == "00-user.tsv, line 3: expected a value")
    #expect(try line("00-user.tsv", head + "1\t2") == "00-user.tsv: the last line is cut off")
    #expect(try line("00-user.tsv", "") == "00-user.tsv, line 1: expected the unknown row")
    #expect(
      try line("01-price.tsv", "row\tfrom\n0\tmissing\n1\t-inf\n2\t5\n3\t4\n")
        == "01-price.tsv, line 5: expected a number above the one before")
    #expect(try line("scenarios.txt", "a\na\n") == "scenarios.txt: expected each scenario once")
    #expect(try line("encoding.json", "{}") == "encoding.json: the key \"format\" is missing")
    #expect(try line("encoding.json", "x") == "encoding.json: no valid JSON of this form")
    #expect(try line("schema.yaml", "label: y") == "schema.yaml, line 1: features is missing in schema")
  }

  /// An encoding's files: no bit of any of them can change unnoticed.
  @Test func vocabulariesAreVerified() throws {
    let log = try LogFolder([
      "log.csv": "user,page,price,click\na,home,1.5,1\nb,cart,2.5,0\na,cart,3.5,1\nb,home,0.5,0\n"
    ])
    let prepared = try log.prepare(
      """
      label: click
      scenario: page
      split: {order: [0.5, 0.5]}
      minimumCount: 1
      features:
        user: {kind: id}
        price: {kind: number, buckets: 2}
      """)
    let folder = log["store"].appendingPathComponent(StoreManifest.vocabulary)
    #expect(try Encoding.load(from: folder) == prepared.encoding)
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
      let url = folder.appendingPathComponent(name)
      let whole = try Data(contentsOf: url)
      for byte in stride(from: 0, to: whole.count, by: whole.count > 300 ? 3 : 1) {
        var damaged = whole
        damaged[byte] ^= 1 << (byte % 8)
        try damaged.write(to: url)
        #expect(throws: LogError.self, "\(name), byte \(byte)") { try Encoding.load(from: folder) }
      }
      try whole.prefix(whole.count / 2).write(to: url)
      #expect(throws: LogError.self) { try Encoding.load(from: folder) }
      try whole.write(to: url)
    }
    #expect(try Encoding.load(from: folder) == prepared.encoding)
  }
}
