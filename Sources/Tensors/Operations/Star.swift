import CKernels

extension Tape {
  /// W_g = W_shared ⊗ W_g, the paper's equation 6, for each group that has rows; undefined for the others.
  ///
  /// - Parameters:
  ///   - shared: [inputs, outputs].
  ///   - specific: [G, inputs, outputs].
  /// - Returns: [G · inputs, outputs].
  ///
  /// Backward leaves the gradient of the product as it is; the optimiser applies the product rule (`Gradient.star`). In
  /// inference over parameters that stay as they are, the products of all groups are made once.
  public func star(_ shared: Parameter, _ specific: Parameter, for groups: Groups) -> Value {
    precondition(specific.count == groups.count * shared.count, "one specific matrix per group")
    if let derived {
      return constant(
        derived.matrix(of: specific) { starProduct(of: shared, specific, groups: groups.count) { _ in true } })
    }
    let active = groups.active
    let product = starProduct(of: shared, specific, groups: groups.count) { active[$0] }
    return node(product) { tape, upstream in
      let gradient = upstream.matrix(in: tape.workspace)
      tape.gradients.append(.star(shared: shared, specific: specific, product: gradient, active: active))
    }
  }

  private func starProduct(
    of shared: Parameter, _ specific: Parameter, groups: Int, where wanted: @escaping @Sendable (Int) -> Bool
  ) -> Matrix {
    let factor = parameters[shared]
    let factors = parameters[specific]
    let product = workspace.buffers.matrix(factors.rows, factors.columns)
    let chunk = 1 << 14
    let chunks = (factor.count + chunk - 1) / chunk
    workspace.workers.run(groups * chunks) { task in
      let (group, part) = task.quotientAndRemainder(dividingBy: chunks)
      guard wanted(group) else { return }
      let range = part * chunk..<min(factor.count, (part + 1) * chunk)
      let start = group * factor.count + range.lowerBound
      adl_multiply(range.count, factor.base + range.lowerBound, factors.base + start, product.base + start)
    }
    return product
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
    precondition(specific.count == groups.count * shared.count, "one specific bias per group")
    let sum = derived(from: specific) { starTotal(of: shared, specific, groups: groups.count) }
    guard mode == .training else { return constant(sum) }
    let active = groups.active
    return node(sum) { tape, upstream in
      let gradient = upstream.matrix(in: tape.workspace)
      let common = tape.parameters[shared]
      let total = tape.workspace.buffers.zeros(common.rows, common.columns)
      for (group, isActive) in active.enumerated() where isActive {
        adl_add_scaled(common.count, 1, gradient.base + group * common.count, total.base)
      }
      tape.gradients.append(.dense(shared, total))
      tape.gradients.append(.grouped(specific, gradient, active: active))
    }
  }

  private func starTotal(of shared: Parameter, _ specific: Parameter, groups: Int) -> Matrix {
    let common = parameters[shared]
    let own = parameters[specific]
    let sum = workspace.buffers.matrix(own.rows, own.columns)
    for group in 0..<groups {
      for element in 0..<common.count {
        let i = group * common.count + element
        sum.base[i] = common.base[element] + own.base[i]
      }
    }
    return sum
  }
}
