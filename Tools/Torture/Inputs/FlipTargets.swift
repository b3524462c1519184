import Foundation

/// Every file that the program writes and reads again, with damage to its bytes.
struct FlipTargets {
  private let copies: FixtureCopies

  init(_ copies: FixtureCopies) { self.copies = copies }

  func all() throws -> [Target] {
    var targets: [Target] = []
    func add(
      _ folder: String, _ name: String, _ source: URL, isSealed: Bool, _ open: @escaping () throws -> Void
    ) throws {
      let original = Array(try Data(contentsOf: source.appendingPathComponent(name)))
      targets.append(
        Target(
          name: "\(folder)/\(name)", file: copies.path("\(folder)/\(name)"), original: original, isSealed: isSealed,
          change: { ByteDamage.apply(original, &$0) }, open: open))
    }
    let fixtures = copies.fixtures
    let sealed = Sealing(fixtures)
    for name in Folders.files(fixtures.run) where name.hasPrefix("vocabulary/") {
      try add("run", name, fixtures.run, isSealed: sealed.vocabulary) { try copies.openRun(predicting: true) }
    }
    // The larger and the livelier ones more often.
    for _ in 0..<4 {
      try add("run", "model.safetensors", fixtures.run, isSealed: sealed.safetensors) {
        try copies.openRun(predicting: true)
      }
      try add("begun", "unfinished/checkpoint.safetensors", fixtures.unfinished, isSealed: sealed.safetensors) {
        try copies.openCheckpoint()
      }
      try add("s.store", "store.json", fixtures.store, isSealed: sealed.store) { try copies.openStore() }
    }
    try add("run", "run.yaml", fixtures.run, isSealed: false) { try copies.openRun(predicting: true) }
    try add("run", "metrics.json", fixtures.run, isSealed: false) { try copies.openRun(predicting: false) }
    for name in Folders.files(fixtures.store) where name != "store.json" {
      let isVocabulary = name.hasPrefix("vocabulary/")
      try add("s.store", name, fixtures.store, isSealed: !isVocabulary || sealed.vocabulary) { try copies.openStore() }
    }
    return targets
  }
}

/// Which files carry checksums, as those show that this program wrote.
struct Sealing {
  let vocabulary: Bool
  let store: Bool
  let safetensors: Bool

  init(_ fixtures: Fixtures) {
    func has(_ url: URL) -> Bool {
      (Folders.bytes(url) ?? Data()).range(of: Data("\"checksum\"".utf8)) != nil
    }
    vocabulary = has(fixtures.run.appendingPathComponent("vocabulary/encoding.json"))
    store = has(fixtures.store.appendingPathComponent("store.json"))
    safetensors = has(fixtures.run.appendingPathComponent("model.safetensors"))
  }
}
