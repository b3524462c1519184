/// One feature as the model sees it: a range of rows of the embedding table.
public struct Field: Sendable, Equatable {
  /// The row of every field for what training did not know: rare and new values, and missing numbers.
  public static let unknownRow = Buckets.missingRow

  public let name: String
  /// The schema's group, for routing on one perspective.
  public let group: String?
  /// How this field's values became row numbers.
  public let coding: Coding
  /// The field's first row in the table that holds all fields one after another.
  public let offset: Int

  public enum Coding: Sendable, Equatable {
    /// One value a row.
    case single(Values)
    /// Any number of values, pooled.
    case several(Values, Schema.Feature.ValueList)
    /// A number's bucket: row 0 where there is none, row 1 below all edges.
    case number(Buckets)
  }

  /// How values find their rows.
  public enum Values: Sendable, Equatable {
    case vocabulary(Vocabulary)
    case hashed(HashBuckets)

    public var rows: Int {
      switch self {
      case .vocabulary(let vocabulary): vocabulary.rows
      case .hashed(let buckets): buckets.rows
      }
    }

    func row(of value: Cell) -> Int {
      switch self {
      case .vocabulary(let vocabulary): vocabulary.row(of: value)
      case .hashed(let buckets): buckets.row(of: value)
      }
    }

    func label(ofRow row: Int) -> String {
      switch self {
      case .vocabulary(let vocabulary): vocabulary.label(ofRow: row)
      case .hashed(let buckets): row > 0 && row < buckets.rows ? "(hash \(row))" : "(unknown)"
      }
    }
  }

  /// How many rows of the table are this field's (its cardinality).
  public var rows: Int {
    switch coding {
    case .single(let values), .several(let values, _): values.rows
    case .number(let buckets): buckets.rows
    }
  }

  /// Its values and their rows; nil for a number.
  public var values: Values? {
    switch coding {
    case .single(let values), .several(let values, _): values
    case .number: nil
    }
  }

  /// Whether its rows are values that it knows by their text: not hash buckets, nor ranges of numbers.
  public var keepsValues: Bool { if case .vocabulary? = values { true } else { false } }

  /// Whether a bag of this field may hold no value or more than one.
  public var multiValued: Bool { list != nil }

  /// Whether its values have weights.
  public var weighted: Bool { list?.weighted ?? false }

  public var pooling: Schema.Feature.Pooling { list?.pooling ?? .mean }

  private var list: Schema.Feature.ValueList? { if case .several(_, let list) = coding { list } else { nil } }

  /// The value of a row as it stands in a log; for a row that is no single value, its words.
  public func value(ofRow row: Int) -> String {
    if case .vocabulary(let vocabulary)? = values, (1..<vocabulary.rows).contains(row) {
      return vocabulary.value(ofRow: row)
    }
    return label(ofRow: row)
  }

  /// The words for a row of this field (0 ..< rows): a value, or the range of a bucket.
  public func label(ofRow row: Int) -> String {
    switch coding {
    case .single(let values), .several(let values, _): values.label(ofRow: row)
    case .number(let buckets): buckets.label(ofRow: row)
    }
  }
}
