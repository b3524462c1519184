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

  private func product(
    _ x: Value, _ weight: Value, _ bias: Value, _ groups: Groups, _ activation: Activation
  ) -> Value {
    precondition(weight.rows == groups.count * x.columns && bias.rows == groups.count, "one matrix and bias per group")
    let y = workspace.buffers.matrix(groups.rows, weight.columns)
    let products = GroupedProducts(
      x.matrix, weight.matrix, groups, with: mode == .training ? workspace.trainingKernel : .best)
    let scratch = mode == .inference && !products.kernel.keepsBits ? workspace.buffers : nil
    let tiles = TileGrid(groups, height: scratch == nil ? Tile.rows : Tile.inferenceRows, columns: y.columns)
    let biases = bias.matrix
    workspace.workers.run(tiles.count) { task in
      products.forward(into: y, tiles[task], biases: biases, activation, scratch: scratch)
    }
    return record(y, from: [x, weight, bias]) { tape, dy in
      tape.productBackward(x, weight, bias, products, activation, y: y, dy: dy)
    }
  }

  private func productBackward(
    _ x: Value, _ weight: Value, _ bias: Value, _ products: GroupedProducts, _ activation: Activation, y: Matrix,
    dy: Matrix
  ) {
    if activation == .relu {
      workspace.workers.run(over: y.count, chunk: 1 << 15) { range in
        adl_relu_backward(range.count, y.base + range.lowerBound, dy.base + range.lowerBound)
      }
    }
    let (buffers, groups) = (workspace.buffers, products.groups)
    // A batch of none has no products to write the gradient.
    let dw =
      x.rows > 0 ? buffers.matrix(weight.rows, weight.columns) : buffers.zeros(weight.rows, weight.columns)
    let dx = needsGradient(x) ? buffers.matrix(x.rows, x.columns) : nil
    let db = buffers.matrix(groups.count, dy.columns)
    let weightTiles = products.weightGrid()
    let inputTiles = products.inputGrid()
    let inputTasks = dx == nil ? 0 : inputTiles.count
    let strips = Cut(0..<dy.columns, by: Tile.columns)
    // All three at once, the largest tasks first.
    workspace.workers.run(weightTiles.count + inputTasks + groups.count * strips.count) { task in
      if task < weightTiles.count {
        products.weightGradient(of: dy, into: dw, weightTiles, task: task)
      } else if let dx, task < weightTiles.count + inputTasks {
        products.inputGradient(of: dy, into: dx, inputTiles[task - weightTiles.count])
      } else {
        let (group, strip) = (task - weightTiles.count - inputTasks).quotientAndRemainder(dividingBy: strips.count)
        let rows = groups[group]
        let columns = strips[strip]
        adl_column_sums(
          rows.count, columns.count, dy.base + rows.lowerBound * dy.columns + columns.lowerBound, dy.columns,
          db.base + group * dy.columns + columns.lowerBound)
      }
    }
    accumulate(dw, into: weight)
    accumulate(db, into: bias)
    if let dx { accumulate(dx, into: x) }
  }
}
