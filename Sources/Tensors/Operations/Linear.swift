import CKernels

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
    precondition(x.rows == groups.rows, "each row in a group")
    return product(x, weight, bias, groups, activation)
  }

  /// The same for rows that all share one matrix.
  public func linear(_ x: Value, _ weight: Value, _ bias: Value, _ activation: Activation = .identity) -> Value {
    linear(x, weight, bias, in: Groups(single: x.rows), activation)
  }

  /// y_g = activation(x W_g + b_g): every row through each of G matrices (experts).
  ///
  /// - Parameters:
  ///   - x: [n, inputs].
  ///   - weight: [G · inputs, outputs].
  ///   - bias: [G, outputs].
  /// - Returns: [G · n, outputs], group g's results in rows g · n ..< (g + 1) · n.
  ///
  /// Backward as above, with dx = Σ_g δ_g W_gᵀ.
  public func linear(
    _ x: Value, _ weight: Value, _ bias: Value, toEach count: Int, _ activation: Activation = .identity
  ) -> Value {
    product(x, weight, bias, Groups(sizes: Array(repeating: x.rows, count: count)), activation)
  }

  /// y_g = activation(x_g (W_shared ⊗ W_g) + b_g) for each group g of rows, the paper's equation 6. The product of the two
  /// matrices is never in memory, but at inference over parameters that stay as they are, where it is made once.
  ///
  /// - Parameters:
  ///   - x: [n, inputs], its rows sorted by group.
  ///   - shared: [inputs, outputs].
  ///   - specific: [G, inputs, outputs].
  ///   - bias: [G, outputs].
  /// - Returns: [n, outputs].
  ///
  /// Backward as above for W_g = W_shared ⊗ W_g; the optimiser applies the product rule (`Gradient.starProducts`).
  public func linear(
    _ x: Value, star shared: Parameter, _ specific: Parameter, _ bias: Value, in groups: Groups,
    _ activation: Activation = .identity
  ) -> Value {
    precondition(specific.count == groups.count * shared.count, "one specific matrix per group")
    let kernel = productKernel
    let products: GroupedProducts
    if derived == nil, kernel.isBitExact {
      products = GroupedProducts(
        x.matrix, parameters[specific], times: parameters[shared], groups, with: kernel)
    } else {
      products = GroupedProducts(x.matrix, star(shared, specific, for: groups).matrix, groups, with: kernel)
    }
    return product(x, bias, products, activation, needsGradient: true) { tape, gradient in
      tape.gradients.append(
        .starProducts(shared: shared, specific: specific, gradient, active: gradient.groups.active))
    }
  }

  private func product(
    _ x: Value, _ weight: Value, _ bias: Value, _ groups: Groups, _ activation: Activation
  ) -> Value {
    let products = GroupedProducts(x.matrix, weight.matrix, groups, with: productKernel)
    return product(x, bias, products, activation, needsGradient: needsGradient(weight)) { tape, gradient in
      tape.accumulate(gradient, into: weight)
    }
  }

  private var productKernel: ProductKernel { mode == .training ? workspace.trainingKernel : .best }

  /// - Parameter receive: gets the gradient of the weights.
  private func product(
    _ x: Value, _ bias: Value, _ products: GroupedProducts, _ activation: Activation, needsGradient: Bool,
    _ receive: @escaping (Tape, ProductGradient) -> Void
  ) -> Value {
    let (groups, weights) = (products.groups, products.weights)
    precondition(weights.rows == groups.count * x.columns && bias.rows == groups.count, "one matrix and bias per group")
    let y = workspace.buffers.matrix(groups.rows, weights.columns)
    let scratch = mode == .inference && !products.kernel.isBitExact ? workspace.buffers : nil
    let tiles = products.outputGrid(height: scratch == nil ? Tile.rows : Tile.inferenceRows)
    let biases = bias.matrix
    workspace.workers.run(tiles.count) { task in
      products.forward(into: y, tiles[task], biases: biases, activation, scratch: scratch)
    }
    guard needsGradient || self.needsGradient(x) || self.needsGradient(bias) else { return constant(y) }
    var result = node(y) { tape, upstream in
      let dy = upstream.matrix(in: tape.workspace)
      if activation == .relu, !upstream.isMasked { tape.workspace.mask(dy, by: y) }
      if needsGradient { receive(tape, ProductGradient(inputRows: products.inputs, dy: dy)) }
      tape.productBackward(x, bias, products, dy: dy)
    }
    result.isRectified = activation == .relu
    return result
  }

  private func productBackward(_ x: Value, _ bias: Value, _ products: GroupedProducts, dy: Matrix) {
    let (buffers, groups) = (workspace.buffers, products.groups)
    let dx = needsGradient(x) ? buffers.matrix(x.rows, x.columns) : nil
    let db = buffers.matrix(groups.count, dy.columns)
    let inputTiles = products.inputGrid()
    let inputTasks = dx == nil ? 0 : inputTiles.count
    let strips = EvenSplit(0..<dy.columns, by: 128)
    // Both at once, the largest tasks first.
    workspace.workers.run(inputTasks + groups.count * strips.count) { task in
      if let dx, task < inputTasks {
        products.inputGradient(of: dy, into: dx, inputTiles[task], masked: x.isRectified)
      } else {
        let (group, strip) = (task - inputTasks).quotientAndRemainder(dividingBy: strips.count)
        let rows = groups[group]
        let columns = strips[strip]
        adl_column_sums(
          rows.count, columns.count, dy.base + rows.lowerBound * dy.columns + columns.lowerBound, dy.columns,
          db.base + group * dy.columns + columns.lowerBound)
      }
    }
    accumulate(db, into: bias)
    if let dx { accumulate(dx, into: x, isMasked: x.isRectified) }
  }
}

extension Workspace {
  /// dy = 0 where y is not positive.
  fileprivate func mask(_ dy: Matrix, by y: Matrix) {
    workers.run(over: y.count, chunk: 1 << 15) { range in
      adl_relu_backward(range.count, y.base + range.lowerBound, dy.base + range.lowerBound)
    }
  }
}
