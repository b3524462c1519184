import ArgumentParser
import ClickLog

/// How logs are read.
struct ReadingOptions: ParsableArguments {
  @Option(help: "Memory for preparing a log, besides its vocabularies, like 500MB or 4GB. (default: 2GB)")
  var memory: MemorySize?

  @Option(help: "Rows that cannot be read are left out, up to this number. (default: 0)")
  var maxBadRows: Int?

  func validate() throws {
    if let maxBadRows, maxBadRows < 0 { throw ValidationError("--max-bad-rows: expected 0 or more, not \(maxBadRows)") }
  }

  func preparation(_ common: CommonOptions) -> PreparationOptions {
    PreparationOptions(
      threads: common.threads ?? 0, memory: memory?.bytes ?? PreparationOptions.defaultMemory,
      maxBadRows: maxBadRows ?? 0)
  }
}

/// A number of bytes, with a unit.
struct MemorySize: ExpressibleByArgument {
  let bytes: Int

  init?(argument: String) {
    let text = argument.uppercased()
    let units = [("TB", 1e12), ("GB", 1e9), ("MB", 1e6), ("T", 1e12), ("G", 1e9), ("M", 1e6)]
    let unit = units.first { text.hasSuffix($0.0) }
    guard let number = Double(text.dropLast(unit?.0.count ?? 0)) else { return nil }
    let bytes = number * (unit?.1 ?? 1)
    guard bytes >= Double(PreparationOptions.leastMemory), bytes < 1e15 else { return nil }
    self.bytes = Int(bytes)
  }
}
