import Foundation
import Testing

@testable import Files

@Suite struct DurableTests {
  private let place = FileManager.default.temporaryDirectory.appendingPathComponent("durable-\(UUID().uuidString)")

  init() throws { try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true) }

  private func path(_ name: String) -> URL { place.appendingPathComponent(name) }

  private func gone() { try? FileManager.default.removeItem(at: place) }

  /// No bit of a sealed text can change unnoticed, its checksum's own among them.
  @Test(arguments: [0, 7])
  func everyBitIsSealed(rest: UInt64) {
    var text = Data("{\"a\" : \"checksum\", \"checksum\" : \"\(Seal.open)\", \"b\" : [1, 2]}".utf8)
    Seal.seal(&text, covering: rest)
    #expect(Seal.holds(text, covering: rest))
    #expect(!Seal.holds(text, covering: rest + 1))
    for bit in 0..<8 * text.count {
      var other = text
      other[bit / 8] ^= 1 << (bit % 8)
      #expect(!Seal.holds(other, covering: rest), "bit \(bit)")
    }
    for length in 0..<text.count { #expect(!Seal.holds(text.prefix(length), covering: rest)) }
  }

  @Test func aTextWithoutAPlaceIsNotSealed() {
    #expect(!Seal.holds(Data("{\"checksum\": 3}".utf8)))
    #expect(!Seal.holds(Data()))
  }

  @Test func oneAtATimeInAFolder() throws {
    defer { gone() }
    let file = path(".lock")
    var lock: FolderLock? = try FolderLock(file, of: place)
    let error = #expect(throws: WriteError.self) { try FolderLock(file, of: place) }
    #expect(error?.description.contains("another process (\(getpid())) is at work there") == true)
    withExtendedLifetime(lock) {}
    lock = nil
    #expect(!FileManager.default.fileExists(atPath: file.path))
    _ = try FolderLock(file, of: place)
  }

  /// What a killed process leaves: the file, and nobody who holds it.
  @Test func aLockWithoutAHolderIsFree() throws {
    defer { gone() }
    try Data("4711\n".utf8).write(to: path(".lock"))
    _ = try FolderLock(path(".lock"), of: place)
    #expect(throws: WriteError.self) { try FolderLock(path("nowhere/.lock"), of: path("nowhere")) }
  }

  @Test func foldersChangePlaces() throws {
    defer { gone() }
    func make(_ name: String, _ text: String) throws -> URL {
      try FileManager.default.createDirectory(at: path(name), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: path(name).appendingPathComponent("f"))
      return path(name)
    }
    func text(_ name: String) -> String? {
      try? String(contentsOf: path(name).appendingPathComponent("f"), encoding: .utf8)
    }
    try DurableFolder.put(make("new", "1"), at: path("store"))
    #expect(text("store") == "1" && text("new") == nil)
    try DurableFolder.put(make("new", "2"), at: path("store"))
    #expect(text("store") == "2" && text("new") == nil)
    #expect(throws: WriteError.self) { try DurableFolder.put(path("nothing"), at: path("store")) }
    #expect(text("store") == "2")
    // A crash on a file system that cannot exchange names.
    try FileManager.default.moveItem(at: path("store"), to: path(".store.previous"))
    DurableFolder.restore(path("store"))
    #expect(text("store") == "2")
  }

  /// What an interrupted preparation left is used again only if it is what was written.
  @Test func sectionsAreVerified() throws {
    defer { gone() }
    let writer = try SectionWriter(path("s"))
    try writer.append([UInt8](1...9))
    try writer.append([UInt32]())
    try writer.append([UInt64(1) << 40, 2])
    try writer.finish()
    let whole = try Data(contentsOf: path("s"))
    let file = try #require(SectionFile(path("s"), verifying: true))
    #expect(Array(file.values(2, of: UInt64.self)) == [1 << 40, 2])
    let padding = 9..<16
    for byte in 0..<whole.count where !padding.contains(byte) {
      for bit in 0..<8 {
        var damaged = whole
        damaged[byte] ^= 1 << bit
        try damaged.write(to: path("s"))
        #expect(SectionFile(path("s"), verifying: true) == nil, "byte \(byte), bit \(bit)")
        _ = SectionFile(path("s"))
      }
    }
    for length in 0..<whole.count {
      try whole.prefix(length).write(to: path("s"))
      #expect(SectionFile(path("s")) == nil)
    }
  }
}
