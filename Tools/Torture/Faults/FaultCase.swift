import Foundation

/// A command that is tried with faults: where it starts, and what has to be there afterwards.
struct FaultCase {
  let name: String
  /// What is in the folder before; copied each time.
  let start: URL
  /// The command, for the folder that it works in.
  let arguments: (URL) -> [String]
  /// The place in the folder whose earlier content must be whole, such as `run`.
  let kept: String
  /// Files there that are the same each time, of all that are (a run's metrics have times in them).
  let isSame: (String) -> Bool
  /// Whether the command accumulates results in the place, each of which may be there already or not yet.
  var accumulates = false
  /// A command that has to work with what is there after a failure.
  var opens: (URL) -> [String]? = { _ in nil }

  private func contents(_ folder: URL) -> [String: Data] {
    let url = folder.appendingPathComponent(kept)
    guard url.exists else { return [:] }
    let all = url.isFolder ? Folders.contents(url) : [kept: Folders.bytes(url) ?? Data()]
    return all.filter { isSame($0.key) }
  }

  /// What was there before, and what is there after the command.
  struct Reference {
    let before: [String: Data]
    let after: [String: Data]
  }

  func reference(after folder: URL) -> Reference {
    Reference(before: contents(start), after: contents(folder))
  }

  /// What is neither the old nor the new; nil if one of them is whole, or each file where results are gathered.
  func problem(in folder: URL, _ reference: Reference) -> String? {
    let now = contents(folder)
    if accumulates {
      let names = Set(now.keys).union(reference.before.keys).sorted()
      // Which is the same as: what was there is not lost, and what is there is whole.
      let odd = names.first { now[$0] != reference.before[$0] && now[$0] != reference.after[$0] }
      return odd.map { "\($0) is neither the old nor the new one" }
    }
    guard let old = Folders.difference(now, reference.before), let new = Folders.difference(now, reference.after) else {
      return nil
    }
    return "neither the old nor the new is there (\(old) is not the old one, \(new) not the new one)"
  }

  func isNew(in folder: URL, _ reference: Reference) -> Bool {
    Folders.difference(contents(folder), reference.after) == nil
  }
}
