import ArgumentParser
import ClickLog
import Evaluation
import Foundation
import Runs
import Training

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write parts of a run for other programs.",
    discussion: """
      The embeddings of a field, a row for each value: as .npy (float32, the values beside it in NAME.ids.csv), .csv or \
      .parquet (id, embedding). Row 0 is that of unknown values.

        adl export runs/first --embeddings item_id --out items.npy
      """)

  @Argument(help: ArgumentHelp("The folder of a finished run.", valueName: "run"))
  var folder: String

  @Option(help: "The feature whose embeddings are written.")
  var embeddings: String

  @Option(help: "The file to write: .npy, .csv or .parquet.")
  var out: String

  @OptionGroup(title: "General") var common: CommonOptions

  struct Result: Encodable {
    let field: String
    let rows: Int
    let dimension: Int
    let out: String
    /// The file with the values of an array's rows.
    let ids: String?
  }

  func run() throws {
    let url = URL(fileURLWithPath: out)
    try EmbeddingFile.check(url)
    let found = try TrainedRun.recovered(in: folder, threads: common.threads).model.embeddings(of: embeddings)
    let ids = try EmbeddingFile.write(found, to: url)?.relativePath
    let reporter = common.context.reporter
    if !found.field.keepsValues { reporter.note(Self.rows(of: found.field)) }
    if common.json {
      try Result(field: embeddings, rows: found.field.rows, dimension: found.dimension, out: out, ids: ids).printJSON()
    } else {
      reporter.note(
        "\(Figures.count(found.field.rows)) embeddings of \(found.dimension) numbers in \(out)"
          + (ids.map { ", their values in \($0)" } ?? ""))
    }
  }

  /// What stands for values that a field does not keep.
  private static func rows(of field: Field) -> String {
    guard field.values != nil else { return "\(field.name) is a number: its rows are ranges." }
    return "The rows of \(field.name) are hash buckets, which do not know their values; adl predict --embeddings "
      + "\(field.name) writes the embedding of each row's value."
  }
}
