import Files
import Foundation
import Synchronization

/// Reads the rows of a source chunk by chunk, on several threads, each chunk into a file; chunks that are there already
/// are passed by.
///
/// A thread takes the next chunk under a lock and codes it outside: so one reads while others code, and what comes out
/// depends neither on the number of threads nor on which of them was first.
final class LogReading: Sendable {
  private struct State: ~Copyable {
    let cutter: any RowCutter
    var taken = 0
    var rows = 0
    var badRows = 0
    /// The first chunk, in the files' order, that could not be read, its file, and why.
    var failure: (chunk: Int, file: Int, error: any Error)?
    var stopped = false
  }

  private let state: Mutex<State>
  private let coder: ChunkCoder
  private let files: ChunkFiles
  private let maxBadRows: Int

  init(_ rows: RowSource, _ coder: ChunkCoder, _ files: ChunkFiles, chunkBytes: Int, maxBadRows: Int) {
    self.coder = coder
    self.files = files
    self.maxBadRows = maxBadRows
    state = Mutex(State(cutter: rows.cutter(size: chunkBytes)))
  }

  /// Reads everything; `progress` is asked for a few times a second, and stops the reading by throwing.
  ///
  /// - Returns: what is known of each chunk.
  func read(threads: Int, progress: (_ bytes: Int, _ rows: Int) throws -> Void) throws -> [CodedChunk.Summary] {
    try ThreadGroup.run(
      threads: threads, name: "reading", { self.work() }, stop: { self.state.withLock { $0.stopped = true } },
      poll: {
        let (bytes, rows) = self.state.withLock { ($0.cutter.consumed, $0.rows) }
        try progress(bytes, rows)
      })
    let (failure, taken) = state.withLock { ($0.failure, $0.taken) }
    let summaries = try (0..<min(taken, failure?.chunk ?? taken)).map { try files.summary($0) }
    // Of rows one too many that come before, the first is named, whichever thread was faster.
    if let (_, file, error) = failure, summaries.reduce(0, { $0 + $1.badCount }) <= maxBadRows {
      guard let inner = error as? LogError else { throw error }
      var places = ChunkPlaces()
      for summary in summaries { places.passed(rows: summary.rows, lines: summary.lines, of: summary.file) }
      throw places.located(inner, in: file)
    }
    return summaries
  }

  private func work() {
    while let (number, chunk) = take() {
      do {
        if !files.has(number) { try coder.code(chunk, to: files.url(number)) }
        let summary = try files.summary(number)
        state.withLock {
          $0.rows += summary.rows
          $0.badRows += summary.badCount
          if $0.badRows > maxBadRows { $0.stopped = true }
        }
      } catch {
        state.withLock {
          if number < $0.failure?.chunk ?? .max { $0.failure = (number, chunk.file, error) }
          $0.stopped = true
        }
      }
    }
  }

  private func take() -> (Int, RowChunk)? {
    state.withLock { state -> (Int, RowChunk)? in
      guard !state.stopped else { return nil }
      do {
        guard let chunk = try state.cutter.next() else { return nil }
        state.taken += 1
        return (state.taken - 1, chunk)
      } catch {
        if state.failure == nil { state.failure = (state.taken, state.cutter.file, error) }
        state.stopped = true
        return nil
      }
    }
  }
}

/// Where the chunks of one source lie.
struct ChunkFiles: Sendable {
  let folder: URL
  /// Tells the sources of one log apart.
  let name: String
  let columns: Int

  func url(_ chunk: Int) -> URL { folder.appendingPathComponent("\(name)-\(chunk)") }

  /// Whether a chunk is there, as it was written.
  func has(_ chunk: Int) -> Bool { CodedChunk(url(chunk), columns: columns, verifying: true) != nil }

  func chunk(_ number: Int) throws -> CodedChunk {
    guard let chunk = CodedChunk(url(number), columns: columns) else {
      throw LogError("cannot be read again", file: url(number).lastPathComponent)
    }
    return chunk
  }

  func summary(_ number: Int) throws -> CodedChunk.Summary { try chunk(number).summary() }
}
