import Tensors

@testable import ClickLog

/// Ali-CCP in small, in its published form and as tables with headers.
struct AliCCPLog {
  /// A field's id and value.
  struct Feature {
    var field: String
    var id: String
    var value = "1.0"
  }

  struct Row {
    var click: String
    var conversion: String
    var user: String
    var features: [Feature]
  }

  /// Of each part, train and test.
  var rows: [String: [Row]] = [:]
  var users: [String: [(index: String, features: [Feature])]] = [:]

  static let schema = """
    log: sample_skeleton_*
    label: click
    conversion: conversion
    scenario: ["301", "124"]
    session: "101"
    split: {where: part, test: test, validation: 0.2}
    minimumCount: 1
    joins: [{file: common_features_*, on: common_feature_index}]
    features:
      "205": {kind: id}
      "210": {kind: ids, weighted: true}
      "853": {kind: id}
      "101": {kind: id, group: user}
      "109_14": {kind: ids, group: user}

    """

  static func list(_ features: [Feature]) -> String {
    features.map { "\($0.field)\u{2}\($0.id)\u{3}\($0.value)" }.joined(separator: "\u{1}")
  }

  static func skeleton(_ rows: [Row]) -> String {
    rows.enumerated().map {
      "\($0 + 1),\($1.click),\($1.conversion),\($1.user),\($1.features.count),\(list($1.features))\n"
    }.joined()
  }

  static func common(_ users: [(index: String, features: [Feature])]) -> String {
    users.map { "\($0.index),\($0.features.count),\(list($0.features))\n" }.joined()
  }

  /// The files as they are published.
  var published: [String: String] {
    var files: [String: String] = [:]
    for (part, rows) in rows { files["sample_skeleton_\(part).csv"] = Self.skeleton(rows) }
    for (part, users) in users { files["common_features_\(part).csv"] = Self.common(users) }
    return files
  }

  /// The same as tables, lists joined by commas, keys with their part.
  var tables: [String: String] {
    var files: [String: String] = [:]
    let fields = ["205", "210", "853", "301"]
    let common = ["101", "124", "109_14"]
    func cells(_ features: [Feature], _ fields: [String]) -> [String] {
      fields.map { field in
        features.filter { $0.field == field }.map { field == "210" ? "\($0.id):\($0.value)" : $0.id }
          .joined(separator: ",")
      }
    }
    for (part, rows) in rows {
      let header = ["sample_id", "click", "conversion", "common_feature_index"] + fields + ["part"]
      files["sample_skeleton_\(part).csv"] = MixedLog.text(
        rows.enumerated().map { i, row in
          ["\(i + 1)", row.click, row.conversion, "\(row.user)/\(part)"] + cells(row.features, fields) + [part]
        }, header)
    }
    for (part, users) in users {
      files["common_features_\(part).csv"] = MixedLog.text(
        users.map { ["\($0.index)/\(part)"] + cells($0.features, common) }, ["common_feature_index"] + common)
    }
    return files
  }

  /// A random log with all that the published one has: fields that are missing, several values, users that are missing,
  /// conversions without a click, equal indices of different users.
  static func drawn(rows count: Int, seed: UInt64) -> AliCCPLog {
    var draw = RandomGenerator(seed: seed)
    var log = AliCCPLog()
    for part in ["train", "test"] {
      log.rows[part] = (0..<count).map { _ in
        var features = [Feature(field: "301", id: "\(1 + draw.index(below: 3))")]
        if draw.index(below: 5) > 0 { features.append(Feature(field: "205", id: "\(draw.index(below: 90))")) }
        for _ in 0..<draw.index(below: 4) {
          features.append(
            Feature(field: "210", id: "\(draw.index(below: 20))", value: "\(Double(draw.index(below: 99)) / 16)"))
        }
        if draw.index(below: 2) > 0 { features.append(Feature(field: "853", id: "\(draw.index(below: 4))")) }
        return Row(
          click: draw.index(below: 3) == 0 ? "1" : "0", conversion: draw.index(below: 20) == 0 ? "1" : "0",
          user: "k\(draw.index(below: 40))", features: features)
      }
      log.users[part] = (0..<35).map { user in
        var features = [Feature(field: "101", id: "\(draw.index(below: 1000))")]
        if user % 3 > 0 { features.append(Feature(field: "124", id: "\(user % 3)")) }
        for _ in 0..<draw.index(below: 5) {
          features.append(Feature(field: "109_14", id: "\(draw.index(below: 30))", value: "2.3"))
        }
        return ("k\(user)", features)
      }
    }
    return log
  }
}
