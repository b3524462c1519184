import ClickLog
import Foundation
import Tensors

/// What the optimiser knew at the end of a training, beside the model: an update goes on with it.
package enum MomentsFile {
  private static let format = TensorFormat(name: "swift-adl moments", version: 1)

  static func save(_ learner: Learner, in files: TrainingFiles) throws {
    guard let url = files.moments else { return }
    var file = Safetensors()
    file.add(learner.optimiser)
    try format.write(file, to: url, identity: files.identity)
  }

  /// The moments of a finished run; nil where it kept none.
  package static func read(_ files: TrainingFiles) throws -> Moments? {
    guard let url = files.moments, url.exists else { return nil }
    let file = try format.read(url, identity: files.identity)
    guard let step = file.step else {
      throw LogError("expected the moments of this program", file: url.relativePath)
    }
    return Moments(step: step, tensors: file, url: url)
  }
}

/// An optimiser's moments as they are read.
public struct Moments {
  /// t, the steps taken.
  let step: Int
  let tensors: Safetensors
  let url: URL
}

/// What an update starts from: a finished run's model, and the moments that its training ended with.
public struct EarlierRun {
  let model: TrainedModel
  /// Nil to start with none.
  let moments: Moments?

  package init(_ model: TrainedModel, _ moments: Moments?) { (self.model, self.moments) = (model, moments) }
}
