/// A tower whose layers, after some that are shared whole, are W_shared ⊗ W_group and b_shared + b_group (equation 6), of one row.
func plainStarTower(_ row: [Double], _ numbers: Numbers, _ shape: PlainShape, group: Int, sharedLayers: Int = 0)
  -> Double
{
  var x = row
  for layer in 0...shape.hidden.count {
    let outputs = shape.widths[layer + 1]
    if layer < sharedLayers {
      x = plainReLU(plainLinear(x, numbers["tower.\(layer).weight"]!, numbers["tower.\(layer).bias"]!, outputs))
      continue
    }
    let (weight, bias) = (numbers["tower.\(layer).shared.weight"]!, numbers["tower.\(layer).shared.bias"]!)
    let (own, ownBias) = (numbers["tower.\(layer).specific.weight"]!, numbers["tower.\(layer).specific.bias"]!)
    var y = (0..<outputs).map { bias[$0] + ownBias[group * outputs + $0] }
    for i in x.indices {
      for o in 0..<outputs { y[o] += x[i] * weight[i * outputs + o] * own[(group * x.count + i) * outputs + o] }
    }
    x = layer < shape.hidden.count ? plainReLU(y) : y
  }
  return x[0]
}
