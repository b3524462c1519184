import Foundation
import Testing

@testable import ClickLog

/// Text in the forms that people's programs write.
@Suite struct FormCases {
  private let log = CaseLog()
  private static let schema = CaseLog.schema()
  private static let columns = "format: {columns: [click, user_id, item_id, page, time, price]}\n"

  /// Every file of a store is the same, whichever form the log has.
  @Test func theFormMakesNoDifference() throws {
    let folder = try LogFolder(["log.csv": log.text()])
    _ = try folder.prepared(Self.schema, of: "log.csv", into: "base")
    let base = try folder.files(below: "base")
    func expectSame(_ name: String, _ text: String, _ schema: String, _ comment: Comment) throws {
      try folder.write(name, text)
      _ = try folder.prepared(schema, of: name, into: "other")
      let other = try folder.files(below: "other")
      for (file, data) in base where !file.hasSuffix("schema.yaml") && !file.hasSuffix(".json") {
        #expect(other[file] == data, "\(comment.rawValue): \(file)")
      }
    }
    for separator in ["\t", ";", "|", "\u{1}", "::"] {
      try expectSame("log.txt", log.text(separator), Self.schema, "\(separator) with a header")
      try expectSame("log.txt", log.text(separator, header: false), Self.columns + Self.schema, "\(separator) without")
    }
    let tilde = "format: {delimiter: '~|~'}\n"
    try expectSame("log.txt", log.text("~|~"), tilde + Self.schema, "a delimiter of three bytes")
    try expectSame("log.csv", "sep=;\r\n" + log.text(";"), Self.schema, "Excel")
    try expectSame(
      "log.csv", "made by us\n\n" + log.text(), "format: {skipRows: 2}\n" + Self.schema, "two lines before the header")
    try expectSame(
      "log.csv", "# \"made\n" + log.text().replacingOccurrences(of: "\n0,", with: "\n# by us\n0,"),
      "format: {comment: '#'}\n" + Self.schema, "comments")
    try expectSame(
      "log.csv", log.text(header: false), Self.columns + Self.schema, "no header, named columns")
    try expectSame("log.csv", log.text(), Self.columns + Self.schema, "a header although columns are named")
    try expectSame(
      "log.csv", log.text(header: false),
      "format: {header: false}\n"
        + CaseLog.schema([
          "label": "c1", "scenario": "c4", "session": "c2", "time": "c5",
          "features":
            "{user_id: {kind: id, of: c2}, item_id: {kind: id, of: c3}, page: {kind: id, of: c4}, price: {kind: number, buckets: 8, of: c6}}",
        ]), "no header, numbered columns")
    let comma = log.with("price") { _, price in price.replacingOccurrences(of: ".", with: ",") }
    try expectSame("log.csv", comma.text(";"), "format: {decimal: ','}\n" + Self.schema, "a decimal comma")
  }

