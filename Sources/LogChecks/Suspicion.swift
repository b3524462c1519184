import Evaluation

/// Why a feature may give the label away.
enum Suspicion: Equatable {
  /// It ranks rows too well; `largest` is what the labels themselves reach.
  case auc(Double, largest: Double)
  /// It ranks them far better than the next one.
  case leading(Double, next: Double, largest: Double)
  /// Where it has another value than usual, rows are clicked.
  case unusual(rows: Int, rate: Double, usualRate: Double)

  func words(of feature: String) -> String {
    switch self {
    case .auc(let auc, let largest):
      "The feature '\(feature)' alone predicts the label (AUC \(Self.figure(auc, largest)))"
    case .leading(let auc, let next, let largest):
      "The feature '\(feature)' alone predicts the label (AUC \(Self.figure(auc, largest))) far better than any other "
        + "(\(Figures.ratio(next)))"
    case .unusual(let rows, let rate, let usualRate):
      "The feature '\(feature)' goes with clicks: of \(Figures.count(rows)) rows where it is not as in most, "
        + "\(Figures.percent(rate)) are clicked (\(Figures.percent(usualRate)) would be usual there)"
    }
  }

  private static func figure(_ auc: Double, _ largest: Double) -> String {
    Figures.ratio(auc) + (largest < 1 ? " of at most \(Figures.ratio(largest))" : "") + " on rows it was not fitted on"
  }
}
