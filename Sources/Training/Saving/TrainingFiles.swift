import Files
import Foundation

/// The files of one training: where it keeps its state and its best weights, and what marks them as its own.
public struct TrainingFiles: Sendable {
  public let checkpoint: URL
  /// The best weights so far.
  public let weights: URL
  /// The optimiser's moments at the end; nil where nothing goes on from there.
  public let moments: URL?
  /// Written into both and looked for when they are read: a file of another training is refused.
  public let identity: String

  public init(checkpoint: URL, weights: URL, moments: URL? = nil, identity: String) {
    (self.checkpoint, self.weights, self.moments, self.identity) = (checkpoint, weights, moments, identity)
  }

  public var hasCheckpoint: Bool { checkpoint.exists }
}
