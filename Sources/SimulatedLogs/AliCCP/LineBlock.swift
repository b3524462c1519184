import Foundation
import Tensors

/// A block of rows of the skeleton, or of lines of the common file, that one thread makes at a time.
struct LineBlock: Sendable {
  /// Lines of the skeleton, or of the common file.
  private(set) var text = LogText()
  /// Lines of the truth file.
  private(set) var truth = LogText()
  private(set) var scores: [ProbabilityHistogram.Entry] = []
  private(set) var clicks = 0
  private(set) var conversions = 0
  private(set) var contradictions = 0

  private var visit = AliCCPVisit()
  private var impression = AliCCPWorld.Impression()
  private var ends: [Double] = []

  private static let conversionRate = 0.005
  private static let contradictionRate = 2e-5
  /// From so many rows on there is a contradiction among them.
  private static let contradictionRows = 10_000
  private static let lengthDeviation = 0.9
  private static let comma = UInt8(ascii: ",")

  private mutating func clear() {
    text.removeAll()
    truth.removeAll()
    scores.removeAll(keepingCapacity: true)
    (clicks, conversions, contradictions) = (0, 0, 0)
  }

  /// The rows of a block of the skeleton.
  mutating func makeSkeleton(_ block: Int, of part: AliCCPPart, in world: AliCCPWorld) {
    clear()
    let rows = part.rows(of: block)
    let firstRow = block * Sizes.blockRows
    let visits = Sizes.lastVisits(rows: rows)
    drawEnds(visits, block, part, world)
    var random = world.root.child(part.rowStream, block)
    // The one contradiction that a part of some size surely has is at the first row without click from here on.
    var contradiction =
      block == 0 && part.rows >= Self.contradictionRows ? random.index(below: Self.contradictionRows / 2) : rows
    var row = 0
    for number in 0..<visits {
      visit.draw(block * Sizes.blockVisits + number, of: part, in: world)
      // Every visit has a row; the rest is shared by the lengths drawn.
      let end = number + 1 + Int(ends[number] * Double(rows - visits))
      while row < (number == visits - 1 ? rows : end) {
        let forced = row >= contradiction
        if append(row: firstRow + row, forced: forced, part, world, &random) { contradiction = rows }
        row += 1
      }
    }
  }

  /// Where each visit ends, as a part of the whole.
  private mutating func drawEnds(
    _ visits: Int, _ block: Int, _ part: AliCCPPart, _ world: AliCCPWorld
  ) {
    var random = world.root.child(part.lengths, block)
    ends.removeAll(keepingCapacity: true)
    var sum = 0.0
    for _ in 0..<visits {
      sum += exp(Self.lengthDeviation * random.normal())
      ends.append(sum)
    }
    for number in ends.indices { ends[number] /= sum }
  }

  /// Appends one row. Returns whether it contradicts itself, being a conversion without a click.
  private mutating func append(
    row: Int, forced: Bool, _ part: AliCCPPart, _ world: AliCCPWorld,
    _ random: inout RandomGenerator
  ) -> Bool {
    let item = world.draw(&impression, of: visit, part, &random)
    let probability = 1 / (1 + exp(-impression.logit))
    let click = random.uniform() < probability
    let conversion = random.uniform() < (click ? Self.conversionRate : Self.contradictionRate) || forced && !click
    scores.append(.init(probability, click))
    clicks += click ? 1 : 0
    conversions += conversion ? 1 : 0
    contradictions += conversion && !click ? 1 : 0

    text.append(number: row + 1)
    text.append(byte: Self.comma)
    text.append(number: click ? 1 : 0)
    text.append(byte: Self.comma)
    text.append(number: conversion ? 1 : 0)
    text.append(byte: Self.comma)
    text.append(hexadecimal: visit.index)
    text.append(byte: Self.comma)
    appendFeatures(item, world.fields)
    text.append(byte: UInt8(ascii: "\n"))

    truth.append(number: row)
    truth.append(byte: Self.comma)
    truth.append(number: visit.cluster)
    truth.append(byte: Self.comma)
    truth.append(billionths: probability)
    truth.append(byte: UInt8(ascii: "\n"))
    return conversion && !click
  }

  /// Appends the number of features and the features of one impression.
  private mutating func appendFeatures(_ item: Item, _ fields: FieldIds) {
    var entries = 2 + impression.intentions.count
    entries += (item.isCategoryMissing ? 0 : 1) + (item.isShopMissing ? 0 : 1) + (item.brand < 0 ? 0 : 1)
    for times in impression.times where times > 0 { entries += 1 }
    text.append(number: entries)
    text.append(byte: Self.comma)

    fields.append(.item, item.number, to: &text)
    if !item.isCategoryMissing { append(.category, item.category, fields) }
    if !item.isShopMissing { append(.shop, item.shop, fields) }
    for intention in impression.intentions { append(.intention, Int(intention), fields) }
    if item.brand >= 0 { append(.brand, item.brand, fields) }
    let values = (item.category, item.shop, item.brand, Int(impression.shared))
    append(.categoryCross, values.0, times: impression.times[0], fields)
    append(.shopCross, values.1, times: impression.times[1], fields)
    append(.brandCross, values.2, times: impression.times[2], fields)
    append(.intentionCross, values.3, times: impression.times[3], fields)
    append(.position, impression.position, fields)
  }

  private mutating func append(
    _ field: AliCCPField, _ value: Int, _ fields: FieldIds
  ) {
    text.append(byte: FieldIds.separator)
    fields.append(field, value, to: &text)
  }

  private mutating func append(
    _ field: AliCCPField, _ value: Int, times: Int, _ fields: FieldIds
  ) {
    guard times > 0 else { return }
    text.append(byte: FieldIds.separator)
    fields.append(field, value, count: times, to: &text)
  }

  /// Lines of the common file: those numbers of visits, in a scattered order, as the published file's order is not that
  /// of the skeleton.
  mutating func makeCommon(
    _ lines: Range<Int>, order: FixedPermutation, of part: AliCCPPart, in world: AliCCPWorld
  ) {
    clear()
    for line in lines {
      visit.draw(order(line), of: part, in: world)
      visit.append(to: &text, world.fields)
    }
  }
}
