import ClickLog
import Evaluation
import Files
import Foundation

/// `calibration.json`: how a run's predictions are corrected, beside its model.
package enum CalibrationFile {
  private struct Content: Codable {
    static let formatName = "swift-adl calibration"
    var format = Content.formatName
    var version = 1
    var checksum = Seal.open
    /// The model that it is of.
    var run: String
    var calibration: ScenarioCalibration
  }

  package static func save(_ calibration: ScenarioCalibration, to url: URL, identity: String) throws {
    let json = try JSONFile.sealed(Content(run: identity, calibration: calibration))
    try AtomicFile.write(String(decoding: json, as: UTF8.self), to: url)
  }

  /// Nil where there is none. Throws `LogError` for one of another model, or that is damaged.
  package static func read(_ url: URL, identity: String) throws(LogError) -> ScenarioCalibration? {
    guard url.exists else { return nil }
    let content: Content
    do { content = try JSONFile.read(Content.self, url, Content.formatName, version: 1) } catch {
      throw LogError(error.problem, file: url.relativePath)
    }
    let all = [content.calibration.overall] + content.calibration.scenarios.values
    guard all.allSatisfy({ $0.shift.isFinite && $0.tilt.isFinite && $0.centre.isFinite && $0.tilt > -1 }) else {
      throw LogError("its numbers make no sense", file: url.relativePath)
    }
    guard content.run == identity else {
      throw LogError(
        "it was fitted to another model than the one beside it; adl calibrate fits it anew, or delete it",
        file: url.relativePath)
    }
    return content.calibration
  }
}
