import Foundation

/// A training run of a plain model: full steps with Adam (Kingma and Ba, algorithm 1).
struct PlainLearner {
  let model: any PlainModel
  let learningRate: Double
  let embeddingL2: Double
  var numbers: Numbers
  /// How far a small error in each gradient may have moved each weight: Adam divides by √v̂, so that where all gradients
  /// were next to nothing rounding decides on the step.
  private(set) var slack: Numbers
  private var m: Numbers
  private var v: Numbers
  private var t = 0

  init(_ model: any PlainModel, _ numbers: Numbers, learningRate: Double, embeddingL2: Double = 0) {
    (self.model, self.numbers, self.learningRate, self.embeddingL2) = (model, numbers, learningRate, embeddingL2)
    m = numbers.mapValues { $0.map { _ in 0 } }
    (v, slack) = (m, m)
  }

  /// One step; returns the loss before it.
  mutating func step(_ batch: Batch) -> Double {
    t += 1
    let before = numbers
    let states = model.states(after: batch, before)
    for name in before.keys where states[name] == nil {
      let gradient = model.gradient(of: name, before, batch)
      let parts = model.parts(of: name, batch, before)
      for i in gradient.indices {
        // "Updated only by their corresponding samples": nothing moves, moments neither, where no sample came.
        if let parts, !parts[i / (gradient.count / parts.count)] { continue }
        let penalty = name.hasSuffix(".table") ? embeddingL2 * before[name]![i] : 0
        update(name, i, gradient[i] + penalty)
      }
    }
    numbers.merge(states) { $1 }
    return model.loss(before, constants: before, batch)
  }

  private mutating func update(_ name: String, _ i: Int, _ g: Double) {
    // What is updated row by row has no momentum.
    let (beta1, beta2) = (model.isTable(name) ? 0 : 0.9, 0.999)
    m[name]![i] = beta1 * m[name]![i] + (1 - beta1) * g
    v[name]![i] = beta2 * v[name]![i] + (1 - beta2) * g * g
    let mHat = m[name]![i] / (1 - pow(beta1, Double(t)))
    let vHat = v[name]![i] / (1 - pow(beta2, Double(t)))
    let rate = learningRate * model.learningRateFactor(of: name)
    numbers[name]![i] -= rate * mHat / (vHat.squareRoot() + 1e-8)
    if g != 0 { slack[name]![i] += min(2, 2e-7 / (vHat.squareRoot() + 1e-8)) * rate }
  }
}
