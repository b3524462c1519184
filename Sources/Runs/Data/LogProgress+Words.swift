import ClickLog

extension LogProgress.Stage {
  /// The stage's name, as it is reported.
  var words: String {
    switch self {
    case .tables: "reading side tables"
    case .log: "reading"
    case .copies: "looking for copies"
    case .rows: "splitting"
    case .vocabulary: "fitting vocabularies"
    case .statistics: "counting earlier rows"
    case .store: "writing"
    }
  }

  var unit: String {
    switch self {
    case .tables, .log: "bytes"
    case .copies: "parts"
    case .rows: "rows"
    case .vocabulary: "fields"
    case .statistics: "keys"
    case .store: "columns"
    }
  }
}
