import Tensors

/// The layers of a tower by their widths.
public struct TowerShape: Sendable {
  /// One layer: its place in the tower, from 0, its widths and what it does to its sums.
  public struct Layer: Sendable {
    public let index: Int
    public let inputs: Int
    public let outputs: Int
    public let activation: Activation
    /// What its biases start at.
    public let bias: Float

    /// Weights and biases.
    public var parameters: Int { (inputs + 1) * outputs }
  }

  public let layers: [Layer]

  /// The shape that all towers of the paper have (section 3.1.3): hidden layers with ReLU, then one linear unit.
  ///
  /// - Parameter outputBias: what the unit's bias starts at, `ModelShape.outputBias` where its result is the logit.
  public init(inputs: Int, hidden: [Int], outputBias: Float = 0) {
    let widths = [inputs] + hidden + [1]
    self.init(widths: widths) { $0 < hidden.count ? (.relu, 0) : (.identity, outputBias) }
  }

  /// Hidden layers only, each with ReLU.
  ///
  /// - Parameter widths: of the inputs, then of each layer.
  public init(hiddenOnly widths: [Int]) { self.init(widths: widths) { _ in (.relu, 0) } }

  private init(widths: [Int], _ form: (Int) -> (Activation, bias: Float)) {
    layers = zip(widths, widths.dropFirst()).enumerated().map { index, widths in
      let (activation, bias) = form(index)
      return Layer(index: index, inputs: widths.0, outputs: widths.1, activation: activation, bias: bias)
    }
  }

  private init(_ layers: [Layer]) { self.layers = layers }

  /// The first layers only.
  public func prefix(_ count: Int) -> TowerShape { TowerShape(Array(layers.prefix(count))) }

  /// The layers after the first ones, which keep their places.
  public func dropFirst(_ count: Int) -> TowerShape { TowerShape(Array(layers.dropFirst(count))) }
}
