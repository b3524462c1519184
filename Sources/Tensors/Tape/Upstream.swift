/// What flows back into a value: a gradient, or the gradient of weights that one operation used, not multiplied out.
struct Upstream {
  private var gradient: Matrix?
  let products: ProductGradient?
  /// Whether the gradient is 0 where a rectified value is not positive.
  let isMasked: Bool

  init(_ gradient: Matrix, isMasked: Bool) { (self.gradient, products, self.isMasked) = (gradient, nil, isMasked) }

  init(_ products: ProductGradient) { (gradient, self.products, isMasked) = (nil, products, false) }

  /// Takes memory of its own where another matrix has the same: what an operation gets is its own to change.
  mutating func makeUnique() { gradient?.makeUnique() }

  /// The gradient, multiplied out.
  func matrix(in workspace: Workspace) -> Matrix {
    if let gradient { return gradient }
    guard let products else { preconditionFailure("a gradient or its factors") }
    return products.matrix(in: workspace)
  }
}
