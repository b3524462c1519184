import ADL
import CustomModel
import Foundation
import Testing

@Suite struct DeepFMTests {
  private func interaction(_ e: [Double], fields: Int, scale: Double) -> Double {
    let width = e.count / fields
    var sum = 0.0
    for f in 0..<fields {
      for g in 0..<f { for d in 0..<width { sum += e[f * width + d] * e[g * width + d] } }
    }
    return scale * sum
  }

  @Test("Value and gradient of the interactions are those of the double loop", arguments: [1, 2, 5], [1, 3])
  func gradient(fields: Int, rows: Int) {
    let (width, scale) = (4, 0.7)
    let e = (0..<rows * fields * width).map { 0.3 * Double(($0 * 7) % 11) - 1 }
    let parameters = Parameters(generator: RandomGenerator(seed: 1))
    let tape = Tape(
      parameters: parameters, workspace: Workspace(threads: 2), mode: .training, generator: RandomGenerator(seed: 1))
    var gradient = Matrix(rows: 0, columns: 0)
    let x = tape.variable(Matrix(rows: rows, columns: fields * width, elements: e.map { Float($0) })) { gradient = $0 }
    let y = tape.pairwiseInteractions(x, fields: fields, scale: Float(scale))
    tape.backward(from: tape.crossEntropy(y, labels: [Float](repeating: 1, count: rows)))

    func row(_ e: [Double], _ row: Int) -> [Double] { Array(e[row * fields * width..<(row + 1) * fields * width]) }
    func loss(_ e: [Double]) -> Double {
      (0..<rows).reduce(0) { sum, r in
        let z = interaction(row(e, r), fields: fields, scale: scale)
        return sum + (max(z, 0) - z + log1p(exp(-abs(z)))) / Double(rows)
      }
    }
    for r in 0..<rows {
      #expect(abs(Double(y.matrix[r, 0]) - interaction(row(e, r), fields: fields, scale: scale)) < 1e-4)
    }
    for i in e.indices {
      var (up, down) = (e, e)
      up[i] += 1e-5
      down[i] -= 1e-5
      let expected = (loss(up) - loss(down)) / 2e-5
      #expect(abs(Double(gradient.elements[i]) - expected) < 1e-4 * max(1, abs(expected)))
    }
  }

  @Test("Its setting is declared in its file, and is read, written and checked like any other")
  func setting() throws {
    let models = ModelKind.builtIn + [ModelKind(DeepFM.self)]
    var settings = RunSettings(ModelKind(DeepFM.self), models: models)
    settings[DeepFM.self].interactionScale = 0.25
    #expect(try settings.yaml().contains("interactionScale: 0.25"))
    #expect(try RunSettings(yaml: settings.yaml(), file: "run.yaml", models: models) == settings)
    #expect(throws: SettingsError.self) {
      try RunSettings(yaml: "interactionScale: -1", file: "run.yaml", models: models)
    }
    #expect(throws: SettingsError.self) { try RunSettings(yaml: "interactionScale: 1", file: "run.yaml") }
  }
}
