import ClickLog
import Evaluation
import Foundation
import Tensors

/// Where training stands, besides the numbers of the model and its optimiser. Random numbers need no place here: each
/// stream depends only on the seed and the epoch or step that it serves.
struct TrainingState: Codable, Equatable {
  /// From 0; the batches of it that are done.
  var epoch = 0
  var batch = 0
  /// Of the batches done in this epoch.
  var lossSum = 0.0
  var lossRows = 0
  var bestEpoch = 0
  /// Of the best weights: validation AUC, or minus the log loss where there is none.
  var bestQuality: Double?
  var epochsWithoutBetter = 0
  var history: [HistoryRow] = []
  var rowsTrained = 0
  /// Spent in training steps, without evaluation.
  var trainingSeconds = 0.0
  /// Where the first validation rows were routed to after the epoch before, from each perspective.
  var clusters: [[Int32]] = []
}

/// All of a learner, and where training stands, in one file.
enum Checkpoint {
  private static let format = TensorFormat(name: "swift-adl checkpoint", version: 4)

  static func save(_ learner: Learner, _ state: TrainingState, in folder: RunFolder) throws {
    var file = Safetensors()
    for parameter in learner.parameters.all {
      file.tensors.append(("weights/\(parameter.name)", parameter.shape, learner.parameters[parameter]))
    }
    for tensor in learner.optimiser.state {
      file.tensors.append(("\(tensor.name)/\(tensor.parameter.name)", tensor.parameter.shape, tensor.matrix))
    }
    file.metadata["step"] = String(learner.optimiser.step)
    file.metadata["state"] = String(decoding: try JSONEncoder().encode(state), as: UTF8.self)
    try format.write(file, to: folder.checkpoint, of: folder)
  }

  static func load(into learner: inout Learner, in folder: RunFolder) throws -> TrainingState {
    let url = folder.checkpoint
    let file = try format.read(url, of: folder)
    guard let step = file.metadata["step"].flatMap({ Int($0) }),
      let state = file.metadata["state"].flatMap({ try? JSONDecoder().decode(TrainingState.self, from: Data($0.utf8)) }
      ),
      step >= 0, state.epoch >= 0, (0...1 << 40).contains(state.batch)
    else { throw LogError("expected a checkpoint of this program", file: url.relativePath) }
    var moments: [OptimiserTensor] = []
    for parameter in learner.parameters.all {
      learner.parameters[parameter] = try file.tensor("weights/\(parameter.name)", like: parameter, url)
      for name in ["m", "v"] where file["\(name)/\(parameter.name)"] != nil {
        let moment = try file.tensor("\(name)/\(parameter.name)", like: parameter, url)
        moments.append(OptimiserTensor(name, of: parameter, moment))
      }
    }
    learner.optimiser.restore(step: step, moments)
    return state
  }
}

/// A model's weights alone: what a finished run keeps.
enum ModelFile {
  private static let format = TensorFormat(name: "swift-adl model", version: 2)

  static func save(_ parameters: Parameters, in folder: RunFolder) throws {
    var file = Safetensors()
    for parameter in parameters.all { file.tensors.append((parameter.name, parameter.shape, parameters[parameter])) }
    try format.write(file, to: folder.model, of: folder)
  }

  /// The file, known to be whole and the folder's own.
  static func read(in folder: RunFolder) throws -> Safetensors { try format.read(folder.model, of: folder) }

  static func load(into parameters: Parameters, in folder: RunFolder) throws {
    try load(try read(in: folder), into: parameters, in: folder)
  }

  static func load(_ file: Safetensors, into parameters: Parameters, in folder: RunFolder) throws {
    let url = folder.model
    for parameter in parameters.all { parameters[parameter] = try file.tensor(parameter.name, like: parameter, url) }
    guard file.tensors.count == parameters.all.count else {
      throw LogError("expected only the tensors that run.yaml's model has", file: url.relativePath)
    }
  }
}

extension Safetensors {
  fileprivate func tensor(_ name: String, like parameter: Parameter, _ url: URL) throws -> Matrix {
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
