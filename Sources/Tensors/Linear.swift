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
    let tiles = TileGrid(groups, height: Tile.rows, columns: y.columns)
    let biases = bias.matrix
    workspace.workers.run(tiles.count) { task in
      let tile = tiles[task]
      let block = GroupedProducts.forward(x.matrix, weight.matrix, into: y, tile)
      // The tile is still in the cache.
      adl_bias_activation(
        block.rows, block.columns, block.base, block.stride,
        biases.base + tile.group * biases.columns + tile.columns.lowerBound, activation == .relu ? 1 : 0)
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
    if activation == .relu {
      workspace.workers.run(over: y.count, chunk: 1 << 15) { range in
        adl_relu_backward(range.count, y.base + range.lowerBound, dy.base + range.lowerBound)
      }
    }
    let buffers = workspace.buffers
    // A batch of none has no products to write the gradient.
    let dw =
      x.rows > 0 ? buffers.matrix(weight.rows, weight.columns) : buffers.zeros(weight.rows, weight.columns)
    let dx = needsGradient(x) ? buffers.matrix(x.rows, x.columns) : nil
    let db = buffers.matrix(groups.count, dy.columns)
    let weightTiles = GroupedProducts.weightGrid(groups, inputs: x.columns, outputs: dy.columns)
    let inputTiles = TileGrid(groups, height: Tile.rows, columns: dx?.columns ?? 0)
    let strips = Cut(0..<dy.columns, by: Tile.columns)
    // All three at once, the largest tasks first.
    workspace.workers.run(weightTiles.count + inputTiles.count + groups.count * strips.count) { task in
      if task < weightTiles.count {
        GroupedProducts.weightGradient(x.matrix, dy, groups, into: dw, weightTiles, task: task)
      } else if let dx, task < weightTiles.count + inputTiles.count {
        GroupedProducts.inputGradient(dy, weight.matrix, into: dx, inputTiles[task - weightTiles.count])
      } else {
        let (group, strip) = (task - weightTiles.count - inputTiles.count).quotientAndRemainder(
          dividingBy: strips.count)
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
