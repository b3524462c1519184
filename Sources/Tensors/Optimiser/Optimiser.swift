/// How parameters follow their gradients: a rule, and what it keeps of each parameter from step to step.
///
/// A reference type like `Parameters`: a step changes both in place.
public protocol Optimiser: AnyObject {
  /// η
  var learningRate: Double { get }
  /// t, the steps taken.
  var step: Int { get }

  /// Takes one step, in place.
  ///
  /// - Parameter gradients: what `Tape.backward` found, one for each parameter that took part.
  /// - Returns: whether all that changed is still made of finite numbers.
  @discardableResult
  func update(_ parameters: Parameters, with gradients: [Gradient], in workspace: Workspace) -> Bool

  /// Forgets what is kept of a parameter, where it gets new values.
  func resetState(of parameter: Parameter)

  /// All that is kept, besides `step`, in an order of its own: what a checkpoint saves.
  var state: [OptimiserTensor] { get }

  /// Resumes where an optimiser of this kind had got to. What is not listed is as if it had never been updated.
  func restore(step: Int, _ state: [OptimiserTensor])
}

/// What an optimiser keeps of one parameter under one name, such as Adam's first moment "m".
public struct OptimiserTensor: Sendable {
  public let name: String
  public let parameter: Parameter
  /// Of the parameter's shape.
  public let matrix: Matrix

  public init(_ name: String, of parameter: Parameter, _ matrix: Matrix) {
    (self.name, self.parameter, self.matrix) = (name, parameter, matrix)
  }
}
