import ClickLog
import Foundation
import ScenarioModels
import Tensors
import Testing

@testable import Runs
@testable import Training

/// Numbers that break stop training within the step, and say where.
@Suite struct NumbersTests {
  private struct Broken {
    var learner: Learner
    let input: ModelInput
    var labels: [Float]

    func tensor(_ name: String) throws -> Parameter {
      try #require(learner.parameters.all.first { $0.name == name })
    }

    /// What one more step says.
    mutating func error() throws -> NonFiniteError? {
      do { _ = try learner.train(on: input, labels: labels) } catch { return error }
      return nil
    }
  }

  /// After three good steps.
  private func broken(_ change: (inout RunSettings) -> Void = { _ in }) throws -> Broken {
    let log = try SmallLog(rows: 1_500)
    let settings = SmallLog.settings(change)
    var learner = try Trainer(settings, log: log.log, in: Workspace(threads: 2)).newLearner()
    let batch = try #require(log.log.part(.training).batches(size: 200).first { _ in true })
    let input = ModelInput(batch, pooling: log.log.encoding.pooling)
    let labels = Array(batch.labels.prefix(batch.rows))
    for _ in 0..<3 { _ = try learner.train(on: input, labels: labels) }
    return Broken(learner: learner, input: input, labels: labels)
  }

  @Test func aLabelIsNamed() throws {
    var broken = try broken()
    broken.labels[7] = .nan
    let error = try #require(try broken.error())
    #expect(error.what == "a label" && error.row == 7 && error.step == 4 && error.remedy == nil)
  }

  @Test(arguments: ["embedding.table", "tower.0.shared.weight", "tower.1.specific.bias"])
  func aTensorIsNamed(name: String) throws {
    var broken = try broken()
    let tensor = try broken.tensor(name)
    var matrix = broken.learner.parameters[tensor].copy()
    // All of it, so that the batch's rows meet it.
    for row in 0..<matrix.rows { for column in 0..<matrix.columns { matrix[row, column] = .nan } }
    broken.learner.parameters[tensor] = matrix
    let error = try #require(try broken.error())
    #expect(error.what == "the tensor \(name)" && error.step == 4, "\(error)")
  }

  /// Large numbers on the way break a gradient although the loss is one; the tensor is named, and its part.
  @Test func aGradientIsNamed() throws {
    var broken = try broken { $0.model = .dnn }
    let last = try broken.tensor("tower.2.weight")
    broken.learner.parameters[last] = Matrix(
      rows: 12, columns: 1, elements: (0..<12).map { $0 % 2 == 0 ? 3e38 : -3e38 })
    let error = try #require(try broken.error())
    #expect(error.row != nil)
    #expect(
      error.what.hasPrefix("the gradient of") || error.what.hasPrefix("the second moment of")
        || error.what == "the loss", "\(error)")
    #expect(error.remedy == .smallerSteps)
  }

  /// Whatever the model, a wild learning rate ends in words and not in a model.
  @Test(arguments: ModelKind.allCases)
  func everyModelStops(model: ModelKind) throws {
    let log = try SmallLog(rows: 2_000)
    let error = #expect(throws: NonFiniteError.self) {
      try log.train(
        SmallLog.settings {
          $0.model = model
          // The gradients of logistic regression are no larger than one.
          $0.learningRate = model == .lr ? 1e38 : 1e25
          $0.checkpointSteps = 1
        }, in: "run")
    }
    #expect(error?.step != nil && error?.scenario != nil, "\(error?.description ?? "")")
    #expect(!log.folder("run").isFinished)
    // What was saved before is whole.
    let work = log.folder("run").unfinished
    if work.hasCheckpoint {
      var learner = try Trainer(
        SmallLog.settings { $0.model = model }, log: log.log, in: Workspace(threads: 1)
      ).newLearner()
      #expect(try Checkpoint.load(into: &learner, in: work.trainingFiles).batch > 0)
      #expect(error?.description.contains("the last checkpoint") == true)
    }
  }

  /// A norm far above any changes nothing but rounding; a tiny one makes tiny steps of the same direction.
  @Test(arguments: ModelKind.allCases)
  func clipping(model: ModelKind) throws {
    func moved(_ clip: Double) throws -> (loss: Float, size: Double, weights: [Float]) {
      var broken = try broken {
        $0.model = model
        $0.clipGradients = clip
      }
      let tensor = try #require(
        broken.learner.parameters.all.first { $0.name.hasPrefix("tower") || $0.name == "linear.table" })
      let before = broken.learner.parameters[tensor].elements
      let loss = try broken.learner.train(on: broken.input, labels: broken.labels)
      let after = broken.learner.parameters[tensor].elements
      return (loss, zip(before, after).reduce(0) { $0 + Double(abs($1.0 - $1.1)) }, after)
    }
    let (free, loose, tight) = (try moved(0), try moved(1e6), try moved(1e-9))
    #expect(zip(free.weights, loose.weights).allSatisfy { abs($0 - $1) < 1e-4 })
    #expect(tight.size < free.size / 5, "\(tight.size), \(free.size)")
  }

  /// η t / n in step t.
  @Test func warmingUp() throws {
    func weights(_ change: (inout RunSettings) -> Void, steps: Int) throws -> [Float] {
      let log = try SmallLog(rows: 1_000)
      let settings = SmallLog.settings { $0.model = .dnn }
      var changed = settings
      change(&changed)
      var learner = try Trainer(changed, log: log.log, in: Workspace(threads: 1)).newLearner()
      for batch in log.log.part(.training).batches(size: 100).prefix(steps) {
        _ = try learner.train(on: ModelInput(batch, pooling: log.log.encoding.pooling), labels: batch.labels)
      }
      return learner.parameters.all.flatMap { learner.parameters[$0].elements }
    }
    #expect(try weights({ $0.warmUpSteps = 1 }, steps: 3) == weights({ _ in }, steps: 3))
    #expect(try weights({ $0.warmUpSteps = 10 }, steps: 1) == weights({ $0.learningRate /= 10 }, steps: 1))
    #expect(try weights({ $0.warmUpSteps = 10 }, steps: 2) != weights({ $0.learningRate /= 10 }, steps: 2))
  }
}
