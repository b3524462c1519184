import ClickLog
import Foundation
import Tensors

/// What an optimiser keeps, among the tensors of a file: `m/NAME` and `v/NAME`, and the steps taken.
extension Safetensors {
  mutating func add(_ optimiser: Adam) {
    for tensor in optimiser.state {
      tensors.append(("\(tensor.name)/\(tensor.parameter.name)", tensor.parameter.shape, tensor.matrix))
    }
    metadata["step"] = String(optimiser.step)
  }

  /// t; nil where the file does not say it.
  var step: Int? { metadata["step"].flatMap { Int($0) }.flatMap { $0 >= 0 ? $0 : nil } }

  /// What is kept of a tensor, nothing for one that no step has touched. Throws `LogError` for what does not fit it.
  func moments(of parameter: Parameter, _ url: URL) throws -> [OptimiserTensor] {
    try ["m", "v"].compactMap { name in
      let own = "\(name)/\(parameter.name)"
      guard self[own] != nil else { return nil }
      return OptimiserTensor(name, of: parameter, try matrix(own, like: parameter, url))
    }
  }
}
