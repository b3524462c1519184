import Foundation
import Tensors

/// The users, or the items: their fields, how popular each is, and what it adds to the click logit in each cluster.
struct Entities {
  /// The value of every field: fields of entity 0, of entity 1, …
  let values: [UInt8]
  let fields: Int
  /// What entity e adds in cluster k, at e · clusters + k.
  let logits: [Double]
  /// Each entity's cells in the log: the id, the fields and, for items, the tags, all after a comma.
  let text: [[UInt8]]
  /// HashedRandom among the entities at home in one cluster, and among all.
  private let atHome: [AliasTable]
  private let members: [[Int32]]
  private let all: AliasTable
  private let tendency: Double

  /// What distinguishes users from items.
  struct Kind {
    let letter: Character
    let count: Int
    let fields: Int
    /// Popularity falls with rank to this power.
    let zipf: Double
    /// The chance that a visit's cluster picks among those at home in it instead of among all.
    let tendency: Double
    /// The standard deviation of the entity's own, cluster-free effect.
    let effect: Double
    let tagged: Bool
  }

  init(
    _ kind: Kind, clusters: [LatentCluster], firstField: Int, homeShares: [Double], _ random: inout RandomGenerator
  ) {
    fields = kind.fields
    tendency = kind.tendency
    let weights = AliasTable.zipfWeights(kind.count, exponent: kind.zipf)
    let homes = AliasTable(weights: homeShares)
    all = AliasTable(weights: weights)

    var values: [UInt8] = []
    var logits: [Double] = []
    var text: [[UInt8]] = []
    var members = [[Int32]](repeating: [], count: clusters.count)
    for entity in 0..<kind.count {
      let home = homes.draw(&random)
      members[home].append(Int32(entity))
      let effect = kind.effect * random.normal()
      let own = (0..<kind.fields).map { clusters[home].values[firstField + $0].draw(&random) }
      // Tags are a set: a value drawn twice is written once.
      let tags = kind.tagged ? Set((0..<1 + random.index(below: 4)).map { _ in clusters[home].tags.draw(&random) }) : []
      values += own.map { UInt8($0) }
      for cluster in clusters {
        let fromFields = own.indices.reduce(0) { $0 + cluster.weights[firstField + $1][own[$1]] }
        let fromTags = tags.reduce(0) { $0 + cluster.tagWeights[$1] } / Double(max(tags.count, 1))
        logits.append(effect + fromFields + fromTags)
      }
      var cells = ",\(kind.letter)\(entity)" + own.map { ",v\($0)" }.joined()
      if kind.tagged { cells += "," + tags.sorted().map { "t\($0)" }.joined(separator: "|") }
      text.append(Array(cells.utf8))
    }
    (self.values, self.logits, self.text, self.members) = (values, logits, text, members)
    // A cluster without members draws among all.
    atHome = members.map { members in
      members.isEmpty ? AliasTable(weights: weights) : AliasTable(weights: members.map { weights[Int($0)] })
    }
  }

  /// An entity for a visit of this cluster.
  func draw(cluster: Int, _ random: inout RandomGenerator) -> Int {
    guard random.uniform() < tendency else { return all.draw(&random) }
    let position = atHome[cluster].draw(&random)
    return members[cluster].isEmpty ? position : Int(members[cluster][position])
  }
}
