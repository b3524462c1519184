import Settings
import Tensors

/// Dynamic routing that finds clusters: Algorithm 1 with what it takes not to collapse (docs/Routing.md has the experiments).
///
///     x_i = norm₂(L⁻¹ (e_i − μ))      field by field on one scale (`Sphering`)
///     s_ij = c_j · x_i / τ            cosines, sharpened; r_ij = softmax_j(s_ij)
///     S_j = β m_j c_j + (1 − β) Σ_i r_ij x_i / n,   m_j = ‖S_j‖,  c_j = S_j / m_j
///
/// The last line is equation 5 with each batch's say in a centre in proportion to the rows it has for it: m_j is what the
/// centre has seen lately.
///
/// Such iterations find a local optimum, and the first batches decide which one. So now and then, less and less often, a
/// *restart* is considered: fresh starts (k-means++) and the centres as they are get the same few iterations on the
/// batch, and the best fresh one is taken over if it is clearly better than what the present centres become. It takes
/// over their names, nearest first, so that their networks keep the rows that they know.
public struct AdaptiveRouter: Router {
  public static let name = "adaptive"

  public struct Settings: SettingGroup {
    public var temperature = 0.02

    public init() {}

    public static var declared: [Setting<Settings>] {
      [
        Setting(
          "routingTemperature", \.temperature, .moreThan(0),
          help:
            "τ of the adaptive router: cosines are divided by it. Those of many sphered fields differ by some hundredths."
        )
      ]
    }
  }

  public let centres: Parameter
  /// m, [K]
  private let masses: Parameter
  private let steps: Parameter
  private let sphering: Sphering
  /// β
  private let momentum: Float
  /// τ
  private let temperature: Float

  /// Of a restart: rows looked at, fresh starts, iterations, and how much better than the present centres after as many
  /// iterations a fresh start must be.
  static let restartRows = 4096
  static let starts = 8
  static let iterations = 10
  static let margin: Float = 1.01
  /// How much better the present centres must become by iterations on one batch, which they then fit too well, to jump.
  static let settledMargin: Float = 1.1

  public init(_ name: String, _ inputs: RouterInputs, _ settings: RoutingSettings, in parameters: Parameters) {
    centres = parameters.add("\(name).centres", [settings.clusters, inputs.length], .state, .unitRows, isGrouped: true)
    masses = parameters.add("\(name).masses", [settings.clusters], .state, .constant(0), isGrouped: true)
    steps = parameters.add("\(name).steps", [1], .state, .constant(0))
    sphering = Sphering(name, inputs: inputs.length, width: inputs.fieldWidth, in: parameters)
    momentum = Float(settings.momentum)
    temperature = Float(settings[AdaptiveRouter.self].temperature)
  }

  /// Sphering, and the dot products with the centres; in training also what both follow from. Restarts are too rare to
  /// count.
  public var cost: Cost {
    let (count, length) = (centres.shape[0], centres.shape[1])
    let products = Int.saturatingProduct([2, length, sphering.width + count])
    return Cost(
      flops: Flops(forward: products, training: .saturatingProduct([2, products])),
      activations: length + 2 * count)
  }

  public func compared(_ e: Matrix, on tape: Tape) -> Matrix { sphering(e, tape.parameters, tape.workspace) }

  public func refitted(to e: Matrix, weight: Float, on tape: Tape) -> [(Parameter, Matrix)] {
    sphering.updates(
      to: sphering.moved(by: e, weight: weight, meanWeight: weight, tape.parameters, tape.workspace))
  }

  public func callAsFunction(_ e: Matrix, on tape: Tape) -> Routing {
    let (workspace, state) = (tape.workspace, tape.parameters)
    func sharpened(_ c: Matrix) -> Matrix { c.mixed(1 / temperature, with: c, 0) }
    func coefficients(_ x: Matrix, _ sharp: Matrix) -> Matrix {
      workspace.softmaxRows(workspace.dotProducts(x, sharp))
    }
    guard tape.mode == .training, e.rows > 0 else {
      let sharp = tape.derived(from: centres) { sharpened(state[centres]) }
      return Routing(coefficients(compared(e, on: tape), sharp), on: tape)
    }

    let step = Int(state[steps][0, 0])
    let moved = sphering.moved(by: e, weight: max(1 / Float(step + 1), 1 - momentum), state, workspace)
    let x = sphering(e, moved, workspace)
    var (c, m) = (state[centres], state[masses])
    if Self.considersRestart(step), let better = restartCandidate(on: x, instead: c, step: step, tape) {
      c = better
      m = Matrix(rows: 1, columns: c.rows)  // What the old centres have seen does not count for the new ones.
    }
    let r = coefficients(x, sharpened(c))
    (c, m) = smoothed(c, m, with: workspace.weightedSums(r, x), rows: x.rows)
    for (parameter, matrix) in sphering.updates(to: moved) { tape.update(parameter, to: matrix) }
    tape.update(centres, to: c)
    tape.update(masses, to: m)
    tape.update(steps, to: Matrix(rows: 1, columns: 1, elements: [Float(min(step + 1, 1 << 24))]))
    return Routing(r, on: tape)
  }

  /// At steps 0, 1, 2, 4, … 512, and every 512 from there.
  static func considersRestart(_ step: Int) -> Bool {
    step % 512 == 0 || (step & (step - 1)) == 0
  }

  /// S_j = β m_j c_j + (1 − β) Σ_i r_ij x_i / n as its direction and length. A centre that nothing has been near stays.
  private func smoothed(_ c: Matrix, _ m: Matrix, with sums: Matrix, rows: Int) -> (Matrix, Matrix) {
    var next = sums.mixed((1 - momentum) / Float(rows), with: sums, 0)
    var masses = m.copy()
    for j in 0..<c.rows {
      var squares: Float = 0
      for d in 0..<c.columns {
        let s = momentum * m[0, j] * c[j, d] + next[j, d]
        next[j, d] = s
        squares += s * s
      }
      masses[0, j] = squares.squareRoot()
      if masses[0, j] == 0 {
        for d in 0..<c.columns { next[j, d] = c[j, d] }
      }
    }
    return (next.unitRows(), masses)
  }

  /// Centres that are clearly better for these rows than the present ones; nil if there are none.
  private func restartCandidate(on x: Matrix, instead present: Matrix, step: Int, _ tape: Tape) -> Matrix? {
    guard x.rows >= 2 * present.rows, present.rows > 1 else { return nil }
    let rows = x.firstRows(Self.restartRows)
    let kept = SphericalKMeans(rows, from: present, iterations: Self.iterations, in: tape.workspace)
    var best = kept
    for start in 0..<Self.starts {
      var random = tape.generator.child(centres.name, start)
      let seeds = SphericalKMeans.seeds(rows, count: present.rows, &random, in: tape.workspace)
      let found = SphericalKMeans(rows, from: seeds, iterations: Self.iterations, in: tape.workspace)
      if found.score > best.score { best = found }
    }
    // The first centres are random directions, which nothing has been learned from.
    if step == 0 || best.score > kept.score * Self.margin { return best.centres.matched(to: present) }
    let now = SphericalKMeans(rows, from: present, iterations: 0, in: tape.workspace)
    return kept.score > now.score * Self.settledMargin ? kept.centres : nil
  }
}
