import Settings
import Tensors

/// How rows find their distributions. No gradient flows through any of it, and nothing moves at inference (section 2.3).
protocol Router: Sendable {
  /// c, [K, length]: unit vectors.
  var centres: Parameter { get }
  var flopsPerRow: Flops { get }

  /// Routes rows, and lets the centres move if the tape trains.
  ///
  /// - Parameter e: [n, length], the rows' embeddings, or the part of them that rows are routed on.
  func callAsFunction(_ e: Matrix, on tape: Tape) -> Routing

  /// The vectors that the centres are compared with, [n, length].
  func compared(_ e: Matrix, on tape: Tape) -> Matrix

  /// The state that makes `compared` fit these embeddings, for which they count by `weight` among all seen so far.
  func refitted(to e: Matrix, weight: Float, on tape: Tape) -> [(Parameter, Matrix)]
}

/// The forms of routing.
public enum RouterForm: String, SettingChoice {
  /// Centred cosines with a temperature; finds clusters and keeps them apart.
  case adaptive
  /// The paper's Algorithm 1 as printed. Collapses.
  case paper

  func router(_ name: String, inputs: Int, _ settings: ModelSettings, in parameters: Parameters) -> any Router {
    switch self {
    case .adaptive: AdaptiveRouter(name, inputs: inputs, settings, in: parameters)
    case .paper: PaperRouter(name, inputs: inputs, settings, in: parameters)
    }
  }
}
