import CKernels

/// Results of experts, stacked: expert e's are rows e · n ..< (e + 1) · n of `value`.
public struct ExpertStack: Sendable {
  public let value: Value
  public let count: Int

  public init(_ value: Value, count: Int = 1) {
    self.value = value
    self.count = count
  }

  /// n, the rows that each expert saw.
  var rows: Int { count == 0 ? 0 : value.rows / count }
}

extension Tape {
  /// y_r = Σ_e g_re f_e,r: a mixture of experts, weighted by the row's gates.
  ///
  /// - Parameters:
  ///   - gates: [m, E], E experts in the order of the stacks.
  ///   - experts: stacks of one width d. Of a stack whose experts saw fewer rows than m, row r takes row r modulo n: so
  ///     several mixtures of the same experts lie one below the other in the result.
  /// - Returns: [m, d].
  ///
  /// Backward: dg_re = dy_r · f_e,r and df_e,r = Σ g_re dy_r. Rows without gradient cost nothing.
  public func mixture(_ gates: Value, _ experts: [ExpertStack]) -> Value {
    let width = experts.first?.value.columns ?? 0
    precondition(gates.columns == experts.reduce(0) { $0 + $1.count }, "one gate per expert")
    precondition(experts.allSatisfy { $0.value.columns == width && $0.count * $0.rows == $0.value.rows })
    precondition(gates.rows == 0 || experts.allSatisfy { $0.rows > 0 && gates.rows % $0.rows == 0 })
    let y = workspace.buffers.zeros(gates.rows, width)
    // Tasks own the same rows of all experts, so that in the backward pass no two write to one.
    let period = experts.map(\.rows).min() ?? 0
    workspace.workers.run(over: period, chunk: 64) { rows in
      forEachBlock(gates.matrix, experts, period, rows) { block in
        adl_mix(
          rows.count, width, gates.matrix.base + block.gate, gates.columns, block.expert.matrix.base + block.source,
          y.base + block.target)
      }
    }
    return record(y, from: [gates] + experts.map(\.value)) { tape, dy in
      let buffers = tape.workspace.buffers
      let dGates = buffers.matrix(gates.rows, gates.columns)
      let dExperts = experts.map { buffers.zeros($0.value.rows, width) }
      tape.workspace.workers.run(over: period, chunk: 64) { rows in
        forEachBlock(gates.matrix, experts, period, rows) { block in
          adl_mix_backward(
            rows.count, width, gates.matrix.base + block.gate, gates.columns,
            block.expert.matrix.base + block.source, dy.base + block.target, dGates.base + block.gate,
            dExperts[block.stack].base + block.source)
        }
      }
      tape.accumulate(dGates, into: gates)
      for (expert, gradient) in zip(experts, dExperts) { tape.accumulate(gradient, into: expert.value) }
    }
  }
}

/// Where, in units of floats, a block of rows of one expert has its gate, its result and its share of the mixture.
private struct MixtureBlock {
  let stack: Int
  let expert: Value
  let gate: Int
  let source: Int
  let target: Int
}

/// All blocks of rows r with r modulo `period` in `rows`.
private func forEachBlock(
  _ gates: Matrix, _ experts: [ExpertStack], _ period: Int, _ rows: Range<Int>, _ body: (MixtureBlock) -> Void
) {
  for mixture in 0..<gates.rows / period {
    let first = mixture * period + rows.lowerBound
    var column = 0
    for (index, stack) in experts.enumerated() {
      let width = stack.value.columns
      for expert in 0..<stack.count {
        body(
          MixtureBlock(
            stack: index, expert: stack.value, gate: first * gates.columns + column,
            source: (expert * stack.rows + first % stack.rows) * width, target: first * width))
        column += 1
      }
    }
  }
}
