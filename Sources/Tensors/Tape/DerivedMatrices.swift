import Synchronization

/// A cache of what follows from parameters alone (W_shared ⊗ W_j, b_shared + b_j, scaled centres), computed at first use
/// and kept for every inference pass from then on.
///
/// The parameters must stay as they are as long as this lives: it does not notice that they moved.
public final class DerivedMatrices: Sendable {
  /// By the index of the parameter that they follow from.
  private let kept = Mutex<[Int: Matrix]>([:])

  public init() {}

  /// - Parameter make: computes the matrix; always the same one for a parameter.
  func matrix(of parameter: Parameter, _ make: () -> Matrix) -> Matrix {
    kept.withLock { kept in
      if let matrix = kept[parameter.index] { return matrix }
      let matrix = make()
      kept[parameter.index] = matrix
      return matrix
    }
  }

  /// Numbers kept so far.
  var count: Int { kept.withLock { $0.values.reduce(0) { $0 + $1.count } } }
}

extension Tape {
  /// A matrix that follows from parameters alone: computed anew in each pass, or once where this tape is one of many over
  /// parameters that stay as they are.
  ///
  /// - Parameter parameter: the one that it is kept by; each may have one such matrix.
  public func derived(from parameter: Parameter, _ make: () -> Matrix) -> Matrix {
    derived?.matrix(of: parameter, make) ?? make()
  }
}
