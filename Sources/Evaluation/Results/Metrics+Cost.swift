extension Metrics {
  /// Trained numbers by what they belong to.
  public struct Parameters: Codable, Sendable, Equatable {
    public var embedding: Int
    /// Weights that all rows use.
    public var shared: Int
    /// Weights of single clusters, scenarios or experts.
    public var specific: Int
    public var other: Int
    public var total: Int

    public init(embedding: Int, shared: Int, specific: Int, other: Int) {
      self.embedding = embedding
      self.shared = shared
      self.specific = specific
      self.other = other
      total = embedding + shared + specific + other
    }
  }

  /// Floating point operations for one row.
  public struct FlopsPerSample: Codable, Sendable, Equatable {
    public var forward: Double
    /// Forward, backward and update together.
    public var training: Double

    public init(forward: Double, training: Double) {
      self.forward = forward
      self.training = training
    }
  }

  /// What training took, and from what.
  public struct Training: Codable, Sendable, Equatable {
    public var samplesPerSecond: Double
    public var seconds: Double
    /// Epochs trained, and the one (from 1) whose weights were kept; 0 for those that training began with.
    public var epochs: Int
    public var bestEpoch: Int
    public var peakMemoryBytes: Int
    /// Of the training rows, the share that is clicked, each row counting by its weight; nil for a run of version 0.1 or before.
    public var clickRate: Double?

    public init(
      samplesPerSecond: Double, seconds: Double, epochs: Int, bestEpoch: Int, peakMemoryBytes: Int,
      clickRate: Double? = nil
    ) {
      self.samplesPerSecond = samplesPerSecond
      self.seconds = seconds
      self.epochs = epochs
      self.bestEpoch = bestEpoch
      self.peakMemoryBytes = peakMemoryBytes
      self.clickRate = clickRate
    }
  }
}
