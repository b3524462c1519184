import Tensors
import Testing

@testable import ScenarioModels

/// Routing on one perspective of the input, as the schema names it.
struct RoutingOnGroupsTests {
  private func settings(on group: String?) -> ModelSettings {
    var settings = smallSettings()
    settings.routeOn = group
    return settings
  }

  @Test(arguments: [("user", 8), ("item", 4), (nil, 12)] as [(String?, Int)])
  func centresHaveTheLengthOfTheGroup(group: String?, length: Int) throws {
    let learner = try learner(.adl, settings(on: group))
    #expect(learner.parameters["router.centres"].columns == length)
    #expect(learner.model.routingModel?.perspectives.map(\.centres.shape) == [[3, length]])
  }

  /// Another item leaves the routing on the user as it is, bit by bit, and not the logit; another user does not.
  @Test func otherFeaturesDoNotMatter() throws {
    let learner = try learner(.adl, settings(on: "user"))
    learner.parameters.shake()
    let batch = Batch(rows: 50, seed: 1)
    var (items, users, interests) = (batch, batch, batch)
    for row in 0..<50 {
      items.values[row][1] = [10 + (batch.values[row][1][0] - 9) % 10]
      users.values[row][0] = [(batch.values[row][0][0] + 1) % 10]
      interests.values[row][2] = [25, 26]
    }
    let output = learner.predict(batch.input)
    let coefficients = try #require(output.routing).coefficients.elements
    let changed = learner.predict(items.input)
    #expect(changed.routing?.coefficients.elements == coefficients)
    #expect(changed.logits.matrix.elements != output.logits.matrix.elements)
    #expect(learner.predict(users.input).routing?.coefficients.elements != coefficients)
    #expect(learner.predict(interests.input).routing?.coefficients.elements != coefficients)
  }

  /// A whole training step that routes on the first and the last field.
  @Test func asPrintedOnThoseColumns() throws {
    let settings = settings(on: "user")
    var learner = try learner(.adl, settings)
    var model = PlainADL(settings)
    model.perspectives = [("router", Array(0..<4) + Array(8..<12))]
    let batch = Batch(rows: 60, seed: 2)
    let expected = model.route(learner.parameters.numbers, batch)
    _ = try learner.train(on: batch.input, labels: batch.labels)
    expectClose(learner.parameters["router.centres"].elements, expected.centres.flatMap { $0 }, tolerance: 2e-5)
  }

  @Test func anUnknownGroupIsSaidInOneLine() {
    #expect(
      throws: ModelError(
        "no feature is in group 'usr' to route on; the schema's groups are user, item")
    ) { try learner(.adl, settings(on: "usr")) }
  }

  @Test func whatSeveralNamesMean() throws {
    let names = try learner(.adl, settings(on: "item,all")).model.routingModel?.perspectives.map(\.name)
    #expect(names == ["item", "all"])
    #expect(throws: ModelError("route-on names 'user' twice")) { try learner(.adl, settings(on: "user,item,user")) }
    #expect(throws: ModelError("no feature is in group '' to route on; the schema's groups are user, item")) {
      try learner(.adl, settings(on: "user,"))
    }
    var deep = smallSettings()
    deep.sharedLayers = 3
    #expect(throws: ModelError("shared layers must be 0 to the 2 hidden ones, not 3")) { try learner(.adl, deep) }
  }

  @Test func aSchemaWithoutGroups() {
    let bare = ModelShape(fields: [ModelShape.Field(name: "a", group: nil)], tableRows: 3, scenarios: 1)
    #expect(throws: ModelError("no feature is in group 'user' to route on; the schema names no groups")) {
      try ModelKind.adl.model(
        for: bare, settings(on: "user"), in: Parameters(generator: RandomGenerator(seed: 1)))
    }
  }

  @Test func settingsThatDoNotFit() {
    #expect(throws: ModelError("clusters must be at least 1, not 0")) { try learner(.adl, smallSettings(clusters: 0)) }
    var settings = smallSettings()
    settings[PLE.self].levels = 3
    #expect(throws: ModelError("PLE needs 1 to 2 levels, as it has hidden layers, not 3")) {
      try learner(.ple, settings)
    }
    settings.hidden = []
    #expect(throws: ModelError("HMoE needs at least one hidden layer")) { try learner(.hmoe, settings) }
    settings = smallSettings()
    settings[PLE.self].sharedExperts = 0
    #expect(throws: ModelError("PLE needs at least one shared expert")) { try learner(.ple, settings) }
    let none = ModelShape(fields: [], tableRows: 0, scenarios: 1)
    for kind in ModelKind.allCases {
      #expect(throws: ModelError("a model needs at least one feature")) {
        try kind.model(for: none, smallSettings(), in: Parameters(generator: RandomGenerator(seed: 1)))
      }
    }
  }
}
