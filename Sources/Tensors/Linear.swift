import CKernels

public enum Activation: Sendable {
  case identity
  case relu
}

extension Tape {
  /// y_g = activation(x_g W_g + b_g) for each group g of rows.
  ///
  /// - Parameters:
  ///   - x: [n, inputs], its rows sorted by group.
  ///   - weight: [G · inputs, outputs], one matrix per group, stacked.
  ///   - bias: [G, outputs].
  /// - Returns: [n, outputs].
  ///
  /// Backward, with δ = dy ⊗ activation′(y): dx_g = δ_g W_gᵀ, dW_g = x_gᵀ δ_g, db_g = Σ_rows δ_g. A group without rows
  /// among others that have some leaves its dW_g undefined: the weight must be a value for groups, or a star.
  public func linear(
    _ x: Value, _ weight: Value, _ bias: Value, in groups: Groups, _ activation: Activation = .identity
  ) -> Value {
    precondition(weight.rows == groups.count * x.columns && bias.rows == groups.count && x.rows == groups.rows)
    let y = workspace.buffers.matrix(x.rows, weight.columns)
    let products = Product.forward(x.matrix, weight.matrix, groups, into: y)
    let biases = bias.matrix
    workspace.workers.run(products.count) { task in
      let product = products[task]
      product()
      let tile = product.result
      adl_bias_activation(
        tile.rows, tile.columns, tile.base, tile.stride,
        biases.base + product.group * biases.columns + product.columns.lowerBound, activation == .relu ? 1 : 0)
    }
    return record(y, from: [x, weight, bias]) { tape, dy in
      tape.linearBackward(x, weight, bias, groups, activation, y: y, dy: dy)
    }
  }

  /// The same for rows that all share one matrix.
  public func linear(_ x: Value, _ weight: Value, _ bias: Value, _ activation: Activation = .identity) -> Value {
    linear(x, weight, bias, in: Groups(single: x.rows), activation)
  }

  private func linearBackward(
    _ x: Value, _ weight: Value, _ bias: Value, _ groups: Groups, _ activation: Activation, y: Matrix, dy: Matrix
  ) {
    let workers = workspace.workers
    if activation == .relu {
      workers.run(over: y.count, chunk: 1 << 15) { range in
        adl_relu_backward(range.count, y.base + range.lowerBound, dy.base + range.lowerBound)
      }
    }
    var products: [Product] = []
    var dw: Matrix?
    if needsGradient(weight) {
      // A batch of none has no products to write the gradient.
      let buffers = workspace.buffers
      dw = x.rows > 0 ? buffers.matrix(weight.rows, weight.columns) : buffers.zeros(weight.rows, weight.columns)
    }
    if let dw { products += Product.weightGradient(x.matrix, dy, groups, into: dw) }
    let dx = needsGradient(x) ? workspace.buffers.matrix(x.rows, x.columns) : nil
    if let dx { products += Product.inputGradient(dy, weight.matrix, groups, into: dx) }
    let db = workspace.buffers.matrix(groups.count, dy.columns)
    let all = products
    let strips = Tile.cut(0..<dy.columns, by: Tile.columns)
    workers.run(all.count + groups.count * strips.count) { task in
      if task < all.count {
        all[task]()
      } else {
        let (group, strip) = (task - all.count).quotientAndRemainder(dividingBy: strips.count)
        let rows = groups[group]
        let columns = strips[strip]
        adl_column_sums(
          rows.count, columns.count, dy.base + rows.lowerBound * dy.columns + columns.lowerBound, dy.columns,
          db.base + group * dy.columns + columns.lowerBound)
      }
    }
    if let dw { accumulate(dw, into: weight) }
    accumulate(db, into: bias)
    if let dx { accumulate(dx, into: x) }
  }
}
