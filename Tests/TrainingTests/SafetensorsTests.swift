import ClickLog
import Files
import Foundation
import Tensors
import Testing

@testable import Training

@Suite struct SafetensorsTests {
  private func sample() -> Safetensors {
    var file = Safetensors()
    file.metadata["format"] = "test ✓"
    file.tensors = [
      ("a", [2, 3], Matrix(rows: 2, columns: 3, elements: [1, -2, 3.5, .infinity, -0.0, .leastNonzeroMagnitude])),
      ("empty", [0, 4], Matrix(rows: 0, columns: 4)),
      ("stack", [2, 1, 2], Matrix(rows: 2, columns: 2, elements: [7, 8, 9, 10])),
    ]
    return file
  }

  private func write(_ file: Safetensors) throws -> (TemporaryFolder, URL) {
    let place = try TemporaryFolder()
    let url = place.url.appendingPathComponent("t.safetensors")
    try file.write(to: url)
    return (place, url)
  }

  @Test func roundTripKeepsEveryBit() throws {
    let (place, url) = try write(sample())
    let back = try Safetensors(contentsOf: url)
    #expect(back.metadata == sample().metadata)
    #expect(back.isWhole == true)
    #expect(Set(back.tensors.map(\.name)) == ["a", "empty", "stack"])
    for (name, shape, matrix) in sample().tensors {
      #expect(back[name]?.shape == shape)
      #expect(back[name]?.matrix.elements.map(\.bitPattern) == matrix.elements.map(\.bitPattern))
    }
    withExtendedLifetime(place) {}
  }

  /// The header as the format's page has it, so that other programs open the file.
  @Test func theFormatIsTheFormat() throws {
    let (place, url) = try write(sample())
    let data = try Data(contentsOf: url)
    let size = data.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    #expect((8 + size) % 8 == 0)
    let header = try JSONSerialization.jsonObject(with: data[8..<8 + size]) as? [String: Any]
    let stack = header?["stack"] as? [String: Any]
    #expect(stack?["dtype"] as? String == "F32")
    #expect(stack?["shape"] as? [Int] == [2, 1, 2])
    #expect(stack?["data_offsets"] as? [Int] == [24, 40])
    #expect((header?["__metadata__"] as? [String: String])?["checksum"]?.count == 16)
    #expect(data.count == 8 + size + 40)
    withExtendedLifetime(place) {}
  }

  /// Cut anywhere, or with any bit changed: a `LogError`, or a value that says that it is damaged or without a checksum; never
  /// a trap.
  @Test func damagedFilesAreAnsweredInWords() throws {
    let (place, url) = try write(sample())
    let whole = try Data(contentsOf: url)
    for length in 0..<whole.count {
      try whole.prefix(length).write(to: url)
      #expect(throws: LogError.self) { try Safetensors(contentsOf: url) }
    }
    for bit in 0..<8 * whole.count {
      var damaged = whole
      damaged[bit / 8] ^= 1 << (bit % 8)
      try damaged.write(to: url)
      do { #expect(try Safetensors(contentsOf: url).isWhole != true, "bit \(bit)") } catch {
        #expect(error is LogError)
      }
    }
    try Data((0..<8).map { _ in 255 }).write(to: url)
    #expect(throws: LogError.self) { try Safetensors(contentsOf: url) }
    withExtendedLifetime(place) {}
  }

  private func files(in place: TemporaryFolder, _ identity: String = "own") -> TrainingFiles {
    func url(_ name: String) -> URL { place.url.appendingPathComponent(name) }
    return TrainingFiles(
      checkpoint: url("checkpoint.safetensors"), weights: url("model.safetensors"), identity: identity)
  }

  @Test func aModelOfAnotherShapeIsRefused() throws {
    let place = try TemporaryFolder()
    let files = files(in: place)
    let small = Parameters(generator: RandomGenerator(seed: 1))
    _ = small.add("w", [2, 2], .shared, .constant(1))
    try ModelFile.save(small, in: files)
    let large = Parameters(generator: RandomGenerator(seed: 1))
    _ = large.add("w", [2, 3], .shared, .constant(1))
    let error = #expect(throws: LogError.self) { try ModelFile.load(into: large, from: files) }
    #expect(error?.problem == "tensor 'w': expected shape [2, 3], not [2, 2]")
    let other = Parameters(generator: RandomGenerator(seed: 1))
    _ = other.add("v", [2, 2], .shared, .constant(1))
    #expect(throws: LogError.self) { try ModelFile.load(into: other, from: files) }
  }

  /// A model beside settings that are not its own, of a newer version, damaged, or with numbers that are none.
  @Test func whatIsNotTheRunsOwnModelIsRefused() throws {
    let place = try TemporaryFolder()
    let files = files(in: place)
    let parameters = Parameters(generator: RandomGenerator(seed: 1))
    let w = parameters.add("w", [2, 2], .shared, .constant(1))
    func problem(_ other: TrainingFiles? = nil) -> String? {
      do { try ModelFile.load(into: parameters, from: other ?? files) } catch { return (error as? LogError)?.problem }
      return nil
    }
    try ModelFile.save(parameters, in: files)
    #expect(problem() == nil)
    #expect(
      problem(self.files(in: place, "other"))
        == "it was trained with another run.yaml or vocabulary than those beside it")

    let good = try Data(contentsOf: files.weights)
    var flipped = good
    flipped[good.count - 1] ^= 1
    try flipped.write(to: files.weights)
    #expect(problem() == "it is damaged: its content is not what was written")

    var newer = Safetensors()
    newer.metadata["format"] = "swift-adl model 3"
    try newer.write(to: files.weights)
    #expect(
      problem() == "expected a swift-adl model of version 2, found 3: a newer version of this program wrote it")
    newer.metadata["format"] = "pt"
    try newer.write(to: files.weights)
    #expect(problem() == "expected a swift-adl model")

    parameters[w] = Matrix(rows: 2, columns: 2, elements: [1, .nan, 1, 1])
    try ModelFile.save(parameters, in: files)
    #expect(problem() == "tensor 'w': expected finite numbers only")
  }

  @Test func aFailingWriteLeavesTheOldFile() throws {
    let (place, url) = try write(sample())
    let before = try Data(contentsOf: url)
    #expect(throws: LogError.self) {
      try AtomicFile.write(to: url) { file in
        try Data("half".utf8).withUnsafeBytes { try file.write($0) }
        throw LogError("the disk is full")
      }
    }
    #expect(try Data(contentsOf: url) == before)
    #expect(try FileManager.default.contentsOfDirectory(atPath: place.url.path).sorted() == [".lock", "t.safetensors"])
  }
}
