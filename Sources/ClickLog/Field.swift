/// One feature as the model sees it: a range of rows of the embedding table.
public struct Field: Sendable, Equatable {
  /// The row of every field for what training did not know: rare and new values, and missing numbers.
  public static let unknownRow = 0

  public let name: String
  /// The schema's group, for routing on one perspective.
  public let group: String?
  /// How this field's values became row numbers.
  public let coding: Coding
  /// The field's first row in the table that holds all fields one after another.
  public let offset: Int

  public enum Coding: Sendable, Equatable {
    /// One value a row.
    case single(Vocabulary)
    /// Any number of values, pooled.
    case several(Vocabulary, separator: String, pooling: Schema.Feature.Pooling)
    /// A number's bucket: row 0 where there is none, row 1 below all edges.
    case number(Buckets)
  }

  /// How many rows of the table are this field's (its cardinality).
  public var rows: Int {
    switch coding {
    case .single(let vocabulary), .several(let vocabulary, _, _): vocabulary.rows
    case .number(let buckets): buckets.rows
    }
  }

  /// Whether a bag of this field may hold no value or more than one.
  public var multiValued: Bool { if case .several = coding { true } else { false } }

  public var pooling: Schema.Feature.Pooling { if case .several(_, _, let pooling) = coding { pooling } else { .mean } }

  /// The words for a row of this field (0 ..< rows): a value, or the range of a bucket.
  public func label(ofRow row: Int) -> String {
    switch coding {
    case .single(let vocabulary), .several(let vocabulary, _, _): vocabulary.label(ofRow: row)
    case .number(let buckets): buckets.label(ofRow: row)
    }
  }
}
