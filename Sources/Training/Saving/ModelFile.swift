import ClickLog
import Foundation
import Tensors

/// A model's weights alone: what a finished run keeps.
package enum ModelFile {
  private static let format = TensorFormat(name: "swift-adl model", version: 2)

  static func save(_ parameters: Parameters, in files: TrainingFiles) throws {
    var file = Safetensors()
    for parameter in parameters.all { file.tensors.append((parameter.name, parameter.shape, parameters[parameter])) }
    try format.write(file, to: files.weights, identity: files.identity)
  }

  /// The file, known to be whole and the training's own.
  package static func read(_ files: TrainingFiles) throws -> Safetensors {
    try format.read(files.weights, identity: files.identity)
  }

  static func load(into parameters: Parameters, from files: TrainingFiles) throws {
    try load(try read(files), into: parameters, files.weights)
  }

  /// - Parameter url: the file's, for errors.
  static func load(_ file: Safetensors, into parameters: Parameters, _ url: URL) throws {
    for parameter in parameters.all { parameters[parameter] = try file.matrix(parameter.name, like: parameter, url) }
    guard file.tensors.count == parameters.all.count else {
      throw LogError("expected only the tensors that run.yaml's model has", file: url.relativePath)
    }
  }
}

extension Safetensors {
  /// A tensor's numbers. Throws `LogError` if it is missing, of another shape, or has numbers that are not finite.
  func matrix(_ name: String, like parameter: Parameter, _ url: URL) throws -> Matrix {
    guard let (shape, matrix) = self[name] else {
      throw LogError("expected a tensor '\(name)'", file: url.relativePath)
    }
    guard shape == parameter.shape else {
      throw LogError("tensor '\(name)': expected shape \(parameter.shape), not \(shape)", file: url.relativePath)
    }
    guard matrix.isFinite else {
      throw LogError("tensor '\(name)': expected finite numbers only", file: url.relativePath)
    }
    return matrix
  }
}
