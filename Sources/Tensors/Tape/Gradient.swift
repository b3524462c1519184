import CKernels

/// The gradient of a parameter, in the form in which the backward pass leaves it. An optimiser works on each form as it
/// is; a dense matrix would move megabytes for nothing.
public enum Gradient: Sendable {
  case dense(Parameter, Matrix)
  /// Of a stack; where `active` is false no row used that matrix, and its part of the gradient is undefined.
  case grouped(Parameter, Matrix, active: [Bool])
  /// Of the two factors of W_g = W_shared ⊗ W_g, from the gradient G_g of the product: dW_g = G_g ⊗ W_shared and
  /// dW_shared = Σ_g G_g ⊗ W_g. Undefined where not active.
  case star(shared: Parameter, specific: Parameter, product: Matrix, active: [Bool])
  /// Of weights that one operation used, for one group of rows or for each of several; not multiplied out. Undefined where
  /// not active.
  case products(Parameter, ProductGradient, active: [Bool])
  /// The same of W_g = W_shared ⊗ W_g.
  case starProducts(shared: Parameter, specific: Parameter, ProductGradient, active: [Bool])
  /// Of an embedding table: only the rows that the batch used have one.
  case rows(Parameter, RowGradient)

  public var parameters: [Parameter] {
    switch self {
    case .dense(let parameter, _), .grouped(let parameter, _, _), .rows(let parameter, _),
      .products(let parameter, _, _):
      [parameter]
    case .star(let shared, let specific, _, _), .starProducts(let shared, let specific, _, _): [shared, specific]
    }
  }

  /// The plain gradient of `parameter`, with zeros where none flowed; nil if this is another's. For tests and checks.
  public func denseMatrix(for parameter: Parameter, in parameters: Parameters) -> Matrix? {
    switch self {
    case .products(let other, let products, let active):
      return Gradient.grouped(other, products.matrix(), active: active).denseMatrix(for: parameter, in: parameters)
    case .starProducts(let shared, let specific, let products, let active):
      return Gradient.star(shared: shared, specific: specific, product: products.matrix(), active: active)
        .denseMatrix(for: parameter, in: parameters)
    case .dense(parameter, let matrix): return matrix
    case .grouped(parameter, let matrix, let active):
      let dense = matrix.copy()
      let size = matrix.count / max(active.count, 1)
      for (group, isActive) in active.enumerated() where !isActive {
        (dense.base + group * size).update(repeating: 0, count: size)
      }
      return dense
    case .star(let shared, let specific, let product, let active) where parameter == specific:
      let dense = Matrix(rows: product.rows, columns: product.columns)
      let factor = parameters[shared]
      for (group, isActive) in active.enumerated() where isActive {
        let start = group * factor.count
        adl_multiply(factor.count, product.base + start, factor.base, dense.base + start)
      }
      return dense
    case .star(let shared, let specific, let product, let active) where parameter == shared:
      let factor = parameters[specific]
      let dense = Matrix(rows: parameters[shared].rows, columns: parameters[shared].columns)
      for (group, isActive) in active.enumerated() where isActive {
        let start = group * dense.count
        adl_multiply_add(dense.count, product.base + start, factor.base + start, dense.base)
      }
      return dense
    case .rows(parameter, let gradient):
      return gradient.denseMatrix(rows: parameters[parameter].rows)
    default: return nil
    }
  }
}
