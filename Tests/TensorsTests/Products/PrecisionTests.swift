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
    var dx: [Float] = []
    let inputs = [
      training.variable(x) { dx = $0.elements }, training.constant(w), training.constant(b),
    ]
    let y = training.linear(inputs[0], inputs[1], inputs[2], in: groups)
    training.backward(from: training.weighted(y, by: randomMatrix(400, 70, seed: 9)))
    let inference = tape(.inference)
    let scores = inference.linear(
      inference.constant(x), inference.constant(w), inference.constant(b), in: groups)
    return (y.matrix.elements + dx, scores.matrix.elements)
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
