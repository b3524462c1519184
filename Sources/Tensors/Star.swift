import CKernels

extension Tape {
  /// W_g = W_shared ⊗ W_g, the paper's equation 6, for each group that has rows; undefined for the others.
  ///
  /// - Parameters:
  ///   - shared: [inputs, outputs].
  ///   - specific: [G, inputs, outputs].
  /// - Returns: [G · inputs, outputs].
  ///
  /// Backward leaves the gradient of the product as it is; the optimiser applies the product rule (`Gradient.star`).
  public func star(_ shared: Parameter, _ specific: Parameter, for groups: Groups) -> Value {
    let factor = parameters[shared]
    let factors = parameters[specific]
    precondition(factors.count == groups.count * factor.count, "one specific matrix per group")
    let product = workspace.buffers.matrix(factors.rows, factors.columns)
    let active = groups.active
    let chunk = 1 << 14
    let chunks = (factor.count + chunk - 1) / chunk
    workspace.workers.run(groups.count * chunks) { task in
      let (group, part) = task.quotientAndRemainder(dividingBy: chunks)
      guard active[group] else { return }
      let range = part * chunk..<min(factor.count, (part + 1) * chunk)
      let start = group * factor.count + range.lowerBound
      adl_multiply(range.count, factor.base + range.lowerBound, factors.base + start, product.base + start)
    }
    return node(product) { tape, gradient in
      tape.gradients.append(.star(shared: shared, specific: specific, product: gradient, active: active))
    }
  }

  /// b_g = b_shared + b_g for each group.
  ///
  /// - Parameters:
  ///   - shared: [outputs], or any other shape.
  ///   - specific: [G, outputs]: of `shared`'s shape for each group.
  /// - Returns: the shape of `specific`.
  ///
  /// Backward: db_shared = Σ_g db_g over the groups that have rows.
  public func starSum(_ shared: Parameter, _ specific: Parameter, for groups: Groups) -> Value {
    let common = parameters[shared]
    let own = parameters[specific]
    precondition(own.count == groups.count * common.count, "one specific bias per group")
    let sum = workspace.buffers.matrix(own.rows, own.columns)
    for group in 0..<groups.count {
      for element in 0..<common.count {
        let i = group * common.count + element
        sum.base[i] = common.base[element] + own.base[i]
      }
    }
    let active = groups.active
    return node(sum) { tape, gradient in
      let total = tape.workspace.buffers.zeros(common.rows, common.columns)
      for (group, isActive) in active.enumerated() where isActive {
        adl_add_scaled(common.count, 1, gradient.base + group * common.count, total.base)
      }
      tape.gradients.append(.dense(shared, total))
      tape.gradients.append(.grouped(specific, gradient, active: active))
    }
  }
}
