import Foundation
import Tensors

/// Who looks at what on a day, and why they click.
struct DailyWorld {
  struct Impression {
    var user = 0
    var item = 0
    var page = 0
    var click = false
  }

  private static let taste = 4
  /// Users and items at a time, and how many of them are new each day.
  private static let (users, items) = (2000, 400)
  private static let (newUsers, newItems) = (60, 25)
  /// The log-odds of a click on each page, and how many rows it has; the last one opens later.
  private static let pages: [(logOdds: Double, rows: Double)] = [
    (-2.2, 5), (-1.4, 3), (-1.2, 2), (-2.0, 1.5), (-1.6, 1), (-1.8, 2.5),
  ]
  /// How much a user and an item that go together raise the log-odds.
  private static let pull = 2.0
  /// Standard deviations of what a day adds to items' tastes, to pages' and to items' popularity.
  private static let (itemDrift, pageDrift, popularityDrift) = (0.12, 0.04, 0.06)

  private struct Thing {
    var name: Int
    var taste: [Double]
    var popularity: Double
  }

  private var random: RandomGenerator
  private var users: [Thing] = []
  private var items: [Thing] = []
  private var views: [[Double]] = []
  private var open = Self.pages.count - 1
  private let rank: AliasTable
  private var page: AliasTable

  init(_ settings: DailyLog.Settings) {
    random = RandomGenerator(seed: settings.seed).child("daily")
    rank = AliasTable(weights: (0..<Self.items).map { 1 / Double($0 + 5) })
    page = AliasTable(weights: Self.pages.prefix(open).map(\.rows))
    users = (0..<Self.users).map { thing($0) }
    items = (0..<Self.items).map { thing($0) }
    views = Self.pages.map { _ in (0..<Self.taste).map { _ in 1 + 0.35 * random.normal() } }
  }

  private mutating func thing(_ name: Int) -> Thing {
    let scale = 1 / Double(Self.taste).squareRoot()
    return Thing(
      name: name, taste: (0..<Self.taste).map { _ in scale * random.normal() }, popularity: 0.5 * random.normal())
  }

  /// A day passes.
  mutating func turn(opening opens: Bool) {
    let scale = Self.itemDrift / Double(Self.taste).squareRoot()
    for item in items.indices {
      for d in 0..<Self.taste { items[item].taste[d] += scale * random.normal() }
      items[item].popularity += Self.popularityDrift * random.normal()
    }
    for page in views.indices { for d in 0..<Self.taste { views[page][d] += Self.pageDrift * random.normal() } }
    // The oldest leave.
    for _ in 0..<Self.newUsers { users.append(thing((users.last?.name ?? 0) + 1)) }
    for _ in 0..<Self.newItems { items.append(thing((items.last?.name ?? 0) + 1)) }
    users.removeFirst(Self.newUsers)
    items.removeFirst(Self.newItems)
    guard opens else { return }
    open = Self.pages.count
    page = AliasTable(weights: Self.pages.map(\.rows))
  }

  mutating func impression() -> Impression {
    let (user, item, page) = (
      users[random.index(below: users.count)], items[rank.draw(&random)], page.draw(&random)
    )
    var fit = 0.0
    for d in 0..<Self.taste { fit += user.taste[d] * views[page][d] * item.taste[d] }
    let z = Self.pages[page].logOdds + user.popularity + item.popularity + Self.pull * fit
    return Impression(
      user: user.name, item: item.name, page: page, click: random.uniform() < 1 / (1 + exp(-z)))
  }
}
