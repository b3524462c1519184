import Settings
import Tensors

/// How rows find their distributions. No gradient flows through any of it, and nothing moves at inference (section 2.3).
///
/// A router is one file, with its own settings, and a line in `RouterKind.builtIn`.
public protocol Router: Sendable {
  /// The router's own settings; what all routers have in common is in `RoutingSettings`.
  associatedtype Settings: SettingGroup = NoSettings
  /// As in `--router` and in files.
  static var name: String { get }

  /// Adds its state to `parameters`, under names that start with `name` and a full stop.
  init(_ name: String, _ inputs: RouterInputs, _ settings: RoutingSettings, in parameters: Parameters)

  /// c, [K, length]: unit vectors.
  var centres: Parameter { get }
  /// What it costs to route a row.
  var cost: Cost { get }

  /// Routes rows, and lets the centres move if the tape trains.
  ///
  /// - Parameter e: [n, length], the rows' embeddings, or the part of them that rows are routed on.
  func callAsFunction(_ e: Matrix, on tape: Tape) -> Routing

  /// The vectors that the centres are compared with, [n, length].
  func compared(_ e: Matrix, on tape: Tape) -> Matrix

  /// The state that makes `compared` fit these embeddings, for which they count by `weight` among all seen so far.
  func refitted(to e: Matrix, weight: Float, on tape: Tape) -> [(Parameter, Matrix)]
}

extension Router {
  public func compared(_ e: Matrix, on tape: Tape) -> Matrix { e }
  public func refitted(to e: Matrix, weight: Float, on tape: Tape) -> [(Parameter, Matrix)] { [] }
}

/// The shape of what a router sees of a row: the embeddings of some fields, side by side.
public struct RouterInputs: Sendable {
  /// All of them.
  public let length: Int
  /// Of one field.
  public let fieldWidth: Int

  public init(length: Int, fieldWidth: Int) { (self.length, self.fieldWidth) = (length, fieldWidth) }
}