  @Test func withoutAHeaderTheLineSaysHow() throws {
    let folder = try LogFolder()
    for (name, separator) in [("log.tsv", "\t"), ("log.dat", "::")] {
      #expect(
        try folder.sizes(log.text(separator, header: false), Self.schema, name: name).contains(
          "the first row looks like data (\"0\", "))
      #expect(
        folder.sizes(of: name, Self.schema).contains("name the columns in the schema, like format: {columns: [user_id"))
    }
    #expect(
      try folder.sizes(log.text("~"), Self.schema).hasSuffix(
        "there is one column, \"click~user_id~item_id~page~time~price\"; name what is between cells in the schema, "
          + "like format: {delimiter: \"~\"}"))
  }

  @Test func quotesThatAreNone() throws {
    let titled = log.with("title") { row, _ in row == 1000 ? "\"Tis the season" : row == 1010 ? "x\"" : "t" }
    let columns = CaseLog.columns + ["title"]
    let folder = try LogFolder()
    let text = titled.text("\t", columns: columns)
    #expect(try folder.sizes(text, Self.schema, name: "log.tsv") == "2100/300/600")
    // Too late to be recognised: refused, never read as fewer rows.
    let late = String(
      repeating: text.split(separator: "\n", omittingEmptySubsequences: false).dropFirst().dropLast()[1...900].joined(
        separator: "\n") + "\n", count: 12)
    let long =
      columns.joined(separator: "\t") + "\n" + late + text.split(separator: "\n").dropFirst().joined(separator: "\n")
      + "\n"
    #expect(
      try folder.sizes(long, Self.schema, name: "log.tsv")
        == "log.tsv, row 11801 (line 11802): a quote that opens here closes some lines later, and each of these lines looks "
        + "like a row; where quotes are plain characters, say format: {quote: none}")
    let plain = "format: {quote: none}\n" + Self.schema
    #expect(folder.sizes(of: "log.tsv", plain) == "9660/1380/2760")
    // Text of several lines is text.
    let story = log.with("title") { row, _ in row % 50 == 0 ? "\"one, two\nthree, four\"" : "t" }
    #expect(try folder.sizes(story.text(columns: columns), Self.schema) == "2100/300/600")
  }

  @Test func escapesAreRecognised() throws {
    let titled = log.with("title") { row, _ in row % 50 == 0 ? "\"a \\\"b\\\" \(row % 100)\"" : "t" }
    let folder = try LogFolder(["log.csv": titled.text(columns: CaseLog.columns + ["title"])])
    let schema = CaseLog.schema(["features": "{title: {kind: id}}"])
    let prepared = try folder.prepared(schema, of: "log.csv")
    let titles = Set(prepared.all.inWords(prepared.encoding).map { $0.values[0][0] })
    #expect(titles == ["a \"b\" 0", "a \"b\" 50", "t"])
    // Hive's and MySQL's: no quotes, an escaped delimiter.
    let plain = log.with("title") { row, _ in row % 2 == 0 ? "a\\\tb\\\\" : "\\N" }
    try folder.write("log.tsv", plain.text("\t", columns: CaseLog.columns + ["title"]))
    let hive = try folder.prepared("format: {quote: none, escape: '\\'}\n" + schema, of: "log.tsv")
    #expect(Set(hive.all.inWords(hive.encoding).map { $0.values[0][0] }) == ["a\tb\\", "\\N"])
  }

  @Test func wordsForNothing() throws {
    let folder = try LogFolder()
    let known = log.with("price") { row, price in
      row % 10 < 5 ? ["<NA>", "(null)", "#N/A", "NaT", "nil"][row % 5] : price
    }
    try folder.write("log.csv", known.text())
    #expect(try folder.prepared(Self.schema, of: "log.csv").statistics.fields[3].missing[0] == 0.5)
    let others = log.with("price") { row, price in row % 10 == 0 ? "?" : row % 10 == 1 ? "-" : price }
    #expect(
      try folder.sizes(others.text(), Self.schema)
        == "log.csv, row 1 (line 2), column price: expected a number (what stands for a missing one is named like format: "
        + "{missing: [\"?\"]}), found \"?\"")
    let prepared = try folder.prepared("format: {missing: ['?', '-']}\n" + Self.schema, of: "log.csv")
    #expect(prepared.statistics.fields[3].missing[0] == 0.2)
  }

  @Test func aDecimalCommaIsNamed() throws {
    let folder = try LogFolder()
    let comma = log.with("price") { _, price in price.replacingOccurrences(of: ".", with: ",") }.text(";")
    #expect(
      try folder.sizes(comma, Self.schema).contains(
        "expected a number (a comma before decimals is named so: format: {decimal: \",\"}), found"))
    #expect(
      try folder.sizes(log.text(";"), "format: {decimal: ','}\n" + Self.schema).contains(
        "expected a number with a decimal comma, found"))
  }

  @Test func scenariosHaveNoSpacesAround() throws {
    let folder = try LogFolder()
    try folder.write("log.csv", log.with("page") { row, page in row % 2 == 0 ? " \(page) " : page }.text())
    let prepared = try folder.prepared(Self.schema, of: "log.csv")
    #expect(prepared.encoding.scenarios == ["cart", "home", "search"])
    let encoder = RowEncoder(prepared.encoding)
    let row: [String: RowValue] = ["user_id": "u1", "item_id": "i1", "page": "  home", "price": 1]
    #expect(try encoder.batch(of: [row]).scenarios == [1])
  }

  @Test func recognisedFormsAreSaid() throws {
    let folder = try LogFolder(["log.csv": log.text(";")])
    #expect(try LogSource(data: folder["log.csv"]).notes == ["\";\" between cells"])
    try folder.write("log.csv", log.text())
    #expect(try LogSource(data: folder["log.csv"]).notes.isEmpty)
  }
}
