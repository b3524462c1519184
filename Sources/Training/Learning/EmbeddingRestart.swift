import ClickLog
import ScenarioModels
import Tensors

/// Multi-epoch learning with data augmentation (MEDA; Fan et al. 2023, arXiv:2305.19531, and 2024, arXiv:2407.01607).
///
/// In a second pass a click model overfits because its embeddings have memorised the rows of the first. So each pass
/// after the first starts with new embeddings, while everything else goes on: to the towers the same rows look new.
extension Learner {
  /// Draws every tensor of role `.embedding` anew and forgets its moments; a router's centres are carried over.
  ///
  /// All happens at once, after the pass over the rows that the centres need: an `Interruption` leaves all as it was.
  ///
  /// - Parameters:
  ///   - epoch: which epoch starts; the random stream is the child of the tensor's name and this number.
  ///   - rows: the training part.
  mutating func restartEmbeddings(
    epoch: Int, rows: LogPart, pooling: [Bags.Pooling], cancellation: Cancellation = Cancellation()
  ) throws {
    let tables = parameters.all.filter { parameters.role(of: $0) == .embedding }
    let embeddings = tables.map { ($0, parameters.redrawn($0, epoch)) }
    let routers = try carriedOver(
      to: parameters.replacing(embeddings), epoch: epoch, rows: rows, pooling: pooling, cancellation)
    for (table, matrix) in embeddings {
      parameters[table] = matrix
      optimiser.resetState(of: table)
    }
    for (parameter, matrix) in routers { parameters[parameter] = matrix }
  }

  /// The routers' states for new embeddings: first what rows are compared by, then c_j = norm₂(Σ_i x'_i) over the rows i that
  /// centre j held, which the old embeddings and centres say. A centre without rows gets a random direction.
  private func carriedOver(
    to new: Parameters, epoch: Int, rows: LogPart, pooling: [Bags.Pooling], _ cancellation: Cancellation
  ) throws -> [(Parameter, Matrix)] {
    var all: [(Parameter, Matrix)] = []
    for case let model? in model.members.map(\.routingModel) {
      all += try carriedOver(model, to: new, epoch: epoch, rows: rows, pooling: pooling, cancellation)
    }
    return all
  }

  private func carriedOver(
    _ model: any RoutingModel, to new: Parameters, epoch: Int, rows: LogPart, pooling: [Bags.Pooling],
    _ cancellation: Cancellation
  ) throws -> [(Parameter, Matrix)] {
    let perspectives = model.perspectives
    var state: [(Parameter, Matrix)] = []
    for (index, batch) in rows.batches(size: Scorer.batchSize).enumerated() {
      try cancellation.check()
      let tape = inferenceTape(new.replacing(state))
      state = model.refittedRouters(
        to: ModelInput(batch, pooling: pooling), weight: 1 / Float(index + 1), on: tape)
    }
    let fitted = new.replacing(state)
    var sums = perspectives.map { [Double](repeating: 0, count: parameters[$0.centres].count) }
    for batch in rows.batches(size: Scorer.batchSize) {
      try cancellation.check()
      let input = ModelInput(batch, pooling: pooling)
      let held = model.route(input, on: inferenceTape(parameters))
      for (p, now) in model.route(input, on: inferenceTape(fitted)).enumerated() {
        let sum = workspace.sums(of: now.inputs, by: held[p].routing.clusters, count: now.routing.count)
        for (i, x) in sum.elements.enumerated() { sums[p][i] += Double(x) }
      }
    }
    return state + zip(perspectives, sums).map { ($0.centres, directions($0.centres, of: $1, epoch: epoch)) }
  }

  private func directions(_ centres: Parameter, of sums: [Double], epoch: Int) -> Matrix {
    var directions = parameters.redrawn(centres, epoch)
    for j in 0..<directions.rows {
      let sum = sums[j * directions.columns..<(j + 1) * directions.columns]
      let size = sum.reduce(0) { $0 + $1 * $1 }.squareRoot()
      guard size > 0 else { continue }
      for (d, x) in sum.enumerated() { directions[j, d] = Float(x / size) }
    }
    return directions
  }

  private func inferenceTape(_ parameters: Parameters) -> Tape {
    Tape(parameters: parameters, workspace: workspace, mode: .inference, generator: generator)
  }
}
