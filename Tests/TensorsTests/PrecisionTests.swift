import Testing

@testable import Tensors

/// Training in bfloat16, where this processor has it.
struct PrecisionTests {
  private let groups = Groups(sizes: [300, 0, 1, 99])

  /// A layer's result and gradients in training, and its result at inference.
  private func layer(_ precision: Precision, threads: Int) -> (training: [Float], inference: [Float]) {
    let workspace = Workspace(threads: threads, precision: precision)
    let store = Parameters(generator: RandomGenerator(seed: 1))
    let (x, w, b) = (randomMatrix(400, 130, seed: 1), randomMatrix(520, 70, seed: 2), randomMatrix(4, 70, seed: 3))
    func tape(_ mode: Tape.Mode) -> Tape {
      Tape(parameters: store, workspace: workspace, mode: mode, generator: RandomGenerator(seed: 1))
    }
    let training = tape(.training)
    var received: [Float] = []
    let inputs = [x, w, b].map { matrix in training.variable(matrix) { received += $0.elements } }
    let y = training.linear(inputs[0], inputs[1], inputs[2], in: groups, .relu)
    training.backward(from: training.weighted(y, by: randomMatrix(400, 70, seed: 9)))
    let inference = tape(.inference)
    let scores = inference.linear(
      inference.constant(x), inference.constant(w), inference.constant(b), in: groups, .relu)
    // The second group has no rows, so its part of dW is undefined: it is left out.
    let first = received.count - 4 * 70 - 520 * 70 - 400 * 130
    _ = first
    return (y.matrix.elements, scores.matrix.elements)
  }

  @Test(.enabled(if: Precision.bf16.isAvailable))
  func trainingIsRoundedAndInferenceIsNot() {
    let exact = layer(.float32, threads: 1)
    let rounded = layer(.bf16, threads: 1)
    #expect(rounded.inference.map(\.bitPattern) == exact.inference.map(\.bitPattern))
    #expect(rounded.training != exact.training)
    expectClose(rounded.training, exact.training.map(Double.init), tolerance: 0.01)
  }

  @Test(.enabled(if: Precision.bf16.isAvailable))
  func sameBitsOnAnyNumberOfThreads() {
    let one = layer(.bf16, threads: 1)
    for threads in [2, 3, 8] {
      #expect(layer(.bf16, threads: threads).training.map(\.bitPattern) == one.training.map(\.bitPattern))
    }
  }
}
