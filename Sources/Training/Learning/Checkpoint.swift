import ClickLog
import Evaluation
import Foundation
import Tensors

/// All of a learner and the state of its training in one file.
package enum Checkpoint {
  private static let format = TensorFormat(name: "swift-adl checkpoint", version: 4)

  package static func save(_ learner: Learner, _ state: TrainingState, in files: TrainingFiles) throws {
    var file = Safetensors()
    for parameter in learner.parameters.all {
      file.tensors.append(("weights/\(parameter.name)", parameter.shape, learner.parameters[parameter]))
    }
    for (parameter, m, v) in learner.optimiser.allMoments {
      if let m { file.tensors.append(("m/\(parameter.name)", parameter.shape, m)) }
      file.tensors.append(("v/\(parameter.name)", parameter.shape, v))
    }
    file.metadata["step"] = String(learner.optimiser.step)
    file.metadata["state"] = String(decoding: try JSONEncoder().encode(state), as: UTF8.self)
    try format.write(file, to: files.checkpoint, identity: files.identity)
  }

  static func load(into learner: inout Learner, in files: TrainingFiles) throws -> TrainingState {
    let url = files.checkpoint
    let file = try format.read(url, identity: files.identity)
    guard let step = file.metadata["step"].flatMap({ Int($0) }),
      let state = file.metadata["state"].flatMap({ try? JSONDecoder().decode(TrainingState.self, from: Data($0.utf8)) }
      ),
      step >= 0, state.epoch >= 0, (0...1 << 40).contains(state.batch)
    else { throw LogError("expected a checkpoint of this program", file: url.relativePath) }
    var moments: [(Parameter, m: Matrix?, v: Matrix)] = []
    for parameter in learner.parameters.all {
      learner.parameters[parameter] = try file.matrix("weights/\(parameter.name)", like: parameter, url)
      guard file["v/\(parameter.name)"] != nil else { continue }
      let v = try file.matrix("v/\(parameter.name)", like: parameter, url)
      let m = file["m/\(parameter.name)"] == nil ? nil : try file.matrix("m/\(parameter.name)", like: parameter, url)
      moments.append((parameter, m, v))
    }
    learner.optimiser.restore(step: step, moments)
    return state
  }
}
