/// Compressed bytes unpacked on the way: any number of members, one behind the other, in the memory of one member's window.
final class Decompressor: ByteSource {
  private let codec: any Codec
  private let source: any ByteSource
  private let name: String
  private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 17, alignment: 16)
  /// What of the buffer is still to be unpacked.
  private var input = UnsafeRawBufferPointer(start: nil, count: 0)
  private var inMember = false
  private var members = 0
  /// Whether the codec may hold bytes back for which there was no room.
  private var holdsBack = false

  private var compression: FileForm.Compression { codec.compression }

  init(_ codec: any Codec, of source: any ByteSource, name: String) {
    self.codec = codec
    self.source = source
    self.name = name
  }

  deinit { buffer.deallocate() }

  func read(into target: UnsafeMutableRawBufferPointer) throws -> Int {
    while true {
      if !inMember {
        guard try beginMember() else { return 0 }
      }
      if input.isEmpty, !holdsBack, !(try refill()) { throw cutOff }
      var output = target
      let before = input.count
      do throws(CodecError) {
        inMember = !(try codec.step(&input, &output))
      } catch {
        throw worded(error)
      }
      let made = target.count - output.count
      holdsBack = inMember && output.isEmpty
      if made > 0 { return made }
      // A codec that neither takes nor makes anything never will.
      if inMember, before > 0, input.count == before { throw worded(.damaged(nil)) }
    }
  }

  /// Goes to the next member; false at the end. Throws if something else follows.
  private func beginMember() throws -> Bool {
    if members > 0, compression.hasPadding {
      while input.first == 0 || input.isEmpty {
        if input.isEmpty { if try refill() { continue } else { return false } }
        input.advance(1)
      }
    }
    while input.count < FileForm.Compression.longestMark, try refill() {}
    if input.isEmpty, members > 0 { return false }
    guard compression.begins(input.prefix(FileForm.Compression.longestMark), cutOff: true) else {
      throw LogError(
        "the \(compression.rawValue) data is followed by bytes that are none; are they of another file?", file: name)
    }
    members += 1
    inMember = true
    do throws(CodecError) { try codec.begin() } catch { throw worded(error) }
    return true
  }

  /// Reads on behind what is left; false at the source's end.
  private func refill() throws -> Bool {
    if !input.isEmpty { buffer.copyMemory(from: input) }
    let rest = input.count
    let got = try source.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[rest...]))
    input = UnsafeRawBufferPointer(rebasing: buffer[..<(rest + got)])
    return got > 0
  }

  private var cutOff: LogError {
    LogError("the \(compression.rawValue) data ends in the middle; the file is cut off", file: name)
  }

  private func worded(_ error: CodecError) -> LogError {
    switch error {
    case .damaged(let reason):
      LogError("the \(compression.rawValue) data is damaged" + (reason.map { " (\($0))" } ?? ""), file: name)
    case .memory: LogError("unpacking the \(compression.rawValue) data needs more memory than there is", file: name)
    }
  }
}
