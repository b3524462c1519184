import Tensors
import Testing

/// An operation as a package outside would write it: nothing here sees more of the library than what is public.
extension Tape {
  /// y = x², element by element. Backward: dx = 2 dy ⊗ x.
  fileprivate func squared(_ x: Value) -> Value {
    let y = workspace.matrix(x.rows, x.columns) { row, y in
      for column in y.indices { y[column] = x.matrix[row, column] * x.matrix[row, column] }
    }
    return record(y, from: [x]) { tape, dy in
      let dx = tape.workspace.matrix(x.rows, x.columns) { row, dx in
        for column in dx.indices { dx[column] = 2 * dy[row, column] * x.matrix[row, column] }
      }
      tape.accumulate(dx, into: x)
    }
  }

  /// y = a + b + b: hands one and the same matrix to three.
  fileprivate func sumWithTwice(_ a: Value, _ b: Value) -> Value {
    var y = a.matrix
    y.withUnsafeMutableBufferPointer { y in
      b.matrix.withUnsafeBufferPointer { b in
        for i in y.indices { y[i] += 2 * b[i] }
      }
    }
    return record(y, from: [a, b]) { tape, dy in
      if tape.needsGradient(a) { tape.accumulate(dy, into: a) }
      tape.accumulate(dy, into: b)
      tape.accumulate(dy, into: b)
    }
  }
}

struct OwnOperationTests {
  private func tape(_ mode: Tape.Mode = .training, threads: Int = 3) -> Tape {
    Tape(
      parameters: Parameters(generator: RandomGenerator(seed: 1)), workspace: Workspace(threads: threads), mode: mode,
      generator: RandomGenerator(seed: 1))
  }

  /// Σ_r w_r y_r for a column y, by operations of the library.
  private func loss(_ y: Value, _ weights: [Float], on tape: Tape) -> Value {
    let column = tape.reshaped(y, rows: 1, columns: weights.count)
    return tape.rowDots(column, tape.constant(Matrix(rows: 1, columns: weights.count, elements: weights)))
  }

  @Test("The square of a value has the gradient 2 w x", arguments: [1, 600])
  func square(rows: Int) {
    let x = (0..<rows).map { Float($0 % 7) - 3 }
    let weights = (0..<rows).map { Float($0 % 5) }
    let tape = tape()
    var gradient: [Float] = []
    let value = tape.variable(Matrix(rows: rows, columns: 1, elements: x)) { gradient = $0.elements }
    let y = tape.squared(value)
    #expect(y.matrix.elements == x.map { $0 * $0 })
    tape.backward(from: loss(y, weights, on: tape))
    #expect(gradient == zip(weights, x).map { 2 * $0 * $1 })
  }

  /// Gradients are values: one that two inputs get is not changed for one by what the other makes of it. Dropout and softmax
  /// change theirs in place.
  @Test func oneGradientForSeveralInputs() {
    let tape = tape()
    var received: [[Float]] = [[], []]
    let input = Matrix(rows: 3, columns: 1, elements: [1, 2, 3])
    let (a, b) = (
      tape.variable(input) { received[0] = $0.elements }, tape.variable(input) { received[1] = $0.elements }
    )
    let y = tape.sumWithTwice(tape.softmax(a), tape.squared(b))
    #expect(y.matrix.elements == [3, 9, 19])
    tape.backward(from: loss(y, [1, 2, 3], on: tape))
    // A softmax of one column is 1 for any input.
    #expect(received[0] == [0, 0, 0])
    #expect(received[1] == [4, 16, 36])
  }

  @Test("Nothing is recorded of constants, nor in inference")
  func notRecorded() {
    let matrix = Matrix(rows: 2, columns: 2, elements: [1, 2, 3, 4])
    let training = tape()
    #expect(!training.needsGradient(training.squared(training.constant(matrix))))
    let inference = tape(.inference)
    #expect(!inference.needsGradient(inference.squared(inference.variable(matrix) { _ in })))
  }
}
