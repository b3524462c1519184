import Foundation

/// Rows as calibration sees them: log-odds, how much of each is clicked and how much is not, by scenario.
struct CalibrationRows {
  private struct Row {
    let z: Double
    let clicks: Double
    let others: Double
    let fold: Int
  }

  /// By scenario; those of no known scenario last.
  private var rows: [[Row]]
  private let names: [String]
  /// The mean log-odds.
  let centre: Double
  private(set) var clicks = 0.0
  private(set) var others = 0.0

  var count: Int { rows.reduce(0) { $0 + $1.count } }

  init(_ predictions: Predictions) {
    names = predictions.scenarioNames
    rows = Array(repeating: [], count: names.count + 1)
    var sum = 0.0
    for row in predictions.labels.indices {
      let p = min(max(Double(predictions.probabilities[row]), 1e-9), 1 - 1e-7)
      let z = predictions.logits.map { Double($0[row]) } ?? log(p) - log1p(-p)
      let mass = ClickMass(label: predictions.labels[row], weight: predictions.weights?[row] ?? 1)
      let scenario = Int(predictions.scenarios[row])
      let place = names.indices.contains(scenario) ? scenario : names.count
      // Neighbours in a log are alike: folds take rows in turn.
      rows[place].append(
        Row(z: z, clicks: mass.clicks, others: mass.others, fold: row % ScenarioCalibration.folds))
      sum += z
      clicks += mass.clicks
      others += mass.others
    }
    centre = predictions.labels.isEmpty ? 0 : sum / Double(predictions.labels.count)
  }

  /// The lines that rows outside a fold give.
  ///
  /// - Parameter prior: rows of the overall line that a scenario's rows are weighed against; nil for that line alone.
  func fitted(without fold: Int?, prior: Double?) -> ScenarioCalibration {
    let all = rows.flatMap { $0 }
    let overall = line(of: all, without: fold, toward: PlattLine(centre: centre), prior: 1)
    var calibration = ScenarioCalibration(overall: overall, priorRows: prior, rows: all.count)
    guard let prior else { return calibration }
    for (name, own) in zip(names, rows) where !own.isEmpty {
      calibration.scenarios[name] = line(of: own, without: fold, toward: overall, prior: prior)
    }
    return calibration
  }

  /// The summed log loss of a fold's rows.
  func loss(ofFold fold: Int, by calibration: ScenarioCalibration) -> Double {
    var sum = 0.0
    for (place, own) in rows.enumerated() {
      let line = place < names.count ? calibration.line(of: names[place]) : calibration.overall
      for row in own where row.fold == fold {
        let z = line(row.z)
        sum += row.clicks * Self.softplus(-z) + row.others * Self.softplus(z)
      }
    }
    return sum
  }

  /// ln(1 + eᶻ)
  private static func softplus(_ z: Double) -> Double { max(z, 0) + log1p(exp(-abs(z))) }

  /// The line of least log loss and, as if so many rows more had it, distance from another: Newton's steps on two numbers.
  private func line(of own: [Row], without fold: Int?, toward start: PlattLine, prior: Double) -> PlattLine {
    var line = start
    let rows = fold.map { fold in own.filter { $0.fold != fold } } ?? own
    guard !rows.isEmpty else { return start }
    // What a row of the prior weighs: the curvature of log loss at the overall click rate, and of the spread of log-odds.
    let rate = clicks / (clicks + others)
    let weight = prior * rate * (1 - rate)
    let spread = rows.reduce(0) { $0 + ($1.z - centre) * ($1.z - centre) } / Double(rows.count) + 1e-6
    for _ in 0..<Self.steps {
      var (g0, g1) = (weight * (line.shift - start.shift), weight * spread * (line.tilt - start.tilt))
      var (h00, h01, h11) = (weight, 0.0, weight * spread)
      for row in rows {
        let p = 1 / (1 + exp(-line(row.z)))
        let mass = row.clicks + row.others
        let (error, curvature, x) = (mass * p - row.clicks, mass * p * (1 - p), row.z - centre)
        g0 += error
        g1 += error * x
        h00 += curvature
        h01 += curvature * x
        h11 += curvature * x * x
      }
      let determinant = h00 * h11 - h01 * h01
      guard determinant > 1e-12 else { break }
      // Far from the end a whole step may go too far.
      let shift = (h11 * g0 - h01 * g1) / determinant
      let tilt = (h00 * g1 - h01 * g0) / determinant
      let size = max(abs(shift), abs(tilt))
      let part = size > 1 ? 1 / size : 1
      line.shift -= part * shift
      line.tilt = max(line.tilt - part * tilt, PlattLine.leastSlope - 1)
      if size < 1e-9 { break }
    }
    return line
  }

  private static let steps = 50
}
