extension SimulatedAliCCP {
  /// The schema that reads Ali-CCP, the published one and the simulated one; also Examples/ali-ccp.yaml.
  public static let schema = """
    # Ali-CCP as it is published: https://tianchi.aliyun.com/dataset/408
    log: sample_skeleton_*
    label: click
    conversion: conversion
    scenario: ["301", "124", "129"]
    minimumScenarioRows: 1000
    session: "101"
    split: {where: part, test: test, validation: 0.05}
    minimumCount: 10
    joins:
      - {file: common_features_*, on: common_feature_index}
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
