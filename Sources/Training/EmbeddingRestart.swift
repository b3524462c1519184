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
  mutating func restartEmbeddings(epoch: Int, rows: LogPart, pooling: [Bags.Pooling]) throws {
    let tables = parameters.all.filter { parameters.role(of: $0) == .embedding }
    let embeddings = tables.map { ($0, parameters.redrawn($0, epoch)) }
    let router = try model.centres.map {
      try carriedOver($0, to: parameters.replacing(embeddings), epoch: epoch, rows: rows, pooling: pooling)
    }
    for (table, matrix) in embeddings {
      parameters[table] = matrix
      optimiser.forgetMoments(of: table)
    }
    for (parameter, matrix) in router ?? [] { parameters[parameter] = matrix }
  }

  /// The router's state for new embeddings: first what rows are compared by, then c_j = norm₂(Σ_i x'_i) over the rows i that
  /// centre j held, which the old embeddings and centres say. A centre without rows gets a random direction.
  private func carriedOver(
    _ centres: Parameter, to new: Parameters, epoch: Int, rows: LogPart, pooling: [Bags.Pooling]
  ) throws -> [(Parameter, Matrix)] {
    var state: [(Parameter, Matrix)] = []
    for (index, batch) in rows.batches(size: Scorer.batchSize).enumerated() {
      try Interruption.check()
      let tape = lookingTape(new.replacing(state))
      state = model.refittedRouter(
        to: ModelInput(batch, pooling: pooling), weight: 1 / Float(index + 1), on: tape)
    }
    let fitted = new.replacing(state)
    let (count, length) = (parameters[centres].rows, parameters[centres].columns)
    var sums = [Double](repeating: 0, count: count * length)
    for batch in rows.batches(size: Scorer.batchSize) {
      try Interruption.check()
      let input = ModelInput(batch, pooling: pooling)
      guard let held = model.route(input, on: lookingTape(parameters))?.routing.clusters,
        let inputs = model.route(input, on: lookingTape(fitted))?.inputs
      else { preconditionFailure("a model with centres routes") }
      for (i, x) in workspace.sums(of: inputs, by: held, count: count).elements.enumerated() { sums[i] += Double(x) }
    }
    var carried = parameters.redrawn(centres, epoch)
    for j in 0..<count {
      let sum = sums[j * length..<(j + 1) * length]
      let size = sum.reduce(0) { $0 + $1 * $1 }.squareRoot()
      guard size > 0 else { continue }
      for (d, x) in sum.enumerated() { carried[j, d] = Float(x / size) }
    }
    return state + [(centres, carried)]
  }

  private func lookingTape(_ parameters: Parameters) -> Tape {
    Tape(parameters: parameters, workspace: workspace, mode: .inference, generator: generator)
  }
}
