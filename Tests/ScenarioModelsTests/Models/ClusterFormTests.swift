import Tensors
import Testing
import Training

@testable import ScenarioModels

/// What clusters own, in each form.
struct ClusterFormTests {
  private func settings(_ form: ClusterForm) -> ModelSettings {
    var settings = smallSettings()
    settings.clusterForm = form
    return settings
  }

  /// Whatever a cluster owns starts as nothing: all clusters are the shared network, and so the same as in any other form.
  @Test func allStartAsTheSharedNetwork() throws {
    let batch = Batch(rows: 60, seed: 4)
    let logits = try ClusterForm.allCases.map { form in try learner(.adl, settings(form)).logits(batch) }
    for other in logits.dropFirst() { expectClose(other, logits[0].map(Double.init)) }
  }

  /// ‖W_k − W‖ / ‖W‖: 0 at the start, and 1/2 where every weight of a cluster's is half as large again.
  @Test(arguments: ClusterForm.allCases)
  func distancesFromTheSharedNetwork(form: ClusterForm) throws {
    let learner = try learner(.adl, settings(form))
    let (store, model) = (learner.parameters, try #require(learner.model.routingModel))
    #expect(model.distances(in: store) == [[0, 0, 0]])
    let factors = form == .star ? "weight" : "scale"
    for layer in 0..<3 {
      let name = "tower.\(layer).specific.\(factors)"
      let old = store[name]
      let size = old.count / 3
      store[name] = Matrix(
        rows: old.rows, columns: old.columns, elements: (0..<old.count).map { $0 / size == 1 ? 1.5 : 1 })
    }
    let distances = try #require(model.distances(in: store).first)
    expectClose(distances.map { Float($0) }, [0, 0.5, 0])
  }

  /// Star's weights with one factor for each column are FiLM's.
  @Test func filmIsAStarOfEqualFactors() throws {
    let (star, film) = (try learner(.adl, settings(.star)), try learner(.adl, settings(.film)))
    var draws = RandomGenerator(seed: 3)
    for (layer, widths) in [(12, 7), (7, 5), (5, 1)].enumerated() {
      let scale = (0..<3 * widths.1).map { _ in Float(1 + 0.5 * draws.normal()) }
      film.parameters["tower.\(layer).specific.scale"] = Matrix(rows: 3, columns: widths.1, elements: scale)
      let factors = (0..<3).flatMap { k in
        (0..<widths.0).flatMap { _ in scale[k * widths.1..<(k + 1) * widths.1] }
      }
      star.parameters["tower.\(layer).specific.weight"] = Matrix(
        rows: 3 * widths.0, columns: widths.1, elements: factors)
    }
    let batch = Batch(rows: 80, seed: 5)
    expectClose(film.logits(batch), star.logits(batch).map(Double.init))
    let distances = zip(
      film.model.routingModel?.distances(in: film.parameters).first ?? [],
      star.model.routingModel?.distances(in: star.parameters).first ?? [])
    for (a, b) in distances { #expect(abs(a - b) < 1e-5 && a > 0.1) }
  }
}
