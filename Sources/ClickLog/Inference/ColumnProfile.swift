/// What a column looks like in the first rows of its file: enough to guess what kind of feature it is.
struct ColumnProfile {
  static let sampleRows = 50_000

  let name: String
  private var values = Interner()
  private var rows = 0
  private var numbers = 0
  private var filled = 0
  private var fractions = 0
  /// Rows in which each separator stands between plain words, and rows in which nothing but plain words stand.
  private var separated: [UInt8: Int] = [:]
  private var plain = 0
  /// Cells in brackets, numbers with a zero in front, and times that are no numbers.
  private var (bracketed, leadingZeros, times) = (0, 0, 0)
  private var largest = -Double.infinity
  private var smallest = Double.infinity

  private static let separators: [UInt8] = [UInt8(ascii: "|"), UInt8(ascii: ";"), UInt8(ascii: ",")]

  private init(name: String) { self.name = name }

  /// The columns that stand in the rows of a source itself.
  static func profiles(of source: RowSource) throws -> [ColumnProfile] {
    var profiles = source.header.map(ColumnProfile.init)
    var rows = 0
    var firstBad: LogError?
    try source.forEachRow { row in
      // Whether so many bad rows may be is for the preparation to say.
      do { try row.check() } catch let error as LogError {
        firstBad = firstBad ?? error
        return true
      }
      for i in profiles.indices { profiles[i].add(row[i]) }
      rows += 1
      return rows < sampleRows
    }
    if rows == 0, let firstBad { throw firstBad }
    return profiles
  }

  var isConstant: Bool { values.count < 2 }

  /// Nearly every row has its own value, in enough rows to say so; numbers may do that and still mean something.
  var isUnique: Bool { rows >= 100 && values.count * 10 > rows * 9 && (numbers < filled || isNamedID) }

  /// Whether all that is there are times, and none a number.
  var isTime: Bool { filled > 0 && times == filled }

  /// Whether all that is there can be compared as times.
  var isReadableTime: Bool { filled > 0 && (times == filled || numbers == filled) }

  /// Numbers like those of a rating: what counts as a liking.
  var ratingLimit: Double? {
    guard filled > 0, numbers == filled, smallest >= 0, values.count <= 21 else { return nil }
    return largest <= 1 ? nil : largest <= 5 ? 4 : largest <= 10 ? 8 : nil
  }

  /// Whether some form of times reads all cells.
  func isRead(by format: TimeFormat) -> Bool {
    (0..<UInt32(values.count)).allSatisfy { code in
      values.withBytes(code) { cell in
        var reader = ByteReader(cell)
        reader.skipSpaces()
        return cell.isEmpty || format.read(&reader) != nil
      }
    }
  }

  var kind: Schema.Feature.Kind {
    if filled > 0, bracketed == filled { return .ids(.init()) }
    if let separator { return .ids(.init(separator: separator)) }
    let isNumeric = filled > 0 && numbers == filled
    // A zero in front says that a number is a name. Few different numbers are codes; whole numbers of a column named like an id are too.
    guard isNumeric, values.count > 100, leadingZeros == 0, !(isNamedID && fractions == 0) else { return .id }
    return .number(buckets: Schema.Feature.defaultBuckets)
  }

  private var isNamedID: Bool {
    let lower = name.lowercased()
    return lower == "id" || ["_id", "id", "code", "_key", "hash"].contains { lower.hasSuffix($0) }
  }

  private var separator: String? {
    guard plain == filled, numbers < filled, let best = separated.max(by: { $0.value < $1.value }) else { return nil }
    return String(UnicodeScalar(best.key))
  }

  private mutating func add(_ cell: Cell) {
    rows += 1
    _ = values.intern(cell)
    guard !cell.isEmpty else { return }
    filled += 1
    switch Numbers.read(cell) {
    case .number(let number):
      numbers += 1
      (smallest, largest) = (min(smallest, number), max(largest, number))
      if cell.count > 1, cell[0] == UInt8(ascii: "0"), cell[1] &- UInt8(ascii: "0") < 10 { leadingZeros += 1 }
      if number != number.rounded() { fractions += 1 }
    case .missing: numbers += 1
    case .unreadable:
      if cell[0] &- UInt8(ascii: "0") < 10, TimePoint(cell, format: nil) != nil { times += 1 }
    }
    if cell[0] == UInt8(ascii: "["), cell[cell.count - 1] == UInt8(ascii: "]") { bracketed += 1 }
    var isPlain = true
    var found: UInt8?
    for byte in cell {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
        UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."), 0x80...:
        continue
      default:
        if Self.separators.contains(byte) { found = byte } else { isPlain = false }
      }
    }
    if isPlain { plain += 1 }
    if isPlain, let found { separated[found, default: 0] += 1 }
  }
}
