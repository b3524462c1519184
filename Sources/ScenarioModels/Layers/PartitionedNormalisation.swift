import Tensors

/// Normalisation with moments of each scenario (Sheng et al. 2021, equations 2 to 4):
///
///     z = (γ ⊗ γ_m) ⊗ (x − μ_m) / √(σ²_m + ε) + (β + β_m)
///
/// In training μ_m and σ²_m are those of the scenario's rows in the batch. Batches mix scenarios here, so a small scenario
/// may have very few rows in one, whose moments say nothing: with fewer than `minimumRows` the kept moments serve. At
/// inference they always do, so that a score does not depend on its batch-mates.
///
/// γ starts at the deviation that embeddings start with, so that z starts as large as the x of every other model. From
/// γ = 1 the small embeddings would be blown up a hundredfold, and with them each of their steps: they memorise in an
/// epoch (docs/Models.md has the figures).
public struct PartitionedNormalisation: Sendable {
  /// ε
  public static let epsilon: Float = 1e-5
  public static let minimumRows = 16
  /// Kept moments are those of about so many of the scenario's last rows.
  public static let memory: Float = 8192

  private let sharedScale: Parameter
  private let ownScale: Parameter
  private let sharedShift: Parameter
  private let ownShift: Parameter
  private let mean: Parameter
  private let variance: Parameter
  private let rows: Parameter

  /// - Parameter scale: what γ starts at.
  public init(groups: Int, columns: Int, scale: Float, in parameters: Parameters) {
    func add(_ name: String, _ shape: [Int], _ role: Parameters.Role, _ start: Float) -> Parameter {
      let isGrouped = !name.hasSuffix("shared")
      return parameters.add("normalisation.\(name)", shape, role, .constant(start), isGrouped: isGrouped)
    }
    sharedScale = add("scale.shared", [columns], .other, scale)
    ownScale = add("scale.specific", [groups, columns], .other, 1)
    sharedShift = add("shift.shared", [columns], .other, 0)
    ownShift = add("shift.specific", [groups, columns], .other, 0)
    mean = add("mean", [groups, columns], .state, 0)
    variance = add("variance", [groups, columns], .state, 1)
    rows = add("rows", [groups], .state, 0)
  }

  /// The result, and what backward needs of it.
  public var cost: Cost { Cost(activations: 2 * sharedScale.count) }

  /// [n, columns], rows sorted by scenario → the same shape.
  public func callAsFunction(_ x: Value, in groups: Groups, on tape: Tape) -> Value {
    var (mean, variance) = (tape.parameters[mean], tape.parameters[variance])
    var ownMoments = Array(repeating: false, count: groups.count)
    if tape.mode == .training {
      let batch = tape.workspace.moments(x.matrix, in: groups)
      let kept = tape.parameters[rows]
      var weights = Array(repeating: Float(0), count: groups.count)
      var total = kept.row(0)
      for group in 0..<groups.count {
        let count = Float(batch.rows[group])
        if count > 0 { weights[group] = count / (min(total[group], Self.memory) + count) }
        total[group] += count
      }
      let moved = batch.merged(into: (mean, variance), weights)
      tape.update(self.mean, to: moved.mean)
      tape.update(self.variance, to: moved.variance)
      tape.update(rows, to: Matrix(rows: 1, columns: groups.count, elements: total))
      ownMoments = batch.rows.map { $0 >= Self.minimumRows }
      mean = moved.mean.replacingRows(where: ownMoments, by: batch.mean)
      variance = moved.variance.replacingRows(where: ownMoments, by: batch.variance)
    }
    return tape.normalised(
      x, in: groups, mean: mean, variance: variance, ownMoments: ownMoments, epsilon: Self.epsilon,
      scale: tape.star(sharedScale, ownScale, for: groups), shift: tape.starSum(sharedShift, ownShift, for: groups))
  }
}
