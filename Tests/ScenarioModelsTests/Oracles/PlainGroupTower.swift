import ScenarioModels

/// A tower whose layers, after some that are shared whole, are in part each group's own, of one row.
func plainGroupTower(
  _ row: [Double], _ numbers: Numbers, _ shape: PlainShape, group: Int, sharedLayers: Int = 0,
  form: ClusterForm = .star
) -> Double {
  var x = row
  for layer in 0...shape.hidden.count {
    let outputs = shape.widths[layer + 1]
    if layer < sharedLayers {
      x = plainReLU(plainLinear(x, numbers["tower.\(layer).weight"]!, numbers["tower.\(layer).bias"]!, outputs))
      continue
    }
    func own(_ part: String) -> [Double] { numbers["tower.\(layer).specific.\(part)"]! }
    let (weight, bias) = (numbers["tower.\(layer).shared.weight"]!, numbers["tower.\(layer).shared.bias"]!)
    let y: [Double]
    switch form {
    case .star: y = plainStar(x, weight, bias, own("weight"), own("bias"), outputs, group)
    case .film:
      let z = plainLinear(x, weight, bias, outputs)
      let (scale, shift) = (own("scale"), own("shift"))
      y = (0..<outputs).map { scale[group * outputs + $0] * z[$0] + shift[group * outputs + $0] }
    }
    x = layer < shape.hidden.count ? plainReLU(y) : y
  }
  return x[0]
}

/// W_shared ⊗ W_group and b_shared + b_group (equation 6).
private func plainStar(
  _ x: [Double], _ weight: [Double], _ bias: [Double], _ own: [Double], _ ownBias: [Double], _ outputs: Int,
  _ group: Int
) -> [Double] {
  var y = (0..<outputs).map { bias[$0] + ownBias[group * outputs + $0] }
  for i in x.indices {
    for o in 0..<outputs { y[o] += x[i] * weight[i * outputs + o] * own[(group * x.count + i) * outputs + o] }
  }
  return y
}
