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

  @Test(
    "It is trained and compared with ADL, found again by the same call, and its model scores rows of names and values")
  func comparison() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("deepfm-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let deepFM = ModelKind(DeepFM.self)
    var settings = RunSettings(.adl, models: ModelKind.builtIn + [deepFM])
    (settings.hidden, settings.embeddingDimension, settings.batchSize) = ([8], 4, 256)
    (settings.clusters, settings.epochs, settings.threads) = (2, 1, 2)
    var planted = PlantedSettings()
    planted.rows = 2_000
    let log = try PreparedData.prepare("planted", planted: planted)
    let run = ComparisonRun(
      [deepFM, .adl].map { Candidate($0, settings) }, firstSeed: 1, seeds: 1, in: ComparisonFolder(folder))
    let first = try run.compare(on: log)
    #expect(first.models.map(\.title) == ["DeepFM", "ADL"])
    #expect(try run.compare(on: log) == first, "finished runs are scored again to the same figures")

    let place = folder.appendingPathComponent("deepfm-1")
    #expect(throws: SettingsError.self) { try TrainedModel(contentsOf: place) }
    let model = try TrainedModel(contentsOf: place, models: settings.models)
    var row: [String: RowValue] = ["user_id": "u1", "item_id": "i1", "tags": ["t1", "t2"], "duration": 30]
    for column in model.rows.columns where row[column] == nil { row[column] = .missing }
    #expect((0...1).contains(try model.probability(of: row)))
  }
}
