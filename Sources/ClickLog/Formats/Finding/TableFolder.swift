import Files
import Foundation

/// Folders that are tables with a log of their own: some of their files may be none of the table's any more, so their names alone
/// say nothing.
enum TableFolder {
  private enum Kind {
    case delta, iceberg, hudi

    var name: String {
      switch self {
      case .delta: "a Delta Lake table"
      case .iceberg: "an Iceberg table"
      case .hudi: "a Hudi table"
      }
    }
  }

  /// The files of a folder that is such a table; nil where it is none. Throws `LogError` if the table cannot be read.
  static func files(of folder: URL, name: String) throws -> [LogFile]? {
    switch kind(of: folder) {
    case nil:
      try refuseAbove(folder, name: name)
      return nil
    case .delta?: return try DeltaTable(folder, name: name).files()
    case .iceberg?:
      throw LogError(
        "this is an Iceberg table, which is not read; write it as plain Parquet (PyIceberg: "
          + "pyarrow.parquet.write_table(table.scan().to_arrow(), \"log.parquet\"), or Spark)", file: name)
    case .hudi?:
      throw LogError(
        "this is a Hudi table, which is not read; write it as plain Parquet "
          + "(Spark: spark.read.format(\"hudi\").load(…).write.parquet(…))", file: name)
    }
  }

  /// Throws `LogError` if a folder whose files are looked for by name is such a table.
  static func refuse(_ folder: URL, name: String) throws {
    guard let kind = kind(of: folder) else { return }
    throw LogError(
      "this folder is \(kind.name): which of its files count, its own log says, not their names; give the folder "
        + "itself, with no pattern", file: name)
  }

  /// Throws `LogError` for a folder like `date=2022-05-05` in such a table.
  private static func refuseAbove(_ folder: URL, name: String) throws {
    var place = URL(fileURLWithPath: folder.path)
    while LogFile.Partition(folder: place.lastPathComponent) != nil {
      place = place.deletingLastPathComponent()
      guard let kind = kind(of: place) else { continue }
      throw LogError(
        "this folder is a part of \(kind.name): which of its files count, the table's log says; give the table "
          + "\(place.lastPathComponent)", file: name)
    }
  }

  private static func kind(of folder: URL) -> Kind? {
    func holds(_ name: String) -> Bool { folder.appendingPathComponent(name, isDirectory: true).isFolder }
    if holds("_delta_log") { return .delta }
    if holds(".hoodie") { return .hudi }
    guard holds("metadata") else { return nil }
    let listing = try? FolderListing(folder.appendingPathComponent("metadata", isDirectory: true))
    let isIceberg = listing?.entries.contains { $0.name.hasSuffix(".metadata.json") } ?? false
    return isIceberg ? .iceberg : nil
  }
}
