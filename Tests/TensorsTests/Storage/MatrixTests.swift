import Foundation
import Testing

@testable import Tensors

struct MatrixTests {
  @Test(arguments: [[0, 0], [0, 5], [5, 0], [1, 1], [3, 7], [1100, 1000]])
  func startsAsZeros(shape: [Int]) {
    let matrix = Matrix(rows: shape[0], columns: shape[1])
    #expect(matrix.rows == shape[0] && matrix.columns == shape[1] && matrix.count == shape[0] * shape[1])
    #expect(matrix.elements == Array(repeating: 0, count: shape[0] * shape[1]))
  }

  @Test func rowAfterRow() {
    let matrix = Matrix(rows: 2, columns: 3, elements: [1, 2, 3, 4, 5, 6])
    #expect(matrix[0, 2] == 3 && matrix[1, 0] == 4)
    #expect(matrix.row(1) == [4, 5, 6])
    #expect(matrix.withUnsafeBufferPointer { Array($0) } == [1, 2, 3, 4, 5, 6])
  }

  /// A matrix is a value: writing to a copy leaves the original alone, and the other way round.
  @Test func copiesAreApart() {
    let original = randomMatrix(4, 5, seed: 1)
    let before = original.elements
    var byIndex = original
    byIndex[2, 3] = 100
    var byPointer = original
    byPointer.withUnsafeMutableBufferPointer { $0[0] = 200 }
    let copy = original.copy()
    #expect(original.elements == before)
    #expect(byIndex[2, 3] == 100 && byPointer[0, 0] == 200)
    #expect(copy.base != original.base)

    var first = original
    let second = first
    first[0, 0] = 300
    #expect(second.elements == before)
  }

  /// Nothing is copied while nobody else looks.
  @Test func aSingleOwnerWritesInPlace() {
    var matrix = randomMatrix(4, 5, seed: 1)
    let base = matrix.base
    matrix[1, 1] = 7
    matrix.withUnsafeMutableBufferPointer { $0[0] = 8 }
    #expect(matrix.base == base)
    #expect(matrix[1, 1] == 7 && matrix[0, 0] == 8)
  }

  /// Matrices from a pool are values too.
  @Test func pooledCopiesAreApart() {
    let pool = BufferPool()
    let original = pool.zeros(3, 3)
    var other = original
    other[0, 0] = 1
    #expect(original.elements == Array(repeating: 0, count: 9))
    // The copy does not take the pool's block along.
    #expect(pool.allocations == 1)
  }

  @Test("Refused memory ends the process: with a message, or as the program chose")
  func refusedMemory() async throws {
    let trapped = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Matrix(rows: 1 << 30, columns: 1 << 30)
    }
    let text = String(decoding: try #require(trapped).standardErrorContent, as: UTF8.self)
    #expect(text.contains("out of memory: the system refuses \(4 << 60) bytes"))
    await #expect(processExitsWith: .exitCode(7)) {
      MemoryExhaustion.handler = { bytes in exit(bytes == 4 << 60 ? 7 : 8) }
      _ = Matrix(rows: 1 << 30, columns: 1 << 30)
    }
  }

  @Test func aCrossedBorderIsACrashNotANumber() async {
    await #expect(processExitsWith: .failure) { _ = Matrix(rows: 2, columns: 3)[0, 3] }
    await #expect(processExitsWith: .failure) { _ = Matrix(rows: 2, columns: 3).row(2) }
    await #expect(processExitsWith: .failure) { _ = Matrix(rows: 2, columns: 3, elements: [1, 2, 3]) }
  }
}
