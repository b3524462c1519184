import Settings

/// The settings that all networks have in common; the defaults are the paper's (section 3.1.3).
public struct NetworkSettings: SettingGroup {
  public var hidden = [512, 256, 128, 64, 32]
  public var embeddingDimension = 16
  public var embeddingDeviation = 0.01
  public var dropout = 0.0
  @Open public var ensemble = 1
  @Open public var statistics = true
  public var statisticsDimension = 4
  @Open public var statisticsDeviation = 0.03

  public init() {}

  /// How many of a row's numbers the model takes.
  func numbers(of shape: ModelShape) -> Int { statistics ? shape.numbers : 0 }

  public static var declared: [Setting<NetworkSettings>] {
    [
      Setting(
        "hidden", \.hidden,
        SettingRule("at most 64 layers of 1 to 65536 units", repeatsValue: false) { widths in
          widths.count <= 64 && widths.allSatisfy { (1...65536).contains($0) }
        }, help: "Units of the towers' hidden layers, with ReLU."),
      Setting(
        "embeddingDimension", \.embeddingDimension, .within(1...1024), help: "Width of each feature's embedding."),
      Setting(
        "embeddingDeviation", \.embeddingDeviation, .atLeast(0), help: "Standard deviation of the first embeddings."),
      Setting(
        "dropout", \.dropout, .within(0..<1), search: .oneOf([0, 0.1, 0.2, 0.3].map(SettingValue.number)),
        help: "Share of hidden units dropped in training."),
      Setting(
        "ensemble", \.$ensemble, .ifAny(.within(1...100)), defaultText: "1, or 5 with the recipe 'best'",
        help: "Train so many models as one, whose first weights and orders of rows differ; their logits are averaged."),
      Setting(
        "statistics", \.$statistics, defaultText: "where they help",
        help: "Take the running statistics of the log as inputs, where it has some."),
      Setting(
        "statisticsDimension", \.statisticsDimension, .within(1...1024),
        help: "Width of the vector that each of the running statistics scales."),
      Setting(
        "statisticsDeviation", \.$statisticsDeviation, .ifAny(.atLeast(0)), defaultText: "0.03 or 0.3, which is better",
        help: "Standard deviation of these vectors at first."),
    ]
  }
}
