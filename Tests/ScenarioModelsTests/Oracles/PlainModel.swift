import Foundation

/// All tensors of a model by name, flat.
typealias Numbers = [String: [Double]]

/// A model as its paper writes it, in plain loops over `Double`: what the library's models are compared with.
/// Nothing here calls the library; gradients are central differences, so no derivation is shared with it either.
///
/// Where a model's gradient is not that of its function (what backward takes for constant: hard gates, other scenarios'
/// scores, the routing), those parts are computed from `constants`. With `constants` the same as `numbers` a model is its
/// own function; with `constants` held still, differences in `numbers` are the wanted gradient.
protocol PlainModel {
  var shape: PlainShape { get }

  func logits(_ numbers: Numbers, constants: Numbers, _ batch: Batch, training: Bool) -> [Double]

  /// What the learning rate of a tensor is multiplied by.
  func learningRateFactor(of name: String) -> Double

  /// What training adds to the cross entropy.
  func penalty(_ numbers: Numbers, constants: Numbers, _ batch: Batch) -> Double

  /// The tensors that are not learned, after a training step on the batch.
  func states(after batch: Batch, _ numbers: Numbers) -> Numbers

  /// Which of a tensor's equal parts the batch used, for a tensor that has parts; nil where every row counts. Parts not
  /// used keep their weights and moments.
  func parts(of name: String, _ batch: Batch, _ numbers: Numbers) -> [Bool]?
}

extension PlainModel {
  /// Whether rows of the tensor are looked up: Adam has no momentum for those.
  func isTable(_ name: String) -> Bool { name.hasSuffix(".table") || name.hasSuffix(".scenario") }

  func learningRateFactor(of name: String) -> Double { 1 }

  func penalty(_ numbers: Numbers, constants: Numbers, _ batch: Batch) -> Double { 0 }

  func logits(_ numbers: Numbers, _ batch: Batch, training: Bool = false) -> [Double] {
    logits(numbers, constants: numbers, batch, training: training)
  }

  /// Equation 8, and the penalty.
  func loss(_ numbers: Numbers, constants: Numbers, _ batch: Batch) -> Double {
    if batch.labels.isEmpty { return 0 }
    let logits = logits(numbers, constants: constants, batch, training: true)
    let terms = zip(logits, batch.labels).map { z, label in
      let p = 1 / (1 + exp(-z))
      return -(Double(label) * log(p) + (1 - Double(label)) * log(1 - p))
    }
    return terms.reduce(0, +) / Double(terms.count) + penalty(numbers, constants: constants, batch)
  }

  /// The gradient of the loss with respect to one tensor.
  func gradient(of name: String, _ numbers: Numbers, _ batch: Batch) -> [Double] {
    var moved = numbers
    let h = 1e-6
    let parts = parts(of: name, batch, numbers)
    let count = numbers[name]!.count
    return (0..<count).map { i in
      if let parts, !parts[i / (count / parts.count)] { return 0 }
      let here = numbers[name]![i]
      moved[name]![i] = here + h
      let up = loss(moved, constants: numbers, batch)
      moved[name]![i] = here - h
      let down = loss(moved, constants: numbers, batch)
      moved[name]![i] = here
      return (up - down) / (2 * h)
    }
  }
}
