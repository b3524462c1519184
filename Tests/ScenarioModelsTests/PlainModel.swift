import Foundation
import ScenarioModels
import Tensors

/// DNN and ADL as the paper writes them, in plain loops over `Double`: what the library's models are compared with.
/// Nothing here calls the library; gradients are central differences, so no derivation is shared with it either.
struct PlainModel {
  let kind: ModelKind
  let settings: ModelSettings
  /// Which fields pool by mean.
  let mean: [Bool]
  /// Which elements of a row's embedding to route on.
  var routeOn: [Int]?

  /// All tensors by name, flat.
  typealias Numbers = [String: [Double]]

  /// e, [n][fields · dimension].
  func embeddings(_ numbers: Numbers, _ values: [[[Int]]]) -> [[Double]] {
    let table = numbers["embedding.table"]!
    let dimension = settings.embeddingDimension
    return values.map { fields in
      zip(fields, mean).flatMap { ids, mean in
        (0..<dimension).map { d in
          let sum = ids.reduce(0) { $0 + table[$1 * dimension + d] }
          return mean && !ids.isEmpty ? sum / Double(ids.count) : sum
        }
      }
    }
  }

  /// The logits of rows whose clusters are given. A DNN has one.
  func logits(_ numbers: Numbers, _ values: [[[Int]]], clusters: [Int]) -> [Double] {
    let widths = [mean.count * settings.embeddingDimension] + settings.hidden + [1]
    var x = embeddings(numbers, values)
    for layer in 0..<widths.count - 1 {
      let (inputs, outputs) = (widths[layer], widths[layer + 1])
      let isADL = kind == .adl
      let name = isADL ? "tower.\(layer).shared" : "tower.\(layer)"
      let (weight, bias) = (numbers["\(name).weight"]!, numbers["\(name).bias"]!)
      let (ownWeight, ownBias) = (numbers["tower.\(layer).specific.weight"], numbers["tower.\(layer).specific.bias"])
      x = zip(x, clusters).map { row, cluster in
        (0..<outputs).map { o in
          // Equation 6: W_m = W_s ⊗ W_j.
          var z = bias[o] + (ownBias?[cluster * outputs + o] ?? 0)
          for i in 0..<inputs {
            z += row[i] * weight[i * outputs + o] * (ownWeight?[(cluster * inputs + i) * outputs + o] ?? 1)
          }
          return layer < settings.hidden.count ? max(z, 0) : z
        }
      }
    }
    return x.map { $0[0] }
  }

  /// Equation 8.
  func loss(_ numbers: Numbers, _ batch: Batch, clusters: [Int]) -> Double {
    let terms = zip(logits(numbers, batch.values, clusters: clusters), batch.labels).map { z, label in
      let p = 1 / (1 + exp(-z))
      return -(Double(label) * log(p) + (1 - Double(label)) * log(1 - p))
    }
    return terms.reduce(0, +) / Double(terms.count)
  }

  /// The gradient of the loss with respect to one tensor, the clusters staying as they are.
  func gradient(of name: String, _ numbers: Numbers, _ batch: Batch, clusters: [Int]) -> [Double] {
    var moved = numbers
    let h = 1e-5
    return numbers[name]!.indices.map { i in
      let here = numbers[name]![i]
      moved[name]![i] = here + h
      let up = loss(moved, batch, clusters: clusters)
      moved[name]![i] = here - h
      let down = loss(moved, batch, clusters: clusters)
      moved[name]![i] = here
      return (up - down) / (2 * h)
    }
  }

  /// Algorithm 1 on a batch; a DNN has nothing to route and puts all rows into one cluster.
  func route(_ numbers: Numbers, _ values: [[[Int]]]) -> PlainRouting {
    guard let centres = numbers["router.centres"] else {
      return PlainRouting(coefficients: values.map { _ in [1] }, centres: [])
    }
    let e = embeddings(numbers, values).map { row in routeOn.map { $0.map { row[$0] } } ?? row }
    let length = centres.count / settings.clusters
    let rows = (0..<settings.clusters).map { Array(centres[$0 * length..<($0 + 1) * length]) }
    return PlainRouting.algorithm1(
      e, rows, iterations: settings.routingIterations, momentum: settings.routingMomentum)
  }
}

/// A training run of the plain model: full steps with Adam (Kingma and Ba, algorithm 1).
struct PlainLearner {
  let model: PlainModel
  let learningRate: Double
  let embeddingL2: Double
  var numbers: PlainModel.Numbers
  private var m: PlainModel.Numbers = [:]
  private var v: PlainModel.Numbers = [:]
  private var t = 0

  init(_ model: PlainModel, _ numbers: PlainModel.Numbers, learningRate: Double, embeddingL2: Double) {
    (self.model, self.numbers, self.learningRate, self.embeddingL2) = (model, numbers, learningRate, embeddingL2)
  }

  /// One step; returns the loss before it.
  mutating func step(_ batch: Batch) -> Double {
    t += 1
    let routing = model.route(numbers, batch.values)
    let before = numbers
    let used = Set(batch.values.joined().joined())
    for name in before.keys where name != "router.centres" {
      var gradient = model.gradient(of: name, before, batch, clusters: routing.clusters)
      let count = gradient.count
      for i in 0..<count {
        // "Updated only by their corresponding samples": nothing moves, moments neither, where no sample came.
        if name == "embedding.table" {
          if !used.contains(i / model.settings.embeddingDimension) { continue }
          gradient[i] += embeddingL2 * before[name]![i]
        }
        if name.contains(".specific.") {
          let cluster = i / (count / model.settings.clusters)
          if !routing.clusters.contains(cluster) { continue }
        }
        update(name, i, gradient[i], count)
      }
    }
    if !routing.centres.isEmpty { numbers["router.centres"] = routing.centres.flatMap { $0 } }
    return model.loss(before, batch, clusters: routing.clusters)
  }

  private mutating func update(_ name: String, _ i: Int, _ g: Double, _ count: Int) {
    let (beta1, beta2) = (0.9, 0.999)
    m[name, default: Array(repeating: 0, count: count)][i] *= beta1
    m[name]![i] += (1 - beta1) * g
    v[name, default: Array(repeating: 0, count: count)][i] *= beta2
    v[name]![i] += (1 - beta2) * g * g
    let mHat = m[name]![i] / (1 - pow(beta1, Double(t)))
    let vHat = v[name]![i] / (1 - pow(beta2, Double(t)))
    numbers[name]![i] -= learningRate * mHat / (vHat.squareRoot() + 1e-8)
  }
}
