import Tensors

/// DLM dynamic routing, the paper's Algorithm 1 as printed.
///
/// Known to collapse: with ordinary embedding sizes the similarities are small, the coefficients nearly uniform, and all
/// centres converge to one direction. The metrics report the centres' cosine so that everybody sees it.
struct PaperRouter: Router {
  let centres: Parameter
  private let iterations: Int
  /// β
  private let momentum: Float
  let flopsPerRow: Flops

  init(_ name: String = "router", inputs length: Int, _ settings: ModelSettings, in parameters: Parameters) {
    centres = parameters.add("\(name).centres", [settings.clusters, length], .state, .unitRows)
    iterations = settings.routingIterations
    momentum = Float(settings.routingMomentum)
    let similarities = 2 * settings.clusters * length
    flopsPerRow = Flops(forward: similarities, training: 2 * similarities * settings.routingIterations)
  }

  func compared(_ e: Matrix, on tape: Tape) -> Matrix { e }

  func refitted(to e: Matrix, weight: Float, on tape: Tape) -> [(Parameter, Matrix)] { [] }

  func callAsFunction(_ e: Matrix, on tape: Tape) -> Routing {
    let workspace = tape.workspace
    let inherited = tape.parameters[centres]

    /// Equations 1 and 2: s_ij = c_j · e_i, r_ij = softmax_j(s_ij).
    func coefficients(_ c: Matrix) -> Matrix {
      workspace.softmaxRows(workspace.dotProducts(e, c))
    }

    // After training the centres are inherited and stay (end of section 2.3).
    guard tape.mode == .training else {
      return Routing(coefficients(inherited), in: workspace.buffers)
    }

    var c = inherited
    var r: Matrix
    var iteration = 0
    repeat {
      r = coefficients(c)
      c = workspace.weightedSums(r, e).unitRows()  // equations 3 and 4
      iteration += 1
    } while iteration < iterations
    // Equation 5, once, after the iterations.
    tape.update(centres, to: inherited.mixed(momentum, with: c, 1 - momentum).unitRows())
    return Routing(r, in: workspace.buffers)
  }
}
