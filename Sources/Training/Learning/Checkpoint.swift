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
    file.add(learner.optimiser)
    file.metadata["state"] = String(decoding: try JSONEncoder().encode(state), as: UTF8.self)
    try format.write(file, to: files.checkpoint, identity: files.identity)
  }

  static func load(into learner: inout Learner, in files: TrainingFiles) throws -> TrainingState {
    let url = files.checkpoint
    let file = try format.read(url, identity: files.identity)
    guard let step = file.step,
      let state = file.metadata["state"].flatMap({ try? JSONDecoder().decode(TrainingState.self, from: Data($0.utf8)) }
      ),
      state.epoch >= 0, (0...1 << 40).contains(state.batch)
    else { throw LogError("expected a checkpoint of this program", file: url.relativePath) }
    var moments: [OptimiserTensor] = []
    for parameter in learner.parameters.all {
      learner.parameters[parameter] = try file.matrix("weights/\(parameter.name)", like: parameter, url)
      moments += try file.moments(of: parameter, url)
    }
    learner.optimiser.restore(step: step, moments)
    return state
  }
}
