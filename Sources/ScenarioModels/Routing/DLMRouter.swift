import Settings
import Tensors

/// DLM dynamic routing, the paper's Algorithm 1 as printed.
///
/// Known to collapse: with ordinary embedding sizes the similarities are small, the coefficients nearly uniform, and all
/// centres converge to one direction. The metrics report the centres' cosine, which shows it.
public struct DLMRouter: Router {
  public static let name = "paper"

  public struct Settings: SettingGroup {
    public var iterations = 3

    public init() {}

    public static var declared: [Setting<Settings>] {
      [
        Setting(
          "routingIterations", \.iterations, .within(1...1000),
          help: "I, the iterations of the paper's router on a batch.")
      ]
    }
  }

  public let centres: Parameter
  /// I
  private let iterations: Int
  /// β
  private let momentum: Float

  public init(_ name: String, _ inputs: RouterInputs, _ settings: RoutingSettings, in parameters: Parameters) {
    centres = parameters.add("\(name).centres", [settings.clusters, inputs.length], .state, .unitRows, isGrouped: true)
    iterations = settings[DLMRouter.self].iterations
    momentum = Float(settings.momentum)
  }

  public var cost: Cost {
    let similarities = Int.saturatingProduct([2, centres.count])
    return Cost(
      flops: Flops(forward: similarities, training: .saturatingProduct([2, similarities, iterations])),
      activations: 2 * centres.shape[0])
  }

  public func callAsFunction(_ e: Matrix, on tape: Tape) -> Routing {
    let workspace = tape.workspace
    let inherited = tape.parameters[centres]

    func coefficients(_ c: Matrix) -> Matrix {
      let s = workspace.dotProducts(e, c)  // (1)  s_ij = c_j · e_i
      return workspace.softmaxRows(s)  // (2)  r_ij = exp(s_ij) / Σ_k exp(s_ik)
    }

    // After training the centres are inherited and stay (end of section 2.3).
    guard tape.mode == .training else { return Routing(coefficients(inherited), on: tape) }

    var c = inherited
    var r: Matrix
    var iteration = 0
    repeat {
      r = coefficients(c)
      let sums = workspace.weightedSums(r, e)  // (3)  ĉ_j = Σ_i r_ij e_i
      c = sums.unitRows()  // (4)  c_j = ĉ_j / ‖ĉ_j‖
      iteration += 1
    } while iteration < iterations
    // (5), once, after the iterations: c_j ← norm₂(β c_inherited,j + (1 − β) c_j)
    tape.update(centres, to: inherited.mixed(momentum, with: c, 1 - momentum).unitRows())
    return Routing(r, on: tape)
  }
}
