import Files
import Foundation

/// Writes the files of one part: skeleton and truth together, then the common file.
struct PartWriter {
  let world: AliCCPWorld
  let part: AliCCPPart
  let threads: Int

  private(set) var clicks = 0
  private(set) var conversions = 0
  private(set) var contradictions = 0
  private(set) var histogram = ProbabilityHistogram()

  init(_ world: AliCCPWorld, _ part: AliCCPPart, threads: Int) {
    (self.world, self.part, self.threads) = (world, part, threads)
  }

  /// Lines of the common file.
  var commonLines: Int { Sizes.visits(rows: part.rows) }

  /// - Parameter progress: called with the part's rows written so far.
  mutating func writeSkeleton(_ skeleton: URL, truth: URL, progress: (Int) throws -> Void) throws {
    var skeleton = try LogTextFile(skeleton)
    var truth = try LogTextFile(truth)
    truth.append("row,cluster,probability\n")
    var rows = 0
    let (world, part) = (world, part)
    try OrderedQueue.run(
      count: part.blocks, threads: threads, name: "blocks", initial: LineBlock(),
      make: { block, made in made.makeSkeleton(block, of: part, in: world) },
      take: { block, made in
        try skeleton.write(made.text)
        try truth.write(made.truth)
        clicks += made.clicks
        conversions += made.conversions
        contradictions += made.contradictions
        histogram.add(made.scores)
        rows += part.rows(of: block)
        try progress(rows)
      })
    try skeleton.close()
    try truth.close()
  }

  /// - Parameter progress: called now and then; what it throws ends the work.
  func writeCommon(_ url: URL, progress: () throws -> Void) throws {
    var file = try LogTextFile(url)
    let (world, part, lines) = (world, part, commonLines)
    let order = FixedPermutation(lines)
    let size = Sizes.blockVisits
    try OrderedQueue.run(
      count: (lines + size - 1) / size, threads: threads, name: "blocks", initial: LineBlock(),
      make: { block, made in
        made.makeCommon(block * size..<min(block * size + size, lines), order: order, of: part, in: world)
      },
      take: { _, made in
        try file.write(made.text)
        try progress()
      })
    try file.close()
  }
}
