import CKernels

extension Gradient {
  /// The same with its products multiplied out, where all of it is needed before a step.
  public func multipliedOut(in workspace: Workspace) -> Gradient {
    switch self {
    case .products(let parameter, let products, let active):
      .grouped(parameter, products.matrix(in: workspace), active: active)
    case .starProducts(let shared, let specific, let products, let active):
      .star(shared: shared, specific: specific, product: products.matrix(in: workspace), active: active)
    case .dense, .grouped, .star, .rows: self
    }
  }

  /// Σ g² over the elements of the gradient of every parameter in this one, for the norm that clipping looks at. Added in the
  /// same order on any number of threads.
  public func sumOfSquares(_ parameters: Parameters, in workspace: Workspace) -> Double {
    switch multipliedOut(in: workspace) {
    case .products, .starProducts: preconditionFailure("multiplied out")
    case .dense(_, let g):
      return workspace.sum(over: g.count) { Double(adl_sum_of_squares($0.count, g.base + $0.lowerBound)) }
    case .grouped(_, let g, let active):
      let size = g.count / max(active.count, 1)
      return workspace.sum(over: size) { range in
        active.indices.reduce(0) { sum, group in
          guard active[group] else { return sum }
          return sum + Double(adl_sum_of_squares(range.count, g.base + group * size + range.lowerBound))
        }
      }
    case .star(let shared, let specific, let g, let active):
      let (common, own) = (parameters[shared], parameters[specific])
      let buffers = workspace.buffers
      return workspace.sum(over: common.count) { range in
        let (dShared, dOwn) = (buffers.zeros(1, range.count), buffers.matrix(1, range.count))
        var sum = 0.0
        for group in active.indices where active[group] {
          let start = group * common.count + range.lowerBound
          adl_multiply(range.count, g.base + start, common.base + range.lowerBound, dOwn.base)
          adl_multiply_add(range.count, g.base + start, own.base + start, dShared.base)
          sum += Double(adl_sum_of_squares(range.count, dOwn.base))
        }
        return sum + Double(adl_sum_of_squares(range.count, dShared.base))
      }
    case .rows(_, let g):
      let buffers = workspace.buffers
      return workspace.sum(over: g.count, chunk: 256) { range in
        let row = buffers.matrix(1, g.dimension)
        return range.reduce(0) { sum, index in
          g.copy(index, into: row)
          return sum + Double(adl_sum_of_squares(g.dimension, row.base))
        }
      }
    }
  }

  /// The first parameter here whose gradient is not all finite numbers, and its group (cluster or scenario) where it is one of
  /// several; nil if there is none. Slow: for finding out what went wrong.
  public func broken(in workspace: Workspace) -> (parameter: Parameter, group: Int?)? {
    func group(_ g: Matrix, _ active: [Bool]) -> Int? {
      let size = g.count / max(active.count, 1)
      return active.indices.first { active[$0] && adl_all_finite(size, g.base + $0 * size) == 0 }
    }
    switch multipliedOut(in: workspace) {
    case .products, .starProducts: return nil
    case .dense(let parameter, let g): return g.isFinite ? nil : (parameter, nil)
    case .grouped(let parameter, let g, let active):
      return group(g, active).map { (parameter, active.count > 1 ? $0 : nil) }
    case .star(_, let specific, let g, let active): return group(g, active).map { (specific, $0) }
    case .rows(let parameter, let g): return g.upstream.isFinite && g.scales.isFinite ? nil : (parameter, nil)
    }
  }
}

extension RowGradient {
  /// One used row's gradient.
  fileprivate func copy(_ index: Int, into row: Matrix) {
    row.base.update(repeating: 0, count: dimension)
    for use in Int(starts.base[index])..<Int(starts.base[index + 1]) {
      let bag = Int(uses.base[use])
      let scale = scales.base[bag] * (weights?.base[use] ?? 1)
      adl_add_scaled(dimension, scale, upstream.base + bag * dimension, row.base)
    }
  }
}

extension Workspace {
  /// The sum of `part` over the ranges that 0 ..< count falls into, added in their order.
  fileprivate func sum(over count: Int, chunk: Int = 1 << 13, _ part: @escaping @Sendable (Range<Int>) -> Double)
    -> Double
  {
    let parts = Parts(count: (count + chunk - 1) / chunk)
    workers.run(over: count, chunk: chunk) { parts.sums[$0.lowerBound / chunk] = part($0) }
    return parts.sums.reduce(0, +)
  }

  /// One place for each task; no two tasks share one.
  private final class Parts: @unchecked Sendable {
    let sums: UnsafeMutableBufferPointer<Double>
    init(count: Int) {
      sums = .allocate(capacity: count)
      sums.initialize(repeating: 0)
    }
    deinit { sums.deallocate() }
  }
}
