import ClickLog
import Files
import Foundation
import ScenarioModels
import Tensors
import Testing
import Training

@testable import Runs

/// Where a training may start, and what it may resume.
@Suite struct RunLocationTests {
  private func unfinished(_ log: SmallLog, _ name: String) throws -> RunFolder {
    let folder = log.folder(name)
    let settings = SmallLog.settings { $0.checkpointSteps = 2 }
    try folder.begin(settings, log.log.encoding)
    #expect(throws: StopAfter.Killed.self) {
      try log.train(settings, in: folder, until: StopAfter(steps: 5, with: StopAfter.Killed()))
    }
    return folder
  }

  @Test func aNewRunLeavesAnUnfinishedOneAlone() throws {
    let log = try SmallLog(rows: 1_500)
    let folder = try unfinished(log, "run")
    let error = #expect(throws: LogError.self) { try RunLocation(new: folder.url) }
    #expect(error?.remedy == .resumeOrDelete(folder: folder.url.relativePath))
    #expect(folder.unfinished.hasCheckpoint)
    // One without a checkpoint has nothing to lose.
    try log.folder("begun").begin(SmallLog.settings(), log.log.encoding)
    let location = try RunLocation(new: log.folder("begun").url)
    #expect(location.begun == nil && location.folder != nil)
    #expect(location.start == .anew)
  }

  @Test func aResumedRunKeepsItsSettings() throws {
    let log = try SmallLog(rows: 1_500)
    let location = try RunLocation(resuming: unfinished(log, "run").url)
    let begun = try #require(location.begun)
    #expect(!begun.isFinished && begun.settings == SmallLog.settings { $0.checkpointSteps = 2 })
    #expect(location.start == .resuming)
    try begun.check(
      SmallLog.settings {
        $0.threads = 5
        $0.checkpointSteps = 9
        $0.checkpointMinutes = 1
      })
    let error = #expect(throws: LogError.self) { try begun.check(SmallLog.settings { $0.seed = 8 }) }
    #expect(error?.remedy == .keepSettings)
  }

  @Test func aFinishedRunIsFoundAndNotReplaced() throws {
    let log = try SmallLog(rows: 1_500)
    let settings = SmallLog.settings { $0.epochs = 1 }
    try log.train(settings, in: "run")
    let begun = try #require(try RunLocation(resuming: log.folder("run").url).begun)
    #expect(begun.isFinished && begun.settings == settings)
    try begun.check(settings)
    let error = #expect(throws: LogError.self) { try begun.check(SmallLog.settings { $0.seed = 8 }) }
    #expect(error?.remedy == .newRun)
  }

  @Test func nothingBegunStartsAnew() throws {
    let log = try SmallLog(rows: 1_500)
    let location = try RunLocation(resuming: log.folder("new").url)
    #expect(location.begun == nil && location.folder?.url.lastPathComponent == "new")
  }

  /// A folder that nothing was chosen for is named after the log and the model, with a number where that is taken.
  @Test func aTakenNameGetsANumber() throws {
    let place = try TemporaryFolder()
    let stem = place.url.appendingPathComponent("log-adl").path
    func settled() throws -> RunLocation {
      var location = try RunLocation(new: nil)
      _ = try location.settle(namedLike: stem)
      return location
    }
    let first = try settled()
    let second = try settled()
    #expect(first.folder?.url.lastPathComponent == "log-adl" && second.folder?.url.lastPathComponent == "log-adl-2")
    withExtendedLifetime((first, second)) {}
  }

  /// A location holds its lock until it is left.
  @Test func anotherProcessWaits() throws {
    let place = try TemporaryFolder()
    let url = place.url.appendingPathComponent("run")
    var location = try RunLocation(new: url)
    #expect(throws: WriteError.self) { try RunLocation(new: url) }
    location.leave()
    _ = try RunLocation(new: url)
  }
}
