import Tensors

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Rows laid out in the plane so that neighbours stay neighbours: uniform manifold approximation and projection (McInnes,
/// Healy and Melville 2018) with the cosine metric.
public struct UMAP: Sendable {
  /// The defaults are umap-learn's.
  public struct Settings: Sendable {
    /// k, with the row itself.
    public var neighbours = 15
    public var minimumDistance = 0.1
    public var spread = 1.0
    /// Passes over the edges; nil for 500, of more than 10,000 rows 200.
    public var epochs: Int?
    /// Random rows that a row is pushed away from for each neighbour that pulls it.
    public var negatives = 5
    public var learningRate = 1.0

    public init() {}
  }

  /// x, y of each row.
  public let points: [(x: Float, y: Float)]

  /// - Parameters:
  ///   - x: [n, d], finite. Neighbours are found exactly, in n² time: fine up to some 20,000 rows.
  ///   - progress: is told the share done; throws to stop.
  public init(
    _ x: Matrix, _ settings: Settings = Settings(), generator: RandomGenerator, in workspace: Workspace,
    progress: (Double) throws -> Void
  ) rethrows {
    let graph = FuzzyGraph(NearestNeighbours(cosine: x, count: settings.neighbours - 1, in: workspace))
    try progress(0)
    var random = generator.child("start")
    var y = PrincipalPlane(x, reach: 10, &random, in: workspace).points
    let epochs = settings.epochs ?? (x.rows <= 10_000 ? 500 : 200)
    var layout = LayoutDescent(graph, epochs: epochs, settings, generator: generator.child("negatives"))
    for epoch in 0..<epochs {
      layout.run(epoch, &y)
      try progress(Double(epoch + 1) / Double(epochs))
    }
    points = (0..<y.count / 2).map { (y[2 * $0], y[2 * $0 + 1]) }
  }

  /// The same in one go.
  public init(
    _ x: Matrix, _ settings: Settings = Settings(), generator: RandomGenerator, in workspace: Workspace
  ) {
    self.init(x, settings, generator: generator, in: workspace) { _ in }
  }
}

/// The stochastic gradient descent of a layout (McInnes et al. 2018, algorithm 5): each edge pulls its ends together as often
/// as it weighs, and each time some random rows push.
struct LayoutDescent {
  private let edges: [FuzzyGraph.Edge]
  /// Epochs between two turns of each edge, and when the next is.
  private let period: [Float]
  private var next: [Float]
  private var nextNegative: [Float]
  private let epochs: Int
  private let curve: SimilarityCurve
  private let settings: UMAP.Settings
  private var random: RandomGenerator

  init(_ graph: FuzzyGraph, epochs: Int, _ settings: UMAP.Settings, generator: RandomGenerator) {
    let largest = graph.edges.reduce(0) { max($0, $1.weight) }
    // What would have no turn at all is left out.
    edges = graph.edges.filter { $0.weight * Float(max(epochs, 1)) >= largest }
    period = edges.map { largest / $0.weight }
    next = period
    let negatives = Float(max(settings.negatives, 1))
    nextNegative = period.map { $0 / negatives }
    self.epochs = epochs
    self.settings = settings
    curve = SimilarityCurve(minimumDistance: settings.minimumDistance, spread: settings.spread)
    random = generator
  }

  /// One epoch on y = x, y, x, y, …
  mutating func run(_ epoch: Int, _ y: inout [Float]) {
    let (a, b) = (Float(curve.a), Float(curve.b))
    let rate = Float(settings.learningRate * (1 - Double(epoch) / Double(epochs)))
    let now = Float(epoch)
    let n = y.count / 2
    func clipped(_ g: Float) -> Float { min(max(g, -4), 4) }
    y.withUnsafeMutableBufferPointer { y in
      for index in edges.indices where next[index] <= now {
        let (i, j) = (2 * edges[index].from, 2 * edges[index].to)
        var (dx, dy) = (y[i] - y[j], y[i + 1] - y[j + 1])
        var d2 = dx * dx + dy * dy
        if d2 > 0 {
          let power = pow(d2, b)
          let pull = -2 * a * b * power / d2 / (a * power + 1)
          let (gx, gy) = (clipped(pull * dx) * rate, clipped(pull * dy) * rate)
          (y[i], y[i + 1]) = (y[i] + gx, y[i + 1] + gy)
          (y[j], y[j + 1]) = (y[j] - gx, y[j + 1] - gy)
        }
        next[index] += period[index]
        guard settings.negatives > 0 else { continue }
        let negativePeriod = period[index] / Float(settings.negatives)
        let turns = max(Int((now - nextNegative[index]) / negativePeriod), 0)
        for _ in 0..<turns {
          let k = 2 * random.index(below: n)
          guard k != i else { continue }
          (dx, dy) = (y[i] - y[k], y[i + 1] - y[k + 1])
          d2 = dx * dx + dy * dy
          guard d2 > 0 else { continue }
          let push = 2 * b / ((0.001 + d2) * (a * pow(d2, b) + 1))
          y[i] += clipped(push * dx) * rate
          y[i + 1] += clipped(push * dy) * rate
        }
        nextNegative[index] += Float(turns) * negativePeriod
      }
    }
  }
}
