import ScenarioModels
import Tensors
import Testing
import Training

/// Both the library's models and the plain ones against PyTorch's: two steps of training and a prediction.
struct TorchTests {
  private let fixture: TorchFixture

  init() throws { fixture = try TorchFixture.load() }

  @Test func everyModelIsThere() {
    #expect(Set(fixture.runs.map(\.kind)) == Set(ModelKind.allCases))
  }

  @Test func library() throws {
    for run in fixture.runs {
      let title = "\(run.kind) \(run.modelSettings)"
      var learner = try learner(run.kind, run.modelSettings, learningRate: fixture.rate)
      let store = learner.parameters
      for (name, numbers) in run.first {
        let old = store[name]
        store[name] = Matrix(rows: old.rows, columns: old.columns, elements: numbers.map(Float.init))
      }
      for (step, rows) in zip(run.steps, fixture.training) {
        expectClose(learner.trainingLogits(rows.batch), step.logits, tolerance: 3e-5, title)
        let loss = try learner.train(on: rows.batch.input, labels: rows.labels)
        expectClose([loss], [step.loss], title)
      }
      for parameter in store.all {
        let expected = run.after[parameter.name] ?? []
        // A step is the measure, not a weight; state may be large.
        let limit = 5e-3 * fixture.rate * max(1, store.role(of: parameter) == .state ? expected.max() ?? 1 : 1)
        let distance = zip(store[parameter].elements, expected).map { abs(Double($0) - $1) }.max() ?? .nan
        #expect(distance <= limit, "\(parameter.name) of \(title)")
      }
      expectClose(learner.logits(fixture.inference.batch), run.inference, tolerance: 5e-4, title)
    }
  }

  /// Names, shapes and roles are what a saved model is read by.
  @Test func tensors() throws {
    for run in fixture.runs {
      let store = try learner(run.kind, run.modelSettings).parameters
      func line(_ name: String, _ shape: [Int], _ role: String) -> String { "\(role) \(name) \(shape)" }
      let actual = store.all.map { line($0.name, $0.shape, store.role(of: $0).rawValue) }
      #expect(actual.sorted() == run.tensors.map { line($0.name, $0.shape, $0.role) }.sorted())
    }
  }

  /// Two independent writings of the same definitions agree to far below what the library's `Float` can show.
  @Test func plainModels() {
    for run in fixture.runs {
      let title = "\(run.kind) \(run.modelSettings)"
      var oracle = PlainLearner(plain(run.kind, run.modelSettings), run.first, learningRate: fixture.rate)
      for (step, rows) in zip(run.steps, fixture.training) {
        let logits = oracle.model.logits(oracle.numbers, rows.batch, training: true)
        expectEqual(logits, step.logits, 1e-7, title)
        expectEqual([oracle.step(rows.batch)], [step.loss], 1e-7, title)
      }
      for (name, expected) in run.after {
        // Adam's first steps divide by the gradient's size: differences of 1e-10 show where it is small.
        expectEqual(oracle.numbers[name] ?? [], expected, 1e-5, "\(name) of \(title)")
      }
      expectEqual(oracle.model.logits(oracle.numbers, fixture.inference.batch), run.inference, 1e-5, title)
    }
  }

  private func expectEqual(_ actual: [Double], _ expected: [Double], _ tolerance: Double, _ what: String) {
    #expect(actual.count == expected.count, "\(what)")
    let distance = zip(actual, expected).map { abs($0 - $1) / max(abs($1), 1) }.max() ?? .nan
    #expect(distance <= tolerance, "\(what)")
  }
}
