extension Schema {
  /// Ali-CCP as it is published, with what this program assumes where its publishers say nothing: `Examples/ali-ccp.yaml`.
  public static var aliCCP: Schema {
    // The text is this program's own, and a test parses it.
    (try? parse(yaml: aliCCPText, file: "ali-ccp.yaml")) ?? Schema(label: "click", scenario: ["301"])
  }

  /// The same as text.
  public static let aliCCPText = """
    # Ali-CCP as it is published (Ma et al., SIGIR 2018): sample_skeleton_{train,test}.csv and beside them
    # common_features_{train,test}.csv.
    log: sample_skeleton_*
    label: click
    conversion: conversion
    # Rows with a conversion and no click contradict themselves. They are counted; this would leave them out:
    # dropContradictions: true

    # The paper (section 3.1.1) makes 29 scenarios of "scenario indicator, user gender and user city" and gives no rule for
    # empty or tiny cells. Assumed here: 301 × 124 × 129, where a missing value is a value of its own (up to 3 × 3 × 5
    # cells), and a cell with fewer training rows than this falls into the "(others)" of its 301. On the simulated log of
    # the published size this gives 29; raise or lower it until `adl inspect` shows as many on yours.
    scenario: ["301", "124", "129"]
    minimumScenarioRows: 10000
    session: "101"

    # The published test part is the test; a random twentieth of the rest validates.
    split: {where: part, test: test, validation: 0.05}
    minimumCount: 10
    joins:
      - {file: common_features_*, on: common_feature_index}

    # Histories (109_14, 110_14, 127_14, 150_14) and 210 have several values; all of them count, with equal weights.
    # `weighted: true` takes the published values, logarithms of counts, as weights.
    features:
      "101": {kind: id, group: user}
      "121": {kind: id, group: user}
      "122": {kind: id, group: user}
      "124": {kind: id, group: user}
      "125": {kind: id, group: user}
      "126": {kind: id, group: user}
      "127": {kind: id, group: user}
      "128": {kind: id, group: user}
      "129": {kind: id, group: user}
      "109_14": {kind: ids, group: user}
      "110_14": {kind: ids, group: user}
      "127_14": {kind: ids, group: user}
      "150_14": {kind: ids, group: user}
      "205": {kind: id, group: item}
      "206": {kind: id, group: item}
      "207": {kind: id, group: item}
      "210": {kind: ids, group: item}
      "216": {kind: id, group: item}
      "508": {kind: id, group: context}
      "509": {kind: id, group: context}
      "702": {kind: id, group: context}
      "853": {kind: id, group: context}
      "301": {kind: id, group: context}

    """
}
