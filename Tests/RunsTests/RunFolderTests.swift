import ClickLog
import Files
import Foundation
import Testing
import Training

@testable import Runs

/// What marks a run's files as its own.
@Suite struct RunFolderTests {
  /// Settings that change the model change the identity, and so does the vocabulary; threads and checkpoints do not.
  @Test func theIdentityIsThatOfTheModel() throws {
    let log = try SmallLog(rows: 1_000)
    let folder = log.folder("run")
    func identity(_ change: (inout RunSettings) -> Void = { _ in }) throws -> String {
      try FileManager.default.createDirectory(at: folder.url, withIntermediateDirectories: true)
      try AtomicFile.write(SmallLog.settings(change).yaml(), to: folder.settings)
      return try folder.trainingFiles.identity
    }
    let plain = try identity()
    #expect(try identity { $0.threads = 7 } == plain)
    #expect(try identity { $0.checkpointSteps = 7 } == plain)
    #expect(try identity { $0.checkpointMinutes = 7 } == plain)
    #expect(try identity { $0.from = "elsewhere" } == plain)
    #expect(try identity { $0.seed = 7 } != plain)
    #expect(try identity { $0.learningRate = 7 } != plain)
    try log.log.encoding.save(to: folder.vocabulary)
    #expect(try identity() != plain)
  }
}
