import Testing

@testable import Tensors

@Suite struct BLASKernelsTests {
  /// A processor that OpenBLAS does not know must not be left with the oldest kernels.
  @Test(arguments: [
    ("Prescott", 2, "SKYLAKEX"), ("Prescott", 1, "HASWELL"), ("Nehalem", 2, "SKYLAKEX"), ("Core2", 0, nil),
    ("Haswell", 2, nil), ("Zen", 2, nil), ("SkylakeX", 2, nil), ("Cooperlake", 2, nil), ("SapphireRapids", 2, nil),
  ])
  func oldKernelsAreReplaced(_ chosen: String, _ level: Int, _ better: String?) {
    #expect(BLASKernels.better(than: chosen, level: level) == better)
  }
}
