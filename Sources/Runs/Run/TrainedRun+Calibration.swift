import ClickLog
import Evaluation
import Foundation
import Tensors
import Training

extension TrainedRun {
  /// How a run's predictions are corrected, and what it brings on other rows.
  public struct Calibrated: Sendable {
    public let calibration: ScenarioCalibration
    /// Of rows that it was not fitted to, without any calibration and with this one; nil where there are none.
    public let metrics: (before: Metrics, after: Metrics)?
  }

  /// Fits a calibration to rows that the model was not trained on, and keeps it with the run: from then on all predictions are
  /// corrected by it. One that is there is replaced.
  ///
  /// - Parameters:
  ///   - rows: to fit to.
  ///   - judged: to tell what it brings; nil for none.
  /// - Throws: `LogError` for a log without labels or rows, `WriteError`, `Interruption`.
  public func calibrate(
    on rows: LogPart, judging judged: LogPart?, of data: PreparedData, cancellation: Cancellation = Cancellation(),
    progress: (Int) throws -> Void = { _ in }
  ) throws -> Calibrated {
    guard data.log.labelled else { throw LogError("expected a log with labels", file: data.log.folder.relativePath) }
    guard rows.rows > 0 else { throw LogError("expected rows to calibrate with", file: data.name) }
    let plain = without
    let predictions = try Scorer(plain.model, cancellation: cancellation).predictions(for: rows, of: data.log, progress)
    let calibration = ScenarioCalibration(fitting: predictions)
    let metrics = try judged.map { judged in
      (
        before: try plain.evaluate(judged, "test", of: data, cancellation: cancellation),
        after: try with(calibration).evaluate(judged, "test", of: data, cancellation: cancellation)
      )
    }
    let lock = try folder.lock()
    try CalibrationFile.save(calibration, to: folder.calibration, identity: folder.trainingFiles.identity)
    withExtendedLifetime(lock) {}
    return Calibrated(calibration: calibration, metrics: metrics)
  }
}

extension ScenarioCalibration {
  /// In a line.
  public var words: String {
    guard !isIdentity else {
      return "Calibration: nothing that corrects the probabilities makes rows left out likelier."
    }
    let own = scenarios.isEmpty ? "one for all scenarios" : "\(scenarios.count) scenarios, each with its own"
    return "Calibration: \(own), of \(Figures.count(rows)) rows; \(overall.words) over all."
  }
}

extension PlattLine {
  /// What it does to a middling score.
  fileprivate var words: String {
    "log-odds \(shift < 0 ? "−" : "+")\(Figures.ratio(abs(shift))), slope \(Figures.ratio(1 + tilt))"
  }
}
